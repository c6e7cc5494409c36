internal import Operations

/// What the way in and the way out hold themselves and others to. In one place, with the reason for each.
public enum HookLimits {
    /// Bytes of a call's body: orders with hundreds of lines, addresses and discounts have some hundred kB.
    public static let bodyBytes = 2 << 20
    /// Calls that wait for the log at the same time; further calls are asked to try again.
    static let waitingCalls = 256
    /// How long calls are turned away at once after the log has failed: then one tries it again.
    static let logPause = Duration.seconds(1)
    /// Bytes that are kept of a body that cannot be read, and how many such calls of a connection: for a look, not an archive.
    static let unreadableBytes = 256 << 10
    static let unreadableKept = 1_000
    /// Milliseconds that they are kept: they hold names and addresses.
    static let unreadableKeptFor: Int64 = 30 * 86_400_000
    /// Milliseconds that a cancellation is remembered after it was last seen: longer than any platform repeats one.
    static let requestsRememberedFor: Int64 = 400 * 86_400_000
    /// Milliseconds between two looks at what has been kept long enough.
    static let prunePause: Int64 = 3_600_000
    /// Cancellations that are remembered in memory beside the file: those of some minutes.
    static let requestsInMemory = 100_000
    /// Requests that are sent on at once from what was kept.
    static let sentAtOnce = 500
    /// Pauses between tries to send on what was kept.
    static let sendPauses: ClosedRange<Duration> = .milliseconds(100) ... .seconds(10)
    /// Pauses between tries of a look-up, in milliseconds.
    static let lookUpPauses: ClosedRange<Int64> = 2_000...600_000
    /// Milliseconds after which a question is given up and kept among what cannot be read.
    static let questionPatience: Int64 = 3 * 86_400_000
    /// Milliseconds that a request waits for its outbound orders to be looked up; then it goes without: goods that leave
    /// meanwhile cannot be stopped.
    static let outboundOrderPatience: Int64 = 60_000
    /// How long a look-up may take, and how many bytes its answer may have.
    static let lookUpTime = Duration.seconds(20)
    static let lookUpBytes = 1 << 20
    /// How long what nobody waits for is held back, to be written with more.
    static let writePause = Duration.milliseconds(50)
    /// Writes to the file that are committed together.
    static let writesAtOnce = 2_000

    // MARK: Out

    /// Deliveries that are under way at the same time, in all and of one endpoint.
    static let deliveriesAtOnce = 16
    static let deliveriesOfEndpoint = 4
    /// How long a connection and a whole delivery may take: the convention says 15 to 30 s.
    static let connectTime = Duration.seconds(5)
    static let deliveryTime = Duration.seconds(20)
    /// Bytes of an answer that are read: nobody looks at them.
    static let answerBytes = 16 << 10
    /// How many milliseconds deliveries are kept after their end, for `replay` and for a look.
    static let deliveredKeptFor: Int64 = 7 * 86_400_000
    static let deadKeptFor: Int64 = 90 * 86_400_000
}
