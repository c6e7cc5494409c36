/// What is sent to the store beyond its final outcome, which stays as it is.
extension StoreOrderDecision {
    /// Notifies every request that the case answers, once for each event.
    mutating func contradict(
        _ place: PartPlace, _ code: ContradictionCode, _ lines: [Line], _ report: WarehouseReport? = nil,
        nextAction: NextAction? = nil
    ) {
        self[place].contradiction = code
        let contradiction = CancellationCase.Contradiction(
            outboundOrderId: self[place].outboundOrderId, code: code, lines: lines, nextAction: nextAction,
            reportedAt: report?.reportedAt ?? now)
        tell(contradiction, of: place.caseIndex)
    }

    /// The store heard that these units are back: they are out, once more or after all.
    mutating func tellWhoHeardItIsBack(_ index: Int, _ lines: [Line], _ report: WarehouseReport? = nil) {
        for place in places(of: order.outboundOrders[index]) {
            let isOut = self[place].contradiction != nil && !self[place].isBelievedStopped
            let own = self[place].lines.common(with: lines)
            guard self[place].ending?.state == .refused(.alreadyBack), !isOut, !own.isEmpty else { continue }
            // Of several boxes the store heard what is worst: that they are out, it knows.
            if heardThatItIsBack(place) {
                contradict(place, .leftAfterAll, own, report)
            } else {
                self[place].contradiction = .leftAfterAll
            }
        }
    }

    /// Whether the store heard of an outbound order that its units are back: a case says so in one word for all of it.
    private func heardThatItIsBack(_ place: PartPlace) -> Bool {
        order.cases[place.caseIndex].parts.filter { $0.outboundOrderId == self[place].outboundOrderId && $0.isRefused }
            .allSatisfy { $0.told == .refused(.alreadyBack) }
    }

    /// One case stops these goods after all. Others were refused for them: their requests hear the same.
    mutating func tellOthersThatItIsStopped(_ place: PartPlace, _ lines: [Line], _ report: WarehouseReport?) {
        for other in othersRefused(than: place) where !self[other].isBelievedStopped {
            let own = self[other].lines.common(with: lines)
            if self[other].isOut, !own.isEmpty { contradict(other, .stoppedAfterAll, own, report) }
        }
    }

    /// What one case had stopped after all has left. Those who heard the same hear that, too.
    mutating func tellOthersThatItLeft(_ place: PartPlace, _ report: WarehouseReport?) {
        for other in othersRefused(than: place) where self[other].contradiction == .stoppedAfterAll {
            let own = self[other].lines.common(with: self[place].leaving)
            if !own.isEmpty { contradict(other, .leftAfterAll, own, report) }
        }
    }

    /// Parts of other cases that ended because the same goods could not be stopped.
    private func othersRefused(than place: PartPlace) -> [PartPlace] {
        places {
            $0.outboundOrderId == self[place].outboundOrderId && $0.consignment == self[place].consignment
                && $0.ending != nil && !$0.isInProgress
        }.filter { caseId($0) != caseId(place) }.filter { if case .refused = self[$0].state { true } else { false } }
    }

    /// A later part that was not stopped. The store heard that it is being stopped, so it is notified.
    ///
    /// Parts that have ended are passed over first: of an order that was asked for a thousand times there are as many cases, and
    /// each message would look for the requests of all of them.
    mutating func tellWhatCouldNotBeStopped() {
        for caseIndex in order.cases.indices {
            for partIndex in order.cases[caseIndex].parts.indices {
                let place = PartPlace(caseIndex: caseIndex, partIndex: partIndex)
                guard self[place].ending == nil, case .refused = self[place].state else { continue }
                tellThatItWasNotStopped(place)
            }
        }
    }

    private mutating func tellThatItWasNotStopped(_ place: PartPlace) {
        let one = order.cases[place.caseIndex]
        let id = self[place].outboundOrderId
        let contradiction = CancellationCase.Contradiction(
            outboundOrderId: id, code: .leftAfterAll, lines: self[place].lines,
            nextAction: self[place].code.nextAction, reportedAt: now)
        if one.follows != nil, one.isFinal, isLaterPart(id, of: one) {
            self[place].contradiction = .leftAfterAll
            tell(contradiction, of: place.caseIndex, toItsOwn: false)
        }
        for request in order.requests
        where request.caseId == one.id && request.joinedFor?.contains(id) == true && one.hasEndedFirst(for: request) {
            say(contradiction, of: one.id, to: request)
        }
    }

