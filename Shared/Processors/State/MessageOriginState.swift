internal import Contracts
internal import Fulfillment

/// Where a message stands is five fields of what remembers it.
extension MessageOrigin {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("source", source)
        writer.field("id", id)
        writer.field("topic", topic)
        writer.field("partition", Int(partition))
        writer.field("offset", Int(offset))
    }

    /// The fields as they come.
    struct Fields {
        private var source = ""
        private var id = ""
        private var topic: String?
        private var partition = 0
        private var offset = 0

        /// Reads the field if it is one of these.
        mutating func take(_ key: JSONReader.Key, _ reader: inout JSONReader) throws(DecodeError) -> Bool {
            switch key {
            case "source": source = try reader.string()
            case "id": id = try reader.string()
            case "topic": topic = try reader.string()
            case "partition": partition = try reader.int()
            case "offset": offset = try reader.int()
            default: return false
            }
            return true
        }

        /// nil where none of them was there.
        var origin: MessageOrigin? {
            topic.map { topic in
                MessageOrigin(
                    source: source, id: id, topic: topic, partition: Int32(truncatingIfNeeded: partition),
                    offset: Int64(offset))
            }
        }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> MessageOrigin? {
        var fields = Fields()
        try reader.object { key, reader throws(DecodeError) in
            if try !fields.take(key, &reader) { try reader.skip() }
        }
        return fields.origin
    }
}
