internal import Operations
internal import ReadModel
internal import Threads

/// The cancellations that were seen: those of the file, those that are on their way into it, and who works on which now.
///
/// In parts, by the name's hash: calls for different orders do not wait for each other.
final class SeenRequests: Sendable {
    private let store: HookStore
    private let parts: [Monitor<Part>]
    private static let partCount = 16

    private struct Part: Sendable {
        var claimed: Set<String> = []
        var recent: [String: HookStore.Sighting] = [:]
        /// Those before, so that memory holds no more than twice the limit.
        var older: [String: HookStore.Sighting] = [:]
    }

    init(_ store: HookStore) {
        self.store = store
        parts = (0..<Self.partCount).map { _ in Monitor(Part()) }
    }

    private func part(_ name: String) -> Monitor<Part> { parts[Int(UInt(bitPattern: name.hashValue) % UInt(Self.partCount))] }

    /// Waits until nobody else works on this one, and takes it. `release` lets others.
    func claim(_ name: String) -> String {
        let part = part(name)
        while true {
            let isMine = part.withLock { $0.claimed.insert(name).inserted }
            if isMine { return name }
            part.wait { !$0.claimed.contains(name) }
        }
    }

    func release(_ claim: String) { part(claim).withLock { _ = $0.claimed.remove(claim) } }

    /// What is known of it.
    func find(_ claim: String) throws(SQLiteError) -> HookStore.Sighting? {
        if let found = part(claim).withLock({ $0.recent[claim] ?? $0.older[claim] }) { return found }
        return try store.sighting(claim)
    }

    func remember(_ claim: String, _ sighting: HookStore.Sighting) {
        part(claim).withLock { part in
            if part.recent.count >= HookLimits.requestsInMemory / Self.partCount {
                part.older = part.recent
                part.recent = [:]
            }
            part.recent[claim] = sighting
        }
    }
}
