/// The labels of a time series, in the order written.
public struct MetricLabels: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    let names: [String]
    let values: [String]

    /// From pairs of name and value. A name that Prometheus does not allow is a fault of the program.
    public init(_ pairs: [(String, String)]) {
        for (name, _) in pairs {
            precondition(MetricName.isLabel(name), "'\(name)' is not a label name")
        }
        names = pairs.map(\.0)
        values = pairs.map(\.1)
    }

    /// These and further ones.
    public func adding(_ pairs: (String, String)...) -> MetricLabels { MetricLabels(zip(names, values) + pairs) }

    /// `["topic": "fulfillment.orders.events.v1"]`.
    public init(dictionaryLiteral elements: (String, String)...) { self.init(elements) }
}

/// What Prometheus allows as names (https://prometheus.io/docs/concepts/data_model).
enum MetricName {
    static func isMetric(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first) || first == UInt8(ascii: ":") else { return false }
        return name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: ":") }
    }

    static func isLabel(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first), !name.hasPrefix("__") else { return false }
        return name.utf8.allSatisfy { isLetter($0) || isDigit($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
