internal import CRdKafka
internal import Threads

/// Reads messages and takes part in a group, on librdkafka's event queue. Used by one thread alone.
///
/// One ordered stream holds messages, rebalances, ends of partitions and errors. A rebalance is answered with `assign`
/// or `unassign` when the caller is ready. Every `poll` restarts the time of `max.poll.interval.ms`, with messages or
/// without, so it is to be called more often than that.
@safe
public final class Consumer {
    private let client: Client
    private var queue: OpaquePointer?
    private var topics = TopicNames()

    /// Makes a consumer; nothing is read before `assign`, or `subscribe` and the group's answer.
    public init(_ configuration: KafkaConfiguration) throws(KafkaError) {
        client = try Client(
            .consumer, configuration,
            events: RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR)
        // Errors of the client as a whole come the same way as all else.
        unsafe rd_kafka_poll_set_consumer(client.pointer)
        unsafe queue = unsafe rd_kafka_queue_get_consumer(client.pointer)
    }

    deinit { if let queue = unsafe queue { unsafe rd_kafka_queue_destroy(queue) } }

    /// Joins the group for these topics.
    public func subscribe(_ topics: [String]) throws(KafkaError) {
        let list = PartitionList(topics.map { PartitionOffset(topic: $0, partition: -1) })
        try unsafe KafkaError.check(
            list.lend { unsafe rd_kafka_subscribe(client.pointer, $0) },
            "subscribe to \(topics.joined(separator: ", "))")
    }

    /// Gives all partitions up and leaves the group, also as a static member (`group.instance.id`): its next consumer is a
    /// new member, for which the group divides its topics again. A static member that only closes and comes back is given
    /// what it had, even if it subscribes to other topics by then. What was fetched is dropped; only `close` may follow.
    public func leave(timeout: Duration) throws(KafkaError) {
        let deadline = ContinuousClock.Instant.after(timeout)
        try assign([])
        try unsafe KafkaError.check(rd_kafka_unsubscribe(client.pointer), "leave the group")
        // librdkafka takes away what the group gave, although nothing of it is read, and leaves when that is answered.
        while deadline.timeLeft > .zero {
            guard case .revoked = poll(timeout: deadline.timeLeft, { _ in }) else { continue }
            return try unassign()
        }
    }

    /// Hands messages to `each` until there is none left, `limit` is reached, or something else has happened, which is
    /// returned. Waits at most `timeout`, and only while there is nothing at all.
    public func poll(
        timeout: Duration, limit: Int = 2_000, _ each: (borrowing FetchedMessage) -> Void
    ) -> ConsumerEvent? {
        guard let queue = unsafe queue else { return nil }
        let deadline = ContinuousClock.Instant.after(timeout)
        var wait = timeout.milliseconds
        var count = 0
        while count < limit {
            guard let event = unsafe rd_kafka_queue_poll(queue, wait) else { return nil }
            defer { unsafe rd_kafka_event_destroy(event) }
            guard unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_FETCH else {
                if let event = unsafe ConsumerEvent(event, of: client) { return event }
                wait = count > 0 ? 0 : deadline.timeLeft.milliseconds
                continue
            }
            wait = 0
            while let message = unsafe rd_kafka_event_message_next(event) {
                if unsafe message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR {
                    return unsafe .error(KafkaError(message.pointee.err, context: "read a message"))
                }
                unsafe each(FetchedMessage(message, topic: topics.name(of: message.pointee.rkt)))
                count += 1
            }
        }
        return nil
    }

    /// Replaces all that is read by these partitions, each from its offset; what was fetched before is dropped.
    public func assign(_ partitions: [PartitionOffset]) throws(KafkaError) {
        let code = unsafe PartitionList(partitions).lend { unsafe rd_kafka_assign(client.pointer, $0) }
        try KafkaError.check(code, "assign \(partitions.count) partitions")
    }

