internal import Contracts
public import Operations
internal import ReadModel

/// A signed call that could not be read, kept for somebody to look at.
public struct UnreadableCall: Sendable {
    public var id: Int64 = 0
    public var connection: String
    /// Milliseconds since 1970.
    public var at: Int64
    public var reason: String
    /// `name: value` lines, without those that prove who called.
    public var headers: String
    /// At most 256 KiB of it.
    public var body: [UInt8]
    /// How many bytes it had.
    public var bytes: Int

    /// The newest first, of a state directory.
    /// - Throws: where the file cannot be read.
    public static func list(in directory: String, of connection: String?, limit: Int) throws(Failure) -> [UnreadableCall] {
        do throws(SQLiteError) {
            guard let database = try HookFile.reader(in: directory) else { return [] }
            defer { database.close() }
            return try database.statement(
                """
                SELECT id, connection, at, reason, headers, body, bytes FROM unreadable
                WHERE ?1 IS NULL OR connection = ?1 ORDER BY id DESC LIMIT ?2
                """
            ).all(.text(connection), .integer(limit)) { row in
                UnreadableCall(
                    id: row.integer(0), connection: row.text(1), at: row.integer(2), reason: row.text(3), headers: row.text(4),
                    body: row.bytes(5), bytes: row.int(6))
            }
        } catch { throw Failure(.noInput, error.message) }
    }
}

/// A call that was answered and has not reached the log yet.
public struct WaitingCall: Sendable {
    public var connection: String
    public var name: String
    public var made: Int64
    public var attempts: Int
    public var problem: String?
    /// It waits for a look-up.
    public var isQuestion: Bool

    /// The oldest first, of a state directory.
    public static func list(in directory: String, limit: Int) throws(Failure) -> [WaitingCall] {
        do throws(SQLiteError) {
            guard let database = try HookFile.reader(in: directory) else { return [] }
            defer { database.close() }
            return try database.statement(
                "SELECT connection, name, made, attempts, problem, kind FROM kept ORDER BY id LIMIT ?1"
            ).all(.integer(limit)) { row in
                WaitingCall(
                    connection: row.text(0), name: row.text(1), made: row.integer(2), attempts: row.int(3),
                    problem: row.textIfAny(4), isQuestion: row.int(5) != 0)
            }
        } catch { throw Failure(.noInput, error.message) }
    }
}
