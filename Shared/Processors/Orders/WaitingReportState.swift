internal import Contracts
internal import Fulfillment

/// A waiting report is kept as the message that it came as, with where that message stands.
extension WaitingReport {
    func encodeState(_ writer: inout JSONWriter) {
        let message = Message.warehouseReported(report)
        writer.field("ty", message.type.rawValue)
        writer.key("d")
        message.encodeData(&writer)
        if let deadline { writer.field("dl", at: deadline) }
        if let latest { writer.field("lt", at: latest) }
        origin?.encodeState(&writer)
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> WaitingReport {
        var type: MessageType?
        var data: JSONReader?
        var deadline: Timestamp?
        var latest: Timestamp?
        var origin = MessageOrigin.Fields()
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "ty", "type": type = MessageType(rawValue: try reader.string())
            case "d", "data": data = try reader.part()
            case "lt", "latest": latest = try reader.timestamp()
            case "dl", "deadline", "lg", "lag": try deadline.decodeDeadline(key, &reader)
            default: if try !origin.take(key, &reader) { try reader.skip() }
            }
        }
        var body = try data.required("data")
        let envelope = Envelope(source: "", id: "", type: try type.required("type"))
        guard case .warehouseReported(let report) = try Message(envelope, &body) else {
            throw DecodeError(.invalidField, "type", "is not a report")
        }
        return WaitingReport(report, origin: origin.origin, deadline: deadline, latest: latest)
    }
}
