internal import CRdKafka
internal import Threads

/// Receives what became of each message, on its own thread, and the client's errors with it.
///
/// Reports as events, drained elsewhere, let a flush wait on a condition: in callback mode it polls every 10 ms.
@safe
final class DeliveryReports: Sendable {
    /// What is known of the messages that were handed to librdkafka.
    struct State {
        /// Messages with a report, good or bad.
        var reported = 0
        /// Messages that were not delivered since `takeFailure`, and the first one's error.
        var failed = 0
        var firstFailure: KafkaError?
        /// Messages of this transaction that count as delivered with nobody having said where: librdkafka has inferred it
        /// from a later one's success, and would have dropped one that was refused.
        var inferred = 0
        /// Credentials or rights were refused.
        var refusal: KafkaError?
        /// The offset after the last delivered message of each mark.
        var positions: [Int: Int64] = [:]
        var isStopping = false
        var hasStopped = false
    }

    /// Messages of several callers, each of whom waits for its own.
    let tickets = DeliveryTickets()
    private let state = Monitor(State())
    private let client: Client
    // It is given back by the thread that drains it; `stop` uses it before that thread can have ended.
    private nonisolated(unsafe) let queue: OpaquePointer
    /// Milliseconds: an idle client is not woken for nothing.
    private static let longestWait: Int32 = 10_000
    private let notice: @Sendable (KafkaError) -> Void

    init(_ client: Client, notice: @escaping @Sendable (KafkaError) -> Void) {
        self.client = client
        unsafe queue = unsafe rd_kafka_queue_get_main(client.pointer)
        self.notice = notice
        NativeThread.run { self.drain() }
    }

    /// Ends the thread; returns once the queue is given back, so that the client can end.
    func stop(deadline: ContinuousClock.Instant) -> Bool {
        state.withLock { state in
            // Within the lock: the thread gives the queue back once it has seen that it is to stop.
            if !state.isStopping { unsafe rd_kafka_queue_yield(queue) }
            state.isStopping = true
        }
        return state.wait(until: deadline) { $0.hasStopped } != nil
    }

    /// Reads or changes what is known.
    func withState<Result>(_ body: (inout State) -> Result) -> Result { state.withLock(body) }

    /// Waits for a change of what is known.
    func wait<Result>(until deadline: ContinuousClock.Instant, _ body: (inout State) -> Result?) -> Result? {
        state.result(until: deadline, body)
    }

    /// How many messages have their report.
    var reported: Int { state.withLock { $0.reported } }

    /// What has failed since the last call, as one error.
    func takeFailure() -> KafkaError? {
        state.withLock { state in
            guard var failure = state.firstFailure else { return nil }
            if state.failed > 1 { failure.context += " (and \(state.failed - 1) more messages)" }
            state.firstFailure = nil
            state.failed = 0
            return failure
        }
    }

    private func drain() {
        while !state.withLock({ $0.isStopping }) {
            // The wait ends with the first event, or when `stop` says so.
            guard let event = unsafe rd_kafka_queue_poll(queue, Self.longestWait) else { continue }
            var count = 0
            switch unsafe rd_kafka_event_type(event) {
            case RD_KAFKA_EVENT_DR: count = unsafe take(event)
            case RD_KAFKA_EVENT_ERROR: unsafe takeProblem(event)
            default: break
            }
            unsafe rd_kafka_event_destroy(event)
            // Only now is there room in librdkafka's queue again, for which a caller may wait.
            if count > 0 { state.withLock { $0.reported += count } }
        }
        unsafe rd_kafka_queue_destroy(queue)
        state.withLock { $0.hasStopped = true }
    }

    /// Returns how many messages were reported.
    private func take(_ event: OpaquePointer) -> Int {
        var news: [(ticket: Int, news: DeliveryTicket.News)] = []
        let count = state.withLock { state in
            var count = 0
            while let message = unsafe rd_kafka_event_message_next(event) {
                let code = unsafe message.pointee.err
                let ticket = unsafe Int(bitPattern: message.pointee._private)
                let failure = unsafe code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : DeliveryReports.failure(message)
                count += 1
                if let failure {
                    state.failed += 1
                    if state.firstFailure == nil { state.firstFailure = failure }
                }
                let offset = unsafe message.pointee.offset
                if failure == nil, offset < 0 { state.inferred += 1 }
                if ticket < 0, failure == nil, offset >= 0 {
                    state.positions[-ticket] = max(state.positions[-ticket] ?? 0, offset + 1)
                }
                guard ticket > 0 else { continue }
                let isUncertain = unsafe rd_kafka_message_status(message) != RD_KAFKA_MSG_STATUS_NOT_PERSISTED
                // The messages of one caller mostly come together.
                if news.last?.ticket != ticket { news.append((ticket, DeliveryTicket.News())) }
                news[news.count - 1].news.add(failure, isUncertain: isUncertain)
            }
            return count
        }
        tickets.report(news)
        return count
    }

    private static func failure(_ message: UnsafePointer<rd_kafka_message_t>) -> KafkaError {
        let topic = unsafe message.pointee.rkt.flatMap { unsafe rd_kafka_topic_name($0) }
        let name = unsafe topic.map { unsafe String(cString: $0) } ?? "a topic"
        var error = unsafe KafkaError(
            message.pointee.err, context: "write to \(name) partition \(message.pointee.partition)")
        error.topic = name
        return error
    }

    private func takeProblem(_ event: OpaquePointer) {
        let problem = unsafe KafkaError(event: event, context: "produce")
        if problem.isRefusal { state.withLock { $0.refusal = problem } }
        notice(problem)
    }
}
