internal import CMicroHTTPD
internal import Glibc
internal import Threads

/// An HTTP/1.1 server over libmicrohttpd, with a thread a connection: a handler may block, for example until Kafka has
/// a message. Keeps connections alive; limits are in `HTTPLimits`.
public final class HTTPServer: Sendable {
    /// Answers a request. Called on many threads at once.
    public typealias Handler = @Sendable (HTTPRequest) -> HTTPResponse

    /// Where it is to listen.
    public let address: HostPort
    private let tls: TLSIdentity?
    private let core: HTTPServerCore
    private let state = Monitor(State.created)

    private enum State: Sendable, Equatable {
        case created
        case running(HTTPDaemon, port: UInt16)
        case stopped(inTime: Bool)
    }

    /// A server that does not listen yet. Port 0 is any free port. A larger body is answered with 413.
    public convenience init(host: String, port: UInt16, maxBody: Int = 1 << 20, handler: @escaping Handler) {
        self.init(
            HostPort(host: host, port: port), maxBody: maxBody, patience: HTTPConnections.Patience(), handler: handler)
    }

    init(
        _ address: HostPort, tls: TLSIdentity? = nil, maxBody: Int, patience: HTTPConnections.Patience,
        handler: @escaping Handler
    ) {
        self.address = address
        self.tls = tls
        core = HTTPServerCore(maxBody: maxBody, patience: patience, handler: handler)
    }

    /// A server for a router.
    /// - Parameter tls: what it shows over TLS; without one it speaks plain HTTP.
    public convenience init(_ address: HostPort, tls: TLSIdentity? = nil, maxBody: Int = 1 << 20, router: HTTPRouter) {
        self.init(address, tls: tls, maxBody: maxBody, patience: HTTPConnections.Patience()) { router.respond(to: $0) }
    }

    deinit { stop(until: .now) }

    /// Listens and answers from now on. Call it once.
    public func start() throws(HTTPServerError) {
        precondition(state.withLock { $0 } == .created, "a server is started once")
        let socket = try ListeningSocket(address)
        OpenFiles.allow(UInt(HTTPLimits.connections) + Self.otherFiles)
        do throws(Failure) { try core.connections.watch() } catch {
            close(socket.descriptor)
            throw HTTPServerError(address: address, reason: error.message)
        }
        errno = 0
        guard let daemon = HTTPDaemon(listening: socket.descriptor, tls: tls, core: core) else {
            let code = errno
            close(socket.descriptor)
            throw HTTPServerError(
                address: address,
                reason: tls != nil && code == 0
                    ? "cannot start TLS: the certificate and the key do not belong together, or the key is encrypted"
                    : "cannot start: \(SystemError.text(code))")
        }
        state.withLock { $0 = .running(daemon, port: socket.port) }
    }

    /// Files that a process has open beside its connections: of the state, of a log, of Kafka.
    private static let otherFiles: UInt = 2_048

    /// The port it listens on; the one asked for as long as it does not.
    public var port: UInt16 {
        if case .running(_, let port) = state.withLock({ $0 }) { port } else { address.port }
    }

    /// Accepts no more connections, lets requests that are being answered end, ends streams, answers later ones on
    /// open connections with 503, and closes. False where
    /// the deadline came before the last answer was sent: then the server is left as it is, for the process to end.
    @discardableResult
    public func stop(until deadline: ContinuousClock.Instant) -> Bool {
        let daemon: HTTPDaemon? = state.withLock { state in
            guard case .running(let daemon, _) = state else {
                if case .created = state { state = .stopped(inTime: true) }
                return nil
            }
            state = .stopped(inTime: false)
            return daemon
        }
        guard let daemon else { return state.withLock { $0 == .stopped(inTime: true) } }
        core.stop()
        let listening = daemon.quiesce()
        guard core.waitUntilIdle(deadline) else { return false }
        daemon.stop()
        core.connections.stop()
        close(listening)
        state.withLock { $0 = .stopped(inTime: true) }
        return true
    }
}
