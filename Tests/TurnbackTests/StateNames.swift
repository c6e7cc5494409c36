import Foundation

/// What the short names of a state record's fields stand for, from the file that says so to people and tools.
final class StateNames {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Shared/Processors/State/names.json")

    private let long: [String: String]
    /// Names that a record had and the file has not.
    private(set) var unknown: Set<String> = []

    init() throws {
        long = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: Self.file))
    }

    /// A record with long names. What stands in it as a message of the contract keeps its own.
    func long(_ record: [UInt8]) throws -> [UInt8] {
        let value = try JSONSerialization.jsonObject(with: Data(record))
        return Array(try JSONSerialization.data(withJSONObject: named(value)))
    }

    private func named(_ value: Any) -> Any {
        if let list = value as? [Any] { return list.map(named) }
        guard let object = value as? [String: Any] else { return value }
        return Dictionary(
            uniqueKeysWithValues: object.map { name, value in
                if long[name] == nil { unknown.insert(name) }
                return (long[name] ?? name, long[name] == "data" ? value : named(value))
            })
    }
}
