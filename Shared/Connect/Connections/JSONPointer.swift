public import Contracts

/// A place in a JSON text (RFC 6901), with one addition: `*` as a whole step stands for every element of an array.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    public let description: String
    private let steps: [String]

    /// - Throws: where the text is not a pointer.
    public init(_ text: String) throws(DecodeError) {
        guard text.isEmpty || text.hasPrefix("/") else {
            throw DecodeError(
                .invalidField, "", "expected a JSON pointer such as /order/number, found \"\(text.shown())\": it begins with '/'")
        }
        var steps: [String] = []
        for step in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard let plain = Self.unescaped(step) else {
                throw DecodeError(
                    .invalidField, "", "expected a JSON pointer, found \"\(text.shown())\": after '~' comes 0 or 1 (~0 is '~', ~1 is '/')")
            }
            steps.append(plain)
        }
        self.steps = steps
        description = text
    }

    private static func unescaped(_ step: Substring) -> String? {
        guard step.contains("~") else { return String(step) }
        var plain = ""
        var rest = step[...]
        while let character = rest.popFirst() {
            guard character == "~" else {
                plain.append(character)
                continue
            }
            switch rest.popFirst() {
            case "0": plain.append("~")
            case "1": plain.append("/")
            default: return nil
            }
        }
        return plain
    }

    /// The field of the outermost object that it leads through; nil where it is the whole text.
    public var firstStep: String? { steps.first }

    /// The value there; nil where there is none, and where it is null. With `*`, the first one.
    public func value(in node: JSONNode) -> JSONNode? { values(in: node).first }

    /// All values there, in order.
    public func values(in node: JSONNode) -> [JSONNode] {
        var found = [node]
        for step in steps {
            found = found.flatMap { node -> [JSONNode] in
                switch node {
                case .object: return node[step].map { [$0] } ?? []
                case .array(let elements):
                    if step == "*" { return elements }
                    guard let index = Int(step), elements.indices.contains(index) else { return [] }
                    return [elements[index]]
                default: return []
                }
            }
        }
        return found.filter { $0 != .null }
    }
}
