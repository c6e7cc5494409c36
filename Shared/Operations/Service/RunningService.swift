public import Streams
internal import Synchronization
public import Threads

/// The loops of one service, each on its own thread.
public final class RunningService: Sendable {
    private let loops: [Loop]
    private let threads: [WorkerThread]
    private let directory: StateDirectory

    /// How the loops of a service run.
    public struct Settings: Sendable {
        public var instance: String
        public var loops: Int
        public var stateDirectory: String
        /// The shortest and the longest pause between two commits.
        public var pauses: ClosedRange<Duration>
        /// How long a loop waits for input before it looks at its deadlines.
        public var idle: Duration
        /// Milliseconds since 1970, by which deadlines go.
        public var clock: @Sendable () -> Int64
        /// Who has their own topics.
        public var tenants: TenantTopics?
        /// Takes what clients report of their connections; nil where each report is a log line.
        public var notice: (@Sendable (String) -> Void)?

        public init(
            instance: String, loops: Int, stateDirectory: String, pauses: ClosedRange<Duration>,
            idle: Duration = LoopSettings.idle, clock: @escaping @Sendable () -> Int64 = WallTime.now
        ) {
            self.instance = instance
            self.loops = loops
            self.stateDirectory = stateDirectory
            self.pauses = pauses
            self.idle = idle
            self.clock = clock
        }
    }

    /// On Kafka, commits are asked for no more often than a broker can take (KAFKA.md, "What a transaction costs").
    public static let kafkaPauses: ClosedRange<Duration> = .milliseconds(5) ... .milliseconds(40)
    /// In the process, a commit costs a write to the disk.
    public static let embeddedPauses: ClosedRange<Duration> = .zero ... .milliseconds(10)

    /// Starts the loops. `onEnd` is called once, with the error of the first loop that cannot go on.
    /// - Parameter topics: what the log knows of the topics that the service needs; checked before.
    public init(
        _ processor: any Processor, on log: any Log, _ settings: Settings, topics: [String: TopicDescription],
        logger: Logger, health: Health, metrics: MetricsRegistry, onEnd: @escaping @Sendable (LogError) -> Void
    ) throws(Failure) {
        do throws(LogError) { directory = try StateDirectory(settings.stateDirectory) } catch {
            throw Failure(.configuration, error.message)
        }
        let name = processor.topology.name
        let counters = LoopMetrics(metrics, service: name)
        var loops: [Loop] = []
        var threads: [WorkerThread] = []
        let hasEnded = Once()
        for number in 0..<settings.loops {
            let loopName = LoopName(instance: settings.instance, number: number)
            let reporter = LoopReporter(
                loop: loopName.description,
                logger: logger.named(
                    name, metadata: settings.loops > 1 ? ["loop": .string(loopName.description)] : [:]),
                health: health.register(loopName.description, of: name), metrics: counters,
                notice: settings.notice, remark: { health.remark("unread topics of \(name) \(loopName)", $0) })
            var loopSettings = LoopSettings(
                member: loopName.member, name: loopName.description, stateDirectory: settings.stateDirectory,
                pauses: settings.pauses, idle: settings.idle, clock: settings.clock)
            loopSettings.tenants = settings.tenants
            let loop = Loop(
                log: log, processor: processor, settings: loopSettings,
                partitions: TopicPlan.partitionCounts(in: topics), observer: reporter)
            loops.append(loop)
            threads.append(
                try WorkerThread("\(name)/\(number)") {
                    if let error = loop.run(), hasEnded.first() { onEnd(error) }
                })
        }
        self.loops = loops
        self.threads = threads
    }

    /// How the loops have ended.
    public enum Ending: Sendable, Equatable {
        /// All have committed what they held, and left.
        case left
        /// Some wait to join, for a Kafka that does not answer. They have nothing in hand: the process may end under them.
        case waiting
        /// Some have not given up in time what they hold.
        case unfinished
    }

    /// How long a loop that joins may take to notice that it is to stop.
    private static let joining = Duration.seconds(2)

    /// Lets the loops commit what they hold and leave.
    @discardableResult
    public func stop(until deadline: ContinuousClock.Instant) -> Ending {
        for loop in loops { loop.stop() }
        for limit in [min(deadline, .now + Self.joining), deadline] {
            let remaining = zip(loops, threads).filter { !$1.join(until: limit) }
            if remaining.isEmpty {
                directory.release()
                return .left
            }
            if remaining.allSatisfy({ $0.0.holdsNothing }) { return .waiting }
        }
        return .unfinished
    }
}

/// True for the first who asks.
final class Once: Sendable {
    private let isDone = Atomic(false)
    func first() -> Bool { isDone.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged }
}

extension LogError {
    /// How a process ends with this error.
    public var failure: Failure {
        switch outcome {
        case .configuration: Failure(.unavailable, message)
        case .fenced:
            Failure(
                .configuration,
                "another process with the same --instance has taken over: give each process its own --instance (\(message))")
        case .mismatch: Failure(.configuration, message)
        case .retriable, .aborted, .refused, .unknown, .damaged, .fatal: Failure(.software, message)
        }
    }
}
