internal import CRdKafka

extension Admin {
    /// The value of a setting, such as `cleanup.policy`, of each of these topics as the broker says it. A topic that may
    /// not be looked at, or does not exist, is left out.
    public func setting(
        _ name: String, of topics: [String], timeout: Duration
    ) throws(KafkaError) -> [String: String] {
        guard !topics.isEmpty else { return [:] }
        var asked: [OpaquePointer?] = unsafe topics.map {
            unsafe rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0)
        }
        defer { unsafe rd_kafka_ConfigResource_destroy_array(&asked, asked.count) }
        let options = unsafe rd_kafka_AdminOptions_new(client.pointer, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS)
        defer { unsafe rd_kafka_AdminOptions_destroy(options) }
        var reason = [CChar](repeating: 0, count: 256)
        unsafe rd_kafka_AdminOptions_set_request_timeout(options, timeout.milliseconds, &reason, reason.count)
        let answers: OpaquePointer = unsafe rd_kafka_queue_new(client.pointer)
        defer { unsafe rd_kafka_queue_destroy(answers) }
        unsafe rd_kafka_DescribeConfigs(client.pointer, &asked, asked.count, options, answers)
        guard let event = unsafe rd_kafka_queue_poll(answers, timeout.milliseconds) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, context: "ask for the topics' settings")
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        try unsafe KafkaError.check(rd_kafka_event_error(event), "ask for the topics' settings")
        var values: [String: String] = [:]
        var count = 0
        let results = unsafe rd_kafka_DescribeConfigs_result_resources(
            rd_kafka_event_DescribeConfigs_result(event), &count)
        for index in 0..<count {
            guard let topic = unsafe results?[index], let topicName = unsafe rd_kafka_ConfigResource_name(topic) else {
                continue
            }
            var entries = 0
            let settings = unsafe rd_kafka_ConfigResource_configs(topic, &entries)
            for entry in 0..<entries {
                guard let setting = unsafe settings?[entry], let key = unsafe rd_kafka_ConfigEntry_name(setting),
                    unsafe String(cString: key) == name, let value = unsafe rd_kafka_ConfigEntry_value(setting)
                else { continue }
                unsafe values[String(cString: topicName)] = unsafe String(cString: value)
            }
        }
        return values
    }
}
