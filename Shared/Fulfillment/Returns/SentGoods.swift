/// What inventory has answered about one outbound order, as far as it says what can come back of it.
///
/// It never takes for back what may still be out: where an answer can be read in two ways, more can come back. Inventory
/// is the last judge.
public struct SentGoods: Sendable, Equatable {
    /// One SKU of it, in units.
    public struct Entry: Sendable, Equatable {
        public let sku: String
        /// Wanted, and not promised yet.
        public var waiting = 0
        /// Promised, and still on hand.
        public var held = 0
        /// Issued, and not come back.
        public var out = 0
        /// Written off: who finds one may still bring it back.
        public var lost = 0
        /// Came back.
        public var back = 0

        public init(sku: String) { self.sku = sku }

        /// Units that left the building, and may still come back.
        var mayReturn: Int { out + lost }
    }

    public let outboundOrderId: String
    public let storeOrder: StoreOrderKey
    public var entries: [Entry] = []
    /// Which way brought units back last.
    public var lastBack: RestockClaim?
    /// Which way that had been when a receipt was taken back: who goes by it has not heard of that yet.
    public var overtaken: RestockClaim?
    /// The return orders that wait until some of it has left.
    public var awaitedBy: [String] = []
    /// Inventory refused it: its id belongs to another store order, and nothing of it was ever promised.
    public var isRefused = false
    /// The answers that were counted.
    public var seen = SeenMessages()

    public init(outboundOrderId: String, storeOrder: StoreOrderKey) {
        self.outboundOrderId = outboundOrderId
        self.storeOrder = storeOrder
    }

    /// Nothing of it is held, and it waits for nothing.
    public var hasEnded: Bool { entries.allSatisfy { $0.held == 0 && $0.waiting == 0 } }

    /// How many answers it remembers: far more than an outbound order has while any of them may still be redelivered.
    static let rememberedAnswers = 64

    /// Counts an answer of inventory. False where it changes nothing: it was counted, moved nothing, or the answers before it
    /// are not known. Only the first, which promises, puts off or refuses it, begins a record.
    ///
    /// - Parameter identity: distinguishes the message from all others.
    public mutating func hear(_ reply: StockReply, identity: MessageIdentity) -> Bool {
        switch reply.answer {
        case .allocated, .backordered: isRefused = false
        case .released, .issued, .shortened, .restored, .reversed:
            // Without lines it says that nothing more comes.
            if seen.messages.isEmpty || reply.lines.isEmpty { return false }
        case .refused(.outboundOrderExists, _, _, _, _):
            // After a promise it is the refusal of what somebody else asked for under its id.
            guard seen.messages.isEmpty, !isRefused else { return false }
            isRefused = true
            return true
        // Back once they are booked where they arrived.
        case .held, .claimed, .refused: return false
        }
        guard seen.take(identity, limit: Self.rememberedAnswers) else { return false }
        for line in reply.lines { count(line, reply) }
        switch reply.answer {
        case .restored(let claim): lastBack = claim
        case .reversed: overtaken = lastBack
        default: break
        }
        return true
    }

    private mutating func count(_ line: StockReply.ReplyLine, _ reply: StockReply) {
        let place = place(of: line.line.sku)
        let units = line.line.quantity
        switch reply.answer {
        case .allocated:
            entries[place].waiting = max(0, entries[place].waiting - units)
            entries[place].held += units
        case .backordered: entries[place].waiting = units
        case .released:
            entries[place].release(units - line.found)
            entries[place].lost = max(0, entries[place].lost - line.found)
        case .shortened: entries[place].shorten(units)
        case .issued: entries[place].issue(units)
        case .restored(let claim):
            let isOurs = isOurs(claim)
            entries[place].bringBack(
                units, mayHaveStayed: isOurs || reply.caseId != nil, isLost: isOurs && line.isLost)
        case .reversed(let claim): entries[place].takeBack(line, isLost: isOurs(claim) && line.isLost)
        case .held, .claimed, .refused: break
        }
    }

    private func isOurs(_ claim: RestockClaim) -> Bool {
        claim.by == .adjustment || ReturnOrder.isInterception(claim.id, of: outboundOrderId)
    }

    private mutating func place(of sku: String) -> Int {
        if let known = entries.firstIndex(where: { $0.sku == sku }) { return known }
        entries.append(Entry(sku: sku))
        return entries.count - 1
    }
}

