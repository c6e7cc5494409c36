internal import Contracts
internal import Fulfillment

/// A record that is not a valid message, as it goes to the dead letters: untouched except for texts that name people, which stay
/// where it was written, with headers that say why.
enum DeadLetter {
    static func record(_ record: Record, _ error: DecodeError, group: String, partitions: Int32) -> OutgoingRecord {
        let (kept, names) = record.body.withoutTexts
        let body = kept.replacing(
            key: record.body.key,
            adding: [
                Header("__streams.errors.exception", error.code.rawValue),
                Header("__streams.errors.message", error.description),
                Header("__streams.errors.topic", record.topic),
                Header("__streams.errors.partition", String(record.partition)),
                Header("__streams.errors.offset", String(record.offset)),
                Header("x-dead-letter-group", group),
                Header("x-dead-letter-at", Timestamp(milliseconds: record.timestamp).rfc3339),
            ] + (names.isEmpty ? [] : [Header("x-dead-letter-without", names.joined(separator: ", "))]))
        let partition =
            record.body.key.map { Murmur2.partition(of: $0, count: partitions) } ?? record.partition % partitions
        return OutgoingRecord(topic: Topic.deadLetters.name, partition: partition, body: body)
    }
}
