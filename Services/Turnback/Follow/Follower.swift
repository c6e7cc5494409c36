import Contracts
import Streams

/// Reads the topics as they grow, and hands on what a filter takes, in order of time as far as that is known.
struct Follower {
    let log: any Log
    /// What is followed: the topics as they were when it was started.
    let names: TopicNames
    var filter = FollowFilter()
    var fromBeginning = false
    /// Where to begin instead, of places that are known.
    var start: [TopicPartition: Int64] = [:]
    /// Ends with what was in the topics when it was started.
    var untilEnd = false

    /// So many records are gathered while the past is read, before those that may be shown are put in order.
    var gathered = 20_000
    /// No more than so many wait for partitions that are read more slowly: beyond, the oldest are shown.
    var held = 200_000

    /// The common topics alone.
    init(
        _ log: any Log, partitions: [Topic: Int32], filter: FollowFilter = FollowFilter(), fromBeginning: Bool = false
    ) {
        self.init(log, names: TopicNames(common: partitions), filter: filter, fromBeginning: fromBeginning)
    }

    init(_ log: any Log, names: TopicNames, filter: FollowFilter = FollowFilter(), fromBeginning: Bool = false) {
        self.log = log
        self.names = names
        self.filter = filter
        self.fromBeginning = fromBeginning
    }

    /// Runs until `isOver`.
    mutating func run(until isOver: () -> Bool, each: ([FollowedRecord]) -> Void) throws(LogError) {
        let start: Position = fromBeginning ? .beginning : .end
        let positions = Dictionary(
            uniqueKeysWithValues: names.places(in: FollowedRecord.topics).map { place in
                (place, self.start[place].map { Position.offset($0) } ?? start)
            })
        let reader = try log.reader(from: positions)
        defer { reader.close() }
        try learn(until: isOver)
        var waiting = MergedRecords()
        var next = gathered
        while !isOver() {
            for record in try reader.poll(timeout: .milliseconds(250)) {
                waiting.see(record)
                let followed = FollowedRecord(record)
                if filter.takes(followed) { waiting.records.append(followed) }
            }
            let isCaughtUp = reader.isCaughtUp
            if isCaughtUp || waiting.records.count >= next {
                let ready = waiting.take(behind: reader.behind, keepingAtMost: held)
                if !ready.isEmpty { each(ready) }
                next = waiting.records.count + gathered
            }
            if untilEnd, isCaughtUp { return }
        }
    }

    /// Lets the filter see the past of its key, so that it knows outbound and return orders before it is asked.
    private mutating func learn(until isOver: () -> Bool) throws(LogError) {
        guard let key = filter.keyToLearn else { return }
        let places = names.places(
            of: key.utf8, in: [.orderCommands, .orderEvents, .cancellationOutcomes, .returnEvents])
        var filter = filter
        let bytes = Array(key.utf8)
        try LogScan(log: log).read(places, until: isOver) { record in
            guard let place = record.body.keyRange, record.body.bytes[place].elementsEqual(bytes) else { return }
            _ = filter.takes(FollowedRecord(record))
        }
        self.filter = filter
    }
}
