import Glibc

/// A client over a plain socket, so that a test sees what goes over the wire.
final class HTTPClient {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    struct Answer {
        let status: Int
        let head: String
        let body: String
    }

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Unexpected(what: "cannot connect: errno \(errno)") }
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            sent += count
        }
    }

    /// Reads one answer, by its Content-Length; to the end of the connection where it has none.
    func receive(isHead: Bool = false) throws -> Answer {
        let end = Array("\r\n\r\n".utf8)
        while !buffer.contains(end) { guard try more() else { throw Unexpected(what: "closed before the answer") } }
        let position = buffer.firstRange(of: end)!
        let head = String(decoding: buffer[..<position.lowerBound], as: UTF8.self)
        buffer.removeSubrange(..<position.upperBound)
        let lines = head.split(separator: "\r\n")
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }.flatMap {
            Int($0.drop { $0 != " " }.dropFirst())
        }
        if let length, !isHead {
            while buffer.count < length { guard try more() else { throw Unexpected(what: "closed in the body") } }
        } else if !isHead {
            while try more() {}
        }
        let body = buffer.prefix(isHead ? 0 : length ?? buffer.count)
        buffer.removeFirst(body.count)
        guard let status = Int(lines[0].split(separator: " ")[1]) else { throw Unexpected(what: head) }
        return Answer(status: status, head: head, body: String(decoding: body, as: UTF8.self))
    }

    /// Reads until this text has come; drops what was read, if asked to.
    func receive(until text: String, dropping: Bool = false) throws {
        while !buffer.contains(Array(text.utf8)) {
            guard try more() else { throw Unexpected(what: "closed before '\(text)'") }
        }
        if dropping { buffer = [] }
    }

    /// Whether the server has closed the connection.
    func isClosed() throws -> Bool { try !more() }

    private func more() throws -> Bool {
        var piece = [UInt8](repeating: 0, count: 16384)
        let count = unsafe piece.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        if count < 0, errno == ECONNRESET { return false }
        guard count >= 0 else { throw Unexpected(what: "no answer within the limit: errno \(errno)") }
        buffer += piece[..<count]
        return count > 0
    }
}
