import Contracts
import Fulfillment

/// What the services made of a request: the open case, its tasks and its end.
extension OrderScript {
    /// Closes what has ended, and takes up the tasks of the open case.
    mutating func examine() {
        for id in unanswered {
            if let outcome = known.outcomes[id], outcome.state.isFinal { close(outcome) }
        }
        if work == nil { beginWork() }
        guard var work, let outcome = known.outcomes[work.requestId] else { return }
        follow(outcome, &work)
        for kind in tasks(outcome.state, work) {
            guard known.satisfies(.taskOpened(kind, caseId: work.caseId)) else {
                expected.append(.taskOpened(kind, caseId: work.caseId))
                continue
            }
            guard work.taken.insert(kind).inserted else { continue }
            let (step, minutes) = reaction(kind)
            let overlooked = parcel.overlooked.contains(step) ? model.overlookedFor : 0
            add(step, at: model.calendar.adding(workMinutes: minutes + overlooked, to: now))
        }
        if outcome.state == .releasing { expected.append(.final(work.requestId)) }
        self.work = work
    }

    /// The oldest request that is not answered for good becomes the open case; where the case of another request
    /// answers it, its final outcome is on its way.
    private mutating func beginWork() {
        guard let id = unanswered.first, let outcome = known.outcomes[id] else { return }
        if closedCases.contains(outcome.caseId) {
            expected.append(.final(id))
        } else {
            work = Work(requestId: id, caseId: outcome.caseId)
        }
    }

    private func tasks(_ state: CancellationState, _ work: Work) -> [WarehouseTask.Kind] {
        switch state {
        case .verifying: [.verifyGoods]
        case .intercepting:
            (work.isPulled ? [] : [.interceptParcel]) + (isLabelled && !work.isLabelSettled ? [.voidLabel] : [])
        case .restocking: [.putAway]
        case .waitingForOrder, .releasing, .escalated, .cancelled, .restocked, .refused, .partlyStopped: []
        }
    }

    private func reaction(_ kind: WarehouseTask.Kind) -> (Step, Int) {
        switch kind {
        case .verifyGoods: (.verify, model.verifyAfter)
        case .interceptParcel: (.intercept, model.interceptAfter)
        case .voidLabel: (.voidLabel, model.voidAfter)
        case .putAway, .stopWork: (.putAway, model.putAwayAfter)
        }
    }

    private mutating func close(_ outcome: CancellationChanged) {
        unanswered.removeAll { $0 == outcome.requestId }
        closedCases.insert(outcome.caseId)
        if let work, work.requestId == outcome.requestId {
            if let escalation = work.escalation { result.escalations.append(escalation.ended(outcome.code)) }
            self.work = nil
            schedule.removeAll { $0.step.isAnswer }
        }
        let request = plan.requests.first { $0.requestId == outcome.requestId }
        result.answers.append(
            OrderResult.Answer(
                requestId: outcome.requestId, asked: (request?.lines ?? lines).units, outcome: outcome))
        checkTruth(outcome)
        if outcome.nextAction == .createReturn { planReturn(of: request?.lines ?? lines, outcome) }
        switch outcome.state {
        case .cancelled:
            lines = request?.lines.map { lines.subtracting($0) } ?? []
            if lines.isEmpty { dropReports() }
        case .restocked: isStopped = true
        default: if isLost { dropReports() }
        }
    }

    /// Whether the answer is true to where the parcel was.
    private mutating func checkTruth(_ outcome: CancellationChanged) {
        let isTrue =
            switch outcome.code {
            case .cancelledBeforeWork: now < parcel.marks[0].at
            case .interceptedAndRestocked: back != nil
            case .inTransit, .leftBeforeInterception: !parcel.isInBuilding(at: now)
            case .delivered: now >= parcel.delivered
            case .goodsMissing: parcel.isMissing
            case .noAnswerFromWarehouse: silentCases.contains(outcome.caseId)
            case .partialAfterWorkStarted: parcel.marks[0].at <= now && now < parcel.scanned
            default: true
            }
        if !isTrue {
            result.untrue =
                "request \(outcome.requestId) was answered \(outcome.code.rawValue), which is not what happened"
        }
    }

    mutating func reject(_ rejected: MessageRejected) -> [Saying] {
        guard let index = plan.requests.firstIndex(where: { voice.request($0).id == rejected.messageId }) else {
            fail("\(rejected.messageId) was rejected: \(rejected.rejection.message)")
            return []
        }
        let request = plan.requests[index]
        result.answers.append(
            OrderResult.Answer(requestId: request.requestId, asked: (request.lines ?? lines).units, outcome: nil))
        unanswered.removeAll { $0 == request.requestId }
        expected.removeAll { $0 == .answered(request.requestId) }
        return advance()
    }

    /// It does not go on.
    mutating func fail(_ reason: String) {
        result.failure = reason
        isDone = true
    }
}
