import Contracts
import Foundation
import Fulfillment
import Operations
import Synchronization
import Threads

@testable import Streams
@testable import TestLogs
@testable import Replay
@testable import turnback

/// The three services on one log in memory, taken step by step on one thread.
final class Rig {
    let log: SimulatedLog
    let clock: Clock
    let partitions: [Topic: Int32]
    let topics: [String: TopicDescription]
    private var services: [Service]
    private let directory: String
    private let reader: any LogReader
    private let appender: any LogAppender
    /// All that was written, in its order.
    private(set) var records: [Record] = []

    private struct Service {
        var course: LoopCourse
        let observer: Observer
        let group: String
        let inputs: [TopicPartition]
    }

    /// - Parameter variant: in which order the services take their turns and read their topics. Number 0 is the plain
    ///   one: orders, inventory, returns, and all that is there.
    init(_ policies: Policies, variant: Int) throws {
        let clock = Clock()
        self.clock = clock
        var traits = SimulatedLog.Traits()
        let dice = Dice(UInt64(variant))
        // In these each read brings one message at most, of a random topic.
        let isDrawn = variant >= Self.orders.count
        if isDrawn { traits.recordsPerPoll = 1 }
        log = SimulatedLog(traits: traits, clock: { clock.now }, draw: { isDrawn ? dice.below($0) : $0 - 1 })
        try log.create(TopicPlan.settings(partitions: 1, replication: 1))
        topics = try log.topics(timeout: .zero)
        partitions = TopicPlan.partitionCounts(in: topics)
        directory = try Directory.temporary()
        let places = Topic.allCases.filter { !$0.isInternal }.map { (TopicPartition($0.name, 0), Position.beginning) }
        reader = try log.reader(from: Dictionary(uniqueKeysWithValues: places))
        appender = try log.appender()
        let processors = Plant.processors(policies)
        services = []
        for index in Self.orders[variant % Self.orders.count] { services.append(service(processors[index])) }
        try settle()
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private static let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

    private func service(_ processor: any Processor) -> Service {
        let topology = processor.topology
        var settings = LoopSettings(
            member: topology.name, stateDirectory: "\(directory)/\(topology.name)", pauses: .zero ... .zero,
            idle: .zero, clock: { [clock] in clock.now })
        settings.monotonic = { [clock] in clock.instant }
        let observer = Observer()
        let loop = Loop(log: log, processor: processor, settings: settings, partitions: partitions, observer: observer)
        return Service(
            course: loop.course(), observer: observer, group: topology.name,
            inputs: topology.consumed.map { TopicPartition($0.name, 0) })
    }

    // MARK: Playing

    func send(_ record: OutgoingRecord) throws {
        clock.pass(milliseconds: 10)
        try appender.append([record])
        try read()
    }

    /// Lets the services work until nothing more follows.
    func settle() throws {
        var rounds = 0
        var quiet = 0
        while quiet < 2 {
            quiet = try takeTurns() || hasMore() ? 0 : quiet + 1
            clock.hasten()
            rounds += 1
            guard rounds < 100_000 else { throw Story.Malformed(description: "the log does not stand still") }
        }
    }

    func wait(milliseconds: Int64) throws {
        var left = milliseconds
        while left > 0 {
            clock.pass(milliseconds: min(left, 250))
            left -= 250
            try settle()
        }
    }

    /// True where one of the services has done something.
    private func takeTurns() throws -> Bool {
        var isBusy = false
        for index in services.indices {
            for _ in 0..<3 {
                if case .ended(let error) = services[index].course.step() { throw error }
            }
            if services[index].observer.takeCommits() {
                isBusy = true
                try read()
            }
        }
        return isBusy
    }

    /// Whether a service has not come to the end of what it reads.
    private func hasMore() -> Bool {
        log.state.withLock { state in
            services.contains { service in
                service.inputs.contains { place in
                    guard let partition = try? state.partition(place) else { return false }
                    let offset = state.groups[service.group]?.offsets[place] ?? 0
                    return !partition.read(from: offset, limit: 1).records.isEmpty
                }
            }
        }
    }

    private func read() throws { records += try reader.poll(timeout: .zero) }
}

/// Hears whether a service has committed anything.
private final class Observer: LoopObserver {
    private let commits = Atomic(0)

    func observe(_ event: LoopEvent) {
        if case .committed = event { commits.add(1, ordering: .relaxed) }
    }

    func takeCommits() -> Bool { commits.exchange(0, ordering: .relaxed) > 0 }
}

/// Numbers that follow from a seed.
private final class Dice: Sendable {
    private let numbers: Mutex<SplitMix64>

    init(_ seed: UInt64) { numbers = Mutex(SplitMix64(seed: seed, for: "log")) }

    func below(_ bound: Int) -> Int { numbers.withLock { $0.below(bound) } }
}