    /// Says it under each request of a case, and under those that a separate case stops a later part for.
    ///
    /// - Parameter toItsOwn: false for what the outcome of the case itself says to its own requests.
    mutating func tell(
        _ contradiction: CancellationCase.Contradiction, of caseIndex: Int, toItsOwn: Bool = true
    ) {
        if toItsOwn { order.cases[caseIndex].contradictions.append(contradiction) }
        let one = order.cases[caseIndex]
        for request in order.forgottenRequests + order.requests
        where (request.caseId == one.id && toItsOwn)
            || (request.caseId == one.follows && means(request, contradiction.outboundOrderId)
                && isLaterPart(contradiction.outboundOrderId, of: one))
        {
            say(contradiction, of: one.id, to: request)
        }
    }

    /// Whether a case stops an outbound order for those of the case that it follows: that one had it not.
    private func isLaterPart(_ outboundOrderId: String, of one: CancellationCase) -> Bool {
        let followed = order.cases.first { $0.id == one.follows }
        return followed?.parts.contains { $0.outboundOrderId == outboundOrderId } != true
    }

    /// Says it under each request of a case, also of one that is forgotten.
    mutating func tell(_ contradiction: CancellationCase.Contradiction, of caseId: String) {
        if let caseIndex = order.cases.firstIndex(where: { $0.id == caseId }) {
            return tell(contradiction, of: caseIndex)
        }
        for request in order.forgottenRequests where request.caseId == caseId {
            say(contradiction, of: caseId, to: request)
        }
    }

    /// Whether a request for the whole store order means an outbound order.
    func means(_ request: StoreOrder.Request, _ outboundOrderId: String) -> Bool {
        guard let cutOff = request.cutOff, let index = outboundIndex(outboundOrderId) else { return false }
        return order.outboundOrders[index].submittedAt <= cutOff
    }

    /// What of an outbound order answers a request, as its outcome says; nil where that is all of it.
    private func asked(of outboundOrderId: String, by request: StoreOrder.Request) -> [Line]? {
        guard request.lines != nil, let answering = order.cases.first(where: { $0.id == request.caseId }) else {
            return nil
        }
        let heard = answering.heard(by: request)
        return zip(heard.parts, heard.shares(of: request.lines)).filter { $0.0.outboundOrderId == outboundOrderId }
            .flatMap(\.1).merged()
    }

    /// What was sent beyond a final outcome, to whoever hears of it only now: what it advised may be over. Goods that
    /// came back, or are coming, need no return; and of a later part that has had its end nothing more is to be waited
    /// for.
    func asOfNow(_ told: CancellationCase.Contradiction) -> CancellationCase.Contradiction {
        var one = told
        let consignments = order.consignments(of: one.outboundOrderId).map { order.outboundOrders[$0] }
        switch one.nextAction {
        case .createReturn:
            // What left beside the rest of its outbound order is not told apart from that.
            let isApart = consignments.contains { !leftAlongside($0).isEmpty }
            if !isApart, consignments.allSatisfy(\.needsNoReturn) { one.nextAction = .none }
        case .wait:
            if order.cases.first(where: { $0.id == one.followedBy })?.isFinal == true { one.nextAction = .none }
        case .none, .contactWarehouse, .resubmit: break
        }
        return one
    }

    /// A request hears of no more units than it asked for, and of no outbound order that it did not ask about.
    mutating func say(_ one: CancellationCase.Contradiction, of caseId: String, to request: StoreOrder.Request) {
        let asked = asked(of: one.outboundOrderId, by: request)
        let quantity = one.lines.reduce(0) { sum, line in
            sum + min(line.quantity, asked?.quantity(of: line.sku) ?? line.quantity)
        }
        let isOther = one.code == .laterPart || caseId != request.caseId
        let isMeant =
            isOther ? means(request, one.outboundOrderId) : request.joinedFor?.contains(one.outboundOrderId) ?? true
        // A later part stands in the outcome of whoever waits for one.
        if one.code == .laterPart,
            order.cases.first(where: { $0.id == request.caseId })?.hasEnded(for: request) == false
        {
            return
        }
        guard quantity > 0, isMeant else { return }
        let outbound = order.outboundOrder(one.outboundOrderId)
        effects.append(
            .contradicted(
                CancellationContradicted(
                    caseId: caseId, requestId: request.requestId, storeOrder: order.key,
                    outboundOrderId: one.outboundOrderId, code: one.code, quantity: quantity,
                    followedBy: one.followedBy, nextAction: one.nextAction, carrier: outbound?.carrier,
                    trackingNumber: outbound?.trackingNumber, reportedAt: one.reportedAt)))
    }
}
