import Fulfillment

extension MessageRejected {
    func encode(_ writer: inout JSONWriter) {
        writer.field("code", rejection.code)
        writer.field("message", rejection.message)
        writer.field("path", ifPresent: rejection.path)
        if let claimedBy = rejection.claimedBy { writer.field("claimedBy") { claimedBy.encode(&$0) } }
        writer.field("messageSource", messageSource)
        writer.field("messageId", messageId)
        writer.field("messageType", messageType)
        writer.field("key", key)
        writer.field("topic", topic)
        writer.field("partition", Int(partition))
        writer.field("offset", Int(offset))
    }

    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> MessageRejected {
        var code: Rejection.Code?
        var texts: [String: String] = [:]
        var claimedBy: RestockClaim?
        var partition: Int?
        var offset: Int?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "code": code = try reader.code(Rejection.Code.self)
            case "claimedBy": claimedBy = try RestockClaim.decode(&reader)
            case "partition": partition = try reader.count()
            case "offset": offset = try reader.count()
            case "message", "path", "messageSource", "messageId", "messageType", "topic", "key":
                texts[key.text] = try reader.string()
            default: try reader.skip()
            }
        }
        func text(_ name: String) throws(DecodeError) -> String { try texts[name].required(name) }
        return MessageRejected(
            rejection: Rejection(
                try code.required("code"), try text("message"), path: texts["path"], claimedBy: claimedBy),
            key: texts["key"] ?? "", messageSource: try text("messageSource"), messageId: try text("messageId"),
            messageType: try text("messageType"), topic: try text("topic"),
            partition: Int32(truncatingIfNeeded: try partition.required("partition")),
            offset: Int64(try offset.required("offset")))
    }
}
