import Contracts
import Fulfillment
import Operations
import Streams

/// Takes messages from HTTP clients to the log: nothing is answered with 202 before the log has it.
final class EventIntake: Sendable {
    private let appender: any LogAppender
    private let partitions: [Topic: Int32]

    init(_ appender: any LogAppender, partitions: [Topic: Int32]) {
        self.appender = appender
        self.partitions = partitions
    }

    /// A CloudEvent of a type that others send, in structured mode or in HTTP's binary mode.
    func event(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        let body = try Self.body(of: request)
        let (envelope, message): (Envelope, Message)
        do throws(DecodeError) {
            (envelope, message) = try Message.decode(body, topic: .orderCommands)
        } catch { throw Self.refused(error) }
        guard envelope.type.isSentByOthers else {
            throw HTTPError(
                400, code: DecodeError.Code.unknownType.rawValue,
                message: "\(envelope.type.rawValue) is published by Turnback, and not accepted from others", path: "type")
        }
        return try accept(message, body.replacingKey(Array(message.key.utf8)), id: envelope.id)
    }

    /// The data of a cancellation request. The same request again is accepted again and changes nothing.
    func cancellation(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        let bare = RecordBody(key: nil, value: request.body)
        let message: Message
        do throws(DecodeError) {
            (_, message) = try Message.decode(bare, topic: .cancellationRequests)
        } catch { throw Self.refused(error) }
        return try accept(message, bare.replacingKey(Array(message.key.utf8)), id: message.subject)
    }

    private func accept(_ message: Message, _ body: RecordBody, id: String) throws(HTTPError) -> HTTPResponse {
        let topic = message.type.topic
        let partition = Murmur2.partition(of: message.key.utf8, count: partitions[topic] ?? 1)
        do throws(LogError) {
            try appender.append([OutgoingRecord(topic: topic.name, partition: partition, body: body)])
        } catch {
            throw HTTPError(503, code: "logUnavailable", message: "\(error.message); nothing was taken, send it again")
        }
        var writer = JSONWriter()
        writer.object {
            $0.field("topic", topic.name)
            $0.field("key", message.key)
            $0.field("id", id)
        }
        return .json(writer.bytes, status: 202)
    }

    private static func refused(_ error: DecodeError) -> HTTPError {
        HTTPError(
            error.code == .tooLarge ? 413 : 400, code: error.code.rawValue, message: error.description,
            path: error.path.isEmpty ? nil : error.path)
    }

    /// The request as a record: `ce-…` fields become `ce_…` headers.
    private static func body(of request: HTTPRequest) throws(HTTPError) -> RecordBody {
        var headers: [Header] = []
        for (name, value) in request.headers.fields {
            let lowered = name.lowercased()
            if lowered.hasPrefix("ce-") {
                headers.append(Header("ce_" + lowered.dropFirst(3), PercentCoding.decodedHeader(value)))
            } else if ["content-type", "traceparent", "tracestate"].contains(lowered) {
                headers.append(Header(lowered, value))
            }
        }
        return RecordBody(key: nil, headers: headers, value: request.body)
    }
}

extension PercentCoding {
    /// The value of a `ce-…` field: CloudEvents' HTTP binding percent-encodes what is not printable ASCII.
    static func decodedHeader(_ value: String) -> String { decoded(value[...], plusIsSpace: false) ?? value }
}

extension RecordBody {
    /// The same headers and value under this key.
    func replacingKey(_ key: [UInt8]) -> RecordBody { RecordBody(key: key, headers: headers, value: value) }
}
