internal import Synchronization
internal import Threads

/// What the callbacks of a server share: its handler, and how many requests it is answering.
final class HTTPServerCore: Sendable {
    let maxBody: Int
    let handler: HTTPServer.Handler
    let connections: HTTPConnections
    private let running = Monitor(0)
    private let stopping = Atomic<Bool>(false)

    init(maxBody: Int, patience: HTTPConnections.Patience, handler: @escaping HTTPServer.Handler) {
        self.maxBody = maxBody
        connections = HTTPConnections(patience)
        self.handler = handler
    }

    /// Counts a request that is whole and is to be answered. A request that is counted after the stop sees the stop:
    /// so none runs its handler once `waitUntilIdle` has said that nothing is running.
    func began() { running.withLock { $0 += 1 } }
    func ended() { running.withLock { $0 -= 1 } }

    var isStopping: Bool { stopping.load(ordering: .sequentiallyConsistent) }
    func stop() { stopping.store(true, ordering: .sequentiallyConsistent) }

    /// Waits until no request is being answered; false where the deadline came first.
    func waitUntilIdle(_ deadline: ContinuousClock.Instant) -> Bool {
        running.wait(until: deadline) { $0 == 0 } != nil
    }
}
