/// What an outbound order meets when it comes: cases that wait for it, and requests for the whole store order.
///
/// A request that waited may name more than came with this outbound order. The rest is not rejected, because a case is
/// open, and a store order may come in several outbound orders: it goes on waiting, until the request's grace is over.
/// What has not come by then is refused as `unknownOrder`, and the one final outcome says of how many units.
///
/// A request for the whole store order means what was ordered when it was said, whenever it is read: an outbound order that
/// was submitted up to its cut-off is stopped under its case while that is open, else under a separate case that follows
/// it. One that was submitted later is a replacement and goes on.
extension StoreOrderDecision {
    mutating func decideWhatAwaits(_ index: Int) {
        moveCutOffs(index)
        for caseIndex in order.cases.indices where order.cases[caseIndex].awaitsOrder {
            decide(caseIndex, arrived: index)
        }
        var isFollowed = false
        if let caseIndex = wholeCase(meaning: index) {
            let free = free(of: index)
            isFollowed = free.isEmpty ? tellWhoStops(index, caseIndex) : !stop(free, index, caseIndex)
        } else if let caseId = forgottenCase(meaning: index) {
            let free = free(of: index)
            if !free.isEmpty { follow(caseId, free) }
        }
        tellWhoJoined(index, isFollowed)
    }

    /// Stops what is left of an outbound order under a case that means it, where that is open; else by a separate case,
    /// and returns false.
    private mutating func stop(_ free: [Share], _ index: Int, _ caseIndex: Int) -> Bool {
        let isOpen = isOpen(caseIndex, toWhoMeans: index)
        if isOpen {
            decide(caseIndex: caseIndex, free)
            takeAfterAll(caseIndex, index)
        } else {
            follow(order.cases[caseIndex].id, free)
        }
        if isOpen || order.cases[caseIndex].isFinal {
            name(casesStopping(index), toRequestsOf: order.cases[caseIndex].id)
        }
        return isOpen
    }

    /// A case has ended, and another one that waited for an outbound order stops it: the requests that mean it hear of that.
    private mutating func tellWhoStops(_ index: Int, _ caseIndex: Int) -> Bool {
        let (one, id) = (order.cases[caseIndex], order.outboundOrders[index].id)
        guard one.isFinal, let other = casesStopping(index).last(where: { $0 != caseIndex }) else { return false }
        if order.cases[other].follows == nil { order.cases[other].follows = one.id }
        let lines = order.cases[other].parts.filter { $0.outboundOrderId == id && $0.covers }.flatMap(\.lines).merged()
        tell(
            CancellationCase.Contradiction(
                outboundOrderId: id, code: .laterPart, lines: lines, followedBy: order.cases[other].id, reportedAt: now),
            of: one.id)
        return true
    }

    /// A request that joined a case hears of what it means and its case stops from now on: in its outcome, or, where it has
    /// had its final one, beyond that.
    ///
    /// - Parameter isFollowed: those that have had it were notified just now.
    private mutating func tellWhoJoined(_ index: Int, _ isFollowed: Bool) {
        let outbound = order.outboundOrders[index]
        guard outbound.replaces == nil else { return }
        for place in order.requests.indices {
            let request = order.requests[place]
            guard let known = request.joinedFor, !known.contains(outbound.id), means(request, outbound.id),
                let answering = order.cases.first(where: { $0.id == request.caseId })
            else { continue }
            let parts = answering.parts.filter { $0.outboundOrderId == outbound.id }
            let lines = parts.filter(\.covers).flatMap(\.lines).merged()
            if !answering.hasEndedFirst(for: request) {
                if !parts.isEmpty { order.requests[place].joinedFor?.append(outbound.id) }
            } else if !lines.isEmpty, !isFollowed {
                order.requests[place].joinedFor?.append(outbound.id)
                say(
                    CancellationCase.Contradiction(
                        outboundOrderId: outbound.id, code: .laterPart, lines: lines, followedBy: answering.id,
                        reportedAt: now),
                    of: answering.id, to: request)
            }
        }
    }

    /// Whether a case is open for a request that means an outbound order, and takes it: it has nothing of it yet.
    private func isOpen(_ caseIndex: Int, toWhoMeans index: Int) -> Bool {
        let (one, id) = (order.cases[caseIndex], order.outboundOrders[index].id)
        return !one.parts.contains { $0.outboundOrderId == id } && isAwaited(one, of: id)
    }

    /// Whether a request for the whole store order that means an outbound order still waits for its end from a case.
    private func isAwaited(_ one: CancellationCase, of outboundOrderId: String) -> Bool {
        order.requests.contains { $0.caseId == one.id && means($0, outboundOrderId) && !one.hasEnded(for: $0) }
    }

    /// A request that found no order means the first one that comes within its grace, and what was submitted together
    /// with that one.
    private mutating func moveCutOffs(_ index: Int) {
        let together = together(with: order.outboundOrders[index])
        for place in order.requests.indices where order.requests[place].awaitsFirst {
            order.requests[place].awaitsFirst = false
            let caseId = order.requests[place].caseId
            guard order.cases.contains(where: { $0.id == caseId && !$0.gaveUp }) else { continue }
            order.requests[place].cutOff = max(order.requests[place].cutOff ?? together, together)
        }
    }

