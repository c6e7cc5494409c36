extension StockDecider {
    /// Intercepted units come back through a manual adjustment that names their outbound order. Below zero it writes
    /// off what the outbound order still holds and nobody finds: on hand and allocated go down together, for good.
    mutating func restoreByAdjustment(_ adjustment: StockAdjustment, of outboundOrderId: String) throws(Rejection) {
        var allocation = try known(outboundOrderId)
        let claim = RestockClaim(by: .adjustment, id: adjustment.adjustmentId)
        let line = Line(adjustment.sku, abs(adjustment.delta))
        if adjustment.delta < 0 { try allocation.mustHold(line) }
        let returning = try allocation.takeBack(
            [StockRestore.RestoreLine(line, adjustment.delta < 0 ? .dispose : .putAway)], claim)
        store.put(allocation)
        bringBack(
            returning, of: allocation, claim,
            Origin(
                cause: StockMovement.Cause(.adjustment, adjustment.adjustmentId), caseId: adjustment.caseId,
                actor: adjustment.actor, reasonCode: adjustment.reasonCode))
    }

    /// Units come back through a return order.
    mutating func restore(_ restore: StockRestore) throws(Rejection) {
        var allocation = try known(restore.outboundOrderId, of: restore.replyTo)
        guard try allocation.isNew(restore) else { return }
        let claim = RestockClaim(by: .returnOrder, id: restore.returnOrderId)
        let returning = try allocation.takeBack(restore.lines, claim)
        store.put(allocation)
        bringBack(
            returning, of: allocation, claim,
            Origin(cause: StockMovement.Cause(.returnOrder, restore.returnOrderId), caseId: restore.caseId))
        serve(restore.lines.map(\.line.sku))
    }

    /// Who brings units back, as the movements say it.
    private struct Origin {
        var cause: StockMovement.Cause
        var caseId: String?
        var actor: String?
        var reasonCode: String?
    }

    private mutating func bringBack(
        _ returning: [ReturningLine], of allocation: Allocation, _ claim: RestockClaim, _ origin: Origin
    ) {
        for one in returning {
            let line = one.restore.line
            let deltas = one.deltas
            let cause = one.restore.missing ? StockMovement.Cause(.missing, origin.cause.id) : origin.cause
            move(
                one.kind, line, onHand: deltas.onHand, allocated: deltas.allocated, quarantined: deltas.quarantined,
                cause: cause, outboundOrderId: allocation.outboundOrderId, caseId: origin.caseId, actor: origin.actor,
                reasonCode: origin.reasonCode)
        }
        reply(
            allocation, .restored(claim),
            returning.map { StockReply.ReplyLine($0.restore.line, handling: $0.restore.handling) },
            caseId: origin.caseId)
    }
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

    /// Refuses to write off units that left, or were freed: only what still stands here can be missed.
    fileprivate func mustHold(_ line: Line) throws(Rejection) {
        let held = entries[try entryIndex(of: line, at: 0)].held
        guard line.quantity > held else { return }
        throw Rejection(
            .exceedsAllocated,
            "outbound order \(outboundOrderId) holds \(held) of \(line.sku): \(line.quantity) cannot be written off",
            path: "delta")
    }

    /// Counts units as come back, or refuses: the other way was first, or more would come back than went out.
    mutating func takeBack(
        _ lines: [StockRestore.RestoreLine], _ by: RestockClaim
    ) throws(Rejection) -> [ReturningLine] {
        var returning: [ReturningLine] = []
        for (index, restore) in lines.enumerated() {
            let place = try entryIndex(of: restore.line, at: index)
            try check(restore.line, entries[place], by, at: index)
            let neverLeft = min(entries[place].held, restore.line.quantity)
            entries[place].held -= neverLeft
            entries[place].out -= restore.line.quantity - neverLeft
            switch restore.handling {
            case .putAway: entries[place].restored += restore.line.quantity
            case .quarantine: entries[place].quarantined += restore.line.quantity
            case .dispose: entries[place].disposed += restore.line.quantity
            }
            var counted = restore
            counted.line.sku = entries[place].sku
            returning.append(ReturningLine(restore: counted, neverLeft: neverLeft))
        }
        claim = claim ?? by
        return returning
    }

    private func check(_ line: Line, _ entry: Entry, _ by: RestockClaim, at index: Int) throws(Rejection) {
        if let claim, claim.by != by.by || (entry.returnable == 0 && claim != by) {
            throw Rejection(
                .alreadyRestored,
                "outbound order \(outboundOrderId) is brought back by \(claim.by.rawValue) \(claim.id) already",
                path: "outboundOrderId", claimedBy: claim)
        }
        guard line.quantity <= entry.returnable else {
            throw Rejection(
                .exceedsIssued,
                "\(line.quantity) of \(line.sku) would come back, \(entry.returnable) of outbound order "
                    + "\(outboundOrderId) can",
                path: "lines[\(index)].quantity")
        }
    }
}
