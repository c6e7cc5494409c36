import Contracts
import Foundation

/// A message as it stands in the log. It is not read with Turnback's own codecs: what others see is what is counted.
struct SeenMessage {
    let type: String
    let source: String
    let id: String
    /// The id of the message that caused it.
    let causationId: String
    let data: [UInt8]
    /// When it was written, in milliseconds since 1970.
    let recordedAt: Int64

    /// Who reads a message of others in structured mode sees all of the event.
    init(_ record: Record) {
        var headers: [String: String] = [:]
        for header in record.body.headers { headers[header.name] = String(decoding: header.value ?? [], as: UTF8.self) }
        data = record.body.value ?? []
        recordedAt = record.timestamp
        let event = headers["ce_type"] == nil ? try? JSONDecoder().decode(Seen.Sent.self, from: Data(data)) : nil
        type = headers["ce_type"] ?? event?.type ?? record.topic
        source = headers["ce_source"] ?? event?.source ?? ""
        id = headers["ce_id"] ?? event?.id ?? ""
        causationId = headers["ce_causationid"] ?? ""
    }

    init(
        type: String, source: String = "turnback/orders", id: String = "", causationId: String = "", data: String,
        recordedAt: Int64 = 0
    ) {
        self.type = type
        self.source = source
        self.id = id
        self.causationId = causationId
        self.data = Array(data.utf8)
        self.recordedAt = recordedAt
    }

    var isTurnbacks: Bool { source.hasPrefix("turnback/") }

    func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(data))
    }
}
