internal import CRdKafka

/// A topic to make.
public struct NewTopic: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// How many partitions it gets.
    public var partitions: Int32
    /// How many brokers hold each partition.
    public var replication: Int32
    /// Settings under Kafka's names, such as `cleanup.policy`.
    public var settings: [String: String]

    /// A topic with these settings, and the cluster's for all else.
    public init(name: String, partitions: Int32, replication: Int32, settings: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.settings = settings
    }

    /// librdkafka's own object, which the caller owns.
    func native() throws(KafkaError) -> OpaquePointer {
        var reason = [CChar](repeating: 0, count: 256)
        guard
            let native = unsafe rd_kafka_NewTopic_new(name, partitions, replication, &reason, reason.count)
        else {
            throw KafkaError(
                code: KafkaError.Code.invalidArgument,
                message: String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self),
                context: "make topic \(name)")
        }
        for (setting, value) in settings.sorted(by: { $0.key < $1.key }) {
            let code = unsafe rd_kafka_NewTopic_set_config(native, setting, value)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                unsafe rd_kafka_NewTopic_destroy(native)
                throw KafkaError(code, context: "set \(setting) of topic \(name)")
            }
        }
        return unsafe native
    }
}
