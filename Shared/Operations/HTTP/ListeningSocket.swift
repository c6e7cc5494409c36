internal import Glibc

/// A TCP socket that listens. Bound here and not by libmicrohttpd, which does not say why it could not.
struct ListeningSocket {
    let descriptor: Int32
    /// The port that it was bound to.
    let port: UInt16

    init(_ address: HostPort) throws(HTTPServerError) {
        var failure = HTTPServerError(address: address, reason: "no address has this name")
        for candidate in try SocketAddress.all(of: address) {
            switch Self.bound(to: candidate) {
            case .success(let descriptor):
                self.descriptor = descriptor
                port = Self.boundPort(descriptor)
                return
            case .failure(let error): failure = HTTPServerError(address: address, reason: Self.reason(error.code))
            }
        }
        throw failure
    }

    private struct SystemFailure: Error {
        let code: Int32
    }

    private static func bound(to candidate: SocketAddress) -> Result<Int32, SystemFailure> {
        let descriptor = candidate.socket()
        guard descriptor >= 0 else { return .failure(SystemFailure(code: errno)) }
        // A port that was in use a moment ago can be used again; one that another process listens on cannot.
        var on: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        if candidate.family == AF_INET6 {
            // [::] takes IPv4 as well, as it does for most servers.
            var off: Int32 = 0
            unsafe setsockopt(
                descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &off, socklen_t(MemoryLayout<Int32>.size))
        }
        let result = unsafe candidate.apply({ unsafe bind($0, $1, $2) }, to: descriptor)
        guard result == 0, listen(descriptor, HTTPLimits.backlog) == 0 else {
            let failure = SystemFailure(code: errno)
            close(descriptor)
            return .failure(failure)
        }
        return .success(descriptor)
    }

    private static func boundPort(_ descriptor: Int32) -> UInt16 {
        var storage = [UInt8](repeating: 0, count: MemoryLayout<sockaddr_storage>.size)
        var length = socklen_t(storage.count)
        _ = unsafe storage.withUnsafeMutableBytes { bytes in
            unsafe getsockname(descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
        }
        // The port stands behind the family, in network order, for IPv4 and IPv6 alike.
        return UInt16(storage[2]) << 8 | UInt16(storage[3])
    }

    private static func reason(_ code: Int32) -> String {
        switch code {
        case EADDRINUSE: "address already in use"
        case EADDRNOTAVAIL: "this machine does not have the address"
        case EACCES: "not permitted; ports below 1024 need a privilege"
        default: SystemError.text(code)
        }
    }
}
