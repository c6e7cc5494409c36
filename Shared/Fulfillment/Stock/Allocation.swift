/// All that inventory knows of one outbound order: what it holds, what went out, and what came back.
public struct Allocation: Sendable, Equatable {
    /// One SKU of it. Units move between these and are never counted twice:
    /// ordered = held + released + out + restored + quarantined + disposed + missing + short, where all were held or issued at all.
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
        /// Destroyed.
        public var disposed = 0
        /// Written off because nobody finds them; whoever finds one brings it back.
        public var missing = 0
        /// Not found or broken when it was picked, and not sent.
        public var short = 0
        /// Those of them that were broken, and are in quarantine: nobody finds them.
        public var broken = 0
        /// The way that brought the last of them back.
        public var claim: RestockClaim?

        public init(sku: String, ordered: Int) {
            self.sku = sku
            self.ordered = ordered
        }

        /// Units that nobody found when they were picked, and that somebody may find.
        var mayBeFound: Int { short - broken }

        /// Units that are not in stock any more, and cannot leave once more.
        var gone: Int { out + quarantined + disposed + missing + short }
    }

    public let outboundOrderId: String
    /// Who asked, and is answered.
    public let replyTo: StoreOrderKey
    public var isBackordered = false
    public var entries: [Entry]
    /// Receipts of return orders that were processed: `<returnOrderId>/<receiptId>/<fingerprint>`.
    public var receipts: [String] = []
    /// The messages without their own id that were accepted.
    public var seen = SeenMessages()
    /// What of it is held for cancellation cases.
    public var holds: [Hold] = []
    /// Units that had come back for a case by a receipt that was taken back: it may bring them back once more, though orders
    /// may have given its hold up before it heard of that. Until the case holds it again.
    public var takenBack: [Hold] = []
    /// Units that receipts ended, and that another outbound order had taken before.
    public var takenBefore: [UnitsOfReceipt] = []
    /// Units that are written off and that nobody has looked for.
    public var notCome: [UnitsOfReceipt] = []
    /// The cases of it that orders has named.
    public var caseIds: [String] = []
    /// False where an earlier version stored it, and orders has named no hold since: a case that is open then was never
    /// held for, and brings units back all the same.
    public var knowsHolds = true

    public init(outboundOrderId: String, replyTo: StoreOrderKey, entries: [Entry]) {
        self.outboundOrderId = outboundOrderId
        self.replyTo = replyTo
        self.entries = entries
    }
}

/// Units of an outbound order that are stopped, or to be stopped, and belong to a case: while it has them, what never left
/// comes back for it alone. A hold stops neither an issue nor the return of what was issued.
public struct Hold: Sendable, Equatable {
    public let caseId: String
    /// What has not come back yet; a hold with nothing left is open until the case gives it up.
    public var lines: [Line]

    public init(caseId: String, lines: [Line]) {
        self.caseId = caseId
        self.lines = lines
    }
}

/// Which way units came back: no unit comes back by both.
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
