internal import Kafka
internal import Synchronization

/// Lets each text through once in ten seconds: a broker that is away reports so several times a second.
final class NoticeLimiter: Sendable {
    private static let interval = Duration.seconds(10)
    private let last = Mutex<[String: ContinuousClock.Instant]>([:])
    private let notice: @Sendable (LogError) -> Void

    init(_ notice: @escaping @Sendable (LogError) -> Void) { self.notice = notice }

    /// True when this text was not let through for a while.
    func allows(_ text: String, now: ContinuousClock.Instant = .now) -> Bool {
        last.withLock { last in
            if let time = last[text], now - time < NoticeLimiter.interval { return false }
            if last.count > 200 { last = last.filter { now - $0.value < NoticeLimiter.interval } }
            last[text] = now
            return true
        }
    }

    /// Hands on what a client without its own event stream has reported.
    func report(_ error: KafkaError) {
        let notice = LogError(error, otherwise: .retriable)
        if allows(notice.message) { self.notice(notice) }
    }
}
