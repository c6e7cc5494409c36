/// A return order (退货单): what is expected back, what was received, and what was done with it.
public struct ReturnOrder: Sendable, Equatable {
    public enum State: String, Sendable, CaseIterable { case awaitingArrival, partlyReceived, received, cancelled }
    public enum Origin: String, Sendable, CaseIterable { case interception, customer }

    /// One SKU of it.
    public struct Entry: Sendable, Equatable {
        public let sku: String
        public let expected: Int
        public var received = 0
        public var putAway = 0
        public var quarantined = 0
        public var disposed = 0
        /// Units that inventory has taken of them, by any handling: never what it refused.
        public var booked = 0

        public init(sku: String, expected: Int) {
            self.sku = sku
            self.expected = expected
        }
    }

    /// Something that is not as it was expected.
    public struct Discrepancy: Sendable, Equatable {
        public enum Kind: String, Sendable, CaseIterable {
            case overReceipt, unknownSku, missing, alreadyRestored, refusedByInventory
            /// Something else came in place of the SKU.
            case wrongItem
        }
        public var kind: Kind
        public var sku: String
        public var quantity: Int
        public var receiptId: String

        public init(kind: Kind, sku: String, quantity: Int, receiptId: String) {
            self.kind = kind
            self.sku = sku
            self.quantity = quantity
            self.receiptId = receiptId
        }
    }

    /// A receipt that was processed.
    public struct Receipt: Sendable, Equatable {
        public var receiptId: String
        public var fingerprint: Fingerprint
        /// What inventory was asked to bring back, or to write off; empty where an older version took it in.
        public var lines: [StockRestore.RestoreLine]
        /// What inventory has brought back, or written off; nil where that is not kept, and the receipt cannot be taken back:
        /// its goods came to another warehouse, it is longer than a message, or an older version took it in.
        public var booked: [StockReversal.BookedLine]?
        /// It said that nothing more comes.
        public var isComplete = false
        /// It came after nothing more was expected, and brought what was written off then.
        public var isAfterAll = false
        /// The ids, its own and that of its rest, under which inventory has answered what it brought back.
        public var answered: [String] = []
        /// Those under which its units were claimed in the warehouse that had sent them.
        public var claimed: [String] = []
        /// It is to be taken back, or was to be.
        public var reversal: Reversal?

        public init(receiptId: String, fingerprint: Fingerprint, lines: [StockRestore.RestoreLine] = []) {
            self.receiptId = receiptId
            self.fingerprint = fingerprint
            self.lines = lines
        }
    }

    /// A receipt is to be taken back: who asked for it last, and how that stands.
    public struct Reversal: Sendable, Equatable {
        public enum State: String, Sendable, CaseIterable {
            /// Inventory has still to answer what it booked.
            case awaitingBooking
            /// It was sent to inventory.
            case sent
            /// Inventory refused: the units were not there any more.
            case refused
        }
        public var origin: MessageOrigin?
        public var state: State

        public init(origin: MessageOrigin?, state: State = .awaitingBooking) {
            self.origin = origin
            self.state = state
        }
    }

    public var created: ReturnOrderCreated
    public var state = State.awaitingArrival
    /// Counts the published changes.
    public var revision = 0
    public var entries: [Entry]
    public var receipts: [Receipt] = []
    public var discrepancies: [Discrepancy] = []
    /// The receipts that were taken back.
    public var reversed: [String] = []
    /// Units that were written off when nothing more was expected, and that have not come since: a receipt may bring them all
    /// the same.
    public var lost: [Line] = []
    public var changedAt: Timestamp

    public init(_ created: ReturnOrderCreated, at now: Timestamp) {
        self.created = created
        entries = created.lines.map { Entry(sku: $0.sku, expected: $0.quantity) }
        changedAt = now
    }

    /// Nothing more is expected under it.
    public var isClosed: Bool { state == .received || state == .cancelled }

    /// A receipt may come under it. What a customer's first box said to be missing may be in the next one, and what was
    /// lost may be among the last units of a box that are booked one by one, or in the box though a person wrote it off.
    var takesReceipts: Bool {
        !isClosed || !lost.isEmpty || (state == .received && (!missing.isEmpty || mayBringLost))
    }

    /// All that was expected has come, some of what was written off has not, and nobody has said that nothing more does.
    private var mayBringLost: Bool {
        guard !receipts.contains(where: \.isComplete), entries.allSatisfy({ $0.received >= $0.expected }) else {
            return false
        }
        return created.writtenOff.contains { lost in
            let entry = entries.first { $0.sku == lost.sku }
            return (entry?.received ?? 0) < (entry?.expected ?? 0) + lost.quantity
        }
    }

    /// What its receipts said will not come, and what nobody has written off.
    private var missing: [Discrepancy] {
        discrepancies.filter { $0.kind == .missing && (created.origin == .customer || created.contentsUnknown) }
    }

    /// The id of the return order for a parcel that the carrier returns to its sender.
    public static func returnedToSenderId(_ outboundOrderId: String) -> String { "RTS-" + outboundOrderId }

    /// The id of the return order that an interception opens.
    public static func interceptionId(_ outboundOrderId: String) -> String { "RO-" + outboundOrderId }

    /// Whether Turnback opens a return order of this id for an outbound order: each further one has a number behind it.
    static func isOwn(_ id: String, of outboundOrderId: String) -> Bool {
        isInterception(id, of: outboundOrderId) || isReturnToSender(id, of: outboundOrderId)
    }

    /// Whether a return order of this id is opened for what the carrier brings back of an outbound order.
    static func isReturnToSender(_ id: String, of outboundOrderId: String) -> Bool {
        isNumbered(id, returnedToSenderId(outboundOrderId))
    }

    /// Whether an interception of an outbound order opens a return order of this id.
    static func isInterception(_ id: String, of outboundOrderId: String) -> Bool {
        isNumbered(id, interceptionId(outboundOrderId))
    }

    /// The id of the first return order, and of each further one: with its number behind it.
    static func numbered(_ first: String, _ number: Int) -> String { number == 1 ? first : "\(first)-\(number)" }

    private static func isNumbered(_ id: String, _ first: String) -> Bool {
        guard id.hasPrefix(first) else { return false }
        let rest = id.dropFirst(first.count)
        return rest.isEmpty || (rest.first == "-" && Int(rest.dropFirst()) != nil)
    }

    /// The outbound order for which Turnback opens a return order of this id; nil where it opens none of this id.
    static func outboundOrderId(ofOwn id: String) -> String? {
        let prefix = [returnedToSenderId(""), interceptionId("")].first { id.hasPrefix($0) }
        return prefix.map { String(id.dropFirst($0.count)) }
    }
}
