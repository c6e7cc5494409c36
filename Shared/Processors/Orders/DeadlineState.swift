internal import Contracts
internal import Fulfillment

/// A deadline is two fields of what has it: `deadline`, and `lag` where there is one.
extension Deadline {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("dl", at: at)
        if lag != 0 { writer.field("lg", Int(lag)) }
    }
}

extension Deadline? {
    mutating func decodeState(_ field: JSONReader.Key, _ reader: inout JSONReader) throws(DecodeError) {
        var deadline = self ?? Deadline(at: Timestamp(milliseconds: 0))
        switch field {
        case "lg", "lag": deadline.lag = try reader.integer()
        default: deadline.at = try reader.timestamp()
        }
        self = deadline
    }
}
