extension StockDecider {
    /// Goods arrive from a supplier.
    mutating func receive(_ receiptId: String, _ lines: [Line]) throws(Rejection) {
        var print = Fingerprint()
        print.add(lines)
        guard
            try isNew(.receipt, receiptId, print, otherwise: .receiptIdReused, path: "receiptId")
        else { return }
        for line in lines {
            move(.received, line, onHand: line.quantity, cause: StockMovement.Cause(.receipt, receiptId))
        }
    }

    /// A person corrects a balance, or brings intercepted units back.
    mutating func adjust(_ adjustment: StockAdjustment) throws(Rejection) {
        if let known = store.document(.adjustment, adjustment.adjustmentId) {
            if known == adjustment.formerFingerprint { return }
            return try Self.mustEqual(
                known, adjustment.fingerprint, .adjustmentIdReused, adjustment.adjustmentId, path: "adjustmentId")
        }
        if adjustment.from == .quarantine {
            try takeOutOfQuarantine(adjustment)
        } else if let outboundOrderId = adjustment.outboundOrderId {
            try restoreByAdjustment(adjustment, of: outboundOrderId)
        } else {
            try correct(adjustment)
        }
        store.put(.adjustment, adjustment.adjustmentId, adjustment.fingerprint)
    }

    private mutating func correct(_ adjustment: StockAdjustment) throws(Rejection) {
        let stock = store.stock(adjustment.sku)
        let after = stock.onHand + adjustment.delta
        guard adjustment.delta > 0 || after >= max(0, stock.allocated) else {
            throw Rejection(
                .insufficientStock,
                "\(adjustment.sku) has \(stock.onHand) on hand, \(stock.allocated) of them allocated: "
                    + "at most \(max(0, stock.available)) can be taken away, not \(-adjustment.delta)",
                path: "delta")
        }
        move(
            .adjusted, Line(adjustment.sku, abs(adjustment.delta)), onHand: adjustment.delta,
            cause: StockMovement.Cause(.adjustment, adjustment.adjustmentId), reasonCode: adjustment.reasonCode)
    }

    /// Quarantined units were inspected: they are put away, or destroyed.
    private mutating func takeOutOfQuarantine(_ adjustment: StockAdjustment) throws(Rejection) {
        let units = abs(adjustment.delta)
        let quarantined = store.stock(adjustment.sku).quarantined
        guard units <= quarantined else {
            throw Rejection(
                .insufficientStock,
                "\(quarantined) of \(adjustment.sku) are quarantined: \(units) cannot be taken out", path: "delta")
        }
        move(
            adjustment.delta > 0 ? .adjusted : .disposed, Line(adjustment.sku, units), onHand: max(0, adjustment.delta),
            quarantined: -units, cause: StockMovement.Cause(.adjustment, adjustment.adjustmentId),
            reasonCode: adjustment.reasonCode)
    }

    /// True for a document that was not accepted before; it is remembered. Throws where it says something else.
    mutating func isNew(
        _ kind: StockDocument, _ id: String, _ print: Fingerprint, otherwise code: Rejection.Code, path: String
    ) throws(Rejection) -> Bool {
        if let known = store.document(kind, id) {
            try Self.mustEqual(known, print, code, id, path: path)
            return false
        }
        store.put(kind, id, print)
        return true
    }

    private static func mustEqual(
        _ known: Fingerprint, _ print: Fingerprint, _ code: Rejection.Code, _ id: String, path: String
    ) throws(Rejection) {
        guard known != print else { return }
        throw Rejection(code, "\(path) \(id) exists with other content; its first message counts", path: path)
    }
}
