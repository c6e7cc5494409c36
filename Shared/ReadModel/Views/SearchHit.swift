public import Fulfillment

/// Something that a search found.
public struct SearchHit: Sendable, Equatable {
    /// What it is an id of.
    public enum Kind: String, Sendable, CaseIterable {
        case order, outboundOrder, parcel, trackingNumber, sku
        case cancellationCase = "case"
        case request, returnOrder
    }

    public var kind: Kind
    /// The id as it is written.
    public var text: String
    /// The search text is all of it.
    public var isExact: Bool
    /// The store order that it leads to; nil for a SKU.
    public var storeOrder: StoreOrderKey?
    /// The outbound order, for one, for a parcel and for a tracking number.
    public var outboundOrderId: String?
    /// The stock that it leads to, for a SKU.
    public var warehouse: WarehouseKey?

    public init(
        kind: Kind, text: String, isExact: Bool, storeOrder: StoreOrderKey? = nil, outboundOrderId: String? = nil,
        warehouse: WarehouseKey? = nil
    ) {
        self.kind = kind
        self.text = text
        self.isExact = isExact
        self.storeOrder = storeOrder
        self.outboundOrderId = outboundOrderId
        self.warehouse = warehouse
    }
}
