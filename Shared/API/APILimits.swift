internal import Contracts
internal import Fulfillment
internal import ReadModel

/// What the API holds itself to. What HTTP itself is held to is in `HTTPLimits`.
public enum APILimits {
    static let pageRows = ReadLimits.pageRows
    static let defaultPageRows = ReadLimits.defaultPageRows
    /// Movements of a SKU that are answered at once, where no page is asked for: the newest.
    static let movementsAtOnce = 5_000
    /// Requests that were taken and may not be in the read model yet, which are remembered as in hand.
    static let requestsInHand = 10_000
    /// Changes that a stream sends in one piece.
    static let changesAtOnce = 256
    /// After a piece, a stream waits so long for more: what comes at nearly the same moment goes in one piece. A page is to
    /// have a change within 200 ms.
    public static let gathering = Duration.milliseconds(50)
    /// How long a stream says nothing: then a comment shows whether the client is still there.
    static let heartbeat = Duration.seconds(15)
    /// How long a stream waits for a change before it looks whether the server stops.
    static let streamPause = Duration.milliseconds(500)
    /// Milliseconds after which a browser opens a stream again.
    static let reconnectMilliseconds = 2_000
}
