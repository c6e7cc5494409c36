internal import CRdKafka
public import Kafka

/// librdkafka's brokers within the process, for tests of error paths. They know nothing of real transactions: aborted
/// messages can be read, offsets of transactions are thrown away, nobody is fenced.
@safe
public final class MockCluster: @unchecked Sendable {
    // Unchecked for `cluster`: rd_kafka_mock_cluster_t serves its calls on its own thread.
    private let client: OpaquePointer
    private let cluster: OpaquePointer

    /// Kafka's numbers of the requests that tests make fail.
    public enum Request: Int16, Sendable {
        /// Writes messages.
        case produce = 0
        /// Reads messages.
        case fetch = 1
        /// Asks for topics and brokers.
        case metadata = 3
        /// Asks for a group's committed offsets.
        case offsetFetch = 9
        /// Gets a producer id.
        case initProducerID = 22
        /// Adds partitions to a transaction.
        case addPartitionsToTransaction = 24
        /// Ends a transaction.
        case endTransaction = 26
        /// Adds offsets to a transaction.
        case commitTransactionOffsets = 28
    }

    /// Starts brokers on free ports of this machine.
    public init(brokers: Int32 = 1) throws(KafkaError) {
        let configuration = unsafe rd_kafka_conf_new()
        guard let client = unsafe rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0) else {
            unsafe rd_kafka_conf_destroy(configuration)
            throw KafkaError(code: RD_KAFKA_RESP_ERR__FAIL.rawValue, context: "start the client of mock brokers")
        }
        guard let cluster = unsafe rd_kafka_mock_cluster_new(client, brokers) else {
            unsafe rd_kafka_destroy(client)
            throw KafkaError(code: RD_KAFKA_RESP_ERR__FAIL.rawValue, context: "start mock brokers")
        }
        unsafe (self.client, self.cluster) = unsafe (client, cluster)
    }

    deinit {
        unsafe rd_kafka_mock_cluster_destroy(cluster)
        unsafe rd_kafka_destroy(client)
    }

    /// For `bootstrap.servers`.
    public var bootstrap: String { unsafe String(cString: rd_kafka_mock_cluster_bootstraps(cluster)) }

    /// Makes a topic; the mock has no admin requests.
    public func create(topic: String, partitions: Int32) throws(KafkaError) {
        let code = unsafe rd_kafka_mock_topic_create(cluster, topic, partitions, 1)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw KafkaError(code: code.rawValue, context: "make topic \(topic)")
        }
    }

    /// Lets the next requests of this kind fail with these errors, one each. `Code.transport` cuts the connection.
    public func fail(_ request: Request, with codes: [Int32]) {
        let natives = codes.map { rd_kafka_resp_err_t(rawValue: $0) }
        unsafe rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, natives.count, natives)
    }

    /// Takes a broker away, or lets it come back.
    public func setBroker(_ number: Int32, isUp: Bool) {
        _ = unsafe isUp ? rd_kafka_mock_broker_set_up(cluster, number) : rd_kafka_mock_broker_set_down(cluster, number)
    }

    /// Makes a broker the leader of a partition.
    public func lead(topic: String, partition: Int32, by broker: Int32) {
        _ = unsafe rd_kafka_mock_partition_set_leader(cluster, topic, partition, broker)
    }

    /// Lets every answer of a broker take this long.
    public func setRoundTrip(_ number: Int32, _ duration: Duration) {
        unsafe rd_kafka_mock_broker_set_rtt(cluster, number, Int32(duration / .milliseconds(1)))
    }
}
