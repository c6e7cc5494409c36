/// What a server holds its clients to. In one place, with the reason for each.
public enum HTTPLimits {
    /// Open connections, each with its own thread: those that follow, half as many others at work or idle, and scrapers.
    static let connections: UInt32 = 1_536
    /// So many of them are kept free: where fewer are, a connection of the peer that has the most is closed, one that waits for
    /// a request or whose body is still coming. So probes, and everybody else, get in although one peer takes all it can.
    static let reservedConnections: UInt32 = 32
    /// Seconds without traffic after which a connection is closed: longer than load balancers keep theirs (60).
    static let idleSeconds: UInt32 = 75
    /// Seconds that the head of a request may take, from the connection or, on one that is kept, beyond `idleSeconds`.
    static let headSeconds: UInt32 = 20
    /// Seconds that the body of a request may take: 1 MiB over a slow line of 50 kB/s.
    static let bodySeconds: UInt32 = 30
    /// Stack of a connection's thread: enough for a message that nests as deep as the contract allows (32).
    static let stackBytes = 1 << 20
    /// How much of a body that is too large is read and thrown away, so that the client gets to read the 413 instead
    /// of an error in the middle of its sending.
    static let drainedBytes = 16 << 20
    /// Pieces that a stream is sent in.
    static let streamBlockBytes = 4 << 10
    /// Connections that wait to be accepted.
    static let backlog: Int32 = 511
    /// Answers from this size on are compressed for whoever takes that: below it a packet is not saved.
    static let compressedBytes = 1_024
    /// Streams of events at the same time: two thirds of the connections, so that the others can still be asked something.
    public static let streams = 1_024
    /// Posts that wait for the log at the same time: more than this many wait longer than their senders wait.
    public static let waitingPosts = 64
    /// Tokens that are nobody's which one address, or the id of one token, may bring within `failedLoginSeconds`: a person who
    /// pastes the wrong one, and a system that has not heard of a new one.
    public static let failedLogins = 20
    public static let failedLoginSeconds = 60
    /// Addresses and ids of tokens that are counted; beyond it the oldest count is forgotten.
    static let countedLogins = 10_000
    /// Seconds after which who was turned away may try again.
    public static let retrySeconds = 1
}
