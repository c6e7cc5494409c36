import Contracts
import Processors
import Synchronization
import Testing

@testable import Streams
@testable import TestLogs

/// The topics grow while no service runs, as `turnback topics grow` has it: with a process that is killed again and again
/// on the way, and services that somebody starts too early.
final class Growth: @unchecked Sendable {
    // Not shared between threads: one thread runs a whole simulation.
    private let options: Options
    private let log: SimulatedLog
    private let directory: String
    private let chance: Chance
    /// How many partitions the topics have.
    private(set) var partitions: Int32
    private(set) var count = 0
    /// Records of the state that were moved.
    private(set) var moved = 0

    init(_ options: Options, _ log: SimulatedLog, directory: String) {
        self.options = options
        self.log = log
        self.directory = directory
        partitions = options.partitions
        chance = Chance(seed: options.seed, for: "growing")
    }

    /// So often it is run again.
    private static let runs = 1_000

    func run(_ processors: [any Processor]) throws {
        guard let target = options.growsTo else { return }
        for processor in processors { forget(processor.topology.name) }
        for processor in processors {
            try work(processor.topology, partitions) { move, group in
                let survey = try move.survey(former: partitions, group)
                if survey.isUnmarked { try move.mark(partitions, group) }
            }
        }
        log.raise(to: target)
        partitions = target
        for processor in processors {
            var isDone = false
            for _ in 0..<Self.runs where !isDone {
                isDone = try attempt(processor.topology, target)
                forget(processor.topology.name)
                // Where nothing is written down there is no state. Killed after the last commit, it is through.
                if !isDone, let written = try writtenCount(processor.topology), written != target {
                    try requireRefusal(processor)
                }
                forget(processor.topology.name)
            }
            #expect(isDone, "seed \(options.seed): \(processor.topology.name) is never moved")
        }
        count += 1
    }

    /// All sessions of killed processes are given up.
    private func forget(_ group: String) {
        for (id, _) in log.sessions(of: group) {
            log.expire(session: id)
            log.timeOut(session: id)
        }
        log.tellLosses()
        log.settle()
    }

    /// One run, which may be killed. True where it is through.
    private func attempt(_ topology: ServiceTopology, _ target: Int32) throws -> Bool {
        let mortal = MortalLog(log, commits: chance.below(6), isAfter: chance.happens(percent: 50))
        do {
            try work(topology, target, on: mortal) { move, group in
                let survey = try move.survey(former: nil, group)
                guard !survey.isDone else { return }
                if survey.isUnmarked { try move.mark(0, group) }
                try move.move(survey, group, chunk: chance.number(in: 1...20)) { _ in }
                moved += survey.toMove
                try move.finish(group, log)
            }
        } catch let error as LogError where error.outcome == .fatal { return false }
        return true
    }

    private func work(
        _ topology: ServiceTopology, _ partitions: Int32, on other: (any Log)? = nil,
        _ body: (StateMove, HeldGroup) throws -> Void
    ) throws {
        let copy = "\(directory)/copy"
        Disk.remove(copy)
        let move = StateMove(topology, to: options.growsTo!, in: copy, messageKey: StateKey.messageKey)
        defer { move.close() }
        let group = try HeldGroup(topology, on: other ?? log, as: "grow", partitions: partitions) { false }
        defer { group.close() }
        try move.restore(group, Unheard())
        try body(move, group)
    }

    private func writtenCount(_ topology: ServiceTopology) throws -> Int32? {
        for partition in 0..<partitions {
            let place = TopicPartition(topology.state.name, partition)
            let found = try StateTail.partitionCount { _ throws(LogError) in
                (try log.reader(from: [place: .beginning]).poll(timeout: .zero), true)
            }
            if let found { return found }
        }
        return nil
    }

