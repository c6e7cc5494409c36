internal import Operations
internal import Threads

/// The newest changes in memory, for those who follow. A thousand of them ask at the same moment, and all for the same.
final class ChangeTail: Sendable {
    private struct Tail: Sendable {
        var newest: Int64 = 0
        /// Without gaps, up to the newest.
        var changes: [ReadChange] = []
    }

    private let tail = Monitor(Tail())

    /// So many are held; who is further behind asks the file.
    private static let most = 2_048

    /// Takes what was committed, and wakes those who wait for it; nobody where nothing was.
    func take(_ changes: [ReadChange], newest: Int64) {
        guard tail.read({ $0.newest }) != newest else { return }
        tail.withLock { tail in
            if changes.first?.number != tail.newest + 1 { tail.changes = [] }
            tail.changes += changes
            // What is not kept leaves a gap.
            if tail.changes.last?.number != newest { tail.changes = [] }
            if tail.changes.count > 2 * Self.most { tail.changes.removeFirst(tail.changes.count - Self.most) }
            tail.newest = newest
        }
    }

    /// The changes behind this one; nil where not all of them are here.
    func changes(after number: Int64, limit: Int) -> [ReadChange]? {
        tail.read { tail in
            guard let first = tail.changes.first?.number, number >= first - 1, number <= tail.newest else { return nil }
            let start = Int(number - first) + 1
            return Array(tail.changes[start..<min(start + limit, tail.changes.count)])
        }
    }

    /// Waits until there is a change behind this one, or the deadline; returns the number of the newest.
    func wait(after number: Int64, until deadline: ContinuousClock.Instant) -> Int64 {
        tail.wait(until: deadline) { $0.newest > number }?.newest ?? tail.read { $0.newest }
    }
}
