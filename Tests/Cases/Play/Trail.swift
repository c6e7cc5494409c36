import Contracts
import Foundation

/// Every message of a story, a line each, for whoever wants to see how it went.
struct Trail {
    private(set) var lines: [String] = []

    mutating func waited(_ milliseconds: Int64) { lines.append("(\(milliseconds) ms pass)") }
    mutating func notTaken(_ line: String, _ reason: String) { lines.append("not taken: \(reason): \(line)") }

    mutating func take(_ record: Record) {
        let message = SeenMessage(record)
        let type = message.type.replacing("fulfillment.", with: "").replacing(".v1", with: "")
        let data = String(decoding: message.data, as: UTF8.self)
        lines.append(
            message.isTurnbacks
                ? "    \(message.source.replacing("turnback/", with: "")) \(type) after \(message.causationId): \(data)"
                : "\(message.id) \(type): \(data)")
    }
}
