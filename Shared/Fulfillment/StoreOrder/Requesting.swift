extension StoreOrderDecision {
    /// A cancellation is requested: it opens a case, waits for its order, or is answered by the case that already
    /// stops the same goods.
    mutating func request(_ request: CancellationRequested) throws(Rejection) {
        if let known = order.request(request.requestId) {
            guard known.fingerprint == request.fingerprint else {
                throw Rejection(
                    .requestIdReused, "request \(request.requestId) exists with other content; send a new requestId",
                    path: "requestId")
            }
            return
        }
        let missing = (request.outboundOrderIds ?? []).filter { outboundIndex($0) == nil }
        if order.isUnknown || (!missing.isEmpty && missing.count == request.outboundOrderIds?.count) {
            return wait(request, for: missing)
        }
        if missing.isEmpty { try validate(request) }
        let ids = request.outboundOrderIds ?? cutOff(of: request).map(submitted(upTo:))
        let wish = wanted(of: request.lines, from: freeLines(of: ids))
        let covering = casesCovering(request.lines?.subtracting(wish.flatMap(\.lines)), of: ids)
        let over = wish.isEmpty && missing.isEmpty ? overBeside(covering, request, ids) : []
        if wish.isEmpty, missing.isEmpty, over.isEmpty, let answering = answering(covering) {
            let known = order.outboundOrders.filter { !$0.isRefused }.map(\.id)
            return join(request, caseIndex: answering, covering, for: ids ?? known)
        }
        // What the known ones of those that it names have not is awaited with the others.
        let rest = missing.isEmpty ? nil : request.lines?.subtracting(wish.flatMap(\.lines))
        let isAll = rest?.isEmpty == true
        let index = openCase(for: request, waitingLines: isAll ? nil : rest, covering)
        order.cases[index].waitingFor = isAll ? [] : missing
        decide(caseIndex: index, wish.isEmpty && missing.isEmpty ? over : wish)
    }

    /// Up to when an outbound order was submitted that a request for the whole store order means; nil for any other request.
    private func cutOff(of request: CancellationRequested) -> Timestamp? {
        guard request.isWhole else { return nil }
        // Not later than the request was processed, because a clock that is ahead must not stop what comes after.
        let said = min(request.requestedAt, clock)
        let known = order.outboundOrders.filter { !$0.isRefused }
        guard let first = known.first, known.allSatisfy({ $0.submittedAt > said }) else { return said }
        // The clock of whoever asks is behind: nobody cancels what was not ordered yet.
        return together(with: first)
    }

    /// Until when an outbound order was submitted together with another.
    func together(with outbound: OutboundOrder) -> Timestamp {
        outbound.submittedAt.adding(seconds: policies[outbound.merchantId].splitSeconds)
    }

    private func submitted(upTo cutOff: Timestamp) -> [String] {
        order.outboundOrders.filter { $0.submittedAt <= cutOff }.map(\.id)
    }

    /// Nothing that it means is known yet: it waits, together with another that asks for the same.
    private mutating func wait(_ request: CancellationRequested, for missing: [String]) {
        let waiting = order.cases.firstIndex {
            $0.isWaiting && sameWish($0.waitingLines, request.lines) && $0.waitingFor == missing
        }
        if let waiting { return join(request, caseIndex: waiting) }
        let index = openCase(for: request, waitingLines: request.lines)
        order.cases[index].waitingFor = missing
    }

    private func sameWish(_ a: [Line]?, _ b: [Line]?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return a.sameUnits(as: b)
    }

    private func validate(_ request: CancellationRequested) throws(Rejection) {
        let ids = request.outboundOrderIds
        let meant = order.outboundOrders.filter { !$0.isRefused && ids?.contains($0.id) ?? true }
        let name = ids.map { "outbound orders \($0.joined(separator: ", "))" } ?? "store order \(order.key)"
        try (request.lines ?? []).mustBeOrdered(name, path: "lines", "requested") { sku in
            meant.reduce(0) { $0 + $1.ordered.quantity(of: sku) }
        }
    }

    private mutating func openCase(
        for request: CancellationRequested, waitingLines: [Line]?, _ covering: [Int] = []
    ) -> Int {
        let id = order.nextCaseId
        var opened = CancellationCase(
            id: id, requestIds: [request.requestId], waitingLines: waitingLines, openedAt: now)
        opened.changedAt = now
        order.cases.append(opened)
        accept(request, by: id, covering)
        return order.cases.count - 1
    }

    /// The case answers this request as well: at once as it stands now, and, while it is open, with each change. Where all
    /// that the request asked about has ended, it is answered for good, though the case may wait for more. What was sent
    /// beyond its final outcome is sent to this request, too.
    ///
    /// - Parameter ids: the outbound orders that it asked about; nil where it waits together with the case.
    private mutating func join(
        _ request: CancellationRequested, caseIndex: Int, _ covering: [Int] = [], for ids: [String]? = nil
    ) {
        accept(request, by: order.cases[caseIndex].id, covering, joinedFor: ids)
        let answering = order.cases[caseIndex]
        var answer = order.outcome(of: answering, for: request.requestId, at: now, isJoining: true)
        if answer.state.isFinal {
            answer.code = .alreadyCancelled
            answer.nextAction =
                answer.state == .partlyStopped ? answer.nextAction : CancellationCode.alreadyCancelled.nextAction
        } else {
            order.cases[caseIndex].requestIds.append(request.requestId)
        }
        effects.append(.cancellationChanged(answer))
        if let joined = order.requests.last {
            for one in answering.contradictions { say(asOfNow(one), of: answering.id, to: joined) }
        }
    }

    /// One case answers a request; the others that cover part of it are named.
    private mutating func accept(
        _ request: CancellationRequested, by caseId: String, _ covering: [Int], joinedFor: [String]? = nil
    ) {
        order.requests.append(
            StoreOrder.Request(
                requestId: request.requestId, fingerprint: request.fingerprint, caseId: caseId,
                coveredBy: covering.map { order.cases[$0].id }.filter { $0 != caseId }, lines: request.lines,
                outboundOrderIds: request.outboundOrderIds, cutOff: cutOff(of: request),
                awaitsFirst: request.isWhole && order.isUnknown, joinedFor: joinedFor))
    }

    // MARK: Which goods

    /// What is in no case that covers it: first what the warehouse will not send, then per outbound order, in the order in
    /// which stopping is cheapest.
    ///
    /// - Parameter ids: only these outbound orders; nil means all.
    func freeLines(of ids: [String]? = nil) -> [Share] {
        let short = order.outboundOrders.indices.compactMap { index -> Share? in
            let outbound = order.outboundOrders[index]
            guard ids?.contains(outbound.id) ?? true else { return nil }
            return outbound.short.isEmpty ? nil : Share(index: index, lines: outbound.short, isShort: true)
        }
        let free = order.outboundOrders.indices.compactMap { index -> Share? in
            let outbound = order.outboundOrders[index]
            guard !outbound.status.isStopped, !outbound.isRefused, ids?.contains(outbound.id) ?? true else {
                return nil
            }
            let free = uncovered(outbound.lines, of: outbound)
            return free.isEmpty ? nil : Share(index: index, lines: free)
        }
        guard free.count > 1 else { return short + free }
        func rank(_ share: Share) -> Int { order.outboundOrders[share.index].status.rank }
        return short + free.sorted { rank($0) < rank($1) }
    }

    /// Lines of an outbound order less those that a case stops.
    private func uncovered(_ lines: [Line], of outbound: OutboundOrder) -> [Line] {
        // A parcel is stopped whole, also with what was found in it since.
        guard !places(of: outbound).contains(where: { self[$0].covers && self[$0].holdsUnits }) else { return [] }
        var free = lines
        let alongside = leftAlongside(outbound)
        for place in places(of: outbound) where self[place].covers {
            // What was cancelled is in its lines only where it was all of it, and left all the same.
            let isPart = self[place].told != .cancelled || (self[place].state == .left && !alongside.contains(place))
            if isPart { free = free.subtracting(self[place].lines) }
        }
        return free
    }

    /// What of a request is over, where nothing can be stopped. Cases that cover it answer what is theirs; who asks for
    /// lines means those first, and who asks for all hears of the outbound orders that are in none of them as well.
    private func overBeside(_ covering: [Int], _ request: CancellationRequested, _ ids: [String]?) -> [Share] {
        let over = nothingLeft(of: request, ids)
        guard !covering.isEmpty else { return over }
        guard request.lines == nil else { return [] }
        let covered = Set(covering.flatMap { order.cases[$0].parts.filter(\.covers).map(\.outboundOrderId) })
        return over.filter { !covered.contains(order.outboundOrders[$0.index].id) }
    }

    /// What a request means that no case stops and that cannot be stopped any more: it was freed, is back or is lost.
    private func nothingLeft(of request: CancellationRequested, _ ids: [String]?) -> [Share] {
        let over = order.outboundOrders.indices.compactMap { index -> Share? in
            let outbound = order.outboundOrders[index]
            guard !outbound.isRefused, ids?.contains(outbound.id) ?? true else { return nil }
            if outbound.status.isStopped { return Share(index: index, lines: outbound.lines) }
            // Others freed them, and it goes on without them.
            let freed = outbound.ordered.subtracting(outbound.lines)
            return freed.isEmpty ? nil : Share(index: index, lines: freed, isShort: true)
        }
        return wanted(of: request.lines, from: over)
    }

    /// The request's share of each outbound order. nil asks for all that is free.
    func wanted(of lines: [Line]?, from free: [Share]) -> [Share] {
        guard let lines else { return free }
        var left = lines
        var result: [Share] = []
        for var share in free {
            share.lines = share.lines.common(with: left)
            guard !share.lines.isEmpty else { continue }
            left = left.subtracting(share.lines)
            result.append(share)
        }
        return result
    }

    /// The cases that stop some of these goods, or have stopped them. nil is all goods of the store order.
    func casesCovering(_ lines: [Line]?, of ids: [String]? = nil) -> [Int] {
        order.cases.indices.filter { index in
            order.cases[index].parts.contains { part in
                part.covers && (ids?.contains(part.outboundOrderId) ?? true)
                    && (lines == nil || part.lines.contains { line in lines!.quantity(of: line.sku) > 0 })
            }
        }
    }

    /// Which of several cases answers: an open one first, else the newest.
    func answering(_ covering: [Int]) -> Int? {
        covering.first { order.cases[$0].parts.contains { $0.isOpen } } ?? covering.last
    }

    // MARK: Deciding

    /// Decides a case for each outbound order that has goods of it, by the warehouse's guide.
    mutating func decide(caseIndex: Int, _ shares: [Share]) {
        // Before any is decided: what was pulled before the request is stopped as soon as its share is.
        let wholes = shares.map { isWhole(order.outboundOrders[$0.index].id, shares) }
        for (share, isWhole) in zip(shares, wholes) {
            let (index, lines) = (share.index, share.lines)
            let outbound = order.outboundOrders[index]
            let row = share.isShort ? GuideRule.Row.short : GuideRule.Row(outbound, isWhole: isWhole, of: lines)
            var part = CasePart(
                outboundOrderId: outbound.id, consignment: outbound.consignment, lines: lines, stage: outbound.status,
                state: state(GuideRule.step(row)))
            if share.isShort {
                part.short = lines
                order.outboundOrders[index].short = outbound.short.subtracting(lines)
            }
            order.cases[caseIndex].parts.append(part)
            let place = PartPlace(caseIndex: caseIndex, partIndex: order.cases[caseIndex].parts.count - 1)
            order.outboundOrders[index].caseId = order.cases[caseIndex].id
            switch part.state {
            case .releasing: release(index, lines, caseId(place))
            case .verifying: applyWhatWasDone(index, place)
            default: break
            }
        }
    }

    /// Whether a request covers all of an outbound order that is not stopped: a parcel is stopped whole or not at all.
    private func isWhole(_ id: String, _ shares: [Share]) -> Bool {
        let asked = shares.filter { !$0.isShort && order.outboundOrders[$0.index].id == id }.flatMap(\.lines).merged()
        let all = order.consignments(of: id).map { order.outboundOrders[$0] }.filter { !$0.status.isStopped }
        return asked.sameUnits(as: all.flatMap(\.lines).merged())
    }

    private func state(_ step: GuideRule.Step) -> CasePart.State {
        switch step {
        case .release: .releasing
        case .verify: .verifying
        case .refuse(let code): .refused(code)
        case .acknowledge: .cancelled
        case .intercept, .expectReturn, .awaitAdjustment: .intercepting
        }
    }

    private mutating func release(_ index: Int, _ lines: [Line], _ caseId: String) {
        let outbound = order.outboundOrders[index]
        if outbound.status != .releasing, outbound.lines != outbound.ordered {
            order.outboundOrders[index].linesBeforeRelease = outbound.lines
        }
        order.outboundOrders[index].status = .releasing
        tell(outbound, .release(move(outbound, lines, caseId: caseId)))
    }
}

