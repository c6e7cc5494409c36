internal import CRdKafka
internal import Threads

/// Makes topics and says which there are. May be used by several threads at once.
@safe
public final class Admin: @unchecked Sendable {
    // Unchecked for `queue`: rd_kafka_queue_t may be polled from any thread.
    let client: Client
    private let queue: OpaquePointer
    let state = Monitor<(refusal: KafkaError?, isClosed: Bool)>((nil, false))
    private let notice: @Sendable (KafkaError) -> Void

    /// Makes a client for it.
    public init(_ configuration: KafkaConfiguration) throws(KafkaError) {
        client = try Client(.producer, configuration, events: RD_KAFKA_EVENT_ERROR)
        unsafe queue = unsafe rd_kafka_queue_get_main(client.pointer)
        notice = configuration.notice
    }

    deinit { _ = close(deadline: .zero) }

    /// The topics that exist, by name.
    public func topics(timeout: Duration) throws(KafkaError) -> [String: TopicMetadata] {
        let deadline = ContinuousClock.Instant.after(timeout)
        while true {
            do throws(KafkaError) {
                return try unsafe Metadata.ask(
                    client, topic: nil, timeout: min(deadline.timeLeft, .seconds(1)), "ask for the topics")
            } catch {
                // In slices, so that refused credentials are reported at once and not when the time is over.
                serve(.zero)
                if let refusal = state.withLock({ $0.refusal }) { throw refusal }
                guard error.isRetriable, deadline.timeLeft > .zero else { throw error }
                serve(min(deadline.timeLeft, .milliseconds(100)))
            }
        }
    }

    /// Makes those of the topics that do not exist, and waits until every one can be written to. One that exists stays
    /// as it is.
    public func create(_ topics: [NewTopic], timeout: Duration) throws(KafkaError) {
        guard !topics.isEmpty else { return }
        let deadline = ContinuousClock.Instant.after(timeout)
        while true {
            do throws(KafkaError) {
                try request(topics, deadline)
                break
            } catch {
                serve(.zero)
                if let refusal = state.withLock({ $0.refusal }) { throw refusal }
                guard error.isRetriable, deadline.timeLeft > .zero else { throw error }
            }
        }
        while true {
            let known = try self.topics(timeout: deadline.timeLeft)
            guard let missing = topics.first(where: { known[$0.name]?.isReady != true }) else { return }
            guard deadline.timeLeft > .zero else {
                throw KafkaError(code: KafkaError.Code.timedOut, context: "wait for the new topic \(missing.name)")
            }
            serve(min(deadline.timeLeft, .milliseconds(50)))
        }
    }

    private func request(_ topics: [NewTopic], _ deadline: ContinuousClock.Instant) throws(KafkaError) {
        var natives: [OpaquePointer?] = unsafe []
        defer { unsafe rd_kafka_NewTopic_destroy_array(&natives, natives.count) }
        for topic in topics { try unsafe natives.append(topic.native()) }
        try unsafe request(
            RD_KAFKA_ADMIN_OP_CREATETOPICS, "make topic", done: RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, deadline,
            send: { unsafe rd_kafka_CreateTopics(client.pointer, &natives, natives.count, $0, $1) },
            results: { unsafe rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result($0), &$1) })
    }

    /// Takes in the client's errors, for at most `wait`.
    func serve(_ wait: Duration) {
        let deadline = ContinuousClock.Instant.after(wait)
        while let event = unsafe rd_kafka_queue_poll(queue, deadline.timeLeft.milliseconds) {
            if unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR {
                let problem = unsafe KafkaError(event: event, context: "administer")
                if problem.isRefusal { state.withLock { $0.refusal = problem } }
                notice(problem)
            }
            unsafe rd_kafka_event_destroy(event)
        }
    }

    /// Ends the client within the deadline.
    @discardableResult
    public func close(deadline: Duration) -> Bool {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return true }
        unsafe rd_kafka_queue_destroy(queue)
        return client.destroy(deadline: .after(deadline))
    }
}
