import Contracts
import Fulfillment

/// One store order being played: a value that hears what the services say and returns what the outside world says
/// next. It plays its steps in the order of the data's clock, each after the effect of the one before was seen.
///
/// ```
/// submit ─▶ marks and scans up to the next request ─▶ request ─▶ answers to the tasks it opens, among further marks and
/// scans, until its final outcome ─▶ … ─▶ the last scan ─▶ what the customer sends back ─▶ every movement seen ─▶ done
/// ```
struct OrderScript: Sendable {
    /// Something that happens at its time.
    enum Step: Hashable, Sendable {
        case mark(OutboundStatus)
        case scan(WarehouseReport.Scan)
        case request(Int)
        case verify, intercept, voidLabel, putAway
        /// A return of the customer, by its place.
        case announce(Int)
        case sendBack(Int)

        var isReport: Bool {
            switch self {
            case .mark, .scan: true
            case .request, .verify, .intercept, .voidLabel, .putAway, .announce, .sendBack: false
            }
        }
        var isAnswer: Bool {
            switch self {
            case .verify, .intercept, .voidLabel, .putAway: true
            case .mark, .scan, .request, .announce, .sendBack: false
            }
        }
    }

    /// A case that the floor works on.
    struct Work: Sendable {
        var requestId: String
        var caseId: String
        /// Tasks whose answer is in the schedule, or was given.
        var taken: Set<WarehouseTask.Kind> = []
        var isPulled = false
        var isLabelSettled = false
        /// Where the case stands as was last heard, and where it stood before it was escalated.
        var state: CancellationState?
        var step: CancellationState?
        var deadline: Deadline?
        var escalation: OrderResult.Escalation?
    }

    let plan: PlannedOrder
    let parcel: Parcel
    let voice: OrderVoice
    let model: WarehouseModel
    /// Its merchant's, where deadlines fall due in this run.
    let policy: Policy?
    var schedule: [(at: Timestamp, step: Step)] = []
    var now: Timestamp
    var expected: [Expectation] = []
    var known = OrderKnowledge()
    var work: Work?
    /// Requests that were made and have no final outcome yet.
    var unanswered: [String] = []
    var closedCases: Set<String> = []
    /// Cases whose last deadline has passed without an answer.
    var silentCases: Set<String> = []
    /// What is still to go out.
    var lines: [Line]
    var isLabelled = false
    var isShipped = false
    /// The case ended with the goods back in stock.
    var isStopped = false
    /// The floor could not find it.
    var isLost = false
    /// What was found of it when it was put away.
    var back: BroughtBack?
    /// What the customer sends back, or will.
    var returns: [CustomerReturn] = []
    var result = OrderResult()
    var isDone = false

    /// - Parameters:
    ///   - policies: by which the services go, where the run drives their clock; nil where nothing falls due.
    ///   - clock: where that clock stands.
    init(
        _ plan: PlannedOrder, _ model: WarehouseModel, _ names: RunNames, policies: Policies? = nil, clock: Int64 = 0
    ) {
        self.plan = plan
        self.model = model
        parcel = Parcel(orderId: plan.id, orderedAt: plan.orderedAt, model)
        voice = OrderVoice(plan, names, isAdjusting: parcel.bringsBackByAdjustment)
        policy = policies?[voice.merchant]
        known.clock = clock
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
    mutating func add(_ step: Step, at time: Timestamp) {
        let place = schedule.firstIndex { $0.at > time } ?? schedule.count
        schedule.insert((time, step), at: place)
    }

    mutating func advance() -> [Saying] {
        while !isDone, expected.allSatisfy(known.satisfies) {
            expected = []
            examine()
            if !expected.isEmpty { continue }
            if let deadline = nextDeadline {
                wait(for: deadline)
                continue
            }
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
        case .announce(let place):
            schedule.removeFirst()
            return [announce(place)]
        case .sendBack(let place):
            schedule.removeFirst()
            return [sendBack(place)]
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
            if !parcel.bringsBackByAdjustment { expectReturnOrder() }
            return voice.putAway(back, caseId: work.caseId, at: now)
        case .mark, .scan, .request, .announce, .sendBack: return []
        }
    }

    /// What an interception or a voided label leads to.
    private func settled(_ work: Work, _ kind: WarehouseTask.Kind) -> Expectation {
        if kind == .interceptParcel, !work.isPulled { return .final(work.requestId) }
        return work.isPulled && (work.isLabelSettled || !isLabelled)
            ? .state(work.requestId, .restocking) : .taskClosed(kind, caseId: work.caseId)
    }

    private mutating func expectReturnOrder() {
        expected.append(.returnOrder(ReturnOrder.interceptionId(plan.outboundOrderId), .received))
    }

    mutating func dropReports() { schedule.removeAll { $0.step.isReport } }
}
