internal import Fulfillment
internal import ReadModel

/// How far a case is, in the few steps that a person follows. Words carry it, not colour.
enum CaseProgress {
    enum Standing: String {
        case done, now, open, not

        var phrase: Phrase {
            switch self {
            case .done: .stepDone
            case .now: .stepNow
            case .open: .stepOpen
            case .not: .stepNot
            }
        }
    }

    struct Step: Equatable {
        var name: Phrase
        var standing: Standing

        static func == (a: Step, b: Step) -> Bool { a.standing == b.standing && "\(a.name)" == "\(b.name)" }
    }

    static func steps(_ view: CaseView) -> [Step] {
        let summary = view.summary
        let isFloor = view.tasks.contains { $0.task.kind != .stopWork } || summary.quantities.intercepted > 0
        if !isFloor { return short(summary) }
        let isStopped = summary.quantities.intercepted > 0
        let isLooked =
            isStopped || view.tasks.contains { $0.task.kind == .interceptParcel || $0.task.kind == .voidLabel }
            || view.tasks.contains { $0.task.kind == .verifyGoods && $0.task.result != nil }
        let isOver = summary.endedAt != nil
        let isShelved = isStopped && summary.quantities.pending == 0 && isOver
        func standing(_ isDone: Bool, after: Bool) -> Standing { isDone ? .done : isOver ? .not : after ? .now : .open }
        return [
            Step(name: .stepAsked, standing: .done),
            Step(name: .stepLooked, standing: standing(isLooked, after: true)),
            Step(name: .stepStopped, standing: standing(isStopped, after: isLooked)),
            Step(name: .stepShelf, standing: standing(isShelved, after: isStopped)),
        ]
    }

    /// A case that the floor has nothing to do with.
    private static func short(_ summary: CaseSummary) -> [Step] {
        let isCancelled = summary.quantities.cancelled > 0
        let waits = summary.code == .waitingForOrder
        var steps = [Step(name: .stepAsked, standing: .done)]
        if waits || summary.code == .unknownOrder {
            steps.append(Step(name: .stepWaiting, standing: waits ? .now : .not))
        }
        steps.append(
            Step(
                name: .stepCancelled,
                standing: isCancelled ? .done : summary.endedAt != nil ? .not : waits ? .open : .now))
        return steps
    }
}
