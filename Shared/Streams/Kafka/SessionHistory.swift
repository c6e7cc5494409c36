internal import Synchronization

/// Remembers when the sessions of a member have ended in this process.
///
/// A broker that was frozen, or a slow connection, may take in what an ended session had sent after what the next one
/// sends. It then takes the old one for the newer owner of the name and fences the new one. That is no other process,
/// and another session mends it.
final class SessionHistory: Sendable {
    private let ends = Mutex<[String: ContinuousClock.Instant]>([:])

    func ended(_ group: GroupSettings, now: ContinuousClock.Instant = .now) {
        ends.withLock { $0[Self.name(group)] = now }
    }

    func predecessor(of group: GroupSettings) -> Predecessor {
        Predecessor(ended: ends.withLock { $0[Self.name(group)] })
    }

    private static func name(_ group: GroupSettings) -> String { "\(group.group)/\(group.member)" }
}

/// The session before, of the same member in the same process.
struct Predecessor: Sendable {
    /// How long what it had sent may still arrive.
    private static let echo = Duration.seconds(60)

    var ended: ContinuousClock.Instant?

    /// What a session's error comes to: one that its predecessor may have fenced is made anew.
    func judge(_ error: LogError, now: ContinuousClock.Instant = .now) -> LogError {
        guard error.outcome == .fenced, let ended, now - ended < Self.echo else { return error }
        return LogError(.unknown, error.message)
    }
}
