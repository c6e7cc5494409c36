internal import CRdKafka

extension Admin {
    /// Raises topics to so many partitions, and waits until every one can be written to. One that has as many by then, for
    /// somebody else was quicker, is well.
    public func raise(_ topics: [String], to partitions: Int32, timeout: Duration) throws(KafkaError) {
        guard !topics.isEmpty else { return }
        let deadline = ContinuousClock.Instant.after(timeout)
        while true {
            do throws(KafkaError) {
                try request(topics, partitions, deadline)
                break
            } catch {
                serve(.zero)
                if let refusal = state.withLock({ $0.refusal }) { throw refusal }
                guard error.isRetriable, deadline.timeLeft > .zero else { throw error }
            }
        }
        while true {
            let known = try self.topics(timeout: deadline.timeLeft)
            let late = topics.first { name in
                known[name].map { !$0.isReady || $0.partitions < partitions } ?? true
            }
            guard let late else { return }
            guard deadline.timeLeft > .zero else {
                throw KafkaError(
                    code: KafkaError.Code.timedOut, context: "wait for \(partitions) partitions of topic \(late)")
            }
            serve(min(deadline.timeLeft, .milliseconds(50)))
        }
    }

    private func request(
        _ topics: [String], _ partitions: Int32, _ deadline: ContinuousClock.Instant
    ) throws(KafkaError) {
        var natives: [OpaquePointer?] = unsafe []
        defer { unsafe rd_kafka_NewPartitions_destroy_array(&natives, natives.count) }
        var reason = [CChar](repeating: 0, count: 256)
        for topic in topics {
            guard
                let native = unsafe rd_kafka_NewPartitions_new(topic, Int(partitions), &reason, reason.count)
            else {
                throw KafkaError(
                    code: KafkaError.Code.invalidArgument,
                    message: String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self),
                    context: "raise the partitions of topic \(topic)")
            }
            unsafe natives.append(native)
        }
        let options = unsafe rd_kafka_AdminOptions_new(client.pointer, RD_KAFKA_ADMIN_OP_CREATEPARTITIONS)
        defer { unsafe rd_kafka_AdminOptions_destroy(options) }
        let milliseconds = max(deadline.timeLeft.milliseconds, 1)
        unsafe rd_kafka_AdminOptions_set_request_timeout(options, milliseconds, &reason, reason.count)
        let answers: OpaquePointer = unsafe rd_kafka_queue_new(client.pointer)
        defer { unsafe rd_kafka_queue_destroy(answers) }
        unsafe rd_kafka_CreatePartitions(client.pointer, &natives, natives.count, options, answers)
        guard let event = unsafe rd_kafka_queue_poll(answers, milliseconds) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, context: "raise the partitions of topics")
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        try unsafe KafkaError.check(rd_kafka_event_error(event), "raise the partitions of topics")
        var count = 0
        let results = unsafe rd_kafka_CreatePartitions_result_topics(
            rd_kafka_event_CreatePartitions_result(event), &count)
        for index in 0..<count {
            let result = unsafe results?[index]
            let code = unsafe rd_kafka_topic_result_error(result)
            // A request whose answer was lost may have raised it: then the next one is refused so. The wait for the new
            // count tells the difference.
            if code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_INVALID_PARTITIONS { continue }
            var failure = unsafe KafkaError(
                code,
                context: "raise the partitions of topic \(String(cString: rd_kafka_topic_result_name(result)))")
            if let text = unsafe rd_kafka_topic_result_error_string(result) {
                failure.message = unsafe String(cString: text)
            }
            throw failure
        }
    }
}