    /// Reads nothing any more, and answers a rebalance that took the partitions away.
    public func unassign() throws(KafkaError) {
        try unsafe KafkaError.check(rd_kafka_assign(client.pointer, nil), "give the partitions up")
    }

    /// True when the partitions became another's before they were given up.
    public var isAssignmentLost: Bool { unsafe rd_kafka_assignment_lost(client.pointer) != 0 }

    /// What the group has committed, `PartitionOffset.none` where nothing. With read_committed it waits for offsets that
    /// are part of an open transaction.
    public func committed(
        _ partitions: [PartitionOffset], timeout: Duration
    ) throws(KafkaError) -> [PartitionOffset] {
        let list = PartitionList(partitions)
        let context = "ask for the committed offsets"
        let code = unsafe list.lend { unsafe rd_kafka_committed(client.pointer, $0, timeout.milliseconds) }
        try KafkaError.check(code, context)
        try list.check(context)
        return list.partitions
    }

    /// Asks the broker for a partition's first offset and its end: with read_committed, the end of what is committed.
    ///
    /// Not by `rd_kafka_query_watermark_offsets`: in librdkafka 2.0.2 that waits beyond its timeout, for as long as the broker
    /// which it has asked is away, also where another one leads the partition by then.
    public func watermarks(
        topic: String, partition: Int32, timeout: Duration
    ) throws(KafkaError) -> (first: Int64, end: Int64) {
        let deadline = ContinuousClock.Instant.after(timeout)
        let first = try ask(PartitionOffset.beginning, topic, partition, until: deadline)
        return (first, try ask(PartitionOffset.end, topic, partition, until: deadline))
    }

    /// Asks the brokers where these partitions end: with read_committed, the end of what is committed. One question for
    /// all of them, asked once.
    public func ends(of places: [PartitionOffset], timeout: Duration) throws(KafkaError) -> [PartitionOffset] {
        try offsets(of: places, at: PartitionOffset.end, timeout: timeout)
    }

    /// The first offset of each of these partitions whose message is of a time, in milliseconds since 1970, or later;
    /// `PartitionOffset.end` where there is none.
    public func offsets(
        of places: [PartitionOffset], at time: Int64, timeout: Duration
    ) throws(KafkaError) -> [PartitionOffset] {
        let list = PartitionList(
            places.map { PartitionOffset(topic: $0.topic, partition: $0.partition, offset: time) })
        let context = "ask for the offsets of a time"
        let code = unsafe list.lend {
            unsafe rd_kafka_offsets_for_times(client.pointer, $0, timeout.milliseconds)
        }
        try KafkaError.check(code, context)
        try list.check(context)
        return list.partitions
    }

    /// How long one attempt waits: what was sent to a broker that died is answered by nobody, while another leads by then.
    private static let attempt = Duration.seconds(3)

    /// The protocol takes the beginning and the end for times.
    private func ask(
        _ which: Int64, _ topic: String, _ partition: Int32, until deadline: ContinuousClock.Instant
    ) throws(KafkaError) -> Int64 {
        let context = "ask for the offsets of \(topic) partition \(partition)"
        while true {
            let list = PartitionList([PartitionOffset(topic: topic, partition: partition, offset: which)])
            let wait = min(deadline.timeLeft, Self.attempt)
            let code = unsafe list.lend {
                unsafe rd_kafka_offsets_for_times(client.pointer, $0, wait.milliseconds)
            }
            do throws(KafkaError) {
                try KafkaError.check(code, context)
                try list.check(context)
                return list.partitions[0].offset
            } catch {
                // A new partition, or one that moves, has no leader for a moment that the brokers agree on.
                let isMoving =
                    error.code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE.rawValue
                    || error.code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION.rawValue
                guard isMoving || error.isDisconnection, deadline.timeLeft > .milliseconds(100) else { throw error }
            }
            ThreadPause.sleep(until: .after(.milliseconds(100)))
            askForLeaders(of: topic, until: deadline)
        }
    }

