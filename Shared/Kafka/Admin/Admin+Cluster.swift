internal import CRdKafka

extension Admin {
    /// The id that the cluster gave itself when it was made. Asks a broker once.
    public func clusterId(timeout: Duration) throws(KafkaError) -> String {
        guard let id = unsafe rd_kafka_clusterid(client.pointer, timeout.milliseconds) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, context: "ask for the cluster's id")
        }
        defer { unsafe rd_kafka_mem_free(client.pointer, id) }
        return unsafe String(cString: id)
    }
}
