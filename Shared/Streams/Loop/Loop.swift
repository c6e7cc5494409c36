public import Contracts
internal import Synchronization
public import Threads

/// One loop of a service: consume, decide, produce, exactly once. One thread runs it; more loops and more processes share
/// the partitions through the group.
public final class Loop: Sendable {
    private let log: any Log
    private let processor: any Processor
    private let settings: LoopSettings
    private let partitions: [Topic: Int32]
    private let observer: any LoopObserver
    private let isStopping = Atomic(false)
    private let hasSession = Atomic(false)

    /// - Parameter partitions: the partition count of every topic that the service reads or writes.
    public init(
        log: any Log, processor: any Processor, settings: LoopSettings, partitions: [Topic: Int32],
        observer: any LoopObserver
    ) {
        self.log = log
        self.processor = processor
        self.settings = settings
        self.partitions = partitions
        self.observer = observer
    }

    /// Asks the loop to end: it commits what it holds and leaves the group. May be called from any thread.
    public func stop() { isStopping.store(true, ordering: .relaxed) }

    /// True while it has no session: it waits to join the group, and has nothing in hand.
    public var holdsNothing: Bool { !hasSession.load(ordering: .acquiring) }

    var shouldStop: Bool { isStopping.load(ordering: .relaxed) }

    /// Runs until `stop`, or until it cannot go on: then it returns why. Blocks; needs its own thread.
    public func run() -> LogError? {
        var course = course()
        var wait = Backoff()
        while !shouldStop {
            switch course.step() {
            case .joined:
                hasSession.store(true, ordering: .releasing)
                wait = Backoff()
            case .served: break
            case .renewing:
                hasSession.store(false, ordering: .releasing)
                wait.pause(observer, until: { self.shouldStop })
            case .ended(let error): return error
            }
        }
        return course.finish()
    }

    /// The loop, for one who takes its steps.
    func course() -> LoopCourse {
        LoopCourse(log: log, processor: processor, settings: settings, partitions: partitions, observer: observer)
    }
}

/// How a loop is to run.
public struct LoopSettings: Sendable {
    /// Stable and unique within the service: names the member and the transactional ids.
    public var member: String
    /// What people and metrics call the loop.
    public var name: String
    /// Where the state stores of its partitions lie: a directory each.
    public var stateDirectory: String
    /// The shortest and the longest pause between two commits.
    public var pauses: ClosedRange<Duration>
    /// How long a poll waits when nothing comes. Bounds how soon `stop` is heard.
    public var idle: Duration
    /// How long closing may take; within what a service has to end (`ServiceMain.shutdownTime`).
    public var closing: Duration
    /// Milliseconds since 1970, by which timers go.
    public var clock: @Sendable () -> Int64
    /// The clock by which pauses, ages and durations are measured.
    public var monotonic: @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    /// Who has their own topics; nil where nobody has.
    public var tenants: TenantTopics?
    /// What a batch holds at most.
    var limits = CommitPace.Limits()

    /// The `idle` of a loop that gets no other.
    public static let idle = Duration.milliseconds(250)

    public init(
        member: String, name: String? = nil, stateDirectory: String, pauses: ClosedRange<Duration>,
        idle: Duration = LoopSettings.idle, closing: Duration = .seconds(5),
        clock: @escaping @Sendable () -> Int64 = WallTime.now
    ) {
        self.member = member
        self.name = name ?? member
        self.stateDirectory = stateDirectory
        self.pauses = pauses
        self.idle = idle
        self.closing = closing
        self.clock = clock
    }
}

/// Longer and longer waits between attempts, up to a few seconds.
struct Backoff {
    private var next = Duration.milliseconds(50)
    private static let longest = Duration.seconds(5)
    private let monitor = ConditionLock()

    mutating func pause(_ observer: any LoopObserver, until isOver: () -> Bool) {
        let end = ContinuousClock.now + next
        next = min(next * 2, Self.longest)
        while ContinuousClock.now < end, !isOver() {
            observer.observe(.tick)
            let step = min(end, ContinuousClock.now + .milliseconds(100))
            monitor.locked { _ = monitor.wait(until: step) }
        }
    }
}
