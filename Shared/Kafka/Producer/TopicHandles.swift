internal import CRdKafka
internal import Threads

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

    /// By name. A service has a few topics and asks with each message: going through those costs less than a hash of the name.
    /// The thousands that tenants may have are looked up.
    private struct Known {
        private static let few = 16
        private var first: [(topic: String, handle: Handle)] = []
        private var more: [String: Handle] = [:]

        subscript(topic: String) -> Handle? {
            for index in first.indices where first[index].topic == topic { return first[index].handle }
            return more.isEmpty ? nil : more[topic]
        }

        mutating func add(_ topic: String, _ handle: Handle) {
            if first.count < Self.few { first.append((topic, handle)) } else { more[topic] = handle }
        }

        var all: [Handle] { first.map(\.handle) + more.values }
    }

    private let client: Client
    private let known = Monitor(Known())

    init(_ client: Client) { self.client = client }

    /// The topic's handle; asks the broker at most `timeout` for one that is not known yet.
    func handle(_ topic: String, timeout: Duration) throws(KafkaError) -> Handle {
        if let handle = known.withLock({ $0[topic] }) { return handle }
        return try make(topic, timeout: timeout)
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
            let earlier = known[topic]
            if earlier == nil { known.add(topic, handle) }
            return earlier
        }
        // Made by another thread meanwhile: every rd_kafka_topic_new is matched by one destroy.
        if earlier != nil { unsafe rd_kafka_topic_destroy(pointer) }
        return handle
    }

    /// Gives all handles back; the client can end then.
    func close() {
        let handles = known.withLock { known in
            defer { known = Known() }
            return known.all
        }
        for handle in handles { unsafe rd_kafka_topic_destroy(handle.pointer) }
    }
}
