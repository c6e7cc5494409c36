extension StockDecider {
    /// Intercepted units come back through a manual adjustment that names their outbound order. Below zero it writes off
    /// what nobody finds: units that are still held leave on hand and allocated, for good; those that were issued have left
    /// both already, and only end.
    mutating func restoreByAdjustment(_ adjustment: StockAdjustment, of outboundOrderId: String) throws(Rejection) {
        var allocation = try known(outboundOrderId)
        let claim = RestockClaim(by: .adjustment, id: adjustment.adjustmentId)
        let line = Line(adjustment.sku, abs(adjustment.delta))
        if let caseId = adjustment.caseId { try allocation.mustKnow(caseId) }
        let picked = allocation.takeUnpromised(for: adjustment.caseId)
        let returning =
            adjustment.delta < 0
            ? try allocation.writeOff(line, for: adjustment.caseId)
            : try allocation.takeBack(StockRestore.RestoreLine(line, .putAway), claim, for: adjustment.caseId)
        bringBack(
            [returning], picked, of: allocation, claim,
            Origin(
                cause: StockMovement.Cause(.adjustment, adjustment.adjustmentId), caseId: adjustment.caseId,
                reasonCode: adjustment.reasonCode))
    }

    /// Units come back through a return order: of each line as many as can, whichever way others came. The rest is refused,
    /// by what stands against it, and a receipt where nothing can come back is refused as a whole.
    mutating func restore(_ restore: StockRestore) throws(Rejection) {
        var allocation = try known(restore.outboundOrderId, of: restore.replyTo)
        guard try allocation.isNew(restore) else { return }
        let claim = RestockClaim(by: .returnOrder, id: restore.returnOrderId)
        if let caseId = restore.caseId { try allocation.mustKnow(caseId) }
        guard !restore.lines.isEmpty else { return end(restore, of: allocation) }
        let picked = allocation.takeUnpromised(for: restore.caseId)
        let (returning, refusals) = allocation.takeBack(restore.lines, claim, for: restore.caseId)
        if returning.isEmpty, let first = refusals.first {
            // Where there are several reasons, the one that names the winner.
            throw (refusals.first { $0.rejection.code == .alreadyRestored } ?? first).rejection
        }
        bringBack(
            returning, picked, of: allocation, claim,
            Origin(
                cause: StockMovement.Cause(.returnOrder, restore.returnOrderId), caseId: restore.caseId,
                receiptId: restore.receiptId, isElsewhere: restore.elsewhere != nil, isComplete: restore.complete))
        refuse(
            refusals, .restore, of: allocation, caseId: restore.caseId, returnOrderId: restore.returnOrderId,
            receiptId: restore.receiptId)
    }

    /// Nothing came with a receipt but the word that nothing more does: nothing moves, and orders hears that word in its turn.
    private mutating func end(_ restore: StockRestore, of allocation: Allocation) {
        store.put(allocation)
        reply(
            allocation, .restored(RestockClaim(by: .returnOrder, id: restore.returnOrderId)), [],
            caseId: restore.caseId,
            receiptId: restore.receiptId, complete: restore.complete)
    }

    /// Who brings units back, as the movements say it.
    private struct Origin {
        var cause: StockMovement.Cause
        var caseId: String?
        var reasonCode: String?
        var receiptId: String?
        /// They arrive at another warehouse: here they are only claimed.
        var isElsewhere = false
        var isComplete: Bool?
    }

    private mutating func bringBack(
        _ returning: [ReturningLine], _ picked: [Line], of allocation: Allocation, _ claim: RestockClaim,
        _ origin: Origin
    ) {
        var allocation = allocation
        if !picked.isEmpty, allocation.isBackordered { shrinkBackorder(of: &allocation) }
        let receipt = origin.receiptId.map { "\(claim.id)/\($0)/" }
        allocation.rememberNotCome(returning, receipt)
        store.put(allocation)
        if !picked.isEmpty { issueUnpromised(picked, of: allocation, origin) }
        var takenBefore: [Line] = []
        for one in returning {
            let line = one.restore.line
            var one = one
            if origin.isElsewhere || one.restore.handling != .putAway {
                one.takenBefore = self.takenBefore(one.neverLeft, of: line.sku, inHand: !one.restore.missing)
                if one.takenBefore > 0 { takenBefore.append(Line(line.sku, one.takenBefore)) }
            }
            let kind = origin.isElsewhere ? .claimed : one.kind
            let deltas = origin.isElsewhere ? one.deltasOfClaim : one.deltas
            // A person who writes off says so in a document; what a return order misses nobody has written down.
            let isMissing = one.restore.missing && origin.cause.type == .returnOrder
            let cause = isMissing ? StockMovement.Cause(.missing, origin.cause.id) : origin.cause
            move(
                kind, line, onHand: deltas.onHand, allocated: deltas.allocated, quarantined: deltas.quarantined,
                cause: cause, outboundOrderId: allocation.outboundOrderId, caseId: origin.caseId,
                reasonCode: origin.reasonCode)
            if one.restore.missing { lose(one.neverLeft, of: line.sku, takenBefore: one.takenBefore) }
        }
        if !takenBefore.isEmpty {
            allocation.remember(takenBefore, takenBefore: receipt)
            store.put(allocation)
        }
        reply(
            allocation, origin.isElsewhere ? .claimed(claim) : .restored(claim),
            returning.map {
                StockReply.ReplyLine(
                    $0.restore.line, handling: $0.restore.handling, found: $0.found, neverLeft: $0.neverLeft,
                    destroyed: $0.restore.isDestroyed)
            },
            caseId: origin.caseId, receiptId: origin.receiptId, complete: origin.isElsewhere ? nil : origin.isComplete)
    }
}

