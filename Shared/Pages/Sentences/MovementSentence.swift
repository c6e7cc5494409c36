internal import Contracts
internal import Fulfillment
internal import ReadModel

/// What a movement of stock was, who made it, and because of what.
enum MovementSentence {
    static func what(_ movement: StockMovement, _ context: PageContext) -> HTML {
        let kind = context.say(Phrase(movement.kind))
        guard let actor = movement.actor else { return kind }
        let what = movement.reasonCode.map { context.adjustmentReason($0) } ?? kind
        return context.say(.movedBy(who: foreign(actor), what: what))
    }

    /// What it was because of, as links where there are pages.
    static func because(_ row: MovementRow, _ context: PageContext) -> HTML {
        let movement = row.moved.movement
        if let caseId = movement.caseId { return context.say(.causeCase(id: context.longCaseLink(caseId))) }
        let id = context.id(movement.cause.id)
        switch movement.cause.type {
        case .receipt: return context.say(.causeReceipt(id: id))
        case .adjustment: return context.say(.causeAdjustment(id: id))
        case .outboundOrder, .short:
            let link = row.storeOrder.map { context.link(.order($0), id) } ?? id
            return context.say(.causeOutbound(id: link))
        case .returnOrder, .missing:
            let link = row.storeOrder.map { context.link(.returnOrder($0, movement.cause.id), id) } ?? id
            return context.say(.causeReturn(id: link))
        }
    }
}
