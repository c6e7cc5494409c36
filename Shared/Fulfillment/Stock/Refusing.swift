/// Units that a command could not move, and why.
struct RefusedLine {
    var line: StockReply.ReplyLine
    var rejection: Rejection
}

extension StockDecider {
    /// Answers what could not be done beside what was: once for each reason, with the lines that it is about.
    mutating func refuse(
        _ refusals: [RefusedLine], _ command: StockReply.Command, of allocation: Allocation, caseId: String?,
        returnOrderId: String? = nil, receiptId: String? = nil
    ) {
        var told: [Rejection.Code] = []
        for rejection in refusals.map(\.rejection) where !told.contains(rejection.code) {
            told.append(rejection.code)
            reply(
                allocation,
                .refused(
                    rejection.code, message: rejection.message, claimedBy: rejection.claimedBy,
                    returnOrderId: returnOrderId, receiptId: receiptId),
                refusals.filter { $0.rejection.code == rejection.code }.map(\.line), caseId: caseId, command: command)
        }
    }
}

extension StockCommand {
    /// What the store order gets when a command about its goods is refused as a whole; nil where it is not known whose
    /// goods they are.
    ///
    /// - Parameter known: what is known of an outbound order: an adjustment says nothing of its store order.
    public func refused(_ rejection: Rejection, known: (String) -> Allocation?) -> StockReply? {
        switch action {
        case .receive: return nil
        case .adjust(let adjustment):
            guard let id = adjustment.outboundOrderId, let allocation = known(id) else { return nil }
            let line = Line(adjustment.sku, abs(adjustment.delta))
            return StockReply(
                outboundOrderId: id, storeOrder: allocation.replyTo, caseId: adjustment.caseId,
                lines: [StockReply.ReplyLine(line, handling: adjustment.delta > 0 ? .putAway : .dispose)],
                answer: Self.answer(rejection), command: .adjust, adjustmentId: adjustment.adjustmentId)
        case .allocate(let move): return Self.refused(.allocate, move, rejection)
        case .release(let move): return Self.refused(.release, move, rejection)
        case .issue(let move): return Self.refused(.issue, move, rejection)
        case .hold(let move): return Self.refused(.hold, move, rejection)
        case .unhold(let move): return Self.refused(.unhold, move, rejection)
        case .shorten(let short):
            return StockReply(
                outboundOrderId: short.outboundOrderId, storeOrder: short.replyTo,
                lines: short.lines.map { StockReply.ReplyLine($0.line) },
                answer: Self.answer(rejection), command: .shorten)
        case .restore(let restore):
            return StockReply(
                outboundOrderId: restore.outboundOrderId, storeOrder: restore.replyTo, caseId: restore.caseId,
                lines: restore.lines.map { StockReply.ReplyLine($0.line, handling: $0.handling) },
                answer: Self.answer(rejection, restore), command: .restore, complete: restore.complete)
        case .reverse(let reversal):
            return StockReply(
                outboundOrderId: reversal.outboundOrderId, storeOrder: reversal.replyTo, caseId: reversal.caseId,
                lines: reversal.lines.map(\.answered),
                answer: .refused(
                    rejection.code, message: rejection.message, claimedBy: rejection.claimedBy,
                    returnOrderId: reversal.returnOrderId, receiptId: reversal.receiptId),
                command: .reverse)
        }
    }

    private static func refused(
        _ command: StockReply.Command, _ move: StockMove, _ rejection: Rejection
    ) -> StockReply {
        StockReply(
            outboundOrderId: move.outboundOrderId, storeOrder: move.replyTo, caseId: move.caseId,
            lines: move.lines.map { StockReply.ReplyLine($0) }, answer: answer(rejection), command: command)
    }

    private static func answer(_ rejection: Rejection, _ restore: StockRestore? = nil) -> StockReply.Answer {
        .refused(
            rejection.code, message: rejection.message, claimedBy: rejection.claimedBy,
            returnOrderId: restore?.returnOrderId, receiptId: restore?.receiptId)
    }
}
