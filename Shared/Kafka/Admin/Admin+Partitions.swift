internal import CRdKafka
internal import Threads

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
        // A request whose answer was lost may have raised it: then the next one is refused so. The wait for the new count
        // shows the difference.
        try unsafe request(
            RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, "raise the partitions of topic",
            done: RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, deadline,
            send: { unsafe rd_kafka_CreatePartitions(client.pointer, &natives, natives.count, $0, $1) },
            results: { unsafe rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result($0), &$1) })
    }
}
