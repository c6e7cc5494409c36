import Contracts
import Operations

/// Topics as they are written on a command line: in full, or without what all names have in common.
enum TopicRule {
    /// Of these topics, which are named `orders.commands` or `fulfillment.orders.commands.v1`.
    static func rule(_ topics: [Topic]) -> ValueRule {
        .custom(
            allowed: "one of " + topics.map { Topic.short($0.name) }.joined(separator: ", "),
            accepts: { text in topic(text).map(topics.contains) ?? false })
    }

    static func topic(_ text: String) -> Topic? {
        Topic(rawValue: text) ?? Topic.allCases.first { Topic.short($0.name) == text }
    }
}
