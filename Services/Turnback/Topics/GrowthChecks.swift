import Contracts
import Operations
import Streams

/// Whether the topics may be raised: nobody sends, nothing waits, no service runs.
struct GrowthChecks {
    let broker: Broker
    let topologies: [ServiceTopology]
    let shutdown: ShutdownSignal

    /// How long a member that has left may still be in its group: its session, 10 s, and some.
    private static let leaving = Duration.seconds(20)
    /// Up to so many messages that wait are counted; of more it is said how many there are at most.
    private static let counted: Int64 = 100_000

    /// Messages that a service has not read.
    struct Waiting: Equatable {
        var service: String
        var topic: String
        /// At most so many, where it is many.
        var count: Int64
    }

    /// The input topics that grow while it watches, and by how much.
    func growing(for time: Duration) throws(LogError) -> [(topic: String, by: Int64)] {
        var seen: Set<Topic> = []
        let inputs = topologies.flatMap(\.inputs).filter { seen.insert($0).inserted }
        let before = try broker.kafka.offsets(of: broker.places(in: inputs))
        shutdown.wait(until: .now + time)
        try requireGoingOn()
        let after = try broker.kafka.offsets(of: broker.places(in: inputs))
        return inputs.flatMap(broker.names.all(of:)).compactMap { topic in
            let by = after.filter { $0.key.topic == topic.text }.reduce(Int64(0)) { sum, place in
                sum + place.value.upperBound - (before[place.key]?.upperBound ?? 0)
            }
            return by > 0 ? (topic.text, by) : nil
        }
    }

    /// What the services have not read, of the topics as they were when this began.
    /// - Parameter limit: only in partitions below it.
    func waiting(below limit: Int32 = .max) throws(LogError) -> [Waiting] {
        var all: [Waiting] = []
        for topology in topologies {
            for topic in topology.consumed.flatMap(broker.names.all(of:)) {
                let count = try waiting(topology.name, topic, limit)
                if count > 0 { all.append(Waiting(service: topology.name, topic: topic.text, count: count)) }
            }
        }
        return all
    }

    /// Markers of transactions take offsets, so that only reading shows it.
    private func waiting(_ service: String, _ topic: TopicName, _ limit: Int32) throws(LogError) -> Int64 {
        let places = broker.places(in: [topic.topic]).filter { $0.topic == topic.text && $0.partition < limit }
        let committed = try broker.kafka.committed(service, places)
        let offsets = try broker.kafka.offsets(of: places)
        var starts: [TopicPartition: Position] = [:]
        var most: Int64 = 0
        for place in places {
            guard let range = offsets[place] else { continue }
            let next = max(committed[place] ?? 0, range.lowerBound)
            guard next < range.upperBound else { continue }
            starts[place] = .offset(next)
            most += range.upperBound - next
        }
        guard most <= Self.counted else { return most }
        var count: Int64 = 0
        try LogScan(log: broker.kafka).read(from: starts, until: { shutdown.isRequested }) { _ in count += 1 }
        return count
    }

    /// The services that run, each with its members; waits for those that have just left.
    func running() throws(LogError) -> [(service: String, members: [String])] {
        let deadline = ContinuousClock.now + Self.leaving
        while true {
            var running: [(service: String, members: [String])] = []
            for topology in topologies {
                let members = try broker.kafka.members(of: topology.name)
                if !members.isEmpty { running.append((topology.name, members)) }
            }
            guard !running.isEmpty, ContinuousClock.now < deadline else { return running }
            shutdown.wait(until: .now + .milliseconds(500))
            try requireGoingOn()
        }
    }

    private func requireGoingOn() throws(LogError) {
        if shutdown.isRequested { throw LogError(.configuration, Self.interrupted) }
    }

    static let interrupted = "interrupted; run this again, it goes on where it stopped"
}
