internal import CRdKafka
internal import Threads

extension Admin {
    /// Sends one request about topics, and looks at what became of each.
    ///
    /// - Parameters:
    ///   - action: what is done, for errors: `make topic`.
    ///   - done: codes by which a topic is as it should be, beside success.
    ///   - send: gives the request to librdkafka, with these options and this queue for the answer.
    ///   - results: the topics of the answer.
    func request(
        _ operation: rd_kafka_admin_op_t, _ action: String, done: rd_kafka_resp_err_t,
        _ deadline: ContinuousClock.Instant,
        send: (_ options: OpaquePointer?, _ answers: OpaquePointer) -> Void,
        results: (_ event: OpaquePointer, _ count: inout Int) -> UnsafeMutablePointer<OpaquePointer?>?
    ) throws(KafkaError) {
        let options = unsafe rd_kafka_AdminOptions_new(client.pointer, operation)
        defer { unsafe rd_kafka_AdminOptions_destroy(options) }
        var reason = [CChar](repeating: 0, count: 256)
        let milliseconds = max(deadline.timeLeft.milliseconds, 1)
        unsafe rd_kafka_AdminOptions_set_request_timeout(options, milliseconds, &reason, reason.count)
        let answers: OpaquePointer = unsafe rd_kafka_queue_new(client.pointer)
        defer { unsafe rd_kafka_queue_destroy(answers) }
        unsafe send(options, answers)
        guard let event = unsafe rd_kafka_queue_poll(answers, milliseconds) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, context: "\(action)s")
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        try unsafe KafkaError.check(rd_kafka_event_error(event), "\(action)s")
        var count = 0
        let found = unsafe results(event, &count)
        for index in 0..<count {
            let result = unsafe found?[index]
            let code = unsafe rd_kafka_topic_result_error(result)
            if code == RD_KAFKA_RESP_ERR_NO_ERROR || code == done { continue }
            var failure = unsafe KafkaError(
                code, context: "\(action) \(String(cString: rd_kafka_topic_result_name(result)))")
            if let text = unsafe rd_kafka_topic_result_error_string(result) {
                failure.message = unsafe String(cString: text)
            }
            throw failure
        }
    }
}
