/// Until when something is waited for: so long after the message that began the wait was processed.
///
/// What is published about it goes by that message's own time, as all else does; when it is due goes by the clock of whoever
/// took the message in. The two differ where a message was late, or its sender's clock is wrong, for each message by
/// another lag: so each deadline keeps its own, and none moves with what else its order waits for.
public struct Deadline: Sendable, Equatable {
    /// By the time of the message that began the wait.
    public var at: Timestamp
    /// Milliseconds by which the clock was ahead of the message when it was processed.
    public var lag: Int64

    public init(at: Timestamp, lag: Int64 = 0) {
        self.at = at
        self.lag = lag
    }

    /// The same by the clock of whoever took the message in.
    public var due: Timestamp { Timestamp(milliseconds: at.milliseconds + lag) }

    /// The deadline so many seconds later.
    public func adding(seconds: Int64) -> Deadline { Deadline(at: at.adding(seconds: seconds), lag: lag) }
}
