import Contracts
import Fulfillment
import Testing

@Suite("What leads to a person", .timeLimit(.minutes(15)))
struct PeopleTests {
    @Test("is gone from a message that is kept without it, and the rest is as it was", arguments: MessageType.allCases)
    func without(type: MessageType) throws {
        let full = try decode(type, type.fullExample.compact)
        let kept = full.withoutPeople
        var writer = JSONWriter()
        kept.encodeData(&writer)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(try decode(type, text) == kept)
        #expect(!kept.hasTexts)
        #expect(kept.key == full.key && kept.type == full.type && kept.subject == full.subject)
        for number in full.trackingNumbers { #expect(!text.contains(number), "\(number)") }
        #expect(kept.trackingNumbers.count == full.trackingNumbers.count)
        #expect(kept.withoutPeople == kept)
        #expect((kept == full) == !full.namesPeople)
        #expect(full.trackingNumbers.isEmpty == !type.fullExample.compact.contains("\"trackingNumber"))
    }

    @Test("Parcels stay distinct by what stands in place of their numbers")
    func numbers() {
        func parcels(_ numbers: [String]) -> [String] {
            let created = ReturnOrderCreated(
                returnOrderId: "RO", storeOrder: StoreOrderKey(storeId: "s", storeOrderId: "1"), outboundOrderId: "OB",
                warehouse: WarehouseKey(merchantId: "m", warehouseId: "w"), origin: .customer, caseId: nil,
                handling: .putAway, lines: [Line("A", 1)], trackingNumbers: numbers)
            return Message.returnOrderCommand(.create(created)).withoutPeople.trackingNumbers
        }
        let found = parcels(["1Z-1", "1Z-2", "1Z-1"])
        #expect(found[0] == found[2] && found[0] != found[1])
        #expect(found.allSatisfy { ErasedNumber.isOne($0) && $0.count == 10 })
    }

    @Test("An order is erased by a record under its key, which is read back")
    func erasure() throws {
        let key = StoreOrderKey(storeId: "shop-de", storeOrderId: "1001")
        let erasure = Erasure(key, at: Timestamp(milliseconds: 1_795_000_000_000))
        #expect(erasure.body.key == Array("shop-de/1001".utf8))
        #expect(Erasure(erasure.body) == erasure)
        for value in ["", "{}", #"{"storeId":"shop-de","storeOrderId":"1001"}"#] {
            #expect(Erasure(RecordBody(key: [1], headers: [], value: Array(value.utf8))) == nil)
        }
        #expect(Erasure(RecordBody(key: [1], headers: [], value: nil)) == nil)
    }
}
