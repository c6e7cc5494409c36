public import Contracts
public import Fulfillment
public import Operations
public import Streams
internal import Synchronization
internal import Threads

/// What people and HTTP clients ask about, kept in SQLite beside the log and rebuilt from its topics at any time.
///
/// Its own thread reads the topics and writes what it reads, with its positions, in one transaction. Questions are
/// answered from the last transaction, each from one state of it. It decides nothing and writes nothing to the log, so any
/// number of them may run side by side, each with its own file.
public final class ReadModel: Sendable {
    let pool: ReaderPool
    let policies: Policies
    let epoch: String
    private let feedState: Monitor<FeedState>
    let tail = ChangeTail()
    private let stopping = Atomic(false)
    private let thread: Mutex<WorkerThread?>
    private let directory: StateDirectory?

    /// The topics that it reads.
    public static var sources: [Topic] { ReadModelWriter.sources }

    /// What it is made with.
    public struct Settings: Sendable {
        /// Where its file lies; no other process uses the directory.
        public var directory: String
        /// Rebuild the file from the topics.
        public var rebuild: Bool
        /// The policy, for deadlines that no message carries.
        public var policies: Policies
        /// Who may say what on its own topic.
        public var tenants: TenantReading

        public init(
            directory: String, rebuild: Bool = false, policies: Policies = Policies(), tenants: TenantReading = .none
        ) {
            self.tenants = tenants
            self.directory = directory
            self.rebuild = rebuild
            self.policies = policies
        }
    }

    /// Opens the file, and begins to read.
    /// - Parameters:
    ///   - topics: what the log knows of its topics.
    ///   - health: ready once everything that was in the log at the start has been read.
    ///   - onEnd: called where it cannot go on: with one line that says why, and what to do.
    public init(
        _ log: any Log, _ settings: Settings, topics: [String: TopicDescription], logger: Logger, health: HealthPart,
        metrics: MetricsRegistry? = nil, onEnd: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(Failure) {
        do throws(LogError) { directory = try StateDirectory(settings.directory) } catch {
            throw Failure(.configuration, error.message)
        }
        let file: ReadModelFile
        do throws(SQLiteError) {
            file = try ReadModelFile(in: settings.directory, anew: settings.rebuild)
        } catch { throw Failure(.configuration, error.message) }
        if let reason = file.reasonForRebuild {
            logger.warning("the read model is rebuilt", metadata: ["reason": .string(reason)])
        }
        epoch = file.epoch
        policies = settings.policies
        pool = ReaderPool(file)
        feedState = Monitor(FeedState())
        thread = Mutex(nil)
        let feed = ReadModelFeed(
            log: log, file: file, policies: settings.policies, tenants: settings.tenants, topics: topics, logger: logger, health: health,
            state: feedState, tail: tail, metrics: metrics.map { FeedMetrics($0) })
        let worker = try WorkerThread("view") { [weak self] in
            let failure = feed.run(until: { self?.stopping.load(ordering: .relaxed) ?? true })
            if let failure { onEnd(failure.advice) }
        }
        thread.withLock { $0 = worker }
    }

    /// Reads a file that another process keeps, or has kept: it answers questions, and is never written to.
    /// - Parameter path: the directory that the file lies in.
    public init(readingIn path: String, policies: Policies = Policies()) throws(Failure) {
        let file: ReadModelFile
        do throws(SQLiteError) { file = try ReadModelFile(readingIn: path) } catch {
            throw Failure(.configuration, "no view can be read in \(path): \(error.message)")
        }
        directory = nil
        epoch = file.epoch
        self.policies = policies
        pool = ReaderPool(file)
        feedState = Monitor(FeedState())
        thread = Mutex(nil)
    }

    /// Reads no more, and answers no more. False where the feeding thread did not end in time.
    @discardableResult
    public func stop(until deadline: ContinuousClock.Instant) -> Bool {
        stopping.store(true, ordering: .relaxed)
        feedState.withLock { _ in }
        let isDone = thread.withLock { $0 }?.join(until: deadline) ?? true
        pool.close()
        if isDone { directory?.release() }
        return isDone
    }

    /// How new what is read is.
    public var status: ReadStatus {
        let state = feedState.read { $0 }
        return ReadStatus(
            epoch: epoch, change: state.change, isCaughtUp: state.isCaughtUp, progress: state.progress,
            newest: state.newest == 0 ? nil : Timestamp(milliseconds: state.newest),
            checkedAt: state.checkedAt.map { Timestamp(milliseconds: $0) })
    }

    /// Waits until there is a change behind this one, or the deadline; returns the number of the newest.
    public func waitForChange(after number: Int64, until deadline: ContinuousClock.Instant) -> Int64 {
        tail.wait(after: number, until: deadline)
    }
}

extension ReadModelFailure {
    /// What went wrong, and what to do.
    fileprivate var advice: String {
        switch kind {
        case .retriable, .damagedLog: message
        case .damagedFile, .anotherLog: "\(message); start again with --rebuild to read the topics again"
        }
    }
}
