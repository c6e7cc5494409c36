internal import CRdKafka

/// A place in a partition of a topic: the offset of the next message to read.
public struct PartitionOffset: Sendable, Hashable {
    /// The first message that is still there.
    public static let beginning: Int64 = -2
    /// After the last message.
    public static let end: Int64 = -1
    /// No offset, such as where nothing was committed.
    public static let none: Int64 = -1001

    /// The topic's name.
    public var topic: String
    /// The partition's number.
    public var partition: Int32
    /// The next offset to read, or one of the constants.
    public var offset: Int64

    /// A place in a partition.
    public init(topic: String, partition: Int32, offset: Int64 = PartitionOffset.none) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }
}

/// The one owner of a librdkafka list of partitions.
@safe
final class PartitionList {
    private let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ partitions: [PartitionOffset]) {
        unsafe pointer = unsafe rd_kafka_topic_partition_list_new(Int32(partitions.count))
        for partition in partitions {
            let entry = unsafe rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition)
            unsafe entry?.pointee.offset = partition.offset
        }
    }

    deinit { unsafe rd_kafka_topic_partition_list_destroy(pointer) }

    /// Lends librdkafka's list for one call; the list lives as long as that at least.
    func lend<Result>(
        _ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> Result
    ) -> Result {
        defer { withExtendedLifetime(self) {} }
        return unsafe body(pointer)
    }

    /// What the list holds now.
    var partitions: [PartitionOffset] { unsafe PartitionList.read(pointer) }

    /// Throws the first error that librdkafka has put into the list.
    func check(_ context: String) throws(KafkaError) {
        for index in 0..<Int(unsafe pointer.pointee.cnt) {
            let entry = unsafe pointer.pointee.elems[index]
            try unsafe KafkaError.check(
                entry.err, "\(context) of \(String(cString: entry.topic)) partition \(entry.partition)")
        }
    }

    /// Reads a list that stays its owner's.
    static func read(_ list: UnsafePointer<rd_kafka_topic_partition_list_t>) -> [PartitionOffset] {
        (0..<Int(unsafe list.pointee.cnt)).map { index in
            let entry = unsafe list.pointee.elems[index]
            return unsafe PartitionOffset(
                topic: String(cString: entry.topic), partition: entry.partition, offset: entry.offset)
        }
    }
}
