internal import Contracts
internal import Fulfillment

extension Timestamp? {
    /// Reads a deadline, which is the field `deadline` of what has it. Earlier versions wrote the time of the message
    /// that began the wait there, and in `lag` by how many milliseconds the clock of the service was ahead of that.
    mutating func decodeDeadline(_ field: JSONReader.Key, _ reader: inout JSONReader) throws(DecodeError) {
        let known = self?.milliseconds ?? 0
        switch field {
        case "lg", "lag": self = Timestamp(milliseconds: known + (try reader.integer()))
        default: self = Timestamp(milliseconds: known + (try reader.timestamp()).milliseconds)
        }
    }
}
