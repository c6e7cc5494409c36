public import Contracts

/// What a service reads and writes.
public struct ServiceTopology: Sendable {
    /// The service's name, which is also its group's.
    public var name: String
    /// What others write to it. It reads all types of these topics, each on its own; any other is a dead letter there.
    public var inputs: [Topic]
    /// Inputs on which others write what the service does not decide there: it sends each message on to this one of its
    /// inputs, which only Turnback's own services write to. There all of a key stands in one order: what others send because
    /// of what was decided comes behind it, however far behind the service is.
    public var doors: [Topic: Topic]
    /// What it sends to itself, because it came to the wrong partition.
    public var reroutes: Topic
    public var state: Topic
    public var outputs: [Topic]

    public init(
        name: String, inputs: [Topic], doors: [Topic: Topic] = [:], reroutes: Topic, state: Topic, outputs: [Topic]
    ) {
        self.name = name
        self.inputs = inputs
        self.doors = doors
        self.reroutes = reroutes
        self.state = state
        self.outputs = outputs
    }

    /// All that its loops read.
    public var consumed: [Topic] { inputs + [reroutes] }
    /// All that its loops write.
    public var produced: [Topic] {
        outputs + inputs.filter(doors.values.contains) + [reroutes, state, .rejections, .deadLetters]
    }
    /// Topics that must have the same partition count, so that a key's messages and its state come together.
    public var copartitioned: [Topic] { consumed + [state] }
    /// Every topic that must be there.
    public var required: [Topic] {
        var seen: Set<Topic> = []
        return (consumed + produced).filter { seen.insert($0).inserted }
    }
}
