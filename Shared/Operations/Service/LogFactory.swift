internal import Kafka
public import Streams

extension ServiceSettings {
    /// The Kafka log of these settings. No broker is asked yet.
    public func openKafka(_ logger: Logger, watch: KafkaWatch) throws(Failure) -> KafkaLog {
        try KafkaLog.open(kafka: kafka, configuration: kafkaConfig, logger, watch: watch)
    }
}

extension KafkaLog {
    /// A Kafka log at these brokers, with a file of librdkafka's properties.
    /// - Parameter watch: gets what its clients report; without one, each report is a log line.
    public static func open(
        kafka: String, configuration: String?, _ logger: Logger, watch: KafkaWatch? = nil
    ) throws(Failure) -> KafkaLog {
        var properties: [(name: String, value: String)] = []
        if let configuration {
            do throws(KafkaError) {
                properties = try KafkaConfiguration.file(configuration).properties.map { ($0.name, $0.value) }
            } catch { throw Failure(.configuration, "--kafka-config \(configuration): \(error.message)") }
        }
        let log: KafkaLog
        do throws(LogError) {
            log = try KafkaLog(bootstrap: kafka, properties: properties) { notice in
                if let watch { return watch.report(notice.message) }
                logger.warning("Kafka", metadata: ["notice": .string(notice.message)])
            }
        } catch { throw Failure(.configuration, error.message) }
        try watch?.begin(asking: log)
        return log
    }
}
