import Contracts
import Streams

/// Reads partitions from their beginning up to now.
struct LogScan {
    let log: any Log
    /// How long nothing may come before the end.
    var patience = Broker.patience

    /// Hands on what was committed before the call, and perhaps a little more, in the order of each partition.
    /// - Throws: `.retriable` when nothing came for a while, or when `isOver` ended the reading.
    func read(
        _ places: [TopicPartition], until isOver: () -> Bool = { false }, each: (Record) -> Void
    ) throws(LogError) {
        let start = places.map { ($0, Position.beginning) }
        try read(from: Dictionary(start, uniquingKeysWith: { first, _ in first }), until: isOver, each: each)
    }

    /// The same, from these places on.
    func read(
        from positions: [TopicPartition: Position], until isOver: () -> Bool = { false }, each: (Record) -> Void
    ) throws(LogError) {
        guard !positions.isEmpty else { return }
        let reader = try log.reader(from: positions)
        defer { reader.close() }
        var lastProgress = ContinuousClock.now
        while !reader.isCaughtUp {
            let records = try reader.poll(timeout: .milliseconds(250))
            for record in records { each(record) }
            if !records.isEmpty { lastProgress = .now }
            if isOver() { throw LogError(.retriable, "interrupted before all was read") }
            guard ContinuousClock.now - lastProgress < patience else {
                throw LogError(.retriable, "nothing came for \(patience.components.seconds) s")
            }
        }
    }
}

extension Broker {
    /// All partitions of these topics, those of tenants among them.
    func places(in topics: [Topic]) -> [TopicPartition] { names.places(in: topics) }
}
