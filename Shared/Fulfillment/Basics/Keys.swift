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
    let length = first.utf8.count
    let whole = length + 1 + second.utf8.count
    return unsafe [UInt8](unsafeUninitializedCapacity: whole) { place, count in
        unsafe place.copy(first, to: 0)
        unsafe place[length] = UInt8(ascii: "/")
        unsafe place.copy(second, to: length + 1)
        count = whole
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes a text from here on; there must be room for it.
    package func copy(_ text: String, to start: Int) {
        var text = text
        text.withUTF8 { bytes in
            precondition(start + bytes.count <= count, "a text beyond the end")
            guard let from = bytes.baseAddress, let place = baseAddress else { return }
            unsafe (place + start).update(from: from, count: bytes.count)
        }
    }
}
