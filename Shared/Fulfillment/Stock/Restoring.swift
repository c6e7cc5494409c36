extension StockDecider {
    /// Intercepted units come back through a manual adjustment that names their outbound order. Below zero it writes off
    /// what nobody finds: units that are still held leave on hand and allocated, for good; those that were issued have left
    /// both already, and only end. That is no way of coming back: it claims nothing, and the rest may come by either.
    mutating func restoreByAdjustment(_ adjustment: StockAdjustment, of outboundOrderId: String) throws(Rejection) {
        var allocation = try known(outboundOrderId)
        let claim = RestockClaim(by: .adjustment, id: adjustment.adjustmentId)
        let line = Line(adjustment.sku, abs(adjustment.delta))
        if adjustment.delta < 0 { try allocation.mustMiss(line) }
        let picked = allocation.takeUnpromised(for: adjustment.caseId)
        let returning =
            adjustment.delta < 0
            ? try allocation.writeOff(line) : try allocation.takeBack(StockRestore.RestoreLine(line, .putAway), claim)
        bringBack(
            [returning], picked, of: allocation, claim,
            Origin(
                cause: StockMovement.Cause(.adjustment, adjustment.adjustmentId), caseId: adjustment.caseId,
                actor: adjustment.actor, reasonCode: adjustment.reasonCode))
        serve((picked + [line]).map(\.sku))
    }

    /// Units come back through a return order: of each line as many as can. The rest is refused, by what stands against
    /// it, and a receipt of which nothing can come back is refused as a whole.
    mutating func restore(_ restore: StockRestore) throws(Rejection) {
        var allocation = try known(restore.outboundOrderId, of: restore.replyTo)
        guard try allocation.isNew(restore) else { return }
        let claim = RestockClaim(by: .returnOrder, id: restore.returnOrderId)
        let picked = allocation.takeUnpromised(for: restore.caseId)
        let (returning, refusals) = allocation.takeBack(restore.lines, claim)
        if returning.isEmpty, let first = refusals.first {
            // Of several reasons the one that names the winner.
            throw (refusals.first { $0.rejection.code == .alreadyRestored } ?? first).rejection
        }
        bringBack(
            returning, picked, of: allocation, claim,
            Origin(
                cause: StockMovement.Cause(.returnOrder, restore.returnOrderId), caseId: restore.caseId,
                receiptId: restore.receiptId, isElsewhere: restore.elsewhere != nil))
        refuse(
            refusals, of: allocation, caseId: restore.caseId, returnOrderId: restore.returnOrderId,
            receiptId: restore.receiptId)
        serve((picked + restore.lines.map(\.line)).map(\.sku))
    }

    /// Who brings units back, as the movements say it.
    private struct Origin {
        var cause: StockMovement.Cause
        var caseId: String?
        var actor: String?
        var reasonCode: String?
        var receiptId: String?
        /// They arrive at another warehouse: here they are only claimed.
        var isElsewhere = false
    }

    private mutating func bringBack(
        _ returning: [ReturningLine], _ picked: [Line], of allocation: Allocation, _ claim: RestockClaim,
        _ origin: Origin
    ) {
        store.put(allocation)
        if !picked.isEmpty { issueUnpromised(picked, of: allocation, origin) }
        for one in returning {
            let line = one.restore.line
            let deltas = origin.isElsewhere ? one.deltasOfClaim : one.deltas
            let cause = one.restore.missing ? StockMovement.Cause(.missing, origin.cause.id) : origin.cause
            move(
                origin.isElsewhere ? .claimed : one.kind, line, onHand: deltas.onHand, allocated: deltas.allocated, quarantined: deltas.quarantined,
                cause: cause, outboundOrderId: allocation.outboundOrderId, caseId: origin.caseId, actor: origin.actor,
                reasonCode: origin.reasonCode)
        }
        reply(
            allocation, origin.isElsewhere ? .claimed(claim) : .restored(claim),
            returning.map {
                StockReply.ReplyLine($0.restore.line, handling: $0.restore.handling, neverLeft: $0.neverLeft)
            },
            caseId: origin.caseId, receiptId: origin.receiptId)
    }
}

/// Goods that were picked although the books had promised none: the warehouse was ahead of its allocation, or found more
/// than is on record.
///
/// What brings them back, and cites the case that stopped them, is the first that inventory hears of it. They are issued
/// then, all that the outbound order waits for, as what ships unallocated is, and come back from there: put away, they
/// leave on hand as it was. Nothing else of the books has to give way, and `oversold` says where others were promised them.
/// Rejected: bringing them back with no movement of on hand (what is quarantined or destroyed would still be sold), and
/// issuing them when work is reported (most such reports only overtake inventory's answer).
extension StockDecider {
    /// What brings them back is the cause: nobody reported that they went out of the building.
    private mutating func issueUnpromised(_ picked: [Line], of allocation: Allocation, _ origin: Origin) {
        dequeue(allocation.outboundOrderId)
        for line in picked {
            move(
                .issued, line, onHand: -line.quantity, cause: origin.cause, outboundOrderId: allocation.outboundOrderId,
                caseId: origin.caseId, actor: origin.actor, reasonCode: origin.reasonCode)
        }
        reply(allocation, .issued, picked.map { StockReply.ReplyLine($0) }, caseId: origin.caseId)
    }
}

extension Allocation {
    /// Counts as out what was ordered, and neither freed nor ever held or issued. Only for a case: nobody else can know
    /// that such goods were picked, and a customer sends back nothing that has not left.
    fileprivate mutating func takeUnpromised(for caseId: String?) -> [Line] {
        guard caseId != nil else { return [] }
        var picked: [Line] = []
        for index in entries.indices where entries[index].unpromised > 0 {
            picked.append(Line(entries[index].sku, entries[index].unpromised))
            entries[index].out += entries[index].unpromised
        }
        if !picked.isEmpty { isBackordered = false }
        return picked
    }
}

