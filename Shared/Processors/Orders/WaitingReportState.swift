internal import Contracts
internal import Fulfillment

/// A waiting report is kept as the message that it came as, with where that message stands.
extension WaitingReport {
    func encodeState(_ writer: inout JSONWriter) {
        let message = Message.warehouseReported(report)
        writer.field("type", message.type.rawValue)
        writer.key("data")
        message.encodeData(&writer)
        deadline?.encodeState(&writer)
        guard let origin else { return }
        writer.field("source", origin.source)
        writer.field("id", origin.id)
        writer.field("topic", origin.topic)
        writer.field("partition", Int(origin.partition))
        writer.field("offset", Int(origin.offset))
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> WaitingReport {
        var type: MessageType?
        var data: JSONReader?
        var deadline: Deadline?
        var texts = (source: "", id: "", topic: String?.none)
        var place = (partition: 0, offset: 0)
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "type": type = MessageType(rawValue: try reader.string())
            case "data": data = try reader.part()
            case "deadline", "lag": try deadline.decodeState(key, &reader)
            case "source": texts.source = try reader.string()
            case "id": texts.id = try reader.string()
            case "topic": texts.topic = try reader.string()
            case "partition": place.partition = try reader.int()
            case "offset": place.offset = try reader.int()
            default: try reader.skip()
            }
        }
        var body = try data.required("data")
        let envelope = Envelope(source: "", id: "", type: try type.required("type"))
        guard case .warehouseReported(let report) = try Message(envelope, &body) else {
            throw DecodeError(.invalidField, "type", "is no report")
        }
        let origin = texts.topic.map { topic in
            MessageOrigin(
                source: texts.source, id: texts.id, topic: topic, partition: Int32(truncatingIfNeeded: place.partition),
                offset: Int64(place.offset))
        }
        return WaitingReport(report, origin: origin, deadline: deadline)
    }
}
