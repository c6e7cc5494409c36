import Contracts
import Streams

/// Reads the topics as they grow, and hands on what a filter takes, in order of time as far as that can be told.
struct Follower {
    let log: any Log
    let partitions: [Topic: Int32]
    var filter = FollowFilter()
    var fromBeginning = false

    /// Records that are put in order together while the past is read.
    private static let sorted = 20_000

    init(_ log: any Log, partitions: [Topic: Int32], filter: FollowFilter = FollowFilter(), fromBeginning: Bool = false)
    {
        self.log = log
        self.partitions = partitions
        self.filter = filter
        self.fromBeginning = fromBeginning
    }

    /// Runs until `isOver`.
    mutating func run(until isOver: () -> Bool, each: ([FollowedRecord]) -> Void) throws(LogError) {
        var positions: [TopicPartition: Position] = [:]
        for topic in FollowedRecord.topics {
            for partition in 0..<(partitions[topic] ?? 0) {
                positions[TopicPartition(topic.name, partition)] = fromBeginning ? .beginning : .end
            }
        }
        let reader = try log.reader(from: positions)
        defer { reader.close() }
        try learn(until: isOver)
        var held: [FollowedRecord] = []
        while !isOver() {
            for record in try reader.poll(timeout: .milliseconds(250)) {
                let followed = FollowedRecord(record)
                if filter.takes(followed) { held.append(followed) }
            }
            guard reader.isCaughtUp || held.count >= Self.sorted, !held.isEmpty else { continue }
            held.sort(by: FollowedRecord.precedes)
            each(held)
            held = []
        }
    }

    /// Lets the filter see the past of its key, so that it knows outbound and return orders before it is asked.
    private mutating func learn(until isOver: () -> Bool) throws(LogError) {
        guard let key = filter.keyToLearn else { return }
        let places = [Topic.orderCommands, .orderEvents, .cancellationOutcomes, .returnEvents].flatMap { topic in
            KeyHistory.partitions(of: key.utf8, count: partitions[topic] ?? 0).map { TopicPartition(topic.name, $0) }
        }
        var filter = filter
        let bytes = Array(key.utf8)
        try LogScan(log: log).read(places, until: isOver) { record in
            guard let place = record.body.keyRange, record.body.bytes[place].elementsEqual(bytes) else { return }
            _ = filter.takes(FollowedRecord(record))
        }
        self.filter = filter
    }
}
