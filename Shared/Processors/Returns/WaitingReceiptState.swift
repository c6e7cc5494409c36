internal import Contracts
internal import Fulfillment

/// A waiting receipt is kept as the message that it came as, with where that message stands.
extension WaitingReceipt {
    func encodeState(_ writer: inout JSONWriter) {
        writer.key("d")
        Message.returnOrderCommand(.receive(received)).encodeData(&writer)
        writer.field("dl", at: deadline)
        writer.field("madeAt", at: madeAt)
        if isTakenBack { writer.field("tb", true) }
        guard let origin else { return }
        writer.key("og")
        writer.object { origin.encodeState(&$0) }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> WaitingReceipt {
        var data: JSONReader?
        var deadline: Timestamp?
        var origin: MessageOrigin?
        var madeAt: Timestamp?
        var isTakenBack = false
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "d", "data": data = try reader.part()
            case "dl", "deadline", "lg", "lag": try deadline.decodeDeadline(key, &reader)
            case "tb", "takenBack": isTakenBack = try reader.bool()
            case "madeAt": madeAt = try reader.timestamp()
            case "og", "origin": origin = try MessageOrigin.decodeState(&reader)
            default: try reader.skip()
            }
        }
        var body = try data.required("data")
        guard
            case .returnOrderCommand(.receive(let received)) = try Message(
                Envelope(source: "", id: "", type: .returnOrderReceive), &body)
        else { throw DecodeError(.invalidField, "data", "is not a receipt") }
        let due = try deadline.required("deadline")
        var waiting = WaitingReceipt(received, origin: origin, deadline: due, madeAt: madeAt ?? due)
        waiting.isTakenBack = isTakenBack
        return waiting
    }
}