extension StockReply.ReplyLine {
    /// Nobody finds them.
    fileprivate var isLost: Bool { handling == .dispose && !destroyed }
}

extension SentGoods.Entry {
    fileprivate mutating func release(_ units: Int) {
        let waited = min(waiting, units)
        waiting -= waited
        held = max(0, held - (units - waited))
    }

    /// They will not be sent, or were not with what left.
    fileprivate mutating func shorten(_ units: Int) {
        let stood = min(held + waiting, units)
        release(stood)
        out = max(0, out - (units - stood))
    }

    fileprivate mutating func issue(_ units: Int) {
        let stood = min(held, units)
        held -= stood
        waiting = max(0, waiting - (units - stood))
        out += units
    }

    /// - Parameters:
    ///   - mayHaveStayed: they may be units that never left. Only a case brings those back.
    ///   - isLost: nobody found them.
    fileprivate mutating func bringBack(_ units: Int, mayHaveStayed: Bool, isLost: Bool) {
        let stayed = mayHaveStayed ? min(held, units) : 0
        let returned = min(out, units - stayed)
        held -= stayed
        out -= returned
        if isLost {
            lost += units
        } else {
            lost = max(0, lost - (units - stayed - returned))
            back += units
        }
    }
}

extension SentGoods.Entry {
    /// Units are not back after all, or not lost. What had been lost before is so again.
    fileprivate mutating func takeBack(_ line: StockReply.ReplyLine, isLost: Bool) {
        let units = line.line.quantity
        if isLost { lost = max(0, lost - units) } else { back = max(0, back - units) }
        lost += line.found
        held += line.neverLeft
        out += units - line.neverLeft - line.found
    }
}

extension SentGoods {
    /// The return orders that are to hear of a change: those that wait for goods to leave, or whose receipts do. Where it was
    /// refused, also Turnback's own, which are never created.
    public var listeners: [String] {
        let own = [ReturnOrder.interceptionId(outboundOrderId), ReturnOrder.returnedToSenderId(outboundOrderId)]
        return awaitedBy + (isRefused ? own : [])
    }

    /// Why a customer cannot send these lines back: nothing of them is out. Nil where something is.
    func refusal(of lines: [Line], path: String) -> Rejection? {
        let named = lines.compactMap { line in entries.first { $0.sku == line.sku } }
        return named.contains { $0.mayReturn > 0 } ? nil : refusal(isBack: named.contains { $0.back > 0 }, path)
    }

    /// Why a customer cannot have sent these lines back: nothing of them ever left. Nil where something did.
    func refusalOfUnsent(_ lines: [Line], path: String) -> Rejection? {
        let named = lines.compactMap { line in entries.first { $0.sku == line.sku } }
        return named.contains { $0.mayReturn > 0 || $0.back > 0 } ? nil : refusal(isBack: false, path)
    }

    /// Whether nothing more was to come by then, and a receipt was taken back since.
    func isOvertaken(_ reason: SupersededBy) -> Bool { overtaken.map(reason.isSame) ?? false }

    /// Whether some of these lines have not left, and may leave.
    func mayStillLeave(_ lines: [Line]) -> Bool {
        lines.contains { line in entries.contains { $0.sku == line.sku && ($0.held > 0 || $0.waiting > 0) } }
    }

    /// Why nothing of the outbound order can come back any more, neither what is out nor what is held. Nil where something
    /// can.
    func refusalOfAll(path: String) -> Rejection? {
        if entries.contains(where: { $0.mayReturn > 0 || $0.held > 0 || $0.waiting > 0 }) { return nil }
        return refusal(isBack: entries.contains { $0.back > 0 }, path)
    }

    private func refusal(isBack: Bool, _ path: String) -> Rejection {
        if isRefused {
            return Rejection(
                .unknownOutboundOrder,
                "outbound order \(outboundOrderId) of store order \(storeOrder) was refused: "
                    + "its id belongs to another store order",
                path: path)
        }
        if isBack, let lastBack {
            return Rejection(
                .alreadyRestored,
                "all that left of outbound order \(outboundOrderId) is back; "
                    + "\(lastBack.by.rawValue) \(lastBack.id) brought the last of it",
                path: path, claimedBy: lastBack)
        }
        return Rejection(
            .exceedsIssued, "nothing of outbound order \(outboundOrderId) has left, so nothing of it can come back", path: path)
    }
}
