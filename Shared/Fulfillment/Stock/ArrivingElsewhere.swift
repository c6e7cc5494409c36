/// Units come back to another warehouse than the one that sent them.
///
/// They are claimed where they were sent from, so that they come back once, and raise stock where they arrive. Each is a
/// separate command, because the two warehouses are two partitions. The second follows from the answer to the first: what is
/// on its way between the two is pending, and neither lost nor doubled where a service stops in between.
public struct ArrivalElsewhere: Sendable, Equatable {
    public var sentFrom: String
    public var arrivesAt: String

    public init(sentFrom: String, arrivesAt: String) {
        self.sentFrom = sentFrom
        self.arrivesAt = arrivesAt
    }
}

extension StockDecider {
    /// Units that were claimed where they were sent from arrive here, once for each receipt: they raise stock.
    mutating func arrive(_ restore: StockRestore, sentFrom: String) throws(Rejection) {
        let id = "\(restore.replyTo)/\(restore.returnOrderId)/\(restore.receiptId)"
        guard try isNew(.arrival, id, restore.fingerprint, otherwise: .receiptIdReused, path: "receiptId") else { return }
        let claim = RestockClaim(by: .returnOrder, id: restore.returnOrderId)
        for one in restore.lines {
            let arriving = ReturningLine(restore: one, neverLeft: 0)
            let deltas = arriving.deltas
            move(
                arriving.kind, one.line, onHand: deltas.onHand, quarantined: deltas.quarantined,
                cause: StockMovement.Cause(.returnOrder, restore.returnOrderId),
                outboundOrderId: restore.outboundOrderId, caseId: restore.caseId, sentFrom: sentFrom)
        }
        reply(
            to: restore.replyTo, of: restore.outboundOrderId, .restored(claim),
            restore.lines.map {
                StockReply.ReplyLine($0.line, handling: $0.handling, found: $0.found, destroyed: $0.isDestroyed)
            }, caseId: restore.caseId, receiptId: restore.receiptId)
    }
}

extension ReturningLine {
    /// What a claim moves where the units were sent from: those that had never left by the books have left now.
    var deltasOfClaim: (onHand: Int, allocated: Int, quarantined: Int) { (takenBefore - neverLeft, -neverLeft, 0) }
}
