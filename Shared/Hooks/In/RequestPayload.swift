internal import Connect
public import Contracts
public import Fulfillment
internal import Streams

/// How what is kept stands in the file.
enum KeptPayload {
    /// The data of the request.
    static func bytes(_ request: CancellationRequested) -> [UInt8] {
        var writer = JSONWriter()
        Message.cancellationRequested(request).encodeData(&writer)
        return writer.bytes
    }

    static func request(_ bytes: [UInt8]) throws(DecodeError) -> CancellationRequested {
        var reader = JSONReader(bytes)
        let envelope = Envelope(source: "connect", id: "kept", type: .cancellationRequested)
        guard case .cancellationRequested(let request) = try Message(envelope, &reader) else { preconditionFailure() }
        return request
    }

    static func bytes(_ question: ShopQuestion) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("ids")
            writer.array { writer in for id in question.ids { writer.string(id) } }
            writer.field("kind", question.kind)
            writer.key("facts")
            writer.array { writer in
                for (name, value) in question.facts.sorted(by: { $0.key < $1.key }) {
                    writer.array { writer in
                        writer.string(name)
                        writer.string(value)
                    }
                }
            }
            if let at = question.at { writer.field("at", at.rfc3339) }
        }
        return writer.bytes
    }

    static func question(_ bytes: [UInt8]) throws(DecodeError) -> ShopQuestion {
        let node = try JSONNode(bytes)
        var facts: [String: String] = [:]
        for pair in node["facts"]?.elements ?? [] {
            guard let parts = pair.elements, parts.count == 2, let name = parts[0].text, let value = parts[1].text else { continue }
            facts[name] = value
        }
        return ShopQuestion(
            ids: (node["ids"]?.elements ?? []).compactMap(\.text), kind: node["kind"]?.text ?? "", facts: facts,
            at: node["at"]?.text.flatMap { Timestamp(rfc3339: $0) })
    }
}

/// A request as a record for the log.
public struct RequestRecords: Sendable {
    private let partitions: Int32

    /// - Parameter partitions: how many the topic of requests has.
    public init(partitions: Int32) { self.partitions = partitions }

    /// The record, from the connection that it came by: as sender, and as the principal, for it has proved who it is. Its id is
    /// the request's, so that the same again is a redelivery.
    public func record(_ request: CancellationRequested, from connection: String, now: Int64) -> OutgoingRecord {
        let message = Message.cancellationRequested(request)
        let envelope = Self.envelope(request, from: connection, now: now)
        return OutgoingRecord(
            topic: Topic.cancellationRequests.name, partition: Murmur2.partition(of: message.keyBytes, count: partitions),
            body: message.body(envelope))
    }

    /// What such a record says of itself.
    public static func envelope(_ request: CancellationRequested, from connection: String, now: Int64) -> Envelope {
        Envelope(
            source: "/connect/\(connection)", id: request.requestId, type: .cancellationRequested,
            time: Timestamp(milliseconds: now), principal: "connect/\(connection)")
    }
}
