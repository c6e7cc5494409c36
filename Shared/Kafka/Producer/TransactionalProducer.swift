internal import CRdKafka
internal import Threads

/// Writes messages, and a group's offsets with them, in transactions. Used by one thread at a time.
///
/// For an error, ask in this order: `requiresAbort` → `abort`; `isRetriable` → the same call again with the same arguments;
/// else the producer is to be closed and recreated.
public final class TransactionalProducer: Sendable {
    /// How long a flush goes on before it is asked whether it is of any use.
    private static let flushSlice = Duration.milliseconds(100)

    private let core: ProducerCore
    private let marks = Monitor(Marks())

    /// Counts as they were when the transaction began.
    private struct Marks {
        var endRequests = 0
        var reported = 0
        var produced = 0
    }

    /// Makes a producer; `transactional.id` must be among the properties.
    public init(_ configuration: KafkaConfiguration) throws(KafkaError) {
        guard configuration["transactional.id"] != nil else {
            throw KafkaError(
                code: KafkaError.Code.invalidArgument, message: "transactional.id is not set",
                context: "make a transactional producer")
        }
        core = try ProducerCore(configuration)
    }

    deinit { core.close(deadline: .zero) }

    /// Makes topics known, all before the first transaction: one that is not costs the first commit a second.
    public func prepare(topics: [String], timeout: Duration) throws(KafkaError) {
        for topic in topics { _ = try core.topics.handle(topic, timeout: timeout) }
    }

    /// Takes the transactional id over: ends what a predecessor left open, and fences it. Once per producer.
    public func initTransactions(timeout: Duration) throws(KafkaError) {
        let deadline = ContinuousClock.Instant.after(timeout)
        while true {
            // In slices, so that refused credentials are reported at once and not when the time is over.
            let slice = min(deadline.timeLeft, .seconds(1))
            do throws(KafkaError) {
                return try unsafe KafkaError.check(
                    rd_kafka_init_transactions(core.client.pointer, slice.milliseconds), "initialise the transactions")
            } catch {
                if let refusal { throw refusal }
                guard error.isRetriable, deadline.timeLeft > .zero else { throw error }
            }
        }
    }

    /// Credentials or rights that were refused, where that has happened.
    public var refusal: KafkaError? { core.reports.withState { $0.refusal } }

    /// The first message of the transaction that was not delivered, where there is one.
    public var deliveryFailure: KafkaError? { core.reports.withState { $0.firstFailure } }

    /// Begins a transaction.
    public func begin() throws(KafkaError) {
        let endRequests = core.client.hooks.endRequestCount
        let reported = core.reports.reported
        _ = core.reports.takeFailure()
        core.reports.withState {
            $0.positions = [:]
            $0.inferred = 0
        }
        marks.withLock { $0 = Marks(endRequests: endRequests, reported: reported) }
        try unsafe KafkaError.check(rd_kafka_begin_transaction(core.client.pointer), "begin a transaction")
    }

    /// Adds a message to the transaction, which is copied. Waits while the queue is full.
    ///
    /// A nil value is a tombstone; a nil timestamp is now. A `mark` above zero lets `position` be asked for.
    public func produce(
        topic: String, partition: Int32, timestamp: Int64? = nil, key: UnsafeRawBufferPointer?,
        value: UnsafeRawBufferPointer?, headers: consuming MessageHeaders? = nil, mark: Int = 0
    ) throws(KafkaError) {
        try unsafe core.produce(
            topic: topic, partition: partition, timestamp: timestamp, key: key, value: value, headers: headers,
            ticket: -mark)
        marks.withLock { $0.produced += 1 }
    }

    /// Adds the group's progress to the transaction: the next offset of each partition. `group` is the consumer's
    /// metadata, taken now.
    public func sendOffsets(
        _ offsets: [PartitionOffset], group: GroupMetadata, timeout: Duration
    ) throws(KafkaError) {
        let list = PartitionList(offsets)
        let error = unsafe list.lend { list in
            unsafe group.lend { group in
                unsafe rd_kafka_send_offsets_to_transaction(core.client.pointer, list, group, timeout.milliseconds)
            }
        }
        try unsafe KafkaError.check(
            error, "add the group's offsets to the transaction")
    }

