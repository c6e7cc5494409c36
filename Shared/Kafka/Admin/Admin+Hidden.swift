internal import CRdKafka

extension Admin {
    /// Those of these topics that this principal may not see: a list of all topics leaves them out as if they were not
    /// there, and only a question by name shows it.
    public func hidden(_ topics: [String], timeout: Duration) throws(KafkaError) -> [String] {
        var hidden: [String] = []
        for topic in topics {
            let context = "ask for topic \(topic)"
            guard let pointer = unsafe rd_kafka_topic_new(client.pointer, topic, nil) else {
                throw KafkaError(rd_kafka_last_error(), context: context)
            }
            defer { unsafe rd_kafka_topic_destroy(pointer) }
            var answer: UnsafePointer<rd_kafka_metadata>?
            try unsafe KafkaError.check(
                rd_kafka_metadata(client.pointer, 0, pointer, &answer, timeout.milliseconds), context)
            guard let answer = unsafe answer else { continue }
            defer { unsafe rd_kafka_metadata_destroy(answer) }
            for index in 0..<Int(unsafe answer.pointee.topic_cnt)
            where unsafe answer.pointee.topics[index].err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED {
                hidden.append(topic)
            }
        }
        return hidden
    }
}
