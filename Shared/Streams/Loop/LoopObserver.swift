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
    case aborted(String)
    case rejected(code: String, message: String, topic: String, partition: Int32, offset: Int64)
    case deadLettered(code: String, message: String, topic: String, partition: Int32, offset: Int64)
    /// With a timer that is due nothing can be done now: it is due again later.
    case timerPutOff(entity: String, reason: String)
    case rerouted(topic: String, partition: Int32, offset: Int64)
    /// Something that goes on by itself.
    case notice(String)
    /// The session ended and is made anew.
    case renewing(String)
    /// The loop has ended for good: why, or nil after a clean stop.
    case ended(LogError?)
}
