/// Hears what happens in a loop: for logs, metrics and health. Called on the loop's thread; must not block.
public protocol LoopObserver: Sendable {
    func observe(_ event: LoopEvent)
}

/// What happens in a loop.
public enum LoopEvent: Sendable {
    /// The loop is alive. Comes at least once a second.
    case tick
    case joining
    case joined
    case assigned([Int32])
    /// A partition's state is being brought up to date: so many records were read so far.
    case restoring(partition: Int32, records: Int)
    case restored(partition: Int32, records: Int, took: Duration, wiped: String?)
    case revoked([Int32], lost: Bool)
    /// All that is assigned is restored: answers are given from now on.
    case ready
    case committed(inputs: Int, outputs: Int, took: Duration)
    /// What the batch that was committed just now consisted of.
    case handled([HandledMessage])
    /// A batch was dropped, and is processed again.
    case aborted(String)
    /// The cases of a restored partition that have not ended.
    case open([OpenCase], partition: Int32)
    /// How many messages wait in each place, and how old the oldest of them is; comes with the ticks.
    case behind([TopicPartition: Waiting])
    /// Topics of tenants that are not read because they are not what was read before, and why.
    case unread([String: String])
    /// Something that goes on by itself.
    case notice(String)
    /// The session ended and is recreated.
    case renewing(String)
    /// The loop has ended for good: why, or nil after a clean stop.
    case ended(LogError?)
}
