internal import Operations
internal import Threads

/// Connections for questions: each is lent to one thread at a time.
final class ReaderPool: Sendable {
    private let file: ReadModelFile
    private let state = Monitor(State())

    /// Unchecked: a connection is handed from thread to thread under the monitor's lock, and used by one at a time.
    private struct Lent: @unchecked Sendable {
        let connection: SQLiteConnection
    }

    private struct State: Sendable {
        var idle: [Lent] = []
        var lent = 0
        var isClosed = false
    }

    /// Questions that are answered at the same time; others wait for them.
    private static let connections = 6
    /// How long a question waits for its turn.
    private static let patience = Duration.seconds(5)

    init(_ file: ReadModelFile) { self.file = file }

    /// Answers a question on one committed state.
    func read<Result>(
        _ body: (SQLiteConnection) throws(SQLiteError) -> Result
    ) throws(ReadModelError) -> Result {
        let connection = try take()
        do throws(SQLiteError) {
            try connection.execute("BEGIN")
            let result = try body(connection)
            try connection.execute("COMMIT")
            give(connection)
            return result
        } catch {
            // One that is in the middle of something is not used again.
            connection.close()
            give(nil)
            throw error.forQuery
        }
    }

    private func take() throws(ReadModelError) -> SQLiteConnection {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            enum Turn {
                case idle(Lent)
                case new, wait, closed
            }
            let turn: Turn = state.withLock { state in
                if state.isClosed { return .closed }
                if let idle = state.idle.popLast() {
                    state.lent += 1
                    return .idle(idle)
                }
                guard state.lent < Self.connections else { return .wait }
                state.lent += 1
                return .new
            }
            switch turn {
            case .idle(let lent): return lent.connection
            case .closed: throw ReadModelError(.unavailable, "the read model is closed")
            case .new:
                do throws(SQLiteError) { return try file.reader() } catch {
                    give(nil)
                    throw error.forQuery
                }
            case .wait:
                let isFree = state.wait(until: deadline) { $0.lent < Self.connections || $0.isClosed }
                if isFree == nil {
                    throw ReadModelError(.unavailable, "\(Self.connections) questions are being answered; ask again")
                }
            }
        }
    }

    private func give(_ connection: SQLiteConnection?) {
        let isClosed = state.withLock { state in
            state.lent -= 1
            if let connection, !state.isClosed { state.idle.append(Lent(connection: connection)) }
            return state.isClosed
        }
        if isClosed { connection?.close() }
    }

    /// Closes what is idle now, and what is lent when it comes back.
    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        for lent in idle { lent.connection.close() }
    }
}
