internal import CMicroHTTPD

/// libmicrohttpd's handle. Unchecked: the pointer never changes, and libmicrohttpd's documentation lets any thread
/// quiesce and stop a daemon that runs on its own threads.
@safe struct HTTPDaemon: @unchecked Sendable, Equatable {
    private let pointer: OpaquePointer
    private let context: Unmanaged<HTTPServerCore>

    /// Nil where it could not be started, with errno set. Holds the core until it is stopped.
    ///
    /// libmicrohttpd reads certificate and key while it starts, and does not keep the texts.
    init?(listening: Int32, tls: TLSIdentity?, core: HTTPServerCore) {
        let context = unsafe Unmanaged.passRetained(core)
        func start(_ certificate: UnsafePointer<CChar>?, _ key: UnsafePointer<CChar>?) -> OpaquePointer? {
            unsafe turnback_http_start(
                listening, HTTPLimits.connections, HTTPLimits.idleSeconds, HTTPLimits.stackBytes, certificate, key,
                context.toOpaque(), beginRequest, handleRequest, completeRequest, connectionChanged)
        }
        let started = unsafe tls.map { unsafe start($0.certificate, $0.key) } ?? start(nil, nil)
        guard let pointer = unsafe started else {
            unsafe context.release()
            return nil
        }
        unsafe self.pointer = pointer
        unsafe self.context = context
    }

    /// Accepts no more connections; returns the socket, to be closed after `stop`.
    func quiesce() -> Int32 { unsafe MHD_quiesce_daemon(pointer) }

    /// Closes all connections, joins their threads, and lets the core go: no callback runs any more. Call it once.
    func stop() {
        unsafe MHD_stop_daemon(pointer)
        unsafe context.release()
    }

    static func == (left: HTTPDaemon, right: HTTPDaemon) -> Bool { unsafe left.pointer == right.pointer }
}

/// libmicrohttpd's first word on a request: the request line has come. What is returned is the request's context.
private func beginRequest(
    _ context: UnsafeMutableRawPointer?, _ uri: UnsafePointer<CChar>?, _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    let core = unsafe Unmanaged<HTTPServerCore>.fromOpaque(context!).takeUnretainedValue()
    let key = unsafe HTTPConnections.Key(connection)
    let exchange = unsafe HTTPExchange(core: core, connection: key, target: uri.map { unsafe String(cString: $0) } ?? "")
    return unsafe Unmanaged.passRetained(exchange).toOpaque()
}

/// Called with the headers, with each piece of the body, and once more when the request is whole.
private func handleRequest(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ url: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?, _ data: UnsafePointer<CChar>?,
    _ size: UnsafeMutablePointer<Int>?, _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    let exchange = unsafe Unmanaged<HTTPExchange>.fromOpaque(request!.pointee!).takeUnretainedValue()
    let count = unsafe size!.pointee
    if count > 0 {
        let goesOn = unsafe exchange.take(UnsafeRawBufferPointer(start: data, count: count))
        unsafe size!.pointee = 0
        return goesOn ? .yes : .no
    }
    return unsafe exchange.advance(
        connection!, method: String(cString: method!), version: version.map { unsafe String(cString: $0) } ?? "")
}

/// The answer is sent, or the connection broke.
private func completeRequest(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ code: MHD_RequestTerminationCode
) {
    guard let pointer = unsafe request?.pointee else { return }
    let exchange = unsafe Unmanaged<HTTPExchange>.fromOpaque(pointer).takeRetainedValue()
    unsafe request?.pointee = nil
    exchange.end()
}

/// A connection was accepted, or is about to be closed.
private func connectionChanged(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ socketContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ change: MHD_ConnectionNotificationCode
) {
    guard let connection = unsafe connection else { return }
    let core = unsafe Unmanaged<HTTPServerCore>.fromOpaque(context!).takeUnretainedValue()
    let key = unsafe HTTPConnections.Key(connection)
    // MHD_CONNECTION_NOTIFY_STARTED, which Swift does not see.
    if change.rawValue == 0 {
        core.connections.opened(key, unsafe turnback_http_socket(connection))
    } else {
        core.connections.closed(key)
    }
}

extension MHD_Result {
    static var yes: MHD_Result { MHD_Result(rawValue: 1)! }
    static var no: MHD_Result { MHD_Result(rawValue: 0)! }
}
