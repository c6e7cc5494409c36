import Foundation

/// JSON in which every field means something: one that is not known would be an expectation that nobody looks at.
enum Strict {
    struct UnknownFields: Error, CustomStringConvertible {
        let description: String
    }

    static func decode<Value: Codable>(_ type: Value.Type, _ json: Any) throws -> Value {
        let data = try JSONSerialization.data(withJSONObject: json)
        let value = try JSONDecoder().decode(type, from: data)
        let known = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
        let unknown = paths(json).subtracting(paths(known))
        guard unknown.isEmpty else { throw UnknownFields(description: "unknown: \(unknown.sorted())") }
        return value
    }

    private static func paths(_ json: Any, under path: String = "") -> Set<String> {
        switch json {
        case let object as [String: Any]:
            object.reduce(into: [path]) { $0.formUnion(paths($1.value, under: "\(path).\($1.key)")) }
        case let array as [Any]:
            array.enumerated().reduce(into: [path]) { $0.formUnion(paths($1.element, under: "\(path)[\($1.offset)]")) }
        default: [path]
        }
    }
}