/// Goods that were picked although the books had promised none: the warehouse was ahead of its allocation, or found more
/// than is on record.
///
/// What brings them back for the case that holds them is the first that inventory hears of it. They are issued then, all
/// that the case has of what the outbound order waits for, as what ships unallocated is, and come back from there: put away,
/// they leave on hand as it was. Nothing else of the books has to give way, and `oversold` says where others were promised
/// them. Rejected: bringing them back with no movement of on hand (what is quarantined or destroyed would still be sold),
/// and issuing them when work is reported (most such reports only overtake inventory's answer).
extension StockDecider {
    /// What brings them back is the cause: nobody reported that they went out of the building.
    private mutating func issueUnpromised(_ picked: [Line], of allocation: Allocation, _ origin: Origin) {
        for line in picked {
            move(
                .issued, line, onHand: -line.quantity, cause: origin.cause, outboundOrderId: allocation.outboundOrderId,
                caseId: origin.caseId, reasonCode: origin.reasonCode)
        }
        reply(allocation, .issued, picked.map { StockReply.ReplyLine($0) }, caseId: origin.caseId)
    }
}

extension Allocation {
    /// Counts as out what a case has of what was ordered, and neither freed nor ever promised or issued. Only for a case that
    /// holds it: nobody else can know that such goods were picked.
    fileprivate mutating func takeUnpromised(for caseId: String?) -> [Line] {
        var picked: [Line] = []
        for place in entries.indices {
            let units = min(entries[place].unpromised, held(by: caseId, at: place))
            guard units > 0 else { continue }
            picked.append(Line(entries[place].sku, units))
            entries[place].out += units
        }
        return picked
    }
}

extension Allocation.Entry {
    /// Units that are still wanted, and were never promised. What left after it was freed or had come back counts twice.
    var unpromised: Int { max(0, ordered - released - held - restored - gone) }
}

extension StockRestore.RestoreLine {
    /// They came, and are destroyed.
    var isDestroyed: Bool { handling == .dispose && !missing }
}

/// Units that come back: some of them had never left the building, some had been written off.
struct ReturningLine {
    var restore: StockRestore.RestoreLine
    /// Units that are still on hand, because they were stopped before they were issued.
    var neverLeft: Int
    /// Units that nobody had found before.
    var found = 0
    /// Of those that never left by the books of this outbound order, those that had left on hand before: another one took them.
    var takenBefore = 0

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
        case .quarantine: (takenBefore - neverLeft, -neverLeft, units)
        case .dispose: (takenBefore - neverLeft, -neverLeft, 0)
        }
    }
}

