/// Distinguishes a message from all others, and from one that is called the same and says something else.
public struct MessageIdentity: Hashable, Sendable {
    /// Of its source and its id.
    public var name: Fingerprint
    /// Of its type and of what it says, except for texts that name people; nil for one that was remembered before that was.
    public var content: UInt64?
    /// The same with those texts, as earlier versions kept it; nil where it has none.
    public var former: UInt64?

    public init(name: Fingerprint, content: UInt64?, former: UInt64? = nil) {
        self.name = name
        self.content = content
        self.former = former
    }

    /// Whether what was remembered under its name says the same.
    func isSame(as known: MessageIdentity) -> Bool {
        known.content == nil || known.content == content || (former != nil && known.content == former)
    }
}

/// The messages that an entity has accepted. A refused one is not among them: it is judged again when it comes again.
///
/// Name and content have 64 bits each. Only a message in which both meet with another's would be lost, and none does by
/// chance; where the names alone met, it would be refused, and its sender notified.
public struct SeenMessages: Sendable, Equatable {
    public private(set) var messages: [MessageIdentity]

    public init() { messages = [] }

    /// As it is kept: the names of all, and the contents of the last of them, for those before had none.
    public init(names: [Fingerprint], contents: [UInt64]) {
        let without = names.count - contents.count
        messages = names.enumerated().map { index, name in
            MessageIdentity(name: name, content: index < without ? nil : contents[index - without])
        }
    }

    public var names: [Fingerprint] { messages.map(\.name) }
    public var contents: [UInt64] { messages.compactMap(\.content) }

    /// What a message is to those that were accepted.
    public enum Verdict: Sendable {
        case new
        /// It was accepted before: nothing changes and nothing is said again.
        case redelivery
        /// One of the same source and id was accepted that says something else.
        case reused
    }

    public func verdict(on identity: MessageIdentity) -> Verdict {
        var verdict = Verdict.new
        for one in messages where one.name == identity.name {
            if identity.isSame(as: one) { return .redelivery }
            verdict = .reused
        }
        return verdict
    }

    /// Remembers a message, at most `limit` of them; false where it was accepted before.
    ///
    /// - Parameter hasOwnId: its data has an id, by which its entity knows it: it may use source and id of another message.
    /// - Throws: the refusal of one that has none and uses those of another.
    mutating func take(_ identity: MessageIdentity, hasOwnId: Bool, limit: Int = .max) throws(Rejection) -> Bool {
        if !hasOwnId, verdict(on: identity) == .reused {
            throw Rejection(
                .messageIdReused,
                "a message of this ce_source and ce_id was accepted before, of another type or with other content; send "
                    + "this one under its own ce_id",
                path: "ce_id")
        }
        return take(identity, limit: limit)
    }

    /// Remembers a message that has its own id, at most `limit` of them; false where it was accepted before.
    mutating func take(_ identity: MessageIdentity, limit: Int = .max) -> Bool {
        guard verdict(on: identity) != .redelivery else { return false }
        if messages.count >= limit { messages.removeFirst() }
        messages.append(MessageIdentity(name: identity.name, content: identity.content))
        return true
    }

    /// A message that was accepted first is refused after all: it is judged again when it comes again.
    mutating func forget(_ origin: MessageOrigin) {
        var name = Fingerprint()
        name.add(origin.source)
        name.add(origin.id)
        messages.removeAll { $0.name == name }
    }
}
