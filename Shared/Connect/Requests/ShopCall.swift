internal import Contracts
public import Fulfillment

/// A call as a platform has made it: its header fields and its body, nothing of it believed yet.
public struct ShopCall: Sendable {
    /// Names in small letters; of one that comes twice the first.
    public var headers: [String: String]
    public var body: [UInt8]
    /// When it came here.
    public var receivedAt: Timestamp

    public init(headers: [String: String] = [:], body: [UInt8], receivedAt: Timestamp) {
        self.headers = headers
        self.body = body
        self.receivedAt = receivedAt
    }
}

/// What a call comes to.
public enum ShopVerdict: Sendable, Equatable {
    /// These orders, or parts of them, are to be cancelled.
    case cancel([ShopCancellation])
    /// An order stands: if it was cancelled before, it has been reopened.
    case stands(ShopOrder)
    /// It says only that something waits; the connection's look-up says what.
    case lookUp(ShopQuestion)
    /// It asks for nothing, for this reason.
    case ignore(String)
}

/// An order as the shop calls it, to know whether it was reopened.
public struct ShopOrder: Sendable, Equatable {
    /// What the shop's own ids say it is: the same parts that its cancellation has.
    public var ids: [String]
    public var storeOrderId: String
    /// When the shop last changed it; nil where it does not say.
    public var at: Timestamp?
}

/// A cancellation as a shop has sent it.
public struct ShopCancellation: Sendable, Equatable {
    /// The shop's own ids, from which the request id is made.
    public var ids: [String]
    public var storeOrderId: String
    /// nil: the whole order.
    public var lines: [Line]?
    public var reason: String
    public var requestedBy: String
    /// The shop's time of the cancellation; nil where it has none.
    public var at: Timestamp?
    /// Where `at` is not the cancellation's own time: what it is instead, for the note.
    public var approximation: String?
    /// The outbound orders that it is about, where the shop or a look-up names them.
    public var outboundOrderIds: [String]?
    /// Whether the shop can reopen this order and cancel it again.
    public var mayReopen = false

    public init(
        ids: [String], storeOrderId: String, lines: [Line]? = nil, reason: String, requestedBy: String, at: Timestamp?,
        approximation: String? = nil, outboundOrderIds: [String]? = nil, mayReopen: Bool = false
    ) {
        self.ids = ids
        self.storeOrderId = storeOrderId
        self.lines = lines
        self.reason = reason
        self.requestedBy = requestedBy
        self.at = at
        self.approximation = approximation
        self.outboundOrderIds = outboundOrderIds
        self.mayReopen = mayReopen
    }

    /// What distinguishes it from every other cancellation of the store, before it is counted.
    public var name: String { ShopRequestId.make(ids) }

    /// The request of the contract.
    ///
    /// - Parameters:
    ///   - count: how many times the order was cancelled, this time included.
    ///   - receivedAt: stands for a time that the shop does not give.
    ///   - note: says how the request came about.
    public func request(of connection: Connection, count: Int = 1, receivedAt: Timestamp, note: String? = nil)
        -> CancellationRequested
    {
        let told = at.map { min($0, receivedAt) }
        let arrival = at == nil ? "the shop gives no time of the cancellation: this is when it came" : nil
        let notes = [note, approximation, arrival]
        let text = notes.compactMap(\.self).joined(separator: "; ")
        return CancellationRequested(
            requestId: ShopRequestId.make(ids, count: count),
            storeOrder: StoreOrderKey(storeId: connection.store, storeOrderId: storeOrderId), reason: reason,
            requestedBy: requestedBy, requestedAt: told ?? receivedAt, lines: lines, outboundOrderIds: outboundOrderIds,
            note: text.isEmpty ? nil : text)
    }
}

/// What has to be asked before it is known what is to be cancelled.
public struct ShopQuestion: Sendable, Equatable {
    /// Distinguishes it from every other question of the connection.
    public var ids: [String]
    /// What kind of question: `cancellationRequest`, `assignedFulfillmentOrders`, `outboundOrders`.
    public var kind: String
    /// What the look-up gets, by name: they fill the `{places}` of its URL, and are the command's input.
    public var facts: [String: String]
    /// When the shop raised it; nil where it does not say.
    public var at: Timestamp?

    public init(ids: [String], kind: String, facts: [String: String], at: Timestamp?) {
        self.ids = ids
        self.kind = kind
        self.facts = facts
        self.at = at
    }

    public var name: String { ShopRequestId.make(ids) }
}