extension Allocation {
    /// True for a receipt that was not processed before; it is remembered. Throws where it says something else.
    mutating func isNew(_ restore: StockRestore) throws(Rejection) -> Bool {
        let receipt = restore.returnOrderId + "/" + restore.receiptId + "/"
        let content = receipt + String(restore.fingerprint.value, radix: 16)
        if let known = receipts.first(where: { $0.hasPrefix(receipt) }) {
            guard known == content || known == content + Self.reversedMark else {
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

    /// Writes off units that nobody finds, all of them, or refuses: only what could still come back can be missed. Those
    /// that never left are missed in the building, even after the end of their case; those that left, only while it has them.
    fileprivate mutating func writeOff(_ line: Line, for caseId: String?) throws(Rejection) -> ReturningLine {
        guard caseId != nil else { throw unknownCase(nil) }
        let place = try entryIndex(of: line, at: nil)
        let entry = entries[place]
        guard line.quantity <= entry.held + entry.out else {
            throw Rejection(
                .exceedsAllocated,
                "outbound order \(outboundOrderId) holds or has sent \(entry.held + entry.out) of \(line.sku): "
                    + "\(line.quantity) cannot be written off",
                path: "delta")
        }
        // Which of them are out by the books and which are not does not matter, where some are not.
        guard entry.held > 0 || line.quantity <= held(by: caseId, at: place) else {
            throw Rejection(
                .notHeld,
                "\(entry.out) of \(line.sku) of outbound order \(outboundOrderId) have left, and case \(caseId ?? "") does not "
                    + "hold them: it cannot write off \(line.quantity)",
                path: "delta")
        }
        let returning = StockRestore.RestoreLine(line, .dispose, missing: true)
        // Perhaps nobody finds what no case has.
        let free = entry.held + entry.out - holds.reduce(0) { $0 + $1.lines.quantity(of: entry.sku) }
        return count(
            returning, at: place, neverLeft: min(entry.held, line.quantity), by: nil, for: caseId,
            ofNobody: min(line.quantity, max(0, free)))
    }

    /// Counts units as come back, all of them, or refuses: more would come back than can.
    fileprivate mutating func takeBack(
        _ restore: StockRestore.RestoreLine, _ by: RestockClaim, for caseId: String?
    ) throws(Rejection) -> ReturningLine {
        let place = try entryIndex(of: restore.line, at: nil)
        // Who brings it back for a case has found what was short of it.
        let short = caseId == nil ? 0 : entries[place].mayBeFound
        if restore.line.quantity > returnable(restore, at: place, for: caseId) + short,
            let rejection = tooMany(restore, at: place, for: caseId, path: "delta")
        {
            throw rejection
        }
        return count(restore, at: place, by, for: caseId)
    }

    /// Counts of each line what can come back; and the rest, with the reason.
    fileprivate mutating func takeBack(
        _ lines: [StockRestore.RestoreLine], _ by: RestockClaim, for caseId: String?
    ) -> (returning: [ReturningLine], refusals: [RefusedLine]) {
        let before = self
        var returning: [ReturningLine] = []
        var refusals: [RefusedLine] = []
        for (index, restore) in lines.enumerated() {
            let place: Int
            do { place = try entryIndex(of: restore.line, at: index) } catch {
                refusals.append(RefusedLine(restore, error))
                continue
            }
            var (taken, rest) = (restore, restore)
            // A return order of our own is opened for a parcel that somebody has seen: what was short is in it.
            let short = isOwn(by) && !restore.missing ? entries[place].mayBeFound : 0
            taken.line.quantity = min(restore.line.quantity, returnable(restore, at: place, for: caseId) + short)
            rest.line.quantity -= taken.line.quantity
            if rest.line.quantity > 0 {
                // What another line of this receipt brought is not a reason by itself: as much as could come has come.
                let path = "lines[\(index)].quantity"
                let rejection =
                    before.tooMany(rest, at: place, for: caseId, path: path) ?? exceedsIssued(rest, 0, path: path)
                refusals.append(RefusedLine(rest, rejection))
            }
            if taken.line.quantity > 0 { returning.append(count(taken, at: place, by, for: caseId)) }
        }
        return (returning, refusals)
    }

    private func isOwn(_ claim: RestockClaim) -> Bool {
        claim.by == .returnOrder && ReturnOrder.isOwn(claim.id, of: outboundOrderId)
    }

    /// Units that never left, and may come back for this case.
    private func neverLeft(at place: Int, for caseId: String?) -> Int {
        min(entries[place].held, mayBring(by: caseId, at: place))
    }

    /// Whether what a case brings back may be a unit that never left, and that the case gave up: it is not one of those that are
    /// out then, nor found. The case takes it again, or it goes its way.
    private func mayBeUnheld(at place: Int, for caseId: String?) -> Bool {
        guard let caseId, knowsHolds else { return false }
        return entries[place].held > 0 && mayBring(by: caseId, at: place) == 0
    }

    /// Units that may come back now: what left and what was written off, by anybody; what never left, for the case that holds
    /// it. What is written off itself was not before, and what left is not written off for a case that does not hold it.
    private func returnable(_ restore: StockRestore.RestoreLine, at place: Int, for caseId: String?) -> Int {
        let entry = entries[place]
        guard restore.missing else {
            return neverLeft(at: place, for: caseId)
                + (mayBeUnheld(at: place, for: caseId) ? 0 : entry.out + entry.missing)
        }
        return caseId == nil ? entry.out : min(entry.held + entry.out, mayBring(by: caseId, at: place))
    }

    private mutating func count(
        _ restore: StockRestore.RestoreLine, at place: Int, _ by: RestockClaim, for caseId: String?
    ) -> ReturningLine {
        let neverLeft = min(neverLeft(at: place, for: caseId), restore.line.quantity)
        return count(restore, at: place, neverLeft: neverLeft, by: by, for: caseId)
    }

    private mutating func count(
        _ restore: StockRestore.RestoreLine, at place: Int, neverLeft: Int, by: RestockClaim?, for caseId: String?,
        ofNobody: Int = 0
    ) -> ReturningLine {
        let units = restore.line.quantity
        let left = min(entries[place].out, units - neverLeft)
        let found = units - neverLeft - left
        let writtenOff = min(found, entries[place].missing)
        entries[place].held -= neverLeft
        entries[place].out -= left
        entries[place].missing -= writtenOff
        entries[place].short -= found - writtenOff
        switch restore.handling {
        case _ where restore.missing: entries[place].missing += units
        case .putAway: entries[place].restored += units
        case .quarantine: entries[place].quarantined += units
        case .dispose: entries[place].disposed += units
        }
        if !restore.missing { entries[place].claim = by }
        shrinkNotCome(of: entries[place].sku, to: entries[place].missing)
        shrinkHolds(of: entries[place].sku, by: units - found - ofNobody, for: caseId)
        var counted = restore
        counted.line.sku = entries[place].sku
        return ReturningLine(restore: counted, neverLeft: neverLeft, found: found)
    }

    /// Why so many cannot come back; nil where they can.
    private func tooMany(
        _ restore: StockRestore.RestoreLine, at place: Int, for caseId: String?, path: String
    ) -> Rejection? {
        let (line, entry) = (restore.line, entries[place])
        let units = returnable(restore, at: place, for: caseId)
        guard line.quantity > units else { return nil }
        if units > 0 { return exceedsIssued(restore, units, path: path) }
        let never = entry.held + entry.unpromised
        if never > 0 {
            let holder = caseId.map { "case \($0) does not hold them" } ?? "no case is named that holds them"
            return Rejection(
                .notHeld, "\(never) of \(line.sku) of outbound order \(outboundOrderId) never left, and \(holder)",
                path: path)
        }
        guard let claim = entry.claim else { return exceedsIssued(restore, 0, path: path) }
        return Rejection(
            .alreadyRestored,
            "all of \(line.sku) of outbound order \(outboundOrderId) is back, the last of it by \(claim.by.rawValue) \(claim.id)",
            path: path, claimedBy: claim)
    }

    private func exceedsIssued(_ restore: StockRestore.RestoreLine, _ units: Int, path: String) -> Rejection {
        Rejection(
            .exceedsIssued,
            "\(restore.line.quantity) of \(restore.line.sku) would come back, but only \(units) of outbound order "
                + "\(outboundOrderId) can",
            path: path)
    }
}

extension RefusedLine {
    fileprivate init(_ restore: StockRestore.RestoreLine, _ rejection: Rejection) {
        self.init(line: StockReply.ReplyLine(restore.line, handling: restore.handling), rejection: rejection)
    }
}