extension Allocation.Entry {
    /// Units that are still wanted, and were never promised. What left after it was freed or had come back counts twice.
    fileprivate var unpromised: Int { max(0, ordered - released - held - restored - gone) }
}

/// Units that come back: so many of them had never left the building.
struct ReturningLine {
    var restore: StockRestore.RestoreLine
    /// Units that are still on hand, because they were stopped before they were issued.
    var neverLeft: Int

    var kind: StockMovement.Kind {
        switch restore.handling {
        case .putAway: .restored
        case .quarantine: .quarantined
        case .dispose: .disposed
        }
    }

    /// What had never left frees its allocation and does not raise on-hand; what had left raises what it goes to.
    var deltas: (onHand: Int, allocated: Int, quarantined: Int) {
        let units = restore.line.quantity
        return switch restore.handling {
        case .putAway: (units - neverLeft, -neverLeft, 0)
        case .quarantine: (-neverLeft, -neverLeft, units)
        case .dispose: (-neverLeft, -neverLeft, 0)
        }
    }
}

extension Allocation {
    /// True for a receipt that was not taken in before; it is remembered. Throws where it says something else.
    mutating func isNew(_ restore: StockRestore) throws(Rejection) -> Bool {
        let receipt = restore.returnOrderId + "/" + restore.receiptId + "/"
        let content = receipt + String(restore.fingerprint.value, radix: 16)
        if let known = receipts.first(where: { $0.hasPrefix(receipt) }) {
            guard known == content else {
                throw Rejection(
                    .receiptIdReused,
                    "receipt \(restore.receiptId) exists with other content; its first message counts",
                    path: "receiptId")
            }
            return false
        }
        receipts.append(content)
        return true
    }

    /// Refuses to write off units that were freed, or came back: only what could still come back can be missed.
    fileprivate func mustMiss(_ line: Line) throws(Rejection) {
        let missing = entries[try entryIndex(of: line, at: nil)].returnable
        guard line.quantity > missing else { return }
        throw Rejection(
            .exceedsAllocated,
            "outbound order \(outboundOrderId) holds or has sent \(missing) of \(line.sku): \(line.quantity) cannot be written off",
            path: "delta")
    }

    fileprivate mutating func writeOff(_ line: Line) throws(Rejection) -> ReturningLine {
        count(StockRestore.RestoreLine(line, .dispose), at: try entryIndex(of: line, at: nil), nil)
    }

    /// Counts units as come back, all of them, or refuses: the other way was first, or more would come back than went out.
    fileprivate mutating func takeBack(
        _ restore: StockRestore.RestoreLine, _ by: RestockClaim
    ) throws(Rejection) -> ReturningLine {
        let place = try entryForReturn(of: restore.line, by, at: nil)
        if let rejection = tooMany(restore.line, entries[place], path: "delta") { throw rejection }
        return count(restore, at: place, by)
    }

    /// Counts of each line what can come back; and the rest, with the reason.
    fileprivate mutating func takeBack(
        _ lines: [StockRestore.RestoreLine], _ by: RestockClaim
    ) -> (returning: [ReturningLine], refusals: [RefusedLine]) {
        var returning: [ReturningLine] = []
        var refusals: [RefusedLine] = []
        for (index, restore) in lines.enumerated() {
            let place: Int
            do { place = try entryForReturn(of: restore.line, by, at: index) } catch {
                refusals.append(RefusedLine(restore, error))
                continue
            }
            var (taken, rest) = (restore, restore)
            taken.line.quantity = min(restore.line.quantity, entries[place].returnable)
            rest.line.quantity -= taken.line.quantity
            if let rejection = tooMany(restore.line, entries[place], path: "lines[\(index)].quantity") {
                refusals.append(RefusedLine(rest, rejection))
            }
            if taken.line.quantity > 0 { returning.append(count(taken, at: place, by)) }
        }
        return (returning, refusals)
    }

    private mutating func count(
        _ restore: StockRestore.RestoreLine, at place: Int, _ by: RestockClaim?
    ) -> ReturningLine {
        let units = restore.line.quantity
        let neverLeft = min(entries[place].held, units)
        entries[place].held -= neverLeft
        entries[place].out -= units - neverLeft
        switch restore.handling {
        case .putAway: entries[place].restored += units
        case .quarantine: entries[place].quarantined += units
        case .dispose: entries[place].disposed += units
        }
        claim = claim ?? by
        var counted = restore
        counted.line.sku = entries[place].sku
        return ReturningLine(restore: counted, neverLeft: neverLeft)
    }

    private func entryForReturn(of line: Line, _ by: RestockClaim, at index: Int?) throws(Rejection) -> Int {
        let place = try entryIndex(of: line, at: index)
        if let claim, claim.by != by.by || (entries[place].returnable == 0 && claim != by) {
            throw Rejection(
                .alreadyRestored,
                "outbound order \(outboundOrderId) is brought back by \(claim.by.rawValue) \(claim.id) already",
                path: "outboundOrderId", claimedBy: claim)
        }
        return place
    }

    private func tooMany(_ line: Line, _ entry: Entry, path: String) -> Rejection? {
        guard line.quantity > entry.returnable else { return nil }
        return Rejection(
            .exceedsIssued,
            "\(line.quantity) of \(line.sku) would come back, \(entry.returnable) of outbound order "
                + "\(outboundOrderId) can",
            path: path)
    }
}

extension RefusedLine {
    fileprivate init(_ restore: StockRestore.RestoreLine, _ rejection: Rejection) {
        self.init(line: StockReply.ReplyLine(restore.line, handling: restore.handling), rejection: rejection)
    }
}
