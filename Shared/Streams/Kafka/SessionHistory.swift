internal import Synchronization

/// Remembers when the sessions of a member have ended in this process.
final class SessionHistory: Sendable {
    private let ends = Mutex<[String: ContinuousClock.Instant]>([:])

    func ended(_ group: GroupSettings, now: ContinuousClock.Instant = .now) {
        ends.withLock { $0[Self.name(group)] = now }
    }

    /// What the next session of this member begins with.
    func disturbance(of group: GroupSettings) -> Disturbance {
        Disturbance(last: ends.withLock { $0[Self.name(group)] })
    }

    private static func name(_ group: GroupSettings) -> String { "\(group.group)/\(group.member)" }
}

/// When a member was disturbed last: the session before this one ended, or the connection to the broker was cut.
///
/// A broker that was frozen, or a slow connection, may receive late what was sent before, and answer where nobody hears it
/// any more. It then knows another owner of the name than the one that asks, and fences that. It is not another process, and
/// another session fixes it. Without a disturbance, a fence is what it says: somebody else has the same name.
final class Disturbance {
    /// How long what was sent before may still arrive.
    static let echo = Duration.seconds(60)

    private var last: ContinuousClock.Instant?

    init(last: ContinuousClock.Instant?) { self.last = last }

    func happened(now: ContinuousClock.Instant = .now) { last = now }

    /// What a session's error comes to.
    func judge(_ error: LogError, now: ContinuousClock.Instant = .now) -> LogError {
        guard error.outcome == .fenced, let last, now - last < Self.echo else { return error }
        return LogError(.unknown, error.message)
    }
}