    /// Makes all of the transaction visible at once; waits for the delivery of its messages. Where one has failed, or may
    /// not be there, the error says which and requires an abort.
    public func commit(timeout: Duration) throws(KafkaError) {
        let deadline = ContinuousClock.Instant.after(timeout)
        try deliver(until: deadline)
        do throws(KafkaError) {
            try unsafe KafkaError.check(
                rd_kafka_commit_transaction(core.client.pointer, deadline.timeLeft.milliseconds),
                "commit the transaction")
        } catch {
            var error = error
            if error.requiresAbort, let failure = core.reports.takeFailure() {
                // What was refused has its own words; what was only thrown away with it would name another topic.
                if error.isRefusal { throw error }
                if failure.isRefusal {
                    error.code = failure.code
                    error.topic = failure.topic
                }
                error.message += "; \(failure.context): \(failure.message) (\(failure.name))"
                if failure.isRefusedRecord { error.code = failure.code }
            }
            throw error
        }
    }

    /// Waits until every message has its report, and takes none for delivered that only seems so.
    ///
    /// A broker that takes a partition's second batch and not its first, as can happen while the partition moves, gets the
    /// first one never again: librdkafka infers from the second that it is there (2.0.2 and 2.16; confluent-kafka-go #921).
    /// What is inferred has no offset. A message that was sent twice has none either, and is then aborted for nothing.
    private func deliver(until deadline: ContinuousClock.Instant) throws(KafkaError) {
        let context = "deliver the transaction's messages"
        // Done when each message's report was processed: `DeliveryReports` counts before it gives a report back.
        while unsafe rd_kafka_flush(core.client.pointer, min(deadline.timeLeft, Self.flushSlice).milliseconds)
            != RD_KAFKA_RESP_ERR_NO_ERROR
        {
            // In a transaction that has failed nothing is sent any more. The commit says why.
            if hasFailed { return }
            guard deadline.timeLeft > .zero else {
                throw KafkaError(code: KafkaError.Code.timedOut, isRetriable: true, context: context)
            }
        }
        let inferred = core.reports.withState { $0.inferred }
        guard inferred == 0 else {
            throw KafkaError(
                code: KafkaError.Code.state, message: "\(inferred) were acknowledged by inference only",
                requiresAbort: true, context: context)
        }
    }

    /// True when the transaction in hand can only be aborted. A call that is refused in any case shows it: there is no other.
    private var hasFailed: Bool {
        guard let refusal = unsafe rd_kafka_begin_transaction(core.client.pointer) else { return false }
        let error = unsafe KafkaError(taking: refusal, context: "")
        return error.requiresAbort || error.isFatal
    }

    /// Ends the transaction with nothing of it visible. Waits first for one delivery report where something was
    /// produced, since an abort can overtake the request that adds the partitions.
    public func abort(timeout: Duration) throws(KafkaError) {
        let deadline = ContinuousClock.Instant.after(timeout)
        let begun = marks.withLock { $0 }
        if begun.produced > 0 {
            _ = core.reports.wait(until: min(deadline, .after(.seconds(2)))) {
                $0.reported > begun.reported ? true : nil
            }
        }
        try unsafe KafkaError.check(
            rd_kafka_abort_transaction(core.client.pointer, deadline.timeLeft.milliseconds), "abort the transaction")
        _ = core.reports.takeFailure()
    }

    /// The offset after the last delivered message of this mark since `begin`; complete once the commit has returned.
    /// nil where there is none, or the broker did not say (a message that was sent twice).
    public func position(mark: Int) -> Int64? { core.reports.withState { $0.positions[mark] } }

    /// How many requests to end the transaction were sent since `begin`. After a commit or an abort with other than one,
    /// an old request may still arrive and end the NEXT transaction of this producer (librdkafka lacks KIP-890): close
    /// it and make another, whose `initTransactions` makes old requests void.
    public var endRequests: Int {
        let count = core.client.hooks.endRequestCount
        return marks.withLock { count - $0.endRequests }
    }

    /// Waits before a call is made again; ends early when the producer is closed.
    public func pause(_ duration: Duration) {
        _ = core.reports.wait(until: .after(duration)) { $0.isStopping ? true : nil }
    }

    /// The error for which the producer cannot go on, where there is one.
    public var fatalError: KafkaError? { core.client.fatalError("produce in transactions") }

    /// Ends the client within the deadline. A transaction that is open is ended by the broker, or by the next producer of
    /// the same id.
    @discardableResult
    public func close(deadline: Duration) -> Bool {
        core.close(deadline: deadline, dropping: true)
    }
}
