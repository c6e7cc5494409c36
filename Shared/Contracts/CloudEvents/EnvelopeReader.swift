import Fulfillment

/// Finds the attributes and the data of a message, in whichever of the three modes it came:
/// binary (attributes in headers), structured (all in one JSON object), bare (data alone, on one topic).
///
/// A value that is a whole event is structured, under any label: CloudEvents' SDKs of version 1 for Kafka, Debezium and relays
/// label it otherwise. Where attributes stand in headers and the value is not a whole event, it is binary.
public struct EnvelopeReader: Sendable {
    public let envelope: Envelope
    /// The data, to be pulled out.
    public let data: JSONReader

    /// Which attributes are looked for.
    public enum Detail: Sendable {
        case all
        /// What a decision needs: neither the subject nor what caused the message.
        case decision
    }

    public init(_ body: RecordBody, topic: Topic, _ detail: Detail = .all) throws(DecodeError) {
        guard body.bytes.count <= Limits.messageBytes + Self.headerAllowance else {
            throw DecodeError(.tooLarge, "", "\(body.bytes.count) bytes; at most \(Limits.messageBytes) are allowed")
        }
        guard let value = body.valueRange else {
            throw DecodeError(.notJSON, "", "the message has no value (a tombstone)")
        }
        guard value.count <= Limits.messageBytes else {
            throw DecodeError(.tooLarge, "", "\(value.count) bytes; at most \(Limits.messageBytes) are allowed")
        }
        var headers = Headers()
        headers.read(body, detail)
        var envelope: Envelope
        if headers.attributes == 0 && headers.isStructured || !headers.isOwn && Self.isWhole(body.bytes, value) {
            (envelope, data) = try Self.structured(JSONReader(body.bytes, value))
        } else if headers.attributes > 0 || !topic.takesBareMessages {
            // Without attributes it may be an event in JSON that is broken: that is said, and not what else is missing.
            if headers.attributes == 0 { try Self.mustBeJSON(JSONReader(body.bytes, value)) }
            envelope = try headers.envelope()
            data = JSONReader(body.bytes, value)
        } else {
            (envelope, data) = try Self.bare(body.bytes, value)
        }
        envelope.principal = headers.principal
        self.envelope = envelope
    }

    /// Bytes of key and headers that a message may have beside its value.
    private static let headerAllowance = 1 << 20

    // MARK: Structured

