internal import Connect
internal import Contracts
internal import Operations
internal import ReadModel
internal import Streams

/// Reads the outcomes as they are published, and puts them into the file with the place up to which they were read: none is lost,
/// and none is delivered before it is there.
final class OutcomeFeed: Sendable {
    private let log: any Log
    private let partitions: Int32
    private let connections: ConnectionsFile
    private let store: HookStore
    private let deliverer: Deliverer
    private let logger: Logger
    private let clock: @Sendable () -> Int64

    init(
        _ log: any Log, partitions: Int32, _ connections: ConnectionsFile, _ store: HookStore, _ deliverer: Deliverer,
        logger: Logger, clock: @escaping @Sendable () -> Int64
    ) {
        self.log = log
        self.partitions = partitions
        self.connections = connections
        self.store = store
        self.deliverer = deliverer
        self.logger = logger
        self.clock = clock
    }

    /// Runs until it is over.
    func run(until isOver: () -> Bool) {
        var pause = Duration.milliseconds(100)
        while !isOver() {
            do {
                try follow(until: isOver)
            } catch {
                logger.warning("outcomes are not read", metadata: ["reason": .string("\(error)")])
                deliverer.wait(until: .now + pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    private func follow(until isOver: () -> Bool) throws {
        let known = try DeliveryRows.positions(store)
        let topic = Topic.cancellationOutcomes.name
        var start: [TopicPartition: Position] = [:]
        for partition in 0..<partitions {
            let place = TopicPartition(topic, partition)
            // The first time, what was published before is left alone: nobody waits for it any more.
            start[place] = known[place].map { .offset($0) } ?? .end
        }
        let reader = try log.reader(from: start)
        defer { reader.close() }
        let fresh = reader.ends.filter { known[$0.key] == nil }
        if !fresh.isEmpty { try store.writer.write(DeliveryRows.add([], upTo: fresh)) }
        while !isOver() {
            try DeliveryRows.takeAgain(store, now: clock())
            try deliverer.takeNew()
            let records = try reader.poll(timeout: .milliseconds(500))
            guard !records.isEmpty else { continue }
            let endpoints = connections.list.endpoints
            var events: [(event: OutcomeEvent, made: Int64)] = []
            var positions: [TopicPartition: Int64] = [:]
            let now = clock()
            for record in records {
                positions[TopicPartition(record.topic, record.partition)] = record.offset + 1
                if let event = OutcomeEvent(record, wanted: { endpoints[$0]?.events }) { events.append((event, now)) }
            }
            try store.writer.write(DeliveryRows.add(events, upTo: positions))
        }
    }
}
