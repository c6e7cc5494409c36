/// An answer.
public struct HTTPResponse: Sendable {
    /// The status code.
    public var status: Int
    /// Header fields, the content type included.
    public var headers: HTTPHeaders
    /// What is sent.
    public var body: Body

    /// What an answer sends.
    public enum Body: Sendable {
        /// These bytes.
        case bytes([UInt8])
        /// Pieces, asked for on the connection's thread until nil. It may block, but is to return at least about once a
        /// second, with an empty piece where there is nothing: only then does it see that the server stops. A client
        /// that went away shows only when something is sent: send a comment or an empty line from time to time.
        case stream(@Sendable () -> [UInt8]?)
    }

    /// An answer from its parts.
    public init(status: Int, headers: HTTPHeaders = [:], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Bytes of a content type.
    public static func bytes(_ bytes: [UInt8], contentType: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": contentType], body: .bytes(bytes))
    }

    /// JSON that is already encoded.
    public static func json(_ bytes: [UInt8], status: Int = 200) -> HTTPResponse {
        .bytes(bytes, contentType: "application/json", status: status)
    }

    /// Plain text.
    public static func text(_ text: String, status: Int = 200) -> HTTPResponse {
        .bytes(Array(text.utf8), contentType: "text/plain; charset=utf-8", status: status)
    }

    /// An error: `{"code":…,"message":…}`, the path of the field it is about where there is one, and the members of RFC 9457
    /// that say something beyond: `status` and `title`.
    public static func error(_ status: Int, code: String, message: String, path: String? = nil) -> HTTPResponse {
        var body = JSONText.object(
            path.map { ["code": code, "message": message, "path": $0] } ?? ["code": code, "message": message])
        body.removeLast()
        body += Array(",\"status\":\(status),\"title\":".utf8)
        JSONText.appendQuoted(HTTPStatus.phrase(status), to: &body)
        body.append(UInt8(ascii: "}"))
        return .bytes(body, contentType: problemType, status: status)
    }

    /// The media type of errors (RFC 9457).
    public static let problemType = "application/problem+json"

    /// 503 for whoever may try again in a moment.
    public static func busy(_ message: String) -> HTTPResponse {
        var response = error(503, code: "busy", message: message)
        response.headers.add("Retry-After", String(HTTPLimits.retrySeconds))
        return response
    }

    /// Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html); a piece is a whole event.
    public static func eventStream(_ next: @escaping @Sendable () -> [UInt8]?) -> HTTPResponse {
        HTTPResponse(
            status: 200, headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-store"],
            body: .stream(next))
    }
}

/// An answer other than the expected one, thrown by a handler.
public struct HTTPError: Error, Sendable {
    /// What the client gets.
    public let response: HTTPResponse

    /// A response of any kind.
    public init(_ response: HTTPResponse) { self.response = response }

    /// `{"code":…,"message":…}` under a status.
    public init(_ status: Int, code: String, message: String, path: String? = nil) {
        response = .error(status, code: code, message: message, path: path)
    }
}
