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

    /// Nothing is left to stop: what is so of the goods, whatever was answered to whoever asked.
    private static func over(_ view: OrderView, _ context: PageContext) -> Answer {
        let outbound = view.outboundOrders
        let out = outbound.filter { $0.out > 0 }
        guard out.isEmpty else { return gone(out, view, context) }
        if outbound.contains(where: \.isMissing) {
            return Answer(says: context.say(.orderAnswerMissing), tone: .late, next: .nothing)
        }
        let isRefused = view.cases.last?.state == .refused
        if outbound.allSatisfy(\.now.status.isStopped), !isRefused {
            return Answer(says: context.say(.orderAnswerCancelled), tone: .good, next: .nothing)
        }
        return Answer(says: context.say(.orderAnswerNothing), tone: .calm, next: .nothing)
    }

    /// Some of it is out of the building.
    private static func gone(_ out: [OutboundOrderView], _ view: OrderView, _ context: PageContext) -> Answer {
        let outUnits = out.reduce(0) { $0 + $1.out }
        let units = view.outboundOrders.flatMap(\.units.values).reduce(0, +)
        let isAwaited = view.returnOrders.contains { $0.state == .awaitingArrival || $0.state == .partlyReceived }
        let isReturning = isAwaited && out.allSatisfy(\.isReturning)
        let says: Phrase =
            if isReturning {
                .orderAnswerReturning
            } else if outUnits < units {
                .orderAnswerPartOut(a: outUnits, n: units)
            } else if out.allSatisfy({ $0.now.status == .delivered }) {
                .orderAnswerDelivered
            } else if out.allSatisfy({ $0.parcels.contains { $0.custody == .carrier } }) {
                .orderAnswerTooLate
            } else {
                .orderAnswerLeft
            }
        return Answer(
            says: context.say(says), tone: .late,
            next: isAwaited ? .nothing : .go(.orderReturnButton, .newReturn(view.key)))
    }
}

extension OutboundOrderView {
    /// Its units that have left the building and are not back. Of boxes of unknown contents none are booked before it
    /// is known which: with the carrier is what the books have in the building.
    fileprivate var out: Int {
        let left = units[.left] ?? 0
        return left == 0 && parcels.contains { $0.custody == .carrier && !$0.isReturning }
            ? units[.allocated] ?? 0 : left
    }

    /// The carrier brings back all of it that is out.
    fileprivate var isReturning: Bool {
        let withCarrier = parcels.filter { $0.custody == .carrier }
        return !withCarrier.isEmpty && withCarrier.allSatisfy(\.isReturning)
            && parcels.allSatisfy { $0.custody != .unknown }
    }

    /// It is in the building by the books, and nobody finds it.
    fileprivate var isMissing: Bool { forecast.step == .refuse(.goodsMissing) && (units[.allocated] ?? 0) > 0 }
}
