public import Contracts

/// What a service reads and writes.
public struct ServiceTopology: Sendable {
    /// The service's name, which is also its group's.
    public var name: String
    /// What others write to it.
    public var inputs: [Topic]
    /// What it sends to itself, because it came to the wrong partition.
    public var reroutes: Topic
    public var state: Topic
    public var outputs: [Topic]
    /// The types it takes in; any other on its topics is a dead letter.
    public var accepts: Set<MessageType>

    public init(
        name: String, inputs: [Topic], reroutes: Topic, state: Topic, outputs: [Topic], accepts: Set<MessageType>
    ) {
        self.name = name
        self.inputs = inputs
        self.reroutes = reroutes
        self.state = state
        self.outputs = outputs
        self.accepts = accepts
    }

    /// All that its loops read.
    public var consumed: [Topic] { inputs + [reroutes] }
    /// All that its loops write.
    public var produced: [Topic] { outputs + [reroutes, state, .rejections, .deadLetters] }
    /// Topics that must have the same partition count, so that a key's messages and its state come together.
    public var copartitioned: [Topic] { consumed + [state] }
    /// Every topic that must be there.
    public var required: [Topic] {
        var seen: Set<Topic> = []
        return (consumed + produced).filter { seen.insert($0).inserted }
    }
}
