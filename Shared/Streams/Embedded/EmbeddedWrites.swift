internal import Contracts
internal import Threads

/// What one appender or one session writes at once.
struct EmbeddedWrite: Sendable {
    var records: [OutgoingRecord]
    /// Whose progress `next` is.
    var group: String?
    var next: [TopicPartition: Int64]
}

/// Brings together what several threads write. Each transaction is forced to the disk twice, which takes a millisecond or more:
/// whoever comes meanwhile waits, and all who wait go into the next one.
final class EmbeddedWrites: Sendable {
    /// One thread's write, and what has become of it.
    private final class Waiting: @unchecked Sendable {
        // Unchecked: `result` is guarded by the monitor.
        let write: EmbeddedWrite
        var result: Result<[TopicPartition: Int64], LogError>?

        init(_ write: EmbeddedWrite) { self.write = write }
    }

    private let monitor = ConditionLock()
    // Guarded by `monitor`.
    nonisolated(unsafe) private var waiting: [Waiting] = []
    nonisolated(unsafe) private var isWriting = false
    nonisolated(unsafe) private var isClosed = false

    /// How many wait for the transaction that is being written.
    var waitingCount: Int { monitor.locked { unsafe waiting.count } }

    /// Writes this with all that waits, by `body`, which one thread at a time runs. A transaction that cannot be written is
    /// tried again by each alone, so that only the one at fault fails.
    func run(
        _ write: EmbeddedWrite, _ body: ([EmbeddedWrite]) throws(LogError) -> [TopicPartition: Int64]
    ) throws(LogError) -> [TopicPartition: Int64] {
        let own = Waiting(write)
        let batch = try turn(of: own)
        if !batch.isEmpty {
            var results = Array(repeating: Self.result(batch, body), count: batch.count)
            if batch.count > 1, case .failure = results[0] { results = batch.map { Self.result([$0], body) } }
            monitor.locked {
                for (one, result) in zip(batch, results) { one.result = result }
                unsafe isWriting = false
                monitor.broadcast()
            }
        }
        return try monitor.locked { own.result! }.get()
    }

    /// Whoever waits, or comes later, is refused. Waits for the transaction that is being written.
    /// - Returns: whether it ended in time: nobody writes any more.
    func close(until deadline: ContinuousClock.Instant) -> Bool {
        monitor.locked {
            unsafe isClosed = true
            while unsafe isWriting { if !monitor.wait(until: deadline) { return false } }
            return true
        }
    }

    /// Waits until this one was written, or until it is this thread's turn to write: then returns all that wait.
    private func turn(of own: Waiting) throws(LogError) -> [Waiting] {
        try monitor.locked { () throws(LogError) -> [Waiting] in
            unsafe waiting.append(own)
            while unsafe own.result == nil && isWriting { monitor.wait() }
            guard own.result == nil else { return [] }
            if unsafe isClosed { throw LogError(.fatal, "the embedded log is closed") }
            unsafe isWriting = true
            defer { unsafe waiting = [] }
            return unsafe waiting
        }
    }

    private static func result(
        _ batch: [Waiting], _ body: ([EmbeddedWrite]) throws(LogError) -> [TopicPartition: Int64]
    ) -> Result<[TopicPartition: Int64], LogError> {
        do { return .success(try body(batch.map(\.write))) } catch { return .failure(error) }
    }
}
