public import Fulfillment

/// Which cases are asked for.
public struct CaseFilter: Sendable, Equatable {
    /// Only cases in one of these states; nil: in any.
    public var states: [CancellationState]?
    public var merchantId: String?
    public var warehouseId: String?
    public var storeId: String?
    /// Only open cases that wait for something that was due before this moment.
    public var dueBefore: Timestamp?
    /// How they are sorted.
    public var order = Order.newest

    /// How cases are sorted.
    public enum Order: String, Sendable, CaseIterable {
        /// The last opened first.
        case newest
        /// Open ones alone, the first due first.
        case due
    }

    public init(
        states: [CancellationState]? = nil, merchantId: String? = nil, warehouseId: String? = nil,
        storeId: String? = nil, dueBefore: Timestamp? = nil, order: Order = .newest
    ) {
        self.states = states
        self.merchantId = merchantId
        self.warehouseId = warehouseId
        self.storeId = storeId
        self.dueBefore = dueBefore
        self.order = order
    }

    /// The states of cases that have not ended.
    public static let open = CancellationState.allCases.filter { !$0.isFinal }
}