    /// The case of a request for the whole store order that means this outbound order: an open one first, else the newest.
    private func wholeCase(meaning index: Int) -> Int? {
        let outbound = order.outboundOrders[index]
        guard outbound.replaces == nil else { return nil }
        let meant = order.requests.filter { means($0, outbound.id) }
        func hasIt(_ one: CancellationCase) -> Bool { one.parts.contains { $0.outboundOrderId == outbound.id } }
        let cases = order.cases.indices.filter { index in
            let one = order.cases[index]
            // What a case takes for others does not answer whoever has had an answer from it before.
            return !one.isWaiting
                && meant.contains { $0.caseId == one.id && (!hasIt(one) || one.hasEndedFirst(for: $0)) }
        }
        return cases.first { isOpen($0, toWhoMeans: index) } ?? cases.last { !order.cases[$0].isUnanswered }
    }

    /// The case of a forgotten request for the whole store order that means this outbound order: the newest.
    private func forgottenCase(meaning index: Int) -> String? {
        let outbound = order.outboundOrders[index]
        guard outbound.replaces == nil else { return nil }
        return order.forgottenRequests.last { means($0, outbound.id) }?.caseId
    }

    /// The case has ended, and its requests mean this outbound order as well: a separate case stops it, and they are notified.
    private mutating func follow(_ caseId: String, _ shares: [Share]) {
        var following = CancellationCase(id: order.nextCaseId, requestIds: [], openedAt: now)
        following.follows = caseId
        order.cases.append(following)
        let last = order.cases.count - 1
        decide(caseIndex: last, shares)
        let parts = order.cases[last].parts
        for id in Set(parts.map(\.outboundOrderId)).sorted() {
            let lines = parts.filter { $0.outboundOrderId == id }.flatMap(\.lines).merged()
            tell(
                CancellationCase.Contradiction(
                    outboundOrderId: id, code: .laterPart, lines: lines, followedBy: following.id, reportedAt: now),
                of: caseId)
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
        let outbound = order.outboundOrders[index]
        if !one.waitingFor.isEmpty, !one.waitingFor.contains(outbound.id) { return }
        if named(by: one)?.contains(outbound.id) == false { return }
        // A request that was read before an outbound order that replaces another never stops it.
        if outbound.replaces != nil, one.waitingFor.isEmpty { return }
        // Who joined it for the whole store order means all of what comes, even where the case waits for less.
        let isWhole = outbound.replaces == nil && isAwaited(one, of: outbound.id)
        let wish =
            one.waitingLines == nil || isWhole
            ? free(of: index) : wanted(of: one.waitingLines, from: free(of: index))
        let rest = one.waitingLines?.subtracting(outbound.ordered) ?? []
        order.cases[caseIndex].waitingFor.removeAll { $0 == outbound.id }
        if wish.isEmpty, one.isWaiting, rest.isEmpty, order.cases[caseIndex].waitingFor.isEmpty {
            let covering = casesCovering(one.waitingLines, of: named(by: one))
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

    /// The outbound orders that the requests of a case named; nil where they named none.
    private func named(by one: CancellationCase) -> [String]? {
        order.requests.first { $0.requestId == one.requestIds.first }?.outboundOrderIds
    }

    /// The cases that stop units of an outbound order.
    private func casesStopping(_ index: Int) -> [Int] {
        let id = order.outboundOrders[index].id
        return order.cases.indices.filter { order.cases[$0].parts.contains { $0.outboundOrderId == id && $0.covers } }
    }

    /// What no case stops of an outbound order: in whichever parcels the reports named before it came.
    private func free(of index: Int) -> [Share] {
        let id = order.outboundOrders[index].id
        return freeLines().filter { order.outboundOrders[$0.index].id == id }
    }

    /// Its requests hear which other cases stop part of what they asked for.
    private mutating func name(_ covering: [Int], toRequestsOf caseId: String) {
        let others = covering.map { order.cases[$0].id }.filter { $0 != caseId }
        for index in order.requests.indices where order.requests[index].caseId == caseId {
            order.requests[index].coveredBy += others.filter { !order.requests[index].coveredBy.contains($0) }
        }
    }

    /// From now on the covering case answers what the other was asked, also where what it says is contradicted later. What
    /// that case waits for is nobody else's.
    private mutating func merge(_ index: Int, into covering: Int) {
        let (merged, answering) = (order.cases[index], order.cases[covering].id)
        order.cases[index].mergedInto = answering
        order.cases[covering].requestIds += merged.requestIds
        for request in order.requests.indices where order.requests[request].caseId == merged.id {
            order.requests[request].caseId = answering
            order.requests[request].joinedFor =
                order.requests[request].outboundOrderIds ?? order.outboundOrders.filter { !$0.isRefused }.map(\.id)
            order.requests[request].coveredBy.removeAll { $0 == answering }
        }
    }
}

extension CancellationCase {
    /// Nothing of the store order came in time for it: what comes later was not meant.
    var isUnanswered: Bool { parts.isEmpty }
}
