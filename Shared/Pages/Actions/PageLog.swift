public import Contracts
internal import Fulfillment
public import Streams

/// Where what people do goes: the log, to the partition of its key, as the API's intake does it. Nothing is said to be done
/// before the log has it.
public struct PageLog: Sendable {
    let appender: any LogAppender
    let partitions: [Topic: Int32]

    public init(_ appender: any LogAppender, partitions: [Topic: Int32]) {
        self.appender = appender
        self.partitions = partitions
    }

    func append(_ body: RecordBody, to topic: Topic) throws(PageFailure) {
        let partition = Murmur2.partition(of: body.key ?? [], count: partitions[topic] ?? 1)
        do throws(LogError) {
            try appender.append([OutgoingRecord(topic: topic.name, partition: partition, body: body)])
        } catch { throw .notReachable }
    }

    /// A message as a record, checked by the same codec that will read it.
    static func body(_ message: Message, id: String, by person: String?, at now: Timestamp) throws(PageFailure) -> RecordBody {
        let body = message.body(Envelope(source: Sender.source(of: person), id: id, type: message.type, time: now))
        do throws(DecodeError) {
            _ = try Message.decode(body, topic: message.type.topic)
            return body
        } catch { throw .notTaken(error.description) }
    }
}

/// Why a page cannot be made, or an action not be done.
enum PageFailure: Error, Equatable {
    /// The log or the read model does not answer.
    case notReachable
    /// What was sent cannot be a message: the codec says why.
    case notTaken(String)
    /// The form is not one of this browser's.
    case foreignForm
    /// Nothing is at this place.
    case notFound
}
