/// Header fields, looked up without regard to case.
public struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
    /// In the order they came in.
    public private(set) var fields: [(name: String, value: String)]

    /// From names and values.
    public init(_ fields: [(name: String, value: String)]) { self.fields = fields }

    /// From names and values.
    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { (name: $0.0, value: $0.1) }
    }

    /// The first value of a name.
    public subscript(name: String) -> String? { fields.first { Self.same($0.name, name) }?.value }

    /// All values of a name.
    public func all(_ name: String) -> [String] { fields.filter { Self.same($0.name, name) }.map(\.value) }

    /// Adds a field.
    public mutating func add(_ name: String, _ value: String) { fields.append((name, value)) }

    private static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && zip(left.utf8, right.utf8).allSatisfy { lower($0) == lower($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
