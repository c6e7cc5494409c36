internal import Contracts
internal import Fulfillment

/// Where a message stands whose sender may still be told of it.
extension MessageOrigin {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("source", source)
        writer.field("id", id)
        writer.field("topic", topic)
        writer.field("partition", Int(partition))
        writer.field("offset", Int(offset))
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> MessageOrigin {
        var origin = MessageOrigin(source: "", id: "", topic: "", partition: 0, offset: 0)
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "source": origin.source = try reader.string()
            case "id": origin.id = try reader.string()
            case "topic": origin.topic = try reader.string()
            case "partition": origin.partition = Int32(truncatingIfNeeded: try reader.integer())
            case "offset": origin.offset = try reader.integer()
            default: try reader.skip()
            }
        }
        return origin
    }
}
