/// Fields that many messages have.
extension [Schema.Field] {
    /// The key of all messages of a store order.
    static let storeOrder: [Schema.Field] = [
        .required("storeId", Schema.ref(.id)), .required("storeOrderId", Schema.ref(.id)),
    ]

    /// The key of all messages of a stock.
    static let warehouse: [Schema.Field] = [
        .required("merchantId", Schema.ref(.id)), .required("warehouseId", Schema.ref(.id)),
    ]
}
