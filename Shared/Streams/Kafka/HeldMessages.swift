internal import Contracts

/// Finds messages that are written and that nobody may read yet, because a transaction before them is open.
///
/// Offsets behind the last record that was read are markers of ended transactions, or messages that are held. Only the
/// broker knows which: it is asked about a partition that has stood still for longer than a transaction may last, and again
/// after as long a time, whether it has answered or not, unless it has said that everything up to the end can be read.
struct HeldMessages {
    /// Longer than a transaction of ours lasts, is swept, and is given up by its next owner.
    static let patience = Duration.seconds(30)

    private struct Place {
        /// The next offset to be read, and since when.
        var position: Int64
        var since: ContinuousClock.Instant
        /// When the broker was asked last.
        var asked: ContinuousClock.Instant
        /// Up to where it said that everything can be read.
        var readable: Int64 = 0
        var held: Int64 = 0
    }

    private var places: [TopicPartition: Place] = [:]

    /// Looks at a partition of which `position` is the next offset to be read, and which ends at `end`, open transactions
    /// included. Returns how many messages are held, and for how long it has stood still.
    /// - Parameter stableEnd: asks the broker up to where messages can be read; nil where it does not answer.
    mutating func look(
        at topicPartition: TopicPartition, position: Int64, end: Int64, now: ContinuousClock.Instant,
        stableEnd: () -> Int64?
    ) -> (held: Int64, age: Duration) {
        var place = places[topicPartition] ?? Place(position: position, since: now, asked: now)
        defer { places[topicPartition] = place }
        if place.position != position { place = Place(position: position, since: now, asked: now) }
        if end > max(position, place.readable), now - place.asked >= Self.patience {
            place.asked = now
            if let stable = stableEnd() {
                place.readable = stable
                place.held = max(0, end - stable)
            }
        }
        return (place.held, place.held > 0 ? now - place.since : .zero)
    }

    /// Forgets partitions that are given up.
    mutating func forget(_ topicPartitions: [TopicPartition]) {
        for topicPartition in topicPartitions { places[topicPartition] = nil }
    }
}
