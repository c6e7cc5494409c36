internal import Synchronization
internal import Threads

/// Whether a process lives and whether it is ready, part by part (a loop is a part).
///
/// It lives while every part has ticked within the limit. It is ready when every part is and has ticked a short while
/// ago, there is at least one, and it was not asked to stop.
public final class Health: Sendable {
    private let state = Mutex(State())
    private let limit: Duration
    private let now: @Sendable () -> UInt64

    private struct State: Sendable {
        var parts: [HealthPart] = []
        var stopping: String?
        var remarks: [String: [String]] = [:]
    }

    /// What is wrong in plain words, or that nothing is.
    public enum Verdict: Sendable, Equatable {
        /// Nothing is wrong.
        case good
        /// Why not, in plain words.
        case bad(String)
    }

    /// How long a part that is ready may be silent: after that it hangs in one step, as a commit does on a broker that
    /// keeps its connections open and answers nothing.
    static let patience = Duration.seconds(10)

    /// A part that has not ticked for longer than the limit is taken for dead. The limit is above all that one step of a
    /// loop waits for a broker that is away: who waits is not to be restarted for it.
    public convenience init(limit: Duration = .seconds(120)) {
        self.init(limit: limit, now: MonotonicTime.nanoseconds)
    }

    /// With a clock in nanoseconds: for tests.
    init(limit: Duration, now: @escaping @Sendable () -> UInt64) {
        self.limit = limit
        self.now = now
    }

    /// Registers a part, which ticks now and is not ready yet. Its service has no part of that name already.
    public func register(_ name: String, of service: String? = nil, reason: String = "starting") -> HealthPart {
        let part = HealthPart(name: name, service: service, reason: reason, now: now)
        state.withLock { state in
            precondition(
                !state.parts.contains { $0.title == part.title }, "the part '\(part.title)' is registered already")
            state.parts.append(part)
        }
        return part
    }

    /// Forgets a part that has ended as it should.
    public func remove(_ part: HealthPart) { state.withLock { $0.parts.removeAll { $0 === part } } }

    /// From now on the process is not ready, for this reason: a load balancer takes it out before it stops.
    public func stop(_ reason: String) { state.withLock { $0.stopping = reason } }

    /// Something that people should know though the process is ready, in place of what was said of this subject before.
    public func remark(_ subject: String, _ lines: [String]) {
        state.withLock { $0.remarks[subject] = lines.isEmpty ? nil : lines }
    }

    /// All of that, one per line.
    public var remarks: [String] {
        state.withLock(\.remarks).sorted { $0.key < $1.key }.flatMap { subject, lines in
            lines.map { "\(subject): \($0)" }
        }
    }

    /// Whether every part ticked within the limit.
    public var liveness: Verdict {
        let moment = now()
        let late = state.withLock(\.parts).compactMap { part -> String? in
            let idle = part.idle(at: moment)
            guard idle > limit else { return nil }
            let (seconds, allowed) = (idle.components.seconds, limit.components.seconds)
            return "\(part.title) has not ticked for \(seconds) s (the limit is \(allowed) s)"
        }
        return late.isEmpty ? .good : .bad(late.joined(separator: "; "))
    }

    /// Whether every part is ready.
    public var readiness: Verdict {
        let state = state.withLock { $0 }
        if let reason = state.stopping { return .bad(reason) }
        if state.parts.isEmpty { return .bad("starting") }
        let moment = now()
        let reasons = state.parts.compactMap { part -> String? in
            if let reason = part.reason { return "\(part.title): \(reason)" }
            let idle = part.idle(at: moment)
            guard idle > Self.patience else { return nil }
            return "\(part.title): waiting for an answer for \(idle.components.seconds) s"
        }
        return reasons.isEmpty ? .good : .bad(reasons.joined(separator: "; "))
    }

    /// The parts' readiness as a metric: `turnback_ready{part} 1`, and the seconds since their last tick.
    public func export(to registry: MetricsRegistry) {
        registry.collect("turnback_ready", help: "Whether the part is ready.") { [self] in
            let moment = now()
            return state.withLock(\.parts).map { part in
                let isReady = part.reason == nil && part.idle(at: moment) <= Self.patience
                return .init(isReady ? 1 : 0, labels: part.labels)
            }
        }
        registry.collect("turnback_last_tick_age_seconds", help: "How long ago the part ticked.") { [self] in
            let moment = now()
            return state.withLock(\.parts).map { part in
                .init(Double(moment - min(moment, part.lastTick)) / 1e9, labels: part.labels)
            }
        }
    }
}

/// A part of a process: it ticks, and says when it is ready. Ticking reads a clock and stores a number.
public final class HealthPart: Sendable {
    /// Of a loop, `orders-1/0`: the instance and the loop's number in it.
    public let name: String
    /// The service that it belongs to; nil for a part of the whole process.
    public let service: String?
    private let now: @Sendable () -> UInt64
    private let ticked = Atomic<UInt64>(0)
    private let notReady: Mutex<String?>

    init(name: String, service: String? = nil, reason: String, now: @escaping @Sendable () -> UInt64) {
        self.name = name
        self.service = service
        self.now = now
        notReady = Mutex(reason)
        tick()
    }

    /// It lives.
    public func tick() { ticked.store(now(), ordering: .relaxed) }

    /// It is ready.
    public func ready() { notReady.withLock { $0 = nil } }

    /// It is not ready (any more), for this reason, which is read by people: "restoring partition 3".
    public func notReady(_ reason: String) { notReady.withLock { $0 = reason } }

    /// What people call it: in one process, services may have the same instance.
    var title: String { service.map { "\($0) \(name)" } ?? name }
    var labels: MetricLabels { service.map { ["service": $0, "part": name] } ?? ["part": name] }
    var lastTick: UInt64 { ticked.load(ordering: .relaxed) }
    func idle(at moment: UInt64) -> Duration { .nanoseconds(moment - min(moment, lastTick)) }
    var reason: String? { notReady.withLock { $0 } }
}
