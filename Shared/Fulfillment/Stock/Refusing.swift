/// Units that a command could not move, and why.
struct RefusedLine {
    var line: StockReply.ReplyLine
    var rejection: Rejection
}

extension StockDecider {
    /// Answers what could not be done beside what was: once for each reason, with the lines that it is about.
    mutating func refuse(
        _ refusals: [RefusedLine], of allocation: Allocation, caseId: String?, returnOrderId: String? = nil,
        receiptId: String? = nil
    ) {
        var told: [Rejection.Code] = []
        for rejection in refusals.map(\.rejection) where !told.contains(rejection.code) {
            told.append(rejection.code)
            reply(
                allocation,
                .refused(
                    rejection.code, message: rejection.message, claimedBy: rejection.claimedBy,
                    returnOrderId: returnOrderId, receiptId: receiptId),
                refusals.filter { $0.rejection.code == rejection.code }.map(\.line), caseId: caseId)
        }
    }
}
