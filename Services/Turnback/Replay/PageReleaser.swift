import Operations
import Streams
import Threads

/// Keeps what a long run has in memory of its log small, however long the log grows.
final class PageReleaser: Sendable {
    private static let pause = Duration.milliseconds(200)
    private let isStopped = Monitor(false)

    init() throws(Failure) {
        _ = try WorkerThread("pages") { [isStopped] in
            while isStopped.wait(until: .now + Self.pause, for: { $0 }) == nil { EmbeddedLog.releasePages() }
        }
    }

    func stop() { isStopped.withLock { $0 = true } }
}
