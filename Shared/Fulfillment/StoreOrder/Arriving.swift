/// What an outbound order meets when it comes: cases that wait for it, and cases of the whole store order.
///
/// A request that waited may name more than came with this outbound order. The rest is not rejected, for a case is
/// open, and a store order may come in several outbound orders: it goes on waiting, until the request's grace is over.
/// What has not come by then is refused as `unknownOrder`, and the one final outcome says of how many units.
///
/// A whole-order request means whatever is in the store order: an outbound order that is submitted while its case is
/// open is stopped under that case. Once the case has ended it stays ended, and its requests have had their final
/// outcome: who submits another outbound order after that has a reason, such as a replacement, and a new request stops
/// it.
extension StoreOrderDecision {
    mutating func decideWhatAwaits(_ index: Int) {
        for caseIndex in order.cases.indices where order.cases[caseIndex].awaitsOrder {
            decide(caseIndex, arrived: index)
        }
        let whole = order.cases.firstIndex { $0.wantsWholeOrder && !$0.standing.state.isFinal }
        if let whole {
            decide(caseIndex: whole, free(of: index))
            takeAfterAll(whole, index)
            name(casesStopping(index), toRequestsOf: order.cases[whole].id)
        }
    }

    /// What a case had given up waiting for came, and is stopped with the whole store order: it is not refused any more.
    private mutating func takeAfterAll(_ caseIndex: Int, _ index: Int) {
        guard order.cases[caseIndex].gaveUp, let waiting = order.cases[caseIndex].waitingLines else { return }
        let rest = waiting.subtracting(order.outboundOrders[index].ordered)
        order.cases[caseIndex].waitingLines = rest.isEmpty ? nil : rest
        order.cases[caseIndex].gaveUp = !rest.isEmpty
    }

    /// A case gets its share of an outbound order, and goes on waiting for what did not come with it.
    private mutating func decide(_ caseIndex: Int, arrived index: Int) {
        let one = order.cases[caseIndex]
        let wish = one.wantsWholeOrder ? free(of: index) : wanted(of: one.waitingLines, from: free(of: index))
        let rest = one.waitingLines?.subtracting(order.outboundOrders[index].ordered) ?? []
        if wish.isEmpty, one.isWaiting, rest.isEmpty {
            let covering = casesCovering(one.waitingLines)
            if let answering = answering(covering) {
                name(covering.filter { $0 != answering }, toRequestsOf: one.id)
                merge(caseIndex, into: answering)
            }
            return
        }
        name(casesCovering(one.waitingLines?.subtracting(wish.flatMap(\.lines) + rest)), toRequestsOf: one.id)
        order.cases[caseIndex].waitingLines = rest.isEmpty ? nil : rest
        decide(caseIndex: caseIndex, wish)
    }

    /// The cases that stop units of an outbound order.
    private func casesStopping(_ index: Int) -> [Int] {
        let id = order.outboundOrders[index].id
        return order.cases.indices.filter { order.cases[$0].parts.contains { $0.outboundOrderId == id && $0.covers } }
    }

    private func free(of index: Int) -> [(index: Int, lines: [Line])] { freeLines().filter { $0.index == index } }

    /// Its requests are told which other cases stop part of what they asked for.
    private mutating func name(_ covering: [Int], toRequestsOf caseId: String) {
        let others = covering.map { order.cases[$0].id }.filter { $0 != caseId }
        for index in order.requests.indices where order.requests[index].caseId == caseId {
            order.requests[index].coveredBy += others.filter { !order.requests[index].coveredBy.contains($0) }
        }
    }

    /// From now on the covering case answers what the other was asked, also where what it says is contradicted later.
    private mutating func merge(_ index: Int, into covering: Int) {
        let (merged, answering) = (order.cases[index], order.cases[covering].id)
        order.cases[index].mergedInto = answering
        order.cases[covering].requestIds += merged.requestIds
        if merged.wantsWholeOrder { order.cases[covering].wantsWholeOrder = true }
        for request in order.requests.indices where order.requests[request].caseId == merged.id {
            order.requests[request].caseId = answering
            order.requests[request].coveredBy.removeAll { $0 == answering }
        }
    }
}
