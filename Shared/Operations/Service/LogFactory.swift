internal import Kafka
public import Streams

extension ServiceSettings {
    /// The Kafka log of these settings. No broker is asked yet.
    public func openKafka(_ logger: Logger) throws(Failure) -> KafkaLog {
        try KafkaLog.open(kafka: kafka, configuration: kafkaConfig, logger)
    }
}

extension KafkaLog {
    /// A Kafka log at these brokers, with a file of librdkafka's properties.
    public static func open(kafka: String, configuration: String?, _ logger: Logger) throws(Failure) -> KafkaLog {
        var properties: [(name: String, value: String)] = []
        if let configuration {
            do throws(KafkaError) {
                properties = try KafkaConfiguration.file(configuration).properties.map { ($0.name, $0.value) }
            } catch { throw Failure(.configuration, "--kafka-config \(configuration): \(error.message)") }
        }
        do throws(LogError) {
            return try KafkaLog(bootstrap: kafka, properties: properties) { notice in
                logger.warning("Kafka", metadata: ["notice": .string(notice.message)])
            }
        } catch { throw Failure(.configuration, error.message) }
    }
}
