internal import Operations
internal import ReadModel

/// The cancellations that were seen: those of the file, those that are on their way into it, and who works on which now.
final class SeenRequests: Sendable {
    private let store: HookStore
    private let state = Monitor(State())

    private struct State: Sendable {
        var claimed: Set<String> = []
        var recent: [String: HookStore.Sighting] = [:]
        /// Those before, so that memory holds no more than twice the limit.
        var older: [String: HookStore.Sighting] = [:]
    }

    init(_ store: HookStore) { self.store = store }

    /// Waits until nobody else works on this one, and takes it. `release` lets others.
    func claim(_ name: String) -> String {
        while true {
            let isMine = state.withLock { $0.claimed.insert(name).inserted }
            if isMine { return name }
            state.wait { !$0.claimed.contains(name) }
        }
    }

    func release(_ claim: String) { state.withLock { _ = $0.claimed.remove(claim) } }

    /// What is known of it.
    func find(_ claim: String) throws(SQLiteError) -> HookStore.Sighting? {
        if let found = state.withLock({ $0.recent[claim] ?? $0.older[claim] }) { return found }
        return try store.sighting(claim)
    }

    func remember(_ claim: String, _ sighting: HookStore.Sighting) {
        state.withLock { state in
            if state.recent.count >= HookLimits.requestsInMemory {
                state.older = state.recent
                state.recent = [:]
            }
            state.recent[claim] = sighting
        }
    }
}
