public import Contracts

/// How far a partition of an input was read, as the state has it: it is committed with the state, and read back with it.
/// The group's offsets say the same, and are asked first; but Kafka forgets them a week after a group's last member left.
public struct InputPosition: Sendable, Equatable {
    /// The next offset to read.
    public var next: Int64
    /// The time of the last record that was read, by which another topic of the same name is recognized; in milliseconds since
    /// 1970.
    public var time: Int64
    /// How many partitions the inputs had by which keys were placed; nil where an earlier version wrote it.
    public var partitions: Int32?

    public init(next: Int64, time: Int64, partitions: Int32? = nil) {
        self.next = next
        self.time = time
        self.partitions = partitions
    }

    /// The record of the state topic that says so.
    public func record(of place: TopicPartition, stateTopic: String) -> OutgoingRecord {
        OutgoingRecord(
            topic: stateTopic, partition: place.partition, body: RecordBody(key: Self.key(place.topic), value: text))
    }

    /// How the keys of such records begin.
    static let prefix = Array("position/".utf8)

    static func key(_ topic: String) -> [UInt8] { prefix + Array(topic.utf8) }

    /// Numbers: next, time and, where it is known, the partition count.
    var text: [UInt8] { Array(("\(next) \(time)" + (partitions.map { " \($0)" } ?? "")).utf8) }

    init?(text: [UInt8]) {
        let numbers = String(decoding: text, as: UTF8.self).split(separator: " ").compactMap { Int64($0) }
        guard numbers.count == 2 || numbers.count == 3 else { return nil }
        self.init(
            next: numbers[0], time: numbers[1],
            partitions: numbers.count == 3 ? Int32(clamping: numbers[2]) : nil)
    }
}

extension StateStore {
    /// Takes into the batch in hand how far these inputs are read with it, in an order that is the same on every run.
    func stage(_ positions: [(topic: String, position: InputPosition)]) {
        for (topic, position) in positions.sorted(by: { $0.topic < $1.topic }) {
            put(InputPosition.key(topic), position.text)
        }
    }

    /// How far each input was read, by what is committed.
    func positions(of partition: Int32) throws(LogError) -> [TopicPartition: InputPosition] {
        var positions: [TopicPartition: InputPosition] = [:]
        for (key, value) in try scan(prefix: InputPosition.prefix) {
            let topic = String(decoding: key.dropFirst(InputPosition.prefix.count), as: UTF8.self)
            positions[TopicPartition(topic, partition)] = InputPosition(text: value)
        }
        return positions
    }
}
