extension StoreOrderDecision {
    /// A cancellation is requested: it opens a case, waits for its order, or is answered by the case that already
    /// stops the same goods.
    mutating func request(_ request: CancellationRequested) throws(Rejection) {
        if let known = order.requests.first(where: { $0.requestId == request.requestId }) {
            guard known.fingerprint == request.fingerprint else {
                throw Rejection(
                    .requestIdReused, "request \(request.requestId) exists with other content; send a new requestId",
                    path: "requestId")
            }
            return
        }
        if order.outboundOrders.isEmpty {
            if let waiting = order.cases.firstIndex(where: { $0.isWaiting && sameWish($0.waitingLines, request.lines) }) {
                return join(request, caseIndex: waiting)
            }
            _ = openCase(for: request, waitingLines: request.lines)
            return
        }
        try validate(request)
        let wish = wanted(of: request.lines, from: freeLines())
        let covering = casesCovering(request.lines?.subtracting(wish.flatMap(\.lines)))
        if wish.isEmpty, let answering = answering(covering) {
            return join(request, caseIndex: answering, covering)
        }
        let index = openCase(for: request, waitingLines: nil, covering)
        decide(caseIndex: index, wish)
    }

    private func sameWish(_ a: [Line]?, _ b: [Line]?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return a.sameUnits(as: b)
    }

    /// Lines must name SKUs of the order, and no more than was ordered.
    private func validate(_ request: CancellationRequested) throws(Rejection) {
        for (index, line) in (request.lines ?? []).enumerated() {
            let ordered = order.outboundOrders.reduce(0) { $0 + $1.ordered.quantity(of: line.sku) }
            if ordered == 0 {
                throw Rejection(
                    .unknownSku, "SKU \(line.sku) is not in store order \(order.key)", path: "lines[\(index)].sku")
            }
            if line.quantity > ordered {
                throw Rejection(
                    .quantityExceedsOrder, "\(line.quantity) of \(line.sku) requested, \(ordered) ordered",
                    path: "lines[\(index)].quantity")
            }
        }
    }

    private mutating func openCase(
        for request: CancellationRequested, waitingLines: [Line]?, _ covering: [Int] = []
    ) -> Int {
        let id = "\(order.key)/c\(order.cases.count + 1)"
        var opened = CancellationCase(
            id: id, requestIds: [request.requestId], waitingLines: waitingLines, openedAt: now)
        opened.wantsWholeOrder = request.lines == nil
        opened.changedAt = now
        order.cases.append(opened)
        accept(request, by: id, covering)
        return order.cases.count - 1
    }

    /// The case answers this request as well: at once as it stands now, and, while it is open, with each change.
    private mutating func join(_ request: CancellationRequested, caseIndex: Int, _ covering: [Int] = []) {
        accept(request, by: order.cases[caseIndex].id, covering)
        let answering = order.cases[caseIndex]
        var answer = order.outcome(of: answering, for: request.requestId, at: now)
        if answer.state.isFinal {
            answer.code = .alreadyCancelled
            answer.nextAction = answer.state == .partlyStopped ? .createReturn : CancellationCode.alreadyCancelled.nextAction
        } else {
            order.cases[caseIndex].requestIds.append(request.requestId)
            if request.lines == nil { order.cases[caseIndex].wantsWholeOrder = true }
        }
        effects.append(.cancellationChanged(answer))
    }

    /// One case answers a request; the others that cover part of it are named.
    private mutating func accept(_ request: CancellationRequested, by caseId: String, _ covering: [Int]) {
        order.requests.append(
            StoreOrder.Request(
                requestId: request.requestId, fingerprint: request.fingerprint, caseId: caseId,
                coveredBy: covering.map { order.cases[$0].id }.filter { $0 != caseId }))
    }

    // MARK: Which goods

    /// What is in no case that covers it: per outbound order, in the order in which stopping is cheapest.
    func freeLines() -> [(index: Int, lines: [Line])] {
        order.outboundOrders.indices.compactMap { index -> (index: Int, lines: [Line])? in
            let outbound = order.outboundOrders[index]
            guard !outbound.status.isStopped else { return nil }
            var free = outbound.lines
            for one in order.cases {
                for part in one.parts where part.outboundOrderId == outbound.id && part.covers && part.state != .cancelled {
                    free = free.subtracting(part.lines)
                }
            }
            return free.isEmpty ? nil : (index, free)
        }.sorted { order.outboundOrders[$0.index].status.rank < order.outboundOrders[$1.index].status.rank }
    }

    /// The request's share of each outbound order. nil asks for all that is free.
    func wanted(of lines: [Line]?, from free: [(index: Int, lines: [Line])]) -> [(index: Int, lines: [Line])] {
        guard let lines else { return free }
        var left = lines
        var result: [(index: Int, lines: [Line])] = []
        for (index, available) in free {
            // In the outbound order's spelling of the SKU, for stock is told apart byte by byte.
            let taken = available.compactMap { line -> Line? in
                let quantity = min(line.quantity, left.quantity(of: line.sku))
                return quantity > 0 ? Line(line.sku, quantity) : nil
            }
            guard !taken.isEmpty else { continue }
            left = left.subtracting(taken)
            result.append((index, taken))
        }
        return result
    }

    /// The cases that stop some of these goods, or have stopped them. nil is all goods of the store order.
    func casesCovering(_ lines: [Line]?) -> [Int] {
        order.cases.indices.filter { index in
            order.cases[index].parts.contains { part in
                part.covers && (lines == nil || part.lines.contains { line in lines!.quantity(of: line.sku) > 0 })
            }
        }
    }

    /// Which of several cases answers: an open one first, else the newest.
    func answering(_ covering: [Int]) -> Int? {
        covering.first { order.cases[$0].parts.contains { $0.isOpen } } ?? covering.last
    }

    // MARK: Deciding

    /// Decides a case for each outbound order that has goods of it, by the warehouse's guide.
    mutating func decide(caseIndex: Int, _ shares: [(index: Int, lines: [Line])]) {
        for (index, lines) in shares {
            let outbound = order.outboundOrders[index]
            var part = CasePart(
                outboundOrderId: outbound.id, lines: lines, stage: outbound.status,
                state: state(of: outbound, lines: lines))
            if part.state != .releasing, outbound.hasLabel { part.label = .toVoid }
            order.cases[caseIndex].parts.append(part)
            order.outboundOrders[index].caseId = order.cases[caseIndex].id
            applyWhatWasDone(index, PartPlace(caseIndex: caseIndex, partIndex: order.cases[caseIndex].parts.count - 1))
            if part.state == .releasing { release(index, lines, order.cases[caseIndex].id) }
        }
    }

    private func state(of outbound: OutboundOrder, lines: [Line]) -> CasePart.State {
        switch GuideRule(status: outbound.status, custody: outbound.custody) {
        case .release: .releasing
        case .refuse(let code): .refused(code)
        case .verify: lines.sameUnits(as: outbound.lines) ? .verifying : .refused(.partialAfterWorkStarted)
        }
    }

    private mutating func release(_ index: Int, _ lines: [Line], _ caseId: String) {
        let outbound = order.outboundOrders[index]
        if outbound.status != .releasing, outbound.lines != outbound.ordered {
            order.outboundOrders[index].linesBeforeRelease = outbound.lines
        }
        order.outboundOrders[index].status = .releasing
        effects.append(
            .stock(
                StockCommand(
                    warehouse: outbound.warehouse,
                    action: .release(
                        StockMove(outboundOrderId: outbound.id, lines: lines, caseId: caseId, replyTo: order.key)))))
    }
}
