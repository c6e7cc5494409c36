internal import Contracts
internal import Fulfillment

/// Why something was not taken, in a person's words.
enum RejectionSentence {
    static func text(_ rejection: Rejection, _ context: PageContext) -> HTML {
        switch rejection.code {
        case .outboundOrderExists: context.say(.rejectOutboundExists)
        case .requestIdReused: context.say(.rejectRequestReused)
        case .receiptIdReused: context.say(.rejectReceiptReused)
        case .adjustmentIdReused: context.say(.rejectAdjustmentReused)
        case .returnOrderExists: context.say(.rejectReturnExists)
        case .quantityExceedsOrder: context.say(.rejectTooMany)
        case .unknownSku: context.say(.rejectSKU)
        case .unknownOutboundOrder: context.say(.rejectUnknownOutbound)
        case .unknownReturnOrder: context.say(.rejectUnknownReturn)
        case .returnOrderClosed: context.say(.rejectReturnClosed)
        case .notCancellable: context.say(.rejectNotCancellable)
        case .unknownReceipt: context.say(.rejectUnknownReceipt)
        case .notReversible: context.say(.rejectNotReversible)
        case .alreadyRestored: context.say(.rejectAlreadyRestored(by: winner(rejection.claimedBy, context)))
        case .exceedsIssued: context.say(.rejectExceedsIssued)
        case .exceedsAllocated: context.say(.rejectExceedsAllocated)
        case .insufficientStock: context.say(.rejectTooLittle)
        case .unknownCase: context.say(.rejectUnknownCase)
        case .notHeld: context.say(.rejectNotHeld)
        case .releaseIdReused: context.say(.rejectReleaseReused)
        case .messageIdReused: context.say(.rejectMessageReused)
        case .tooManyForOrder: context.say(.rejectTooManyForOrder)
        case .notAllowed: context.say(.rejectNotAllowed)
        }
    }

    /// Who was first: the second of two ways says so.
    private static func winner(_ claim: RestockClaim?, _ context: PageContext) -> HTML {
        guard let claim else { return HTML() }
        let id = context.id(claim.id)
        return context.say(
            .rejectThrough(what: context.say(claim.by == .adjustment ? .byAdjustment(id: id) : .byReturnOrder(id: id))))
    }
}
