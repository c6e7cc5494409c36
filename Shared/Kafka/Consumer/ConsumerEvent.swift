internal import CRdKafka

/// What a consumer reports between messages.
public enum ConsumerEvent: Sendable {
    /// The group gave these partitions to this member: answer with `assign`.
    case assigned([PartitionOffset])
    /// The group takes these partitions away: answer with `unassign`. `lost` when they are another's already.
    case revoked([PartitionOffset], lost: Bool)
    /// The end of a partition was reached (with `enable.partition.eof`); the offset is that of the end.
    case endOfPartition(PartitionOffset)
    /// Something went wrong; whether it is fatal is in the error.
    case error(KafkaError)
}

extension ConsumerEvent {
    /// Reads an event other than a message; nil for one that says nothing.
    init?(_ event: OpaquePointer, of client: Client) {
        switch unsafe rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_REBALANCE:
            self = unsafe ConsumerEvent.rebalance(event, of: client)
        case RD_KAFKA_EVENT_ERROR:
            self = unsafe ConsumerEvent.problem(event)
        default:
            return nil
        }
    }

    private static func rebalance(_ event: OpaquePointer, of client: Client) -> ConsumerEvent {
        let partitions =
            unsafe rd_kafka_event_topic_partition_list(event).map { unsafe PartitionList.read($0) } ?? []
        switch unsafe rd_kafka_event_error(event) {
        case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
            return .assigned(partitions)
        case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
            return unsafe .revoked(partitions, lost: rd_kafka_assignment_lost(client.pointer) != 0)
        case let code:
            return .error(KafkaError(code, context: "rebalance the group"))
        }
    }

    private static func problem(_ event: OpaquePointer) -> ConsumerEvent {
        let place = unsafe rd_kafka_event_topic_partition(event)
        defer { if let place = unsafe place { unsafe rd_kafka_topic_partition_destroy(place) } }
        let partition = unsafe place.map {
            unsafe PartitionOffset(
                topic: String(cString: $0.pointee.topic), partition: $0.pointee.partition, offset: $0.pointee.offset)
        }
        let code = unsafe rd_kafka_event_error(event)
        if code == RD_KAFKA_RESP_ERR__PARTITION_EOF, let partition { return .endOfPartition(partition) }
        var error = unsafe KafkaError(
            event: event, context: partition.map { "read \($0.topic) partition \($0.partition)" } ?? "consume")
        error.topic = partition?.topic
        return .error(error)
    }
}

extension KafkaError {
    /// Reads an error event.
    init(event: OpaquePointer, context: String) {
        let code = unsafe rd_kafka_event_error(event)
        self.init(code, context: context)
        if let text = unsafe rd_kafka_event_error_string(event) { message = unsafe String(cString: text) }
        isFatal = unsafe rd_kafka_event_error_is_fatal(event) != 0
    }
}
