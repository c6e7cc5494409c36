/// What orders and returns are keyed by: one order of one store, which may be split into several outbound orders.
public struct StoreOrderKey: Hashable, Sendable, CustomStringConvertible {
    public var storeId: String
    public var storeOrderId: String

    public init(storeId: String, storeOrderId: String) {
        self.storeId = storeId
        self.storeOrderId = storeOrderId
    }

    /// As it stands in a record's key: `<storeId>/<storeOrderId>`.
    public var description: String { storeId + "/" + storeOrderId }
}

/// What stock is keyed by: one merchant's goods in one warehouse.
public struct WarehouseKey: Hashable, Sendable, CustomStringConvertible {
    public var merchantId: String
    public var warehouseId: String

    public init(merchantId: String, warehouseId: String) {
        self.merchantId = merchantId
        self.warehouseId = warehouseId
    }

    /// As it stands in a record's key: `<merchantId>/<warehouseId>`.
    public var description: String { merchantId + "/" + warehouseId }
}
