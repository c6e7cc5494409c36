import Contracts
import Fulfillment

/// The open tasks; of a closed one a fingerprint is left.
struct TaskBook: Sendable {
    private struct OpenTask: Sendable {
        var caseId: Fingerprint
        /// The outbound order of the case.
        var part: UInt64
        var outboundOrder: Fingerprint
        var kind: WarehouseTask.Kind
        var place: Place
    }

    private var open: [UInt64: OpenTask] = [:]
    private var closed = FingerprintSet()
    /// What was last sent to the store, beyond the outcome, about an outbound order of a case; and the cases that stop a later
    /// one.
    private var contradicted: [UInt64: ContradictionCode] = [:]
    private var following = FingerprintSet()
    /// A receipt was taken back: its units are to be put away once more, and the outcome stays.
    private var reversed = FingerprintSet()

    var openCount: Int { open.count }

    mutating func told(_ task: WarehouseTask, at place: Place, _ findings: inout Findings) {
        let id = Fingerprint(task.storeOrder, task.taskId)
        let isOpen = open[id.value] != nil
        let name = "T-\(task.outboundOrderId)-\(task.caseId.split(separator: "/").last ?? "")-\(task.kind.rawValue)"
        findings.expect(
            .tasksOnce, task.taskId.hasPrefix(name), at: place, expected: "a task \(name), as its id says",
            found: task.taskId)
        guard let result = task.result else {
            findings.count(.tasksClosed)
            findings.expect(
                .tasksOnce, !isOpen && !closed.contains(id), at: place,
                expected: "task \(task.taskId) to be opened once", found: "opened once more")
            open[id.value] = OpenTask(
                caseId: Fingerprint(task.caseId), part: Fingerprint(task.caseId, task.outboundOrderId).value,
                outboundOrder: Fingerprint(task.storeOrder, task.outboundOrderId), kind: task.kind, place: place)
            return
        }
        findings.expect(
            .tasksOnce, isOpen, at: place, expected: "task \(task.taskId) to be open when it is closed",
            found: closed.contains(id) ? "closed once more: \(result.rawValue)" : "closed, and never opened")
        open[id.value] = nil
        closed.insert(id)
    }

    mutating func told(_ one: CancellationContradicted) {
        switch one.code {
        case .laterPart: if let followedBy = one.followedBy { following.insert(Fingerprint(followedBy)) }
        case .lateShipment, .leftAfterAll, .stoppedAfterAll:
            contradicted[Fingerprint(one.caseId, one.outboundOrderId).value] = one.code
        case .foundAfterAll: break
        }
    }

    mutating func replied(_ reply: StockReply) {
        guard case .reversed = reply.answer else { return }
        reversed.insert(Fingerprint(reply.storeOrder, reply.outboundOrderId))
    }

    // MARK: What is left

    /// Open cases that wait for the warehouse and have asked nobody, and units that are held to be stopped and that nobody is
    /// asked to stop.
    func unasked(_ cases: CaseBook, _ holds: HoldBook) -> [Finding] {
        let asked = Set(open.values.lazy.map(\.caseId))
        let unasked = cases.waitingForWarehouse.filter { !asked.contains($0.id) }.map { one in
            Finding(
                invariant: .tasksAsked, place: one.place,
                expected: "an open task of the case, which is \(one.state.rawValue)",
                found: "none")
        }
        let stopping = Set(open.values.lazy.filter { $0.kind != .stopWork }.map(\.part))
        let forgotten = holds.held.filter { !stopping.contains($0.key) }.map { _, place in
            Finding(
                invariant: .tasksAsked, place: place, expected: "an open task for the units that are held for a case",
                found: "none")
        }
        return unasked + forgotten
    }

    /// Open tasks of cases that ended, and of outbound orders where nothing is to be stopped.
    func unsettled(_ cases: CaseBook, _ holds: HoldBook, _ parcels: ParcelBook) -> [Finding] {
        open.values.compactMap { task in
            guard let found = complaint(task, cases, holds, parcels) else { return nil }
            return Finding(
                invariant: .tasksClosed, place: task.place, expected: "the task closed, or its case open", found: found)
        }
    }

    private func complaint(
        _ task: OpenTask, _ cases: CaseBook, _ holds: HoldBook, _ parcels: ParcelBook
    ) -> String? {
        // What is to be stopped is held for its case, parcel by parcel or all of it.
        if task.kind != .stopWork, holds.isHeld(task.part) == false { return "open, and nothing is held for it" }
        if cases.isOpen(task.caseId) || following.contains(task.caseId) { return nil }
        guard contradicted[task.part] != nil || cases.hasEnded(task.caseId) else {
            return "open, and no outcome is about its case"
        }
        // One of several parcels may be stopped where another has left: the store is notified when somebody says what is in it.
        if parcels.areSeveral(of: task.outboundOrder) { return nil }
        switch contradicted[task.part] {
        case .stoppedAfterAll: return nil
        case .lateShipment, .leftAfterAll: return "open, and the outcome says that the goods have left"
        case .laterPart, .foundAfterAll, nil: break
        }
        if task.kind == .putAway, reversed.contains(task.outboundOrder) { return nil }
        // To stop work is asked for AFTER the end, of whoever has begun it; the rest only of what is stopped after all.
        return task.kind == .stopWork ? nil : "open, and its case has ended"
    }
}

// MARK: Kept

extension TaskBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        archive.keep(
            &open,
            blank: OpenTask(
                caseId: Fingerprint(), part: 0, outboundOrder: Fingerprint(), kind: .stopWork, place: .blank)
        ) { task, archive in
            archive.keep(&task.caseId)
            archive.keep(&task.part)
            archive.keep(&task.outboundOrder)
            archive.keep(&task.kind)
            archive.keep(&task.place)
        }
        closed.archive(&archive)
        archive.keep(&contradicted, blank: .lateShipment) { $1.keep(&$0) }
        following.archive(&archive)
        reversed.archive(&archive)
    }
}
