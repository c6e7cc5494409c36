internal import CRdKafka

extension Admin {
    /// The value of a setting, such as `cleanup.policy`, of each of these topics as the broker says it. A topic that may
    /// not be looked at, or does not exist, is left out.
    public func setting(
        _ name: String, of topics: [String], timeout: Duration
    ) throws(KafkaError) -> [String: String] {
        guard !topics.isEmpty else { return [:] }
        return try settings(of: topics, RD_KAFKA_RESOURCE_TOPIC, timeout).compactMapValues { $0[name] }
    }

    /// The settings of each broker, by its number. Those of a broker that may not be looked at are empty.
    public func brokerSettings(timeout: Duration) throws(KafkaError) -> [Int32: [String: String]] {
        var all: [Int32: [String: String]] = [:]
        // Each is asked for its own: no broker knows those of another.
        for id in try brokers(timeout: timeout) {
            all[id] = try settings(of: [String(id)], RD_KAFKA_RESOURCE_BROKER, timeout)[String(id)] ?? [:]
        }
        return all
    }

    /// The numbers of the brokers that are there now.
    private func brokers(timeout: Duration) throws(KafkaError) -> [Int32] {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        try unsafe KafkaError.check(
            rd_kafka_metadata(client.pointer, 0, nil, &metadata, timeout.milliseconds), "ask for the brokers")
        defer { unsafe rd_kafka_metadata_destroy(metadata) }
        guard let known = unsafe metadata?.pointee else { return [] }
        return unsafe (0..<Int(known.broker_cnt)).map { unsafe known.brokers[$0].id }
    }

    /// All settings of these resources of one kind.
    private func settings(
        of names: [String], _ kind: rd_kafka_ResourceType_t, _ timeout: Duration
    ) throws(KafkaError) -> [String: [String: String]] {
        var asked: [OpaquePointer?] = unsafe names.map { unsafe rd_kafka_ConfigResource_new(kind, $0) }
        defer { unsafe rd_kafka_ConfigResource_destroy_array(&asked, asked.count) }
        let options = unsafe rd_kafka_AdminOptions_new(client.pointer, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS)
        defer { unsafe rd_kafka_AdminOptions_destroy(options) }
        var reason = [CChar](repeating: 0, count: 256)
        unsafe rd_kafka_AdminOptions_set_request_timeout(options, timeout.milliseconds, &reason, reason.count)
        let answers: OpaquePointer = unsafe rd_kafka_queue_new(client.pointer)
        defer { unsafe rd_kafka_queue_destroy(answers) }
        unsafe rd_kafka_DescribeConfigs(client.pointer, &asked, asked.count, options, answers)
        guard let event = unsafe rd_kafka_queue_poll(answers, timeout.milliseconds) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, context: "ask for the settings")
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        try unsafe KafkaError.check(rd_kafka_event_error(event), "ask for the settings")
        var values: [String: [String: String]] = [:]
        var count = 0
        let results = unsafe rd_kafka_DescribeConfigs_result_resources(
            rd_kafka_event_DescribeConfigs_result(event), &count)
        for index in 0..<count {
            guard let resource = unsafe results?[index], let name = unsafe rd_kafka_ConfigResource_name(resource) else {
                continue
            }
            var entries = 0
            let settings = unsafe rd_kafka_ConfigResource_configs(resource, &entries)
            for entry in 0..<entries {
                guard let setting = unsafe settings?[entry], let key = unsafe rd_kafka_ConfigEntry_name(setting),
                    let value = unsafe rd_kafka_ConfigEntry_value(setting)
                else { continue }
                unsafe values[String(cString: name), default: [:]][String(cString: key)] = unsafe String(cString: value)
            }
        }
        return values
    }
}
