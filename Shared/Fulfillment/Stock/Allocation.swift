/// All that inventory knows of one outbound order: what it holds, what went out, and what came back.
public struct Allocation: Sendable, Equatable {
    /// One SKU of it. Units move between these and are never counted twice:
    /// ordered = held + released + out + restored + quarantined + disposed, where all were held or issued at all.
    public struct Entry: Sendable, Equatable {
        public let sku: String
        public let ordered: Int
        /// Allocated, and neither released, issued nor brought back: still on hand.
        public var held = 0
        /// Freed by a cancellation.
        public var released = 0
        /// Issued, and not come back.
        public var out = 0
        public var restored = 0
        public var quarantined = 0
        public var disposed = 0

        public init(sku: String, ordered: Int) {
            self.sku = sku
            self.ordered = ordered
        }

        /// Units that may still come back, by whichever way.
        public var returnable: Int { held + out }
        /// Units that are not in stock any more, and cannot leave once more.
        var gone: Int { out + quarantined + disposed }
    }

    public let outboundOrderId: String
    /// Who asked, and is answered.
    public let replyTo: StoreOrderKey
    public var isBackordered = false
    public var entries: [Entry]
    /// The way that brought units back first; the other way is refused.
    public var claim: RestockClaim?
    /// Receipts of return orders that were taken in: `<returnOrderId>/<receiptId>/<fingerprint>`.
    public var receipts: [String] = []
    /// The messages that were taken in, by source and id.
    public var seen = SeenMessages()

    public init(outboundOrderId: String, replyTo: StoreOrderKey, entries: [Entry]) {
        self.outboundOrderId = outboundOrderId
        self.replyTo = replyTo
        self.entries = entries
    }
}

/// Which way units came back: nothing comes back by both.
public struct RestockClaim: Sendable, Equatable {
    public enum Way: String, Sendable, CaseIterable { case adjustment, returnOrder }
    public var by: Way
    /// The adjustment's or the return order's.
    public var id: String

    public init(by: Way, id: String) {
        self.by = by
        self.id = id
    }
}

/// What is done with a unit that came back (处理方式).
public enum Handling: String, Sendable, CaseIterable {
    /// Put away (上架): it raises stock.
    case putAway
    case quarantine
    /// Destroyed (销毁).
    case dispose
}
