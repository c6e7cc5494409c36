internal import CMicroHTTPD

/// One request on its way in and its answer on its way out. Belongs to its connection's thread alone.
final class HTTPExchange {
    let core: HTTPServerCore
    private let connection: HTTPConnections.Key
    private let target: String
    private var headers: HTTPHeaders?
    private var body: [UInt8] = []
    private var received = 0
    private var isCounted = false

    init(core: HTTPServerCore, connection: HTTPConnections.Key, target: String) {
        self.core = core
        self.connection = connection
        self.target = target
    }

    /// Takes a piece of the body; false where there has been too much even to throw away.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        received += bytes.count
        if received <= core.maxBody {
            unsafe body.append(contentsOf: bytes)
        } else {
            body = []
        }
        return received <= core.maxBody + HTTPLimits.drainedBytes
    }

    /// The first time: the headers are there. The second time: the request is whole, and is answered.
    func advance(_ connection: OpaquePointer, method: String, version: String) -> MHD_Result {
        guard let headers else {
            let headers = unsafe Self.headers(of: connection)
            self.headers = headers
            core.connections.headCame(self.connection)
            if let problem = HTTPFraming.problem(headers, version: version)
                ?? HTTPFraming.unwantedBody(headers, method: method)
            {
                // Where the request ends is not certain: what follows on the connection is not a request.
                return unsafe send(.error(400, code: "badRequest", message: problem), on: connection, closes: true)
            }
            return isRefusedUnread(headers) ? unsafe send(tooLarge, on: connection, closes: true) : .yes
        }
        core.connections.isWhole(self.connection)
        if received > core.maxBody { return unsafe send(tooLarge, on: connection) }
        guard var request = HTTPRequest(method: method, target: target, headers: headers, body: body) else {
            let message = "the path or the query is not valid: an escape is broken or no UTF-8"
            return unsafe send(.error(400, code: "badRequest", message: message), on: connection)
        }
        request.peer = unsafe PeerAddress.text(of: turnback_http_socket(connection))
        body = []
        isCounted = true
        core.began()
        if core.isStopping {
            return unsafe send(.error(503, code: "stopping", message: "the server is stopping"), on: connection)
        }
        // While the handler blocks nothing is sent, and that is not the client's idleness.
        unsafe turnback_http_timeout(connection, 0)
        return unsafe send(core.handler(request), on: connection)
    }

    /// The answer is sent, or the connection broke.
    func end() {
        core.connections.isAnswered(connection)
        if isCounted { core.ended() }
    }

    /// A client that asks first gets its no at once; so does one that would send without end.
    private func isRefusedUnread(_ headers: HTTPHeaders) -> Bool {
        guard let length = headers["Content-Length"].flatMap({ UInt64($0) }), length > core.maxBody else {
            return false
        }
        return headers["Expect"] != nil || length > core.maxBody + HTTPLimits.drainedBytes
    }

    private var tooLarge: HTTPResponse {
        .error(413, code: "tooLarge", message: "the body is larger than \(core.maxBody) bytes")
    }

    private func send(_ answer: HTTPResponse, on connection: OpaquePointer, closes: Bool = false) -> MHD_Result {
        guard let response = unsafe HTTPAnswer.make(answer, core: core, closes: closes) else { return .no }
        defer { unsafe MHD_destroy_response(response) }
        if case .bytes = answer.body { unsafe turnback_http_timeout(connection, HTTPLimits.idleSeconds) }
        return unsafe MHD_queue_response(connection, UInt32(answer.status), response)
    }

    private static func headers(of connection: OpaquePointer) -> HTTPHeaders {
        var headers = HTTPHeaders([])
        unsafe withUnsafeMutablePointer(to: &headers) { pointer in
            unsafe turnback_http_headers(connection, addHeader, pointer)
        }
        return headers
    }
}

/// Adds a field to the headers that the context points to.
private func addHeader(
    _ context: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind, _ key: UnsafePointer<CChar>?,
    _ value: UnsafePointer<CChar>?
) -> MHD_Result {
    let headers = unsafe context!.assumingMemoryBound(to: HTTPHeaders.self)
    if let key = unsafe key {
        unsafe headers.pointee.add(String(cString: key), value.map { unsafe String(cString: $0) } ?? "")
    }
    return .yes
}
