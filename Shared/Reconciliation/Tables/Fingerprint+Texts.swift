import Fulfillment

extension Fingerprint {
    /// Of texts, and where each ends.
    init(_ first: String, _ second: String? = nil, _ third: String? = nil, _ fourth: String? = nil) {
        self.init()
        add(first)
        if let second { add(second) }
        if let third { add(third) }
        if let fourth { add(fourth) }
    }

    /// Of a store order, and something of it.
    init(_ storeOrder: StoreOrderKey, _ third: String? = nil) {
        self.init(storeOrder.storeId, storeOrder.storeOrderId, third)
    }
}
