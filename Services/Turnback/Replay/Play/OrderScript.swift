import Contracts
import Fulfillment

/// One store order being played: a value that is told what the services say and returns what the outside world says
/// next. It plays its steps in the order of the data's clock, each after the effect of the one before was seen.
///
/// ```
/// submit ─▶ marks and scans up to the next request ─▶ request ─▶ answers to the tasks it opens, among further marks and
/// scans, until its final outcome ─▶ … ─▶ the last scan ─▶ every movement seen ─▶ done
/// ```
struct OrderScript: Sendable {
    /// Something that happens at its time.
    enum Step: Equatable, Sendable {
        case mark(OutboundStatus)
        case scan(WarehouseReport.Scan)
        case request(Int)
        case verify, intercept, voidLabel, putAway

        var isReport: Bool {
            switch self {
            case .mark, .scan: true
            case .request, .verify, .intercept, .voidLabel, .putAway: false
            }
        }
        var isAnswer: Bool {
            switch self {
            case .verify, .intercept, .voidLabel, .putAway: true
            case .mark, .scan, .request: false
            }
        }
    }

    /// A case that the floor works on.
    private struct Work: Sendable {
        var requestId: String
        var caseId: String
        /// Tasks whose answer is in the schedule, or was given.
        var taken: Set<WarehouseTask.Kind> = []
        var isPulled = false
        var isLabelSettled = false
    }

    let plan: PlannedOrder
    let parcel: Parcel
    let voice: OrderVoice
    private let model: WarehouseModel
    private var schedule: [(at: Timestamp, step: Step)] = []
    private var now: Timestamp
    private var expected: [Expectation] = []
    private(set) var known = OrderKnowledge()
    private var work: Work?
    /// Requests that were made and have no final outcome yet.
    private var unanswered: [String] = []
    private var closedCases: Set<String> = []
    /// What is still to go out.
    private var lines: [Line]
    private var isLabelled = false
    private var isShipped = false
    /// When the parcel was pulled, and what was found of it when it was put away.
    private var isStopped = false
    private var isLost = false
    private var back: BroughtBack?
    private(set) var result = OrderResult()
    private(set) var isDone = false

    init(_ plan: PlannedOrder, _ model: WarehouseModel, _ names: RunNames) {
        self.plan = plan
        self.model = model
        parcel = Parcel(orderId: plan.id, orderedAt: plan.orderedAt, model)
        voice = OrderVoice(plan, names, isAdjusting: parcel.bringsBackByAdjustment)
        now = plan.orderedAt
        lines = plan.lines
        result.orderId = plan.id
        result.merchant = voice.merchant
        for mark in parcel.marks { add(.mark(mark.status), at: mark.at) }
        add(.scan(.pickedUp), at: parcel.scanned)
        add(.scan(.delivered), at: parcel.delivered)
        for (index, request) in plan.requests.enumerated() { add(.request(index), at: request.at) }
    }

    /// The first words.
    mutating func start() -> [Saying] {
        expected = [.status(.awaitingOutbound)]
        return [voice.submit(lines)]
    }

    /// Takes in what the services said; returns what follows from it.
    mutating func hear(_ message: Message) -> [Saying] {
        if case .rejected(let rejected) = message { return reject(rejected) }
        known.take(message)
        return advance()
    }

    /// What it waits for, in words.
    var waitsFor: String {
        expected.filter { !known.satisfies($0) }.map(\.description).joined(separator: ", ")
    }

    // MARK: Steps

    /// In order of time; what was added first comes first where the time is the same.
    private mutating func add(_ step: Step, at time: Timestamp) {
        let place = schedule.firstIndex { $0.at > time } ?? schedule.count
        schedule.insert((time, step), at: place)
    }

    private mutating func advance() -> [Saying] {
        while !isDone, expected.allSatisfy(known.satisfies) {
            expected = []
            examine()
            if !expected.isEmpty { continue }
            if let first = schedule.first { return play(first) }
            expected = lastMovements()
            if expected.allSatisfy(known.satisfies) { finish() }
        }
        return []
    }

    private mutating func play(_ first: (at: Timestamp, step: Step)) -> [Saying] {
        // A request may be made while a task is under way, and an answer comes when the floor is done: never back in time.
        now = max(now, first.at)
        switch first.step {
        case .mark, .scan: return playReports()
        case .request(let index):
            schedule.removeFirst()
            let request = plan.requests[index]
            expected = [.answered(request.requestId)]
            unanswered.append(request.requestId)
            return [voice.request(request)]
        case .verify, .intercept, .voidLabel, .putAway:
            schedule.removeFirst()
            return answer(first.step)
        }
    }

