internal import Glibc

/// An address of a host and port as the system takes it: to listen on, or to connect to.
struct SocketAddress {
    let family: Int32
    private let bytes: [UInt8]

    /// The addresses of a name, IPv4 first: a name such as localhost that has both is bound to one, and 127.0.0.1 is
    /// what people try. An empty name's and a wildcard's are those of this machine.
    static func all(of address: HostPort) throws(HTTPServerError) -> [SocketAddress] {
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
        var found: [SocketAddress] = []
        var next = unsafe first
        while let entry = unsafe next {
            let bytes = unsafe UnsafeRawBufferPointer(
                start: entry.pointee.ai_addr, count: Int(entry.pointee.ai_addrlen))
            unsafe found.append(SocketAddress(family: entry.pointee.ai_family, bytes: Array(bytes)))
            unsafe next = entry.pointee.ai_next
        }
        return found.sorted { $0.family < $1.family }
    }

    /// A TCP socket for it that programs started later do not inherit; below zero with errno set where there is none.
    func socket() -> Int32 {
        Glibc.socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }

    /// bind(2) or connect(2) to this address.
    func apply(
        _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, to descriptor: Int32
    ) -> Int32 {
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe call(
                descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
    }
}
