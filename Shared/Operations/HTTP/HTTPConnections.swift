internal import CMicroHTTPD
internal import Glibc
internal import Synchronization
internal import Threads

/// The open connections of a server, and how long each may go on as it does.
///
/// libmicrohttpd counts time without traffic alone: who sends a byte now and then would stay for ever. So a connection whose
/// head or body takes too long is shut down. Where few are left, one of the peer that has the most makes room.
final class HTTPConnections: Sendable {
    /// Names a connection while it is open.
    struct Key: Hashable {
        private let address: UInt

        init(_ connection: OpaquePointer?) { address = UInt(bitPattern: connection) }
    }

    struct Connection {
        let descriptor: Int32
        /// Whose it is; nil where that is not known.
        var peer: String?
        var phase = Phase.waiting
        /// When it entered its phase.
        var since: ContinuousClock.Instant
        var deadline: ContinuousClock.Instant?
        var isShut = false
    }

    enum Phase: Int {
        /// For a request, or for the rest of its head.
        case waiting
        case body
        case answering
    }

    /// How long what a client does may take.
    struct Patience: Sendable {
        var head = Duration.seconds(Int(HTTPLimits.headSeconds))
        var idle = Duration.seconds(Int(HTTPLimits.idleSeconds))
        var body = Duration.seconds(Int(HTTPLimits.bodySeconds))
        /// How exactly deadlines are kept.
        var step = Duration.seconds(1)
    }

    private let patience: Patience
    /// A lock of POSIX threads: the thread sanitizer does not see how `Mutex` is handed on where two wait for it.
    private let open = Monitor<[Key: Connection]>([:])
    private let stopping = Monitor(false)
    private let thread = Mutex<WorkerThread?>(nil)

    init(_ patience: Patience = Patience()) { self.patience = patience }

    /// Begins to look at the deadlines.
    func watch() throws(Failure) {
        let watcher = try WorkerThread("http-watch", stackBytes: HTTPLimits.stackBytes) {
            [weak self, stopping, patience] in
            while stopping.wait(until: .now + patience.step, for: { $0 }) == nil { self?.shutLate() }
        }
        thread.withLock { $0 = watcher }
    }

    func stop() {
        stopping.withLock { $0 = true }
        thread.withLock { $0 }?.join()
    }

    /// How many are open.
    var count: Int { open.withLock { $0.count } }

    // MARK: What libmicrohttpd says

    func opened(_ key: Key, _ descriptor: Int32) {
        let now = ContinuousClock.now
        let peer = PeerAddress.text(of: descriptor)
        open.withLock { open in
            open[key] = Connection(
                descriptor: descriptor, peer: peer, since: now, deadline: now + patience.head)
            guard open.count > Int(HTTPLimits.connections - HTTPLimits.reservedConnections) else { return }
            if let one = Self.whoMakesRoom(in: open, for: key) { Self.shut(&open[one]!) }
        }
    }

    /// Which connection is closed where few are left: of the peer that has the most, so that none crowds out the others; one
    /// that waits for a request before one whose body is still coming; of these the oldest. Never the new one, which may be a
    /// probe, and none that is being answered.
    static func whoMakesRoom(in open: [Key: Connection], for new: Key) -> Key? {
        let candidates = open.filter { $0.key != new && $0.value.phase != .answering && !$0.value.isShut }
        var counts: [String?: Int] = [:]
        for one in candidates.values { counts[one.peer, default: 0] += 1 }
        return candidates.min { one, other in
            let (a, b) = (one.value, other.value)
            return (-counts[a.peer]!, a.phase.rawValue, a.since) < (-counts[b.peer]!, b.phase.rawValue, b.since)
        }?.key
    }

    /// The descriptor is closed after this alone, so none is shut that is another's by now.
    func closed(_ key: Key) { open.withLock { $0[key] = nil } }

    func headCame(_ key: Key) { enter(key, .body, patience.body) }

    /// From now on it waits for the server.
    func isWhole(_ key: Key) { enter(key, .answering, nil) }

    func isAnswered(_ key: Key) { enter(key, .waiting, patience.idle + patience.head) }

    private func enter(_ key: Key, _ phase: Phase, _ time: Duration?) {
        let now = ContinuousClock.now
        open.withLock { open in
            open[key]?.phase = phase
            open[key]?.since = now
            open[key]?.deadline = time.map { now + $0 }
        }
    }

    // MARK: Deadlines

    private func shutLate() {
        let now = ContinuousClock.now
        open.withLock { open in
            for key in open.keys {
                guard let deadline = open[key]!.deadline, deadline < now, !open[key]!.isShut else { continue }
                Self.shut(&open[key]!)
            }
        }
    }

    /// Its thread reads the end of the connection, and closes it.
    private static func shut(_ connection: inout Connection) {
        connection.isShut = true
        shutdown(connection.descriptor, Int32(SHUT_RDWR))
    }
}
