public import Contracts

/// What a service reads and writes.
public struct ServiceTopology: Sendable {
    /// The service's name, which is also its group's.
    public var name: String
    /// What others write to it. It takes in all types of these topics, each on its own; any other is a dead letter there.
    public var inputs: [Topic]
    /// What it sends to itself, because it came to the wrong partition.
    public var reroutes: Topic
    public var state: Topic
    public var outputs: [Topic]

    public init(name: String, inputs: [Topic], reroutes: Topic, state: Topic, outputs: [Topic]) {
        self.name = name
        self.inputs = inputs
        self.reroutes = reroutes
        self.state = state
        self.outputs = outputs
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
