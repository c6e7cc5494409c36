import Contracts
import Fulfillment

/// The open tasks; of a closed one a fingerprint is left.
struct TaskBook: Sendable {
    private var open: [UInt64: (caseId: Fingerprint, kind: WarehouseTask.Kind, place: Place)] = [:]
    private var closed = FingerprintSet()

    var openCount: Int { open.count }

    mutating func told(_ task: WarehouseTask, at place: Place, _ findings: inout Findings) {
        let id = Fingerprint(task.storeOrder, task.taskId)
        let isOpen = open[id.value] != nil
        guard let result = task.result else {
            findings.count(.tasksClosed)
            findings.expect(
                .tasksOnce, !isOpen && !closed.contains(id), at: place,
                expected: "task \(task.taskId) to be opened once", found: "opened once more")
            open[id.value] = (Fingerprint(task.caseId), task.kind, place)
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
