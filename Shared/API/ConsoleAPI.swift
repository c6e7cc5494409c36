public import Access
internal import Contracts
public import Operations
public import ReadModel
public import Streams
internal import Threads

/// The HTTP API (CONTRACTS.md, section 3), as the console and `turnback serve` answer it. Its routes answer 503 until it is
/// opened.
public final class ConsoleAPI: Sendable {
    private let backend = Monitor<Backend?>(nil)
    let madeDocument = Monitor<[UInt8]?>(nil)
    /// Those who follow changes at the same time, by any request.
    public let streams = Gate(HTTPLimits.streams)
    private let health: Health
    private let metrics: MetricsRegistry
    private let logger: Logger
    private let hosts: AllowedHosts
    let access: AccessControl
    private let accessLog: AccessLog

    /// What the routes work on, once it is there.
    public struct Backend: Sendable {
        /// Answers questions.
        public let model: any ReadQueries
        /// Takes messages to the log.
        public let intake: EventIntake
    }

    /// - Parameters:
    ///   - hosts: under which names browsers may post to it, beside this machine's own and addresses.
    ///   - access: who may ask what; without one everybody everything.
    ///   - accessLog: where each change that was asked for is written down.
    public init(
        health: Health, metrics: MetricsRegistry, logger: Logger, hosts: [String] = [],
        access: AccessControl = .open, accessLog: AccessLog = .none
    ) {
        self.accessLog = accessLog
        self.health = health
        self.metrics = metrics
        self.logger = logger
        self.hosts = AllowedHosts(hosts)
        self.access = access
    }

    /// The routes: those of probes, those of the API, and what `more` adds.
    ///
    /// Every request that changes something passes `WriteGuard` first, and every request that has a route the admission.
    public func router(adding more: (inout HTTPRouter) -> Void = { _ in }) -> HTTPRouter {
        let logger = logger
        let hosts = hosts
        var router = HTTPRouter(metrics: metrics) { request, error in
            logger.error("request failed", metadata: ["path": .string(request.path), "error": .string("\(error)")])
        }
        let access = access
        router.observer = { [accessLog] in accessLog.record($0, $1) }
        router.admission = { (request, method, pattern) throws(HTTPError) in
            if method != "GET" { try WriteGuard.check(request, hosts) }
            guard !Self.isForEverybody(pattern) else { return request }
            var request = request
            request.principal = try access.principal(of: request)
            return request
        }
        router.operations(health: health, metrics: metrics)
        for route in routes { router.on(route.method, route.pattern, route.handler) }
        more(&router)
        return router
    }

    /// Probes, and what the contract says, are answered to everybody. Pages ask who it is themselves: they lead to the login.
    private static func isForEverybody(_ pattern: String) -> Bool { !pattern.hasPrefix("/api/") }

    /// Who sends a request.
    /// - Throws: 401 where it names nobody.
    public func principal(of request: HTTPRequest) throws(HTTPError) -> Principal {
        guard let principal = request.principal as? Principal else { return try access.principal(of: request) }
        return principal
    }

    /// The read model as the sender of a request may see it.
    func queries(for request: HTTPRequest) throws(HTTPError) -> ScopedQueries {
        try queries(for: try principal(of: request))
    }

    /// The read model as a principal may see it.
    public func queries(for principal: Principal) throws(HTTPError) -> ScopedQueries {
        ScopedQueries(try ready().model, access.list, principal)
    }

    /// Whether somebody has this token.
    /// - Throws: 429 where too many were nobody's lately.
    public func isKnown(token: String, of request: HTTPRequest) throws(HTTPError) -> Bool {
        try access.principal(token: token, of: request) != nil
    }

    /// Whether a principal may see and send again what could not be taken.
    public func mayOperate(_ principal: Principal) -> Bool { access.list.mayOperate(principal) }

    /// Whom to call at the warehouses, by their ids.
    public var contacts: [String: [WarehouseContact]] { access.list.contacts }

    /// What the routes work on.
    /// - Throws: 503 before it is opened, and after it is closed.
    public func ready() throws(HTTPError) -> Backend {
        guard let ready = backend.withLock({ $0 }) else {
            throw HTTPError(503, code: "notReady", message: "Turnback is starting or stopping; /readyz says why")
        }
        return ready
    }

    /// Lets the routes work.
    public func open(_ log: any Log, topics: [String: TopicDescription], model: any ReadQueries) throws(Failure) {
        do throws(LogError) {
            let intake = EventIntake(
                try log.appender(), partitions: TopicPlan.partitionCounts(in: topics),
                record: { place, offset in try? log.record(at: place, offset: offset, within: .seconds(5)) })
            backend.withLock { $0 = Backend(model: model, intake: intake) }
        } catch { throw error.failure }
    }

    /// Lets the routes answer questions; what would be written is refused.
    public func open(reading model: any ReadQueries) {
        backend.withLock { $0 = Backend(model: model, intake: EventIntake(ReadOnlyLog(), partitions: [:])) }
    }

    /// Takes nothing more.
    public func close() {
        let last = backend.withLock { backend in
            defer { backend = nil }
            return backend
        }
        last?.intake.close()
    }

    /// All routes of the API.
    var routes: [APIRoute] { writing + orders + cases + floor + stock + refusals + finding + documents }

    /// Answers a question with JSON.
    func answer(_ encode: (inout JSONWriter) -> Void) -> HTTPResponse {
        var writer = JSONWriter()
        encode(&writer)
        return .json(writer.bytes)
    }

    /// Asks the read model.
    func ask<Result>(
        _ request: HTTPRequest, _ question: (any ReadQueries) throws(ReadModelError) -> Result
    ) throws(HTTPError) -> Result {
        let model = try queries(for: request)
        do throws(ReadModelError) { return try question(model) } catch {
            switch error.kind {
            case .hidden: throw HTTPError(404, code: "notFound", message: error.message)
            case .badRequest: throw HTTPError(400, code: "badRequest", message: error.message, path: "after")
            case .unavailable, .damaged: throw HTTPError(503, code: "viewUnavailable", message: error.message)
            }
        }
    }
}

/// Takes nothing: for whoever reads alone.
private final class ReadOnlyLog: LogAppender {
    func append(_ records: [OutgoingRecord]) throws(LogError) {
        throw LogError(.refused, "nothing can be written here: the view is read alone")
    }

    func close() {}
}
