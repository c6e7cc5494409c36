internal import Operations
internal import ReadModel
internal import Threads

/// Writes to the file: what many threads ask for at the same time is one transaction, and so one write to the disk.
final class StoreWriter: Sendable {
    typealias Work = @Sendable (SQLiteConnection) throws(SQLiteError) -> Void

    private struct Job: Sendable {
        let work: Work
        /// What became of it; nil where nobody waits.
        let outcome: Monitor<Outcome?>?
    }

    private enum Outcome: Sendable {
        case written
        case failed(SQLiteError)
    }

    private struct State: Sendable {
        var jobs: [Job] = []
        var isClosed = false
    }

    private let state = Monitor(State())
    private let thread = Monitor<WorkerThread?>(nil)

    /// Unchecked: handed to the writing thread, and used by it alone.
    private struct Handed: @unchecked Sendable {
        let connection: SQLiteConnection
    }

    init(_ connection: SQLiteConnection) throws(Failure) {
        let handed = Handed(connection: connection)
        let worker = try WorkerThread("hook-file", stackBytes: 1 << 20) { [state] in Self.run(handed.connection, state) }
        thread.withLock { $0 = worker }
    }

    /// Writes, and returns once it is on the disk.
    func write(_ work: @escaping Work) throws(SQLiteError) {
        let outcome = Monitor<Outcome?>(nil)
        let isTaken = state.withLock { state in
            if !state.isClosed { state.jobs.append(Job(work: work, outcome: outcome)) }
            return !state.isClosed
        }
        guard isTaken else { throw SQLiteError(code: -1, message: "the file is closed") }
        if case .failed(let error)?? = outcome.wait(for: { $0 != nil }) { throw error }
    }

    /// Writes some time later: what is lost with the process is made good by others.
    func writeLater(_ work: @escaping Work) {
        state.withLock { state in if !state.isClosed { state.jobs.append(Job(work: work, outcome: nil)) } }
    }

    /// Writes what was asked for, and closes the file.
    func close() {
        state.withLock { $0.isClosed = true }
        thread.withLock { $0 }?.join()
    }

    private static func run(_ connection: SQLiteConnection, _ state: Monitor<State>) {
        defer { connection.close() }
        while true {
            state.wait { !$0.jobs.isEmpty || $0.isClosed }
            let mayWait = state.withLock { state in !state.isClosed && state.jobs.allSatisfy { $0.outcome == nil } }
            // Where nobody waits for it, more is written at once.
            if mayWait { state.wait(until: .now + HookLimits.writePause) { state in state.isClosed || state.jobs.contains { $0.outcome != nil } } }
            let jobs = state.withLock { state in
                let taken = Array(state.jobs.prefix(HookLimits.writesAtOnce))
                state.jobs.removeFirst(taken.count)
                return taken
            }
            if jobs.isEmpty { return }
            let outcome = write(jobs, connection)
            for job in jobs { job.outcome?.withLock { $0 = outcome } }
        }
    }

    private static func write(_ jobs: [Job], _ connection: SQLiteConnection) -> Outcome {
        do throws(SQLiteError) {
            try connection.execute("BEGIN IMMEDIATE")
            for job in jobs { try job.work(connection) }
            try connection.execute("COMMIT")
            return .written
        } catch {
            try? connection.execute("ROLLBACK")
            return .failed(error)
        }
    }
}
