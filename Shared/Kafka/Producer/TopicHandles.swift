internal import CRdKafka

/// librdkafka's handles of the topics that a producer writes to, and how many partitions these have.
///
/// Made before the first message: a topic that is not known by then costs the first flush a second (2.0.2), and a
/// message for a partition that does not exist frees its headers twice (until 2.12), so the count is checked first.
@safe
final class TopicHandles: Sendable {
    @safe
    struct Handle: @unchecked Sendable {
        // Unchecked for `pointer`: rd_kafka_topic_t may be used from any thread.
        let pointer: OpaquePointer
        let partitions: Int32
    }

    private let client: Client
    /// Few, and asked for with each message: going through them costs less than a hash of the name.
    private let known = Monitor<[(topic: String, handle: Handle)]>([])

    init(_ client: Client) { self.client = client }

    /// The topic's handle; asks the broker at most `timeout` for one that is not known yet.
    func handle(_ topic: String, timeout: Duration) throws(KafkaError) -> Handle {
        if let handle = known.withLock({ known in Self.handle(topic, in: known) }) { return handle }
        return try make(topic, timeout: timeout)
    }

    private static func handle(_ topic: String, in known: [(topic: String, handle: Handle)]) -> Handle? {
        for index in known.indices where known[index].topic == topic { return known[index].handle }
        return nil
    }

    private func make(_ topic: String, timeout: Duration) throws(KafkaError) -> Handle {
        let context = "look up topic \(topic)"
        guard let pointer = unsafe rd_kafka_topic_new(client.pointer, topic, nil) else {
            throw KafkaError(rd_kafka_last_error(), context: context)
        }
        let handle: Handle
        do throws(KafkaError) {
            let found = try unsafe Metadata.ask(client, topic: pointer, timeout: timeout, context)
            guard let description = found[topic], description.partitions > 0 else {
                throw KafkaError(code: KafkaError.Code.unknownTopic, context: context)
            }
            handle = unsafe Handle(pointer: pointer, partitions: description.partitions)
        } catch {
            unsafe rd_kafka_topic_destroy(pointer)
            throw error
        }
        let earlier = known.withLock { known in
            let earlier = Self.handle(topic, in: known)
            if earlier == nil { known.append((topic, handle)) }
            return earlier
        }
        // Made by another thread meanwhile: every rd_kafka_topic_new is matched by one destroy.
        if earlier != nil { unsafe rd_kafka_topic_destroy(pointer) }
        return handle
    }

    /// Gives all handles back; the client can end then.
    func close() {
        let handles = known.withLock { known in
            defer { known = [] }
            return known
        }
        for (_, handle) in handles { unsafe rd_kafka_topic_destroy(handle.pointer) }
    }
}