    /// A service that is started too early ends before it has read anything.
    private func requireRefusal(_ processor: any Processor) throws {
        let topics = TopicPlan.partitionCounts(in: try log.topics(timeout: .zero))
        let early = "\(directory)/early"
        Disk.remove(early)
        var course = Loop(
            log: log, processor: processor,
            settings: LoopSettings(member: "early", stateDirectory: early, pauses: .zero ... .zero, idle: .zero),
            partitions: topics, observer: Unheard()
        ).course()
        for _ in 0..<20 {
            if case .ended(let error) = course.step() {
                #expect(error.outcome == .mismatch, "seed \(options.seed): \(error.message)")
                return
            }
        }
        Issue.record("seed \(options.seed): \(processor.topology.name) starts while its state is moved")
        _ = course.finish()
    }
}

private final class Unheard: LoopObserver {
    func observe(_ event: LoopEvent) {}
}

/// A log whose sessions die with a commit.
final class MortalLog: Log {
    private let log: SimulatedLog
    private let commits: Atomic<Int>
    private let isAfter: Bool

    /// - Parameters:
    ///   - commits: so many are made.
    ///   - isAfter: the last one is in the log when it dies.
    init(_ log: SimulatedLog, commits: Int, isAfter: Bool) {
        self.log = log
        self.commits = Atomic(commits)
        self.isAfter = isAfter
    }

    func join(_ group: GroupSettings) throws(LogError) -> any LogSession {
        MortalSession(try log.join(group) as! SimulatedSession, self)
    }

    /// Makes one commit, or dies.
    fileprivate func commit(_ body: () throws(LogError) -> Void) throws(LogError) {
        let left = commits.load(ordering: .relaxed)
        commits.store(left - 1, ordering: .relaxed)
        if left > 0 || isAfter { try body() }
        if left <= 0 { throw LogError(.fatal, "killed") }
    }

    func topics(timeout: Duration) throws(LogError) -> [String: TopicDescription] { try log.topics(timeout: timeout) }
    func create(_ topics: [TopicSettings]) throws(LogError) { try log.create(topics) }
    func reader(from positions: [TopicPartition: Position]) throws(LogError) -> any LogReader {
        try log.reader(from: positions)
    }
    func appender() throws(LogError) -> any LogAppender { try log.appender() }
    func close() {}
}

private final class MortalSession: LogSession {
    private let inner: SimulatedSession
    private let log: MortalLog
    private var isDead = false

    init(_ inner: SimulatedSession, _ log: MortalLog) {
        self.inner = inner
        self.log = log
    }

    func poll(timeout: Duration) throws(LogError) -> [LogEvent] { try inner.poll(timeout: timeout) }
    func readState(
        partition: Int32, from offset: Int64?, restart: () throws(LogError) -> Void,
        each: ([Record]) throws(LogError) -> Void
    ) throws(LogError) -> Int64 {
        try inner.readState(partition: partition, from: offset, restart: restart, each: each)
    }
    func newestState(
        partition: Int32, within count: Int64
    ) throws(LogError) -> (records: [Record], isWhole: Bool) {
        try inner.newestState(partition: partition, within: count)
    }
    func begin(
        _ partitions: [Int32], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> [TopicPartition: Int64] { try inner.begin(partitions, notBefore: known) }
    func alsoRead(
        _ topics: [String], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> (places: [TopicPartition: Int64], refused: [String: String]) {
        try inner.alsoRead(topics, notBefore: known)
    }
    func append(_ record: OutgoingRecord) throws(LogError) { try inner.append(record) }
    func commit(_ next: [TopicPartition: Int64]) throws(LogError) {
        do throws(LogError) {
            try log.commit { () throws(LogError) in try inner.commit(next) }
        } catch {
            isDead = error.outcome == .fatal
            throw error
        }
    }
    func committedStateEnd(_ partition: Int32) -> Int64? { inner.committedStateEnd(partition) }
    func abort() throws(LogError) { try inner.abort() }
    func release(_ partitions: [Int32]) throws(LogError) { try inner.release(partitions) }
    func close(deadline: Duration) { if !isDead { inner.close(deadline: deadline) } }
}
