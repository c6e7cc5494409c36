/// A setting of a topic, as it is made, and what else is as good.
public struct TopicSetting: Sendable, Equatable {
    /// Which other values do no harm.
    public enum Bound: Sendable {
        case atLeast
        case atMost
    }

    /// Kafka's name of it.
    public var name: String
    public var bound: Bound
    /// The value that it is made with.
    public var value: String
    /// The value that others are compared with; nil: the one that it is made with.
    public var least: String?

    /// The `retention.ms` that deletes nothing.
    public static let forEver = "-1"

    init(_ name: String, _ bound: Bound, _ value: String, least: String? = nil) {
        self.least = least
        self.name = name
        self.bound = bound
        self.value = value
    }

    /// Whether a topic with this value does what it has to.
    public func isMet(by other: String) -> Bool {
        guard let other = number(other), let value = number(least ?? value) else { return other == value }
        return bound == .atLeast ? other >= value : other <= value
    }

    private func number(_ text: String) -> Double? {
        name == "retention.ms" && text == Self.forEver ? .infinity : Double(text)
    }
}
