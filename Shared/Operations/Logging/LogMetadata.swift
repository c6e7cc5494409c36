/// What a log line says beside its message: named values, in the order written.
public struct LogMetadata: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    private(set) var entries: [(key: String, value: LogValue)]

    /// Nothing.
    public init() { entries = [] }

    /// In the order written; the last value of a name that is written twice counts.
    public init(dictionaryLiteral elements: (String, LogValue)...) {
        entries = []
        for (key, value) in elements { self[key] = value }
    }

    /// The value of a name; setting it keeps the name's place.
    public subscript(key: String) -> LogValue? {
        get { entries.first { $0.key == key }?.value }
        set {
            let index = entries.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil): entries.remove(at: index)
            case (nil, let value?): entries.append((key, value))
            case (nil, nil): break
            }
        }
    }

    /// These, then the others; the others' values count.
    public func merging(_ others: LogMetadata) -> LogMetadata {
        if entries.isEmpty { return others }
        var result = self
        for entry in others.entries { result[entry.key] = entry.value }
        return result
    }

    /// Same names and values in the same order.
    public static func == (left: LogMetadata, right: LogMetadata) -> Bool {
        left.entries.elementsEqual(right.entries) { $0.key == $1.key && $0.value == $1.value }
    }
}

/// A value of log metadata.
public enum LogValue: Sendable, Equatable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral
{
    /// A text.
    case string(String)
    /// A whole number.
    case int(Int)
    /// Any other number.
    case double(Double)
    /// True or false.
    case bool(Bool)

    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .int(value) }
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Any other number.
    public init(floatLiteral value: Double) { self = .double(value) }
}
