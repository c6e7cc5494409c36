/// A request that was read whole.
public struct HTTPRequest: Sendable {
    /// `GET`, `POST`, … as the client wrote it.
    public let method: String
    /// The path as it came, percent-encoded and without the query.
    public let path: String
    /// The path split at `/`, each part decoded.
    public let segments: [String]
    /// Query parameters in their order, decoded.
    public let query: [(name: String, value: String)]
    /// Header fields.
    public let headers: HTTPHeaders
    /// The body.
    public let body: [UInt8]
    /// What stands in the places of the route's `{name}` segments, decoded.
    public internal(set) var parameters: [String: String]
    /// Who asks, where somebody found out: the router's `admission` attaches it.
    public var principal: (any HTTPPrincipal)?

    /// The address at the other end; nil where there is none, as in tests.
    public var peer: String?
    /// What is found out about it while it is answered.
    public let trail = HTTPTrail()

    /// A request from its parts, as tests make it. Nil where the target (path and query) is not valid.
    public init?(method: String, target: String, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        guard let target = HTTPTarget(target) else { return nil }
        self.method = method
        self.headers = headers
        self.body = body
        path = target.path
        segments = target.segments
        query = target.query
        parameters = [:]
    }

    /// The first value of a query parameter.
    public func query(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// A parameter that the route declares; asking for another one is a fault of the program.
    public func parameter(_ name: String) -> String {
        guard let value = parameters[name] else { preconditionFailure("the route has no parameter {\(name)}") }
        return value
    }
}

/// Who asks: what an access file knows of a token.
public protocol HTTPPrincipal: Sendable {}
