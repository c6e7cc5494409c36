/// What a server holds its clients to. In one place, with the reason for each.
enum HTTPLimits {
    /// Open connections, each with a thread of its own: 64 clients at work, their idle connections, and scrapers.
    static let connections: UInt32 = 512
    /// Seconds without traffic after which a connection is closed: longer than load balancers keep theirs (60).
    static let idleSeconds: UInt32 = 75
    /// Stack of a connection's thread: enough for a message that nests as deep as the contract allows (32).
    static let stackBytes = 1 << 20
    /// How much of a body that is too large is read and thrown away, so that the client gets to read the 413 instead
    /// of an error in the middle of its sending.
    static let drainedBytes = 16 << 20
    /// Pieces that a stream is sent in.
    static let streamBlockBytes = 16 << 10
    /// Connections that wait to be accepted.
    static let backlog: Int32 = 511
}
