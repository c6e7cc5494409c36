import Fulfillment

/// The names that the worlds share.
enum Sample {
    static let warehouse = WarehouseKey(merchantId: "acme", warehouseId: "LAX1")
    static let storeOrder = StoreOrderKey(storeId: "shop", storeOrderId: "1001")
    static let now = Timestamp(milliseconds: 1_790_000_000_000)
}
