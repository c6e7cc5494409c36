import Contracts
import Foundation
import Testing

/// An example of a released version of the contract, as a file: `Examples/v1/<type>.<kind>.json`.
struct ExampleFile: Sendable, CustomTestStringConvertible {
    enum Kind: String, CaseIterable {
        /// Every field.
        case full
        /// Only what is required.
        case required
        /// The full one, with fields that nobody knows yet at every level.
        case future
    }

    var type: MessageType
    var kind: Kind

    static let all = MessageType.allCases.flatMap { type in Kind.allCases.map { ExampleFile(type: type, kind: $0) } }
    static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Examples/v1")

    var name: String { "\(type.rawValue).\(kind.rawValue).json" }
    var testDescription: String { name }

    /// The text, without the line feed at its end.
    func text() throws -> String {
        let data = try Data(contentsOf: Self.directory.appending(path: name))
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}