    /// Who leads a topic's partitions now: of a topic that it does not read, a client asks that of itself only once.
    private func askForLeaders(of topic: String, until deadline: ContinuousClock.Instant) {
        guard let handle = unsafe rd_kafka_topic_new(client.pointer, topic, nil) else { return }
        defer { unsafe rd_kafka_topic_destroy(handle) }
        var answer: UnsafePointer<rd_kafka_metadata>?
        let wait = min(deadline.timeLeft, Self.attempt)
        _ = unsafe rd_kafka_metadata(client.pointer, 0, handle, &answer, wait.milliseconds)
        if let answer = unsafe answer { unsafe rd_kafka_metadata_destroy(answer) }
    }

    /// The end of a partition as the last fetch has shown it, open transactions included; nil before the first.
    public func fetchedEnd(topic: String, partition: Int32) -> Int64? {
        var first: Int64 = 0
        var end: Int64 = 0
        let code = unsafe rd_kafka_get_watermark_offsets(client.pointer, topic, partition, &first, &end)
        return code == RD_KAFKA_RESP_ERR_NO_ERROR && end >= 0 ? end : nil
    }

    /// The member and its generation as of now, for `TransactionalProducer.sendOffsets`.
    public func groupMetadata() throws(KafkaError) -> GroupMetadata {
        guard let metadata = unsafe rd_kafka_consumer_group_metadata(client.pointer) else {
            throw KafkaError(code: KafkaError.Code.state, context: "ask for the group's metadata")
        }
        return unsafe GroupMetadata(owning: metadata)
    }

    /// The error for which the consumer cannot go on, where there is one.
    public var fatalError: KafkaError? { client.fatalError("consume") }

    /// Gives all partitions up, leaves the group and ends the client, within the deadline. A static member
    /// (`group.instance.id`) keeps its place until its session times out, so that a restart moves nothing.
    ///
    /// Returns false when that is not done by the deadline; it then goes on by itself, or never ends.
    @discardableResult
    public func close(deadline: Duration) -> Bool {
        guard let queue = unsafe queue else { return true }
        let end = ContinuousClock.Instant.after(deadline)
        unsafe self.queue = nil
        let farewell = unsafe Farewell(client: client, queue: queue)
        let isSaid = Monitor(false)
        // `rd_kafka_assign`, which answers the last rebalance, asks a group handle that may have ended meanwhile, and
        // then waits for ever (2.0.2): so it gets a thread, which keeps the client.
        NativeThread.run {
            farewell.say(until: end)
            isSaid.withLock { $0 = true }
        }
        guard isSaid.wait(until: end, for: { $0 }) != nil else { return false }
        return client.destroy(deadline: end)
    }
}

/// The end of a consumer's membership.
@safe
private struct Farewell: @unchecked Sendable {
    // Unchecked for `queue`: rd_kafka_queue_t may be used from any thread, and only one has it from here on.
    let client: Client
    let queue: OpaquePointer

    /// Answers rebalances until the consumer is closed, and gives the queues back. 2.0.2 never ends after a lost
    /// partition: hence the end.
    func say(until end: ContinuousClock.Instant) {
        // Not the consumer's own queue, which would then be forwarded to itself.
        let closing: OpaquePointer = unsafe rd_kafka_queue_new(client.pointer)
        if let error = unsafe rd_kafka_consumer_close_queue(client.pointer, closing) {
            unsafe rd_kafka_error_destroy(error)
        } else {
            while !isClosed, end.timeLeft > .zero {
                let wait = min(end.timeLeft, .milliseconds(50)).milliseconds
                guard let event = unsafe rd_kafka_queue_poll(closing, wait) else { continue }
                if !isClosed, unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE {
                    unsafe rd_kafka_assign(client.pointer, nil)
                }
                unsafe rd_kafka_event_destroy(event)
            }
        }
        unsafe rd_kafka_queue_destroy(closing)
        unsafe rd_kafka_queue_destroy(queue)
    }

    private var isClosed: Bool { unsafe rd_kafka_consumer_closed(client.pointer) != 0 }
}
