/// Finds the handler for a request by its method and path. Routes are tried in order; the first that fits is taken, so
/// `/stock/mine` goes before `/stock/{id}`. HEAD is answered like GET, without a body.
public struct HTTPRouter: Sendable {
    /// Answers a request, on a thread that may block. An `HTTPError` is answered as it says, any other error with 500.
    public typealias Handler = @Sendable (HTTPRequest) throws -> HTTPResponse

    /// Attaches who asks to a request, or refuses it. Called once for each request that has a route, before its handler: the
    /// one place where it is decided who may ask what.
    ///
    /// It gets the request, with what stands in the path's places, and the route: its method and its pattern.
    public typealias Admission = @Sendable (HTTPRequest, _ method: String, _ pattern: String) throws(HTTPError) -> HTTPRequest

    /// Who may ask what; nil: everybody everything.
    public var admission: Admission?

    /// Hears of each request with its answer.
    public var observer: @Sendable (HTTPRequest, HTTPResponse) -> Void = { _, _ in }

    private var routes: [Route] = []
    private let registry: MetricsRegistry?
    private let unrouted: HTTPRequestMetrics?
    private let onError: @Sendable (HTTPRequest, any Error) -> Void

    private struct Route: Sendable {
        let method: String
        let text: String
        let pattern: [Segment]
        let metrics: HTTPRequestMetrics?
        let handler: Handler
    }

    private enum Segment: Sendable {
        case literal(String)
        case parameter(String)
    }

    /// Without routes. Requests are counted in `metrics`. What handlers throw beside `HTTPError` goes to `onError`:
    /// log it there.
    public init(
        metrics: MetricsRegistry? = nil, onError: @escaping @Sendable (HTTPRequest, any Error) -> Void = { _, _ in }
    ) {
        registry = metrics
        unrouted = metrics.map { HTTPRequestMetrics($0) }
        self.onError = onError
    }

    /// Adds a route: `/api/v1/orders/{storeId}/{storeOrderId}`.
    public mutating func on(_ method: String, _ pattern: String, _ handler: @escaping Handler) {
        precondition(pattern.hasPrefix("/"), "the path '\(pattern)' does not begin with a slash")
        let segments = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { segment in
            segment.hasPrefix("{") && segment.hasSuffix("}")
                ? Segment.parameter(String(segment.dropFirst().dropLast())) : .literal(String(segment))
        }
        let metrics = registry.map { HTTPRequestMetrics($0, method: method, route: pattern) }
        routes.append(Route(method: method, text: pattern, pattern: segments, metrics: metrics, handler: handler))
    }

    /// Adds a GET route.
    public mutating func get(_ pattern: String, _ handler: @escaping Handler) { on("GET", pattern, handler) }

    /// Adds a POST route.
    public mutating func post(_ pattern: String, _ handler: @escaping Handler) { on("POST", pattern, handler) }

    /// The routes in their order: method and pattern.
    public var table: [(method: String, pattern: String)] { routes.map { ($0.method, $0.text) } }

    /// Answers a request: by its route, with 404 where no route has its path, with 405 where none has its method.
    public func respond(to request: HTTPRequest) -> HTTPResponse {
        let started = ContinuousClock.now
        let (response, metrics) = routed(request)
        metrics?.count(status: response.status, since: started)
        observer(request, response)
        return response
    }

    private func routed(_ request: HTTPRequest) -> (HTTPResponse, HTTPRequestMetrics?) {
        var allowed: [String] = []
        let method = request.method == "HEAD" ? "GET" : request.method
        for route in routes {
            guard let parameters = Self.match(route.pattern, request.segments) else { continue }
            guard route.method == method else {
                if !allowed.contains(route.method) { allowed.append(route.method) }
                if route.method == "GET", !allowed.contains("HEAD") { allowed.append("HEAD") }
                continue
            }
            var request = request
            request.parameters = parameters
            return (run(route, request), route.metrics)
        }
        if allowed.isEmpty {
            return (.error(404, code: "notFound", message: "nothing is at \(request.path)"), unrouted)
        }
        var response = HTTPResponse.error(
            405, code: "methodNotAllowed",
            message: "\(request.path) takes \(allowed.joined(separator: ", ")), not \(request.method)")
        response.headers.add("Allow", allowed.joined(separator: ", "))
        return (response, unrouted)
    }

    private func run(_ route: Route, _ request: HTTPRequest) -> HTTPResponse {
        do {
            let admitted = try admission.map { try $0(request, route.method, route.text) } ?? request
            return try route.handler(admitted).negotiated(admitted)
        } catch let error as HTTPError {
            return error.response
        } catch {
            onError(request, error)
            return .error(500, code: "internalError", message: "the server failed on this request; its log says why")
        }
    }

    private static func match(_ pattern: [Segment], _ segments: [String]) -> [String: String]? {
        guard pattern.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (expected, segment) in zip(pattern, segments) {
            switch expected {
            case .literal(let text): if text != segment { return nil }
            case .parameter(let name):
                if segment.isEmpty { return nil }
                parameters[name] = segment
            }
        }
        return parameters
    }
}
