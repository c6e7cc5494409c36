internal import Contracts

/// How far the batch in hand has read each place that it has read of. Records come in runs of one place: it is looked for
/// only where a run begins.
struct BatchProgress {
    private var places: [(place: TopicPartition, position: InputPosition)] = []
    private var last = 0

    /// The position of this record is behind it. Returns the record's place where it is the first of a run.
    mutating func read(_ record: Record, partitions: Int32?) -> TopicPartition? {
        let position = InputPosition(next: record.offset + 1, time: record.timestamp, partitions: partitions)
        func isMet(_ index: Int) -> Bool {
            places[index].place.partition == record.partition && places[index].place.topic == record.topic
        }
        if places.indices.contains(last), isMet(last) {
            places[last].position = position
            return nil
        }
        if let found = places.indices.first(where: isMet) {
            last = found
            places[found].position = position
        } else {
            last = places.count
            places.append((TopicPartition(record.topic, record.partition), position))
        }
        return places[last].place
    }

    /// The next offset of each place.
    var next: [TopicPartition: Int64] {
        Dictionary(places.map { ($0.place, $0.position.next) }, uniquingKeysWith: { $1 })
    }

    /// How far each place was read.
    var positions: [TopicPartition: InputPosition] {
        Dictionary(places.map { ($0.place, $0.position) }, uniquingKeysWith: { $1 })
    }

    var partitions: Set<Int32> { Set(places.map(\.place.partition)) }

    /// How far each topic was read in a partition.
    func positions(in partition: Int32) -> [(topic: String, position: InputPosition)] {
        places.filter { $0.place.partition == partition }.map { ($0.place.topic, $0.position) }
    }

    mutating func forget() {
        places.removeAll(keepingCapacity: true)
        last = 0
    }
}