    private static func structured(_ whole: JSONReader) throws(DecodeError) -> (Envelope, JSONReader) {
        var reader = whole
        var found = Attributes()
        var data: Range<Int>?
        var encoded: String?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "specversion": found.specversion = try reader.string()
            case "id": found.id = try reader.string()
            case "source": found.source = try reader.string()
            case "type": found.type = try reader.string()
            case "time": found.time = try reader.optionalString()
            case "subject": found.subject = try reader.optionalString()
            case "correlationid": found.correlationId = try reader.optionalString()
            case "causationid": found.causationId = try reader.optionalString()
            case "traceparent": found.traceparent = try reader.optionalString()
            case "tracestate": found.tracestate = try reader.optionalString()
            case "data": data = try reader.skip()
            case "data_base64": encoded = try reader.optionalString()
            default: try reader.skip()
            }
        }
        try reader.finish()
        let envelope = try found.envelope(prefix: "")
        if let encoded {
            guard data == nil else {
                throw DecodeError(.invalidField, "data_base64", "stands beside data: give one of them")
            }
            guard let bytes = Base64.bytes(encoded) else {
                throw DecodeError(.invalidField, "data_base64", "is not Base64 with its padding")
            }
            return (envelope, JSONReader(bytes, bytes.indices))
        }
        guard let data else { throw DecodeError(.missingField, "data", "is missing") }
        return (envelope, JSONReader(whole.bytes, data))
    }

    private static func mustBeJSON(_ whole: JSONReader) throws(DecodeError) {
        var reader = whole
        try reader.skip()
        try reader.finish()
    }

    /// Whether a value is an object with all that an event needs.
    private static func isWhole(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        // Nearly none is: that is seen without reading JSON.
        guard bytes.contains("\"specversion\"", in: range) else { return false }
        var reader = JSONReader(bytes, range)
        var found = 0
        do {
            try reader.object { key, reader throws(DecodeError) in
                switch key {
                case "specversion", "id", "source", "type", "data", "data_base64": found += 1
                default: break
                }
                try reader.skip()
            }
            try reader.finish()
        } catch {
            return false
        }
        return found >= 5
    }

    // MARK: Bare

    private static func bare(_ bytes: [UInt8], _ range: Range<Int>) throws(DecodeError) -> (Envelope, JSONReader) {
        var reader = JSONReader(bytes, range)
        var requestId: String?
        try reader.object { key, reader throws(DecodeError) in
            if case "requestId" = key { requestId = try reader.string() } else { try reader.skip() }
        }
        try reader.finish()
        guard let requestId else {
            throw DecodeError(
                .missingField, "requestId", "is missing: a message without CloudEvents attributes has to name it")
        }
        var content = Fingerprint()
        content.add(String(decoding: bytes[range], as: UTF8.self))
        let envelope = Envelope(
            source: "bare", id: requestId + "#" + String(content.value, radix: 16), type: .cancellationRequested)
        return (envelope, JSONReader(bytes, range))
    }

    // MARK: Binary

    /// The headers that matter, picked out in one pass.
    private struct Headers {
        private(set) var isStructured = false
        /// How many `ce_` headers of the sender there are.
        private(set) var attributes = 0
        private(set) var principal: String?
        /// One of Turnback's own services sent it.
        private(set) var isOwn = false
        private var found = Attributes()
        private var type: MessageType?
        /// An attribute that identifies the message and is not a text: repaired, it might be that of another message.
        private var unreadable: String?

        mutating func read(_ body: RecordBody, _ detail: Detail) {
            body.forEachHeader { name, value in
                guard let value else { return }
                if let words = NameWords.of(body.bytes, name) {
                    take(words, body.bytes, value, detail)
                } else if body.bytes.begins(name, with: "ce_") {
                    attributes += 1
                }
            }
        }

        private static func text(_ bytes: [UInt8], _ value: Range<Int>) -> String {
            bytes.text(value) ?? String(decoding: bytes[value], as: UTF8.self)
        }

        private mutating func identifying(_ name: String, _ bytes: [UInt8], _ value: Range<Int>) -> String? {
            let text = bytes.text(value)
            if text == nil { unreadable = name }
            return text
        }

        private mutating func take(_ name: NameWords, _ bytes: [UInt8], _ value: Range<Int>, _ detail: Detail) {
            if let attribute = name.behind("ce_") {
                attributes += 1
                take(CloudEventsAttribute.named(attribute), bytes, value, detail)
                return
            }
            switch name {
            case "traceparent": found.traceparent = Self.text(bytes, value)
            case "tracestate": found.tracestate = Self.text(bytes, value)
            case "content-type":
                // What nearly every message says is told apart without making a string of it.
                isStructured = !bytes.isText(value, "application/json") && Self.isStructured(Self.text(bytes, value))
            case _ where name.count == 12 && name.text.lowercased() == "content-type":
                isStructured = Self.isStructured(Self.text(bytes, value))
            default: break
            }
        }

        private mutating func take(
            _ attribute: CloudEventsAttribute?, _ bytes: [UInt8], _ value: Range<Int>, _ detail: Detail
        ) {
            switch attribute {
            case .specversion: found.specversion = bytes.isText(value, "1.0") ? "1.0" : Self.text(bytes, value)
            case .id: found.id = identifying("ce_id", bytes, value)
            case .source:
                let own = Envelope.ownSource(ByteText(bytes: bytes, range: value))
                isOwn = own != nil
                found.source = own ?? identifying("ce_source", bytes, value)
            case .type:
                type = MessageType.named(bytes, value)
                if type == nil { found.type = Self.text(bytes, value) }
            case .time:
                found.moment = Timestamp(rfc3339: bytes[value])
                if found.moment == nil { found.time = Self.text(bytes, value) }
            case .correlationid: found.correlationId = Self.text(bytes, value)
            case .traceparent: found.traceparent = found.traceparent ?? Self.text(bytes, value)
            case .tracestate: found.tracestate = found.tracestate ?? Self.text(bytes, value)
            case .principal:
                attributes -= 1
                if value.count <= Limits.attributeBytes { principal = Self.text(bytes, value) }
            case _ where detail == .decision: break
            case .subject: found.subject = Self.text(bytes, value)
            case .causationid: found.causationId = Self.text(bytes, value)
            case .causationcount: found.causationCount = Int(Self.text(bytes, value))
            case nil: break
            }
        }

        /// The media type in any case, with or without parameters.
        private static func isStructured(_ contentType: String) -> Bool {
            let mediaType = contentType.prefix { $0 != ";" }.filter { !$0.isWhitespace }
            return mediaType.lowercased() == "application/cloudevents+json"
        }

        func envelope() throws(DecodeError) -> Envelope {
            if let unreadable { throw DecodeError(.invalidField, unreadable, "is not UTF-8") }
            return try found.envelope(prefix: "ce_", type: type)
        }
    }

    /// Attributes as they were found, before they are checked.
    private struct Attributes {
        var specversion: String?
        var id: String?
        var source: String?
        var type: String?
        /// Where it is not `moment`.
        var time: String?
        var moment: Timestamp?
        var subject: String?
        var correlationId: String?
        var causationId: String?
        /// Only Turnback writes it, and in headers.
        var causationCount: Int?
        var traceparent: String?
        var tracestate: String?

        func envelope(prefix: String, type known: MessageType? = nil) throws(DecodeError) -> Envelope {
            func required(_ value: String?, _ name: String) throws(DecodeError) -> String {
                guard let value, !value.isEmpty else {
                    throw DecodeError(.missingAttribute, prefix + name, "this CloudEvents attribute is missing")
                }
                return value
            }
            // They go into the headers of all that this message causes.
            func identifying(_ value: String, _ name: String) throws(DecodeError) -> String {
                guard value.utf8.count <= Limits.attributeBytes else {
                    throw DecodeError(.tooLarge, prefix + name, "at most \(Limits.attributeBytes) bytes are allowed")
                }
                return value
            }
            func optional(_ value: String?) -> String? {
                value.flatMap { $0.utf8.count <= Limits.attributeBytes ? $0 : nil }
            }
            let version = try required(specversion, "specversion")
            // Kafka Connect cannot send 1.0: its header converter makes a number of it.
            guard version == "1.0" || version == "1" else {
                throw DecodeError(
                    .missingAttribute, prefix + "specversion", "is \(version.shortened()), allowed is 1.0")
            }
            let id = try identifying(try required(id, "id"), "id")
            let source = try identifying(try required(source, "source"), "source")
            let resolved: MessageType
            if let known {
                resolved = known
            } else {
                let name = try required(type, "type")
                guard let type = MessageType(rawValue: name) else {
                    throw DecodeError(
                        .unknownType, prefix + "type", "\(name.shortened(to: 100)) is not a type of this contract")
                }
                resolved = type
            }
            var moment = moment
            if let time, !time.isEmpty {
                moment = Timestamp(rfc3339: time)
                guard moment != nil else {
                    throw DecodeError(.invalidField, prefix + "time", "\(time.shortened()) is not an RFC 3339 time")
                }
            }
            return Envelope(
                source: source, id: id, type: resolved, time: moment, subject: optional(subject),
                correlationId: optional(correlationId), causationId: optional(causationId),
                causationCount: causationCount,
                traceparent: optional(traceparent), tracestate: optional(tracestate))
        }
    }
}
