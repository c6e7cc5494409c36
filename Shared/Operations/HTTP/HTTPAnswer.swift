internal import CMicroHTTPD

/// Makes libmicrohttpd's response from an answer.
enum HTTPAnswer {
    static func make(_ answer: HTTPResponse, core: HTTPServerCore, closes: Bool = false) -> OpaquePointer? {
        let response: OpaquePointer?
        var closes = closes || core.isStopping
        switch answer.body {
        case .bytes(let bytes):
            unsafe response = bytes.withUnsafeBytes { buffer in
                unsafe turnback_http_copied(buffer.baseAddress, buffer.count)
            }
        case .stream(let next):
            closes = true
            let stream = unsafe Unmanaged.passRetained(HTTPStream(core: core, next: next))
            unsafe response = MHD_create_response_from_callback(
                .max, HTTPLimits.streamBlockBytes, readStream, stream.toOpaque(), freeStream)
            if unsafe response == nil { unsafe stream.release() }
        }
        guard let response = unsafe response else { return nil }
        for (name, value) in answer.headers.fields { unsafe MHD_add_response_header(response, name, value) }
        if closes { unsafe MHD_add_response_header(response, "Connection", "close") }
        return unsafe response
    }
}

/// A stream that is being sent. Belongs to its connection's thread alone.
private final class HTTPStream {
    private let core: HTTPServerCore
    private let next: @Sendable () -> [UInt8]?
    private var rest: ArraySlice<UInt8> = []
    private var isBegun = false

    init(core: HTTPServerCore, next: @escaping @Sendable () -> [UInt8]?) {
        self.core = core
        self.next = next
    }

    /// Fills the buffer with what there is; nil at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        if !isBegun {
            isBegun = true
            // The thread is this stream's, and ends with it.
            turnback_http_keep_no_memory()
        }
        while rest.isEmpty {
            if core.isStopping { return nil }
            guard let piece = next() else { return nil }
            rest = piece[...]
        }
        let piece = rest.prefix(buffer.count)
        unsafe buffer.copyBytes(from: piece)
        rest = rest.dropFirst(piece.count)
        return piece.count
    }
}

private func readStream(
    _ context: UnsafeMutableRawPointer?, _ position: UInt64, _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int
) -> Int {
    let stream = unsafe Unmanaged<HTTPStream>.fromOpaque(context!).takeUnretainedValue()
    // -1 is MHD_CONTENT_READER_END_OF_STREAM.
    return unsafe stream.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size)) ?? -1
}

private func freeStream(_ context: UnsafeMutableRawPointer?) {
    unsafe Unmanaged<HTTPStream>.fromOpaque(context!).release()
}
