/// The full name of a topic: one of Turnback's common topics, or the further one that a tenant has of it,
/// `<topic>.<alias>`, such as `fulfillment.cancellations.requests.v1.shop-de`.
public struct TopicName: Hashable, Sendable, CustomStringConvertible {
    /// What it is a topic of.
    public let topic: Topic
    /// Whose it is; nil for the common one.
    public let alias: String?

    /// The topic of a tenant, or the common one.
    public init(_ topic: Topic, alias: String? = nil) {
        self.topic = topic
        self.alias = alias
    }

    /// Nil where no such topic is Turnback's.
    public init?(_ name: String) {
        if let topic = Topic(rawValue: name) {
            self.init(topic)
            return
        }
        let bytes = name.utf8
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), let topic = Topic(rawValue: String(name[..<dot])),
            topic.isForTenants
        else { return nil }
        let alias = String(name[bytes.index(after: dot)...])
        guard Self.isAlias(alias) else { return nil }
        self.init(topic, alias: alias)
    }

    /// What Kafka calls it.
    public var text: String { alias.map { "\(topic.name).\($0)" } ?? topic.name }
    public var description: String { text }

    /// Bytes of the longest alias.
    public static let longestAlias = 40

    /// Whether a tenant may be called so in the names of its topics: `[a-z0-9-]{1,40}`.
    public static func isAlias(_ text: String) -> Bool {
        (1...longestAlias).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}

extension Topic {
    /// Whether a tenant may have one more of it: what others write, and what says what became of that.
    public var isForTenants: Bool {
        isWrittenByOthers || self == .cancellationOutcomes || self == .warehouseTasks || self == .rejections
    }

    /// The topic of this name, or the one that a tenant has its own copy of under this name.
    public init?(named name: String) {
        guard let found = TopicName(name)?.topic else { return nil }
        self = found
    }
}