extension [Line] {
    /// Lines must name SKUs of an order, and no more than was ordered.
    ///
    /// - Parameters:
    ///   - path: the field of the message that they are in.
    ///   - word: what is said of them.
    func mustBeOrdered(
        _ order: String, path: String, _ word: String, _ ordered: (String) -> Int
    ) throws(Rejection) {
        for (index, line) in enumerated() {
            let most = ordered(line.sku)
            if most == 0 {
                throw Rejection(.unknownSku, "SKU \(line.sku) is not in \(order)", path: "\(path)[\(index)].sku")
            }
            if line.quantity > most {
                throw Rejection(
                    .quantityExceedsOrder, "\(line.quantity) of \(line.sku) \(word), but only \(most) ordered",
                    path: "\(path)[\(index)].quantity")
            }
        }
    }
}

/// What a request asks for of one outbound order.
struct Share {
    /// Which of the store order's.
    var index: Int
    var lines: [Line]
    /// The warehouse will not send them.
    var isShort = false
}

extension StoreOrder {
    /// No outbound order of it is known.
    var isUnknown: Bool { outboundOrders.allSatisfy(\.isRefused) }

    /// A request that was accepted, also one that is forgotten.
    func request(_ id: String) -> Request? {
        requests.first { $0.requestId == id } ?? forgottenRequests.first { $0.requestId == id }
    }
}
