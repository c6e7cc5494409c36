import Contracts
import Fulfillment
import Testing

@testable import Processors

@Suite("The key of an entity's messages")
struct StateKeyTests {
    private static let order = StoreOrderKey(storeId: "shop", storeOrderId: "1001")

    /// Every kind that a service stores, made as the service makes it. The simulation holds what is really stored to it.
    @Test(arguments: [
        (StoreOrder.stateKey(order), "shop/1001"), (ExpectedReturn.stateKey("RO-1", order), "shop/1001"),
        (SentGoods.stateKey("OB-1", order), "shop/1001"), (StateKey.of("stock", "acme/LAX1", "SKU/1"), "acme/LAX1"),
        (StateKey.of("allocation", "acme/LAX1", "OB-1"), "acme/LAX1"),
        (StateKey.of("backorder", "acme/LAX1", "OB-1"), "acme/LAX1"),
        (Array("\(StockDocument.allCases[0].rawValue)/acme/LAX1/RC-1".utf8), "acme/LAX1"),
    ])
    func isFoundInTheEntitysOwn(entity: [UInt8], key: String) {
        #expect(StateKey.messageKey(of: entity) == Array(key.utf8))
    }

    @Test func isNotGuessed() {
        for unknown in ["parcel/shop/1001", "order/shop", "order", "", "rejected/1f-2e"] {
            #expect(StateKey.messageKey(of: Array(unknown.utf8)) == nil)
        }
    }
}
