internal import Contracts
internal import Fulfillment
internal import ReadModel

/// Is it too late? The one sentence at the top of an order, and what to do.
enum OrderSentence {
    static func answer(_ view: OrderView, _ context: PageContext) -> Answer {
        let outbound = view.outboundOrders
        guard !outbound.isEmpty else {
            return Answer(
                says: context.say(.noOutboundYet), tone: .wait, next: .go(.orderCancelButton, .cancel(view.key)))
        }
        let steps = outbound.map(\.forecast.step)
        let free = steps.filter { if case .cancel = $0 { true } else { false } }.count
        let stoppable = outbound.filter(\.forecast.changesSomething)
        if let open = openCase(view) {
            var answer = Answer(says: context.say(.orderAnswerStopping(c: context.caseLink(open))), tone: .wait)
            answer.next = CaseSentence.seeCase(open)
            return answer
        }
        guard !stoppable.isEmpty else { return over(view, context) }
        let must = stoppable.filter { if case .cancel = $0.forecast.step { false } else { true } }
        let warehouses = Set(must.map(\.now.warehouseId)).sorted().map { context.id($0) }.joined(", ")
        let says: Phrase =
            if free == outbound.count {
                .orderAnswerAllFree(n: free)
            } else if stoppable.count < outbound.count {
                .orderAnswerSomeLeft(a: stoppable.count, n: outbound.count)
            } else if free > 0 {
                .orderAnswerSomeFree(a: free, n: outbound.count, w: warehouses)
            } else {
                .orderAnswerMustLook(w: warehouses)
            }
        return Answer(
            says: context.say(says), tone: free == outbound.count ? .good : .wait,
            next: .go(.orderCancelButton, .cancel(view.key)), until: context.say(.orderCancelFinal))
    }

    private static func openCase(_ view: OrderView) -> String? { view.cases.last { $0.endedAt == nil }?.caseId }

    /// Nothing is left to stop.
    private static func over(_ view: OrderView, _ context: PageContext) -> Answer {
        let outbound = view.outboundOrders
        if outbound.contains(where: { $0.now.custody == .carrier && !$0.now.status.isStopped }) {
            let isDelivered = outbound.allSatisfy { $0.now.status == .delivered || $0.now.status.isStopped }
            let hasReturn = view.returnOrders.contains { $0.state != .cancelled }
            return Answer(
                says: context.say(isDelivered ? .orderAnswerDelivered : .orderAnswerTooLate), tone: .late,
                next: hasReturn ? .nothing : .go(.orderReturnButton, .newReturn(view.key)))
        }
        if outbound.allSatisfy({ $0.now.status.isStopped }) {
            return Answer(says: context.say(.orderAnswerCancelled), tone: .good, next: .nothing)
        }
        return Answer(says: context.say(.orderAnswerNothing), tone: .calm, next: .nothing)
    }
}
