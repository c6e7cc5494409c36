/// What inventory answers to the store order whose goods were moved.
public struct StockReply: Sendable, Equatable {
    public enum Answer: Sendable, Equatable {
        case allocated
        case backordered
        case released
        case issued
        /// So many units are there for the case that holds them.
        case held
        /// These units of it end: it will not send them.
        case shortened
        case restored(RestockClaim)
        /// They came back to another warehouse: claimed here, and restored once they are booked there.
        case claimed(RestockClaim)
        /// What a receipt had brought back left stock again: it was booked by mistake.
        case reversed(RestockClaim)
        case refused(Rejection.Code, message: String, claimedBy: RestockClaim?, returnOrderId: String?, receiptId: String?)
    }

    /// A line, and for what came back how it was handled.
    public struct ReplyLine: Sendable, Equatable {
        public var line: Line
        public var handling: Handling?
        /// Units of it that had been written off, and are no longer.
        public var found: Int
        /// Why its outbound order will not send it, and whether it is available again.
        public var reason: StockShort.Reason?
        public var freed: Bool
        /// Units of those that came back which had never left the building.
        public var neverLeft: Int
        /// For what is disposed of: it came, and was destroyed. False where nobody finds it, and where an earlier version
        /// answered.
        public var destroyed: Bool

        public init(
            _ line: Line, handling: Handling? = nil, found: Int = 0, reason: StockShort.Reason? = nil,
            freed: Bool = false, neverLeft: Int = 0, destroyed: Bool = false
        ) {
            self.destroyed = destroyed
            self.neverLeft = neverLeft
            self.reason = reason
            self.freed = freed
            self.line = line
            self.handling = handling
            self.found = found
        }
    }

    /// The commands that are answered.
    public enum Command: String, Sendable, CaseIterable {
        case allocate, release, issue, restore, adjust, hold, unhold, shorten, reverse
    }

    public var outboundOrderId: String
    public var storeOrder: StoreOrderKey
    /// The case that asked, where the command named one: distinguishes its answer from those to others.
    public var caseId: String?
    public var lines: [ReplyLine]
    public var answer: Answer
    /// The return order's receipt that brought the units back, or that was taken back.
    public var receiptId: String?
    /// Which command was refused; nil for other answers, and where an earlier version sent it.
    public var command: Command?
    /// The adjustment that was refused.
    public var adjustmentId: String?
    /// For a return order's receipt: whether nothing more is to come by that return order; nil where nobody says so.
    public var complete: Bool?

    public init(
        outboundOrderId: String, storeOrder: StoreOrderKey, caseId: String? = nil, lines: [ReplyLine], answer: Answer,
        receiptId: String? = nil, command: Command? = nil, adjustmentId: String? = nil, complete: Bool? = nil
    ) {
        self.complete = complete
        self.command = command
        self.adjustmentId = adjustmentId
        self.outboundOrderId = outboundOrderId
        self.storeOrder = storeOrder
        self.caseId = caseId
        self.lines = lines
        self.answer = answer
        self.receiptId = receiptId
    }
}

extension StockReply {
    /// The return order whose receipt it answers.
    public var returnOrderId: String? {
        switch answer {
        case .restored(let claim), .claimed(let claim), .reversed(let claim): claim.by == .returnOrder ? claim.id : nil
        case .refused(_, _, _, let returnOrderId, _): returnOrderId
        case .allocated, .backordered, .released, .issued, .held, .shortened: nil
        }
    }
}

/// One change of one SKU's balance. The sum of a SKU's deltas is its balance.
public struct StockMovement: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case received, allocated, released, issued, restored, quarantined, disposed, adjusted
        /// Units that came back to another warehouse count as come back here, where they were sent from.
        case claimed
        /// What a receipt had brought back left stock again: it was booked by mistake.
        case reversed
    }

    /// What caused it: the kind of document, and its id.
    public struct Cause: Sendable, Equatable {
        public enum Document: String, Sendable, CaseIterable {
            case receipt, adjustment, outboundOrder, returnOrder, missing
            /// Units that an outbound order will not send; the id is the outbound order's.
            case short
        }
        public var type: Document
        public var id: String

        public init(_ type: Document, _ id: String) {
            self.type = type
            self.id = id
        }
    }

    public var kind: Kind
    public var sku: String
    public var quantity: Int
    public var onHandDelta: Int
    public var allocatedDelta: Int
    public var quarantinedDelta: Int
    /// The balance after it.
    public var balance: Stock
    public var cause: Cause
    public var outboundOrderId: String?
    public var caseId: String?
    public var actor: String?
    public var reasonCode: String?
    /// More is promised than stands here, which only a late shipment may cause.
    public var oversold: Bool
    /// The warehouse that had sent what came back here, where it is another one.
    public var sentFrom: String?

    public init(
        kind: Kind, sku: String, quantity: Int, onHandDelta: Int, allocatedDelta: Int, quarantinedDelta: Int,
        balance: Stock, cause: Cause, outboundOrderId: String? = nil, caseId: String? = nil, actor: String? = nil,
        reasonCode: String? = nil, oversold: Bool = false, sentFrom: String? = nil
    ) {
        self.kind = kind
        self.sku = sku
        self.quantity = quantity
        self.onHandDelta = onHandDelta
        self.allocatedDelta = allocatedDelta
        self.quarantinedDelta = quarantinedDelta
        self.balance = balance
        self.cause = cause
        self.outboundOrderId = outboundOrderId
        self.caseId = caseId
        self.actor = actor
        self.reasonCode = reasonCode
        self.oversold = oversold
        self.sentFrom = sentFrom
    }
}
