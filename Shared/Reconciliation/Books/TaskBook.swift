import Contracts
import Fulfillment

/// The open tasks; of a closed one a fingerprint is left.
struct TaskBook: Sendable {
    private var open: [UInt64: OpenTask] = [:]
    private var closed = FingerprintSet()

    private struct OpenTask: Sendable {
        var caseId: Fingerprint
        var outboundOrder: UInt64
        var kind: WarehouseTask.Kind
        var place: Place
    }

    var openCount: Int { open.count }

    mutating func told(_ task: WarehouseTask, at place: Place, _ findings: inout Findings) {
        let id = Fingerprint(task.storeOrder, task.taskId)
        let isOpen = open[id.value] != nil
        guard let result = task.result else {
            findings.count(.tasksClosed)
            findings.expect(
                .tasksOnce, !isOpen && !closed.contains(id), at: place,
                expected: "task \(task.taskId) to be opened once", found: "opened once more")
            open[id.value] = OpenTask(
                caseId: Fingerprint(task.caseId), outboundOrder: Fingerprint(task.outboundOrderId).value,
                kind: task.kind, place: place)
            return
        }
        findings.expect(
            .tasksOnce, isOpen, at: place, expected: "task \(task.taskId) to be open when it is closed",
            found: closed.contains(id) ? "closed once more: \(result.rawValue)" : "closed, and never opened")
        open[id.value] = nil
        closed.insert(id)
    }

    /// Open cases that wait for the warehouse, and have asked nobody.
    func unasked(_ cases: CaseBook) -> [Finding] {
        let asked = Set(open.values.lazy.map(\.caseId))
        return cases.waitingForWarehouse.compactMap { id, state, place in
            asked.contains(id)
                ? nil
                : Finding(
                    invariant: .tasksAsked, place: place,
                    expected: "an open task of the case, which is \(state.rawValue)",
                    found: "none")
        }
    }

    /// The kinds of tasks that are open for each case.
    var openKinds: [UInt64: Set<WarehouseTask.Kind>] {
        var kinds: [UInt64: Set<WarehouseTask.Kind>] = [:]
        for task in open.values { kinds[task.caseId.value, default: []].insert(task.kind) }
        return kinds
    }

    /// Open tasks of a step that the case has left behind it: to verify once it is verified, to pull once it is pulled.
    func overtaken(_ cases: CaseBook) -> [Finding] {
        open.values.compactMap { task in
            guard let code = cases.open[task.caseId.value]?.parts[task.outboundOrder], let step = Self.step(code),
                let own = Self.step(task.kind), own < step
            else { return nil }
            return Finding(
                invariant: .tasksClosed, place: task.place,
                expected: "task \(task.kind.rawValue) closed, for the case is at \(code.rawValue)", found: "open")
        }
    }

    private static func step(_ code: CancellationCode) -> Int? {
        switch code {
        case .awaitingVerification: 1
        case .awaitingInterception: 2
        case .awaitingRestock: 3
        default: nil
        }
    }

    private static func step(_ kind: WarehouseTask.Kind) -> Int? {
        switch kind {
        case .verifyGoods: 1
        case .interceptParcel, .voidLabel: 2
        case .putAway, .stopWork: nil
        }
    }

    /// Open tasks of cases that ended. To stop work is asked for AFTER the end, of whoever has begun it.
    func unsettled(_ cases: CaseBook) -> [Finding] {
        open.values.compactMap { task in
            guard task.kind != .stopWork, !cases.isOpen(task.caseId) else { return nil }
            return Finding(
                invariant: .tasksClosed, place: task.place, expected: "the task closed, or its case open",
                found: cases.hasEnded(task.caseId)
                    ? "open, and its case has ended" : "open, and no outcome tells of its case")
        }
    }
}
