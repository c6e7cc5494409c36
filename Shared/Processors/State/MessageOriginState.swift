internal import Contracts
internal import Fulfillment

/// Where a message stands is five fields of what remembers it.
extension MessageOrigin {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("so", source)
        writer.field("i", id)
        writer.field("tp", topic)
        writer.field("pt", Int(partition))
        writer.field("of", Int(offset))
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
            case "so", "source": source = try reader.string()
            case "i", "id": id = try reader.string()
            case "tp", "topic": topic = try reader.string()
            case "pt", "partition": partition = try reader.int()
            case "of", "offset": offset = try reader.int()
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
