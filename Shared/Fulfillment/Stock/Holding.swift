extension StockDecider {
    /// The units of a part are to be stopped: they belong to its case from now on, as many as are really there for it. The
    /// same case says it again where it stops others.
    mutating func hold(_ move: StockMove, _ identity: MessageIdentity) throws(Rejection) {
        var allocation = try known(move.outboundOrderId, of: move.replyTo)
        guard let caseId = move.caseId else { throw allocation.unknownCase(nil) }
        guard try !Self.isRepeated(identity, in: &allocation) else { return }
        let lines = allocation.hold(move.lines, for: caseId)
        store.put(allocation)
        reply(allocation, .held, lines.map { StockReply.ReplyLine($0) }, caseId: caseId)
    }

    /// The case stops nothing of this outbound order, or nothing any more. Where nothing is known of the outbound order,
    /// nothing is held.
    mutating func unhold(_ move: StockMove, _ identity: MessageIdentity) throws(Rejection) {
        guard var allocation = store.allocation(move.outboundOrderId), allocation.replyTo == move.replyTo else {
            return
        }
        guard let caseId = move.caseId else { throw allocation.unknownCase(nil) }
        guard try !Self.isRepeated(identity, in: &allocation) else { return }
        allocation.learn(caseId)
        allocation.knowsHolds = true
        allocation.holds.removeAll { $0.caseId == caseId }
        store.put(allocation)
    }
}

extension Allocation {
    fileprivate mutating func hold(_ asked: [Line], for caseId: String) -> [Line] {
        learn(caseId)
        knowsHolds = true
        holds.removeAll { $0.caseId == caseId }
        let lines = asked.compactMap { line -> Line? in
            guard let entry = entries.first(where: { $0.sku == line.sku }) else { return nil }
            let others = holds.reduce(0) { $0 + $1.lines.quantity(of: entry.sku) }
            let units = min(line.quantity, entry.stoppable - others)
            return units > 0 ? Line(entry.sku, units) : nil
        }
        holds.append(Hold(caseId: caseId, lines: lines))
        takenBack.removeAll { $0.caseId == caseId }
        return lines
    }

    /// Remembers a case that orders names; a case of another store order is not.
    mutating func learn(_ caseId: String?) {
        guard let caseId, isOwn(caseId), !caseIds.contains(caseId) else { return }
        caseIds.append(caseId)
    }

    private func isOwn(_ caseId: String) -> Bool { caseId.hasPrefix(replyTo.description + "/") }

    /// Refuses a case that is not known to be one of this outbound order.
    func mustKnow(_ caseId: String) throws(Rejection) {
        guard !caseIds.contains(caseId) else { return }
        if knowsHolds || !isOwn(caseId) { throw unknownCase(caseId) }
    }

    func unknownCase(_ caseId: String?) -> Rejection {
        Rejection(
            .unknownCase,
            caseId.map { "case \($0) is not a case of outbound order \(outboundOrderId)" }
                ?? "the case is missing for which units of outbound order \(outboundOrderId) are moved",
            path: "caseId")
    }

    /// How many units of a SKU a case has, wherever they are.
    func held(by caseId: String?, at place: Int) -> Int {
        guard let caseId else { return 0 }
        if !knowsHolds { return isOwn(caseId) ? entries[place].stoppable : 0 }
        return holds.first { $0.caseId == caseId }?.lines.quantity(of: entries[place].sku) ?? 0
    }

    /// How many units of a SKU a case may bring back that never left, or write off.
    func mayBring(by caseId: String?, at place: Int) -> Int {
        let again = takenBack.first { $0.caseId == caseId }?.lines.quantity(of: entries[place].sku) ?? 0
        return held(by: caseId, at: place) + again
    }

    /// Units that had come back for a case have not: it may bring them back, whether it holds them or not.
    mutating func giveBack(_ units: Int, of sku: String, to caseId: String?) {
        guard let caseId, units > 0 else { return }
        if !takenBack.contains(where: { $0.caseId == caseId }) { takenBack.append(Hold(caseId: caseId, lines: [])) }
        let index = takenBack.firstIndex { $0.caseId == caseId }!
        takenBack[index].lines = (takenBack[index].lines + [Line(sku, units)]).merged()
    }

    /// Units came back for a case: it has so many less, each counted once. And nobody has more than is left.
    mutating func shrinkHolds(of sku: String, by units: Int = 0, for caseId: String? = nil) {
        let rest = units - shrinkTakenBack(of: sku, by: units, for: caseId)
        guard !holds.isEmpty, let entry = entries.first(where: { $0.sku == sku }) else { return }
        if let index = holds.firstIndex(where: { $0.caseId == caseId }) { holds[index].shrink(sku, by: rest) }
        var more = holds.reduce(0) { $0 + $1.lines.quantity(of: sku) } - entry.stoppable
        for index in holds.indices.reversed() where more > 0 {
            let less = min(more, holds[index].lines.quantity(of: sku))
            holds[index].shrink(sku, by: less)
            more -= less
        }
    }

    /// Units came back for a case once more, after a receipt was taken back.
    ///
    /// - Returns: how many of them are such units.
    private mutating func shrinkTakenBack(of sku: String, by units: Int, for caseId: String?) -> Int {
        guard let index = takenBack.firstIndex(where: { $0.caseId == caseId }) else { return 0 }
        let again = min(units, takenBack[index].lines.quantity(of: sku))
        takenBack[index].shrink(sku, by: again)
        if takenBack[index].lines.isEmpty { takenBack.remove(at: index) }
        return again
    }
}

extension Allocation.Entry {
    /// Units that a case can stop: they are promised, or out, or still wanted and picked perhaps.
    fileprivate var stoppable: Int { held + out + unpromised }
}

extension Hold {
    fileprivate mutating func shrink(_ sku: String, by units: Int) {
        lines = lines.compactMap { line in
            guard line.sku == sku else { return line }
            return line.quantity > units ? Line(line.sku, line.quantity - units) : nil
        }
    }
}
