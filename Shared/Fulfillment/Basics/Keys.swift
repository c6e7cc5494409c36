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

    /// The bytes of `description`.
    public var bytes: [UInt8] { joined(storeId, storeOrderId) }
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

    /// The bytes of `description`.
    public var bytes: [UInt8] { joined(merchantId, warehouseId) }
}

private func joined(_ first: String, _ second: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(first.utf8.count + 1 + second.utf8.count)
    bytes.append(contentsOf: first.utf8)
    bytes.append(UInt8(ascii: "/"))
    bytes.append(contentsOf: second.utf8)
    return bytes
}
