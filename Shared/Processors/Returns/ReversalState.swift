internal import Contracts
internal import Fulfillment

extension ReturnOrder.Reversal {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("z", state)
        guard let origin else { return }
        writer.key("og")
        writer.object { origin.encodeState(&$0) }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> ReturnOrder.Reversal {
        var reversal = ReturnOrder.Reversal(origin: nil)
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "z", "state": reversal.state = try reader.word(State.self)
            case "og", "origin": reversal.origin = try MessageOrigin.decodeState(&reader)
            default: try reader.skip()
            }
        }
        return reversal
    }
}
