internal import Glibc

/// A TCP socket that listens. Bound here and not by libmicrohttpd, which does not say why it could not.
struct ListeningSocket {
    let descriptor: Int32
    /// The port that it was bound to.
    let port: UInt16

    init(_ address: HostPort) throws(HTTPServerError) {
        var failure = HTTPServerError(address: address, reason: "no address has this name")
        // IPv4 first: a name such as localhost that has both is bound to one, and 127.0.0.1 is what people try.
        for candidate in try Self.addresses(of: address).sorted(by: { $0.family < $1.family }) {
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

    private struct Candidate {
        let family: Int32
        let bytes: [UInt8]
    }

    private struct SystemFailure: Error {
        let code: Int32
    }

    private static func addresses(of address: HostPort) throws(HTTPServerError) -> [Candidate] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var first: UnsafeMutablePointer<addrinfo>?
        let result = unsafe getaddrinfo(address.host, String(address.port), &hints, &first)
        guard result == 0 else {
            let reason = unsafe String(cString: gai_strerror(result)).lowercased()
            throw HTTPServerError(address: address, reason: "'\(address.host)' cannot be resolved: \(reason)")
        }
        defer { unsafe freeaddrinfo(first) }
        var candidates: [Candidate] = []
        var next = unsafe first
        while let entry = unsafe next {
            let bytes = unsafe UnsafeRawBufferPointer(
                start: entry.pointee.ai_addr, count: Int(entry.pointee.ai_addrlen))
            unsafe candidates.append(Candidate(family: entry.pointee.ai_family, bytes: Array(bytes)))
            unsafe next = entry.pointee.ai_next
        }
        return candidates
    }

    private static func bound(to candidate: Candidate) -> Result<Int32, SystemFailure> {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(candidate.family, kind, 0)
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
        let result = unsafe candidate.bytes.withUnsafeBytes { bytes in
            unsafe bind(
                descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
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