    /// All marks and scans until something else comes are sent together; while a case is open, one by one.
    private mutating func playReports() -> [Saying] {
        var sayings: [Saying] = []
        var last = OutboundStatus.picking
        while let next = schedule.first, next.step.isReport, sayings.isEmpty || work == nil {
            schedule.removeFirst()
            now = max(now, next.at)
            if case .mark(let status) = next.step {
                last = status
                if status == .labelled { isLabelled = true }
                if status == .shipped { isShipped = true }
                sayings.append(voice.mark(status, at: now))
            } else if case .scan(let scan) = next.step {
                last = scan == .delivered ? .delivered : .inTransit
                sayings.append(voice.scan(scan, at: now))
                if let work { expected.append(.final(work.requestId)) }
            }
        }
        expected.append(.status(last))
        return sayings
    }

    /// The floor's answer to a task, by where the parcel physically is.
    private mutating func answer(_ step: Step) -> [Saying] {
        guard var work else { return [] }
        defer { self.work = work }
        switch step {
        case .verify:
            let found: WarehouseReport.Found =
                parcel.isMissing ? .missing : parcel.isInBuilding(at: now) ? .inWarehouse : .withCarrier
            expected = [found == .inWarehouse ? .state(work.requestId, .intercepting) : .final(work.requestId)]
            if found == .missing { isLost = true }
            return [voice.verified(found, at: now)]
        case .intercept:
            work.isPulled = parcel.isInBuilding(at: now)
            if work.isPulled { dropReports() }
            expected = [settled(work, .interceptParcel)]
            return [voice.intercepted(work.isPulled, at: now)]
        case .voidLabel:
            work.isLabelSettled = true
            expected = [settled(work, .voidLabel)]
            return [voice.labelVoided(!parcel.voidFails, at: now)]
        case .putAway:
            let back = BroughtBack(lines, parcel)
            self.back = back
            expected = [.final(work.requestId)]
            if !parcel.bringsBackByAdjustment { expected.append(.returnOrder(.received)) }
            return voice.putAway(back, caseId: work.caseId, at: now)
        case .mark, .scan, .request: return []
        }
    }

    /// What an interception or a voided label leads to.
    private func settled(_ work: Work, _ kind: WarehouseTask.Kind) -> Expectation {
        if kind == .interceptParcel, !work.isPulled { return .final(work.requestId) }
        return work.isPulled && (work.isLabelSettled || !isLabelled)
            ? .state(work.requestId, .restocking) : .taskClosed(kind, caseId: work.caseId)
    }

    private mutating func dropReports() { schedule.removeAll { $0.step.isReport } }

    // MARK: What the services made of it

    /// Closes what has ended, and takes up the tasks of the open case.
    private mutating func examine() {
        for id in unanswered {
            if let outcome = known.outcomes[id], outcome.state.isFinal { close(outcome) }
        }
        if work == nil { beginWork() }
        guard var work, let outcome = known.outcomes[work.requestId] else { return }
        for kind in tasks(outcome.state, work) {
            guard known.satisfies(.taskOpened(kind, caseId: work.caseId)) else {
                expected.append(.taskOpened(kind, caseId: work.caseId))
                continue
            }
            guard work.taken.insert(kind).inserted else { continue }
            let (step, minutes) = reaction(kind)
            add(step, at: model.calendar.adding(workMinutes: minutes, to: now))
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
        if work?.requestId == outcome.requestId {
            work = nil
            schedule.removeAll { $0.step.isAnswer }
        }
        let request = plan.requests.first { $0.requestId == outcome.requestId }
        result.answers.append(
            OrderResult.Answer(
                requestId: outcome.requestId, asked: (request?.lines ?? lines).units, outcome: outcome))
        checkTruth(outcome)
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
            default: true
            }
        if !isTrue {
            result.untrue = "request \(outcome.requestId) was answered \(outcome.code.rawValue), which is not what happened"
        }
    }

    private mutating func reject(_ rejected: MessageRejected) -> [Saying] {
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

    // MARK: The end

    private func lastMovements() -> [Expectation] {
        var all: [Expectation] = [.moved(.allocated, plan.lines.units)]
        let cancelled = plan.lines.units - lines.units
        if cancelled > 0 { all.append(.moved(.released, cancelled)) }
        if isShipped { all.append(.moved(.issued, lines.units)) }
        if let back {
            all.append(.moved(.restored, back.good.units))
            if !back.damaged.isEmpty { all.append(.moved(.quarantined, back.damaged.units)) }
            if !back.short.isEmpty { all.append(.moved(.disposed, back.short.units)) }
        }
        return all
    }

    private mutating func finish() {
        isDone = true
        result.stopped = isStopped ? lines.units : 0
        result.movedBack = [.restored, .quarantined, .disposed].reduce(0) { $0 + known.units[$1, default: 0] }
        result.changes = lines.map { line in
            var change = OrderResult.Change(sku: line.sku)
            if let back {
                let (damaged, short) = (back.damaged.quantity(of: line.sku), back.short.quantity(of: line.sku))
                change.onHand = -damaged - short
                change.quarantined = damaged
            } else if isShipped {
                change.onHand = -line.quantity
            } else {
                // Lost in the building: still on the books, and promised.
                change.allocated = line.quantity
            }
            return change
        }
    }
}
