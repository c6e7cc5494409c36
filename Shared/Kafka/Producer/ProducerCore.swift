internal import CRdKafka
internal import Threads

/// What both kinds of producers are made of: the client, its topics and its delivery reports.
@safe
final class ProducerCore: Sendable {
    let client: Client
    let topics: TopicHandles
    let reports: DeliveryReports
    private let isClosed = Monitor(false)

    init(_ configuration: KafkaConfiguration) throws(KafkaError) {
        client = try Client(.producer, configuration, events: RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR)
        topics = TopicHandles(client)
        reports = DeliveryReports(client, notice: configuration.notice)
    }

    /// Hands one message to librdkafka, which copies it. Waits for reports while its queue is full; drops nothing.
    func produce(
        topic: String, partition: Int32, timestamp: Int64?, key: UnsafeRawBufferPointer?,
        value: UnsafeRawBufferPointer?, headers: consuming MessageHeaders?, ticket: Int
    ) throws(KafkaError) {
        let handle = try topics.handle(topic, timeout: .seconds(5))
        guard partition >= 0, partition < handle.partitions else {
            throw KafkaError(
                code: KafkaError.Code.unknownPartition,
                message: "the topic has \(handle.partitions) partitions",
                context: "write to \(topic) partition \(partition)")
        }
        var list: OpaquePointer?
        if var taken = headers.take() {
            unsafe list = unsafe taken.native
            taken.taken()
        }
        /// How many messages had their report before this attempt, once the queue was full.
        var before: Int?
        while true {
            let failure = unsafe Message(
                topic: handle.pointer, partition: partition, timestamp: timestamp, key: key, value: value,
                headers: list,
                ticket: ticket
            ).enqueue(client)
            guard let failure = unsafe failure else { return }
            if unsafe rd_kafka_error_code(failure) == RD_KAFKA_RESP_ERR__QUEUE_FULL {
                unsafe rd_kafka_error_destroy(failure)
                if let before { _ = reports.wait(until: .after(.seconds(1))) { $0.reported != before ? true : nil } }
                before = reports.reported
                continue
            }
            if let list = unsafe list { unsafe rd_kafka_headers_destroy(list) }
            throw unsafe KafkaError(taking: failure, context: "write to \(topic) partition \(partition)")
        }
    }

    /// Ends the client; messages that were not delivered by the deadline are lost, with `dropping` all that were not
    /// delivered yet. A second call does nothing: the client may be gone by then.
    @discardableResult
    func close(deadline: Duration, dropping: Bool = false) -> Bool {
        let isFirst = isClosed.withLock { closed in
            defer { closed = true }
            return !closed
        }
        guard isFirst else { return true }
        let moment = ContinuousClock.Instant.after(deadline)
        if dropping { purge() }
        if unsafe rd_kafka_flush(client.pointer, moment.timeLeft.milliseconds) != RD_KAFKA_RESP_ERR_NO_ERROR { purge() }
        return end(by: moment)
    }

    private func purge() {
        unsafe rd_kafka_purge(
            client.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING)
    }

    /// Ends the client without waiting for messages.
    func end(by deadline: ContinuousClock.Instant) -> Bool {
        // The thread holds the queue, and an event at most: without its end the client cannot end either.
        let stopped = reports.stop(deadline: max(deadline, .after(.seconds(1))))
        topics.close()
        return client.destroy(deadline: deadline) && stopped
    }
}

/// One message in the form that `rd_kafka_produceva` takes.
@safe
private struct Message {
    var topic: OpaquePointer
    var partition: Int32
    var timestamp: Int64?
    var key: UnsafeRawBufferPointer?
    var value: UnsafeRawBufferPointer?
    var headers: OpaquePointer?
    var ticket: Int

    /// Returns the error, which the caller owns; the headers are librdkafka's when there is none.
    func enqueue(_ client: Client) -> OpaquePointer? {
        unsafe withUnsafeTemporaryAllocation(of: rd_kafka_vu_t.self, capacity: 8) { units in
            var count = 0
            func add(_ type: rd_kafka_vtype_t, _ fill: (inout rd_kafka_vu_t) -> Void) {
                var unit = unsafe rd_kafka_vu_t()
                unsafe unit.vtype = type
                unsafe fill(&unit)
                unsafe units.initializeElement(at: count, to: unit)
                count += 1
            }
            unsafe add(RD_KAFKA_VTYPE_RKT) { unsafe $0.u.rkt = unsafe topic }
            unsafe add(RD_KAFKA_VTYPE_PARTITION) { unsafe $0.u.i32 = partition }
            unsafe add(RD_KAFKA_VTYPE_MSGFLAGS) { unsafe $0.u.i = RD_KAFKA_MSG_F_COPY }
            if let timestamp { unsafe add(RD_KAFKA_VTYPE_TIMESTAMP) { unsafe $0.u.i64 = timestamp } }
            if let key = unsafe key { unsafe add(RD_KAFKA_VTYPE_KEY) { unsafe Message.point(&$0, at: key) } }
            if let value = unsafe value { unsafe add(RD_KAFKA_VTYPE_VALUE) { unsafe Message.point(&$0, at: value) } }
            if let headers = unsafe headers { unsafe add(RD_KAFKA_VTYPE_HEADERS) { unsafe $0.u.headers = headers } }
            if ticket != 0 {
                unsafe add(RD_KAFKA_VTYPE_OPAQUE) { unsafe $0.u.ptr = UnsafeMutableRawPointer(bitPattern: ticket) }
            }
            return unsafe rd_kafka_produceva(client.pointer, units.baseAddress, count)
        }
    }

    /// An empty buffer may have no address, which for librdkafka would be a missing key or a tombstone.
    private static func point(_ unit: inout rd_kafka_vu_t, at bytes: UnsafeRawBufferPointer) {
        let empty: StaticString = ""
        unsafe unit.u.mem.ptr = unsafe UnsafeMutableRawPointer(
            mutating: bytes.baseAddress ?? UnsafeRawPointer(empty.utf8Start))
        unsafe unit.u.mem.size = bytes.count
    }
}
