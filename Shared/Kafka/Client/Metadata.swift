internal import CRdKafka

/// What the brokers say of a topic.
public struct TopicMetadata: Sendable, Equatable {
    /// How many partitions it has.
    public var partitions: Int32
    /// How many brokers hold each partition, by the first one.
    public var replication: Int
    /// True when every partition has a leader, so that it can be written to.
    public var isReady: Bool
}

/// Questions about the cluster.
enum Metadata {
    /// The topics that exist: one, or all of them where `topic` is nil.
    static func ask(
        _ client: Client, topic: OpaquePointer?, timeout: Duration, _ context: @autoclosure () -> String
    ) throws(KafkaError) -> [String: TopicMetadata] {
        var answer: UnsafePointer<rd_kafka_metadata>?
        let code = unsafe rd_kafka_metadata(
            client.pointer, topic == nil ? 1 : 0, topic, &answer, timeout.milliseconds)
        try KafkaError.check(code, context())
        guard let answer = unsafe answer else { return [:] }
        defer { unsafe rd_kafka_metadata_destroy(answer) }
        var topics: [String: TopicMetadata] = [:]
        for index in 0..<Int(unsafe answer.pointee.topic_cnt) {
            let topic = unsafe answer.pointee.topics[index]
            // Topics with an error are none (unknown), or have no leader yet.
            guard unsafe topic.partition_cnt > 0 else { continue }
            var isReady = unsafe topic.err == RD_KAFKA_RESP_ERR_NO_ERROR
            for partition in 0..<Int(unsafe topic.partition_cnt) {
                if unsafe topic.partitions[partition].leader < 0 { isReady = false }
            }
            unsafe topics[String(cString: topic.topic)] = unsafe TopicMetadata(
                partitions: topic.partition_cnt, replication: Int(topic.partitions[0].replica_cnt), isReady: isReady)
        }
        return topics
    }
}
