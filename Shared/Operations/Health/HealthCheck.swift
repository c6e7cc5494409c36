internal import Glibc

/// The verb `healthcheck`: asks the process that runs with the same settings whether it is ready. An image needs neither a
/// shell nor curl for its health check that way.
public enum HealthCheck {
    /// The word that it is called by.
    public static let verb = "healthcheck"

    /// How long an answer may take; what an engine allows a check has to be longer.
    static let limit = 2

    /// The verb as a command, where `--http` is declared on it.
    public static func command(address: HostPort) -> Command {
        Command(
            verb, summary: "Ask the running process whether it is ready: exit 0 or 1.",
            discussion: """
                Asks GET /readyz on the address that --probes names, else on that of --http; prints why not, where it is not \
                ready.
                """,
            options: [ServiceSettings.http(default: address), ServiceSettings.probes],
            flags: [Flag("live", help: "Ask /healthz instead: whether the loops tick, ready or not.")],
            failure: "It is not ready, or does not answer.")
    }

    /// Asks as the command line says.
    /// - Throws: `.failure` with the answer where it is not good, or where there is none.
    public static func run(_ invocation: Invocation) throws(Failure) {
        let path = invocation.flag("live") ? "/healthz" : "/readyz"
        let option = invocation.stringIfGiven("probes") == nil ? "http" : "probes"
        let address = invocation.address(option)
        guard address.port != 0 else { throw invocation.failure(option, "port 0 is not a port to ask") }
        let answer = try ask(address, path)
        // "HTTP/1.1 200 OK" and the headers, an empty line, and the text.
        let text = String(decoding: answer, as: UTF8.self)
        let status = text.prefix { $0 != "\r\n" }.split(separator: " ").dropFirst().first
        if status == "200" { return }
        let reason = text.split(separator: "\r\n\r\n", maxSplits: 1).dropFirst().first.map { "\($0)" } ?? ""
        let line = reason.split(separator: "\n").first.map(String.init) ?? "status \(status ?? "none")"
        throw Failure(.failure, "http://\(address)\(path): \(line)")
    }

    /// The whole answer. A wildcard address is asked on the loopback, where the system leads it.
    private static func ask(_ address: HostPort, _ path: String) throws(Failure) -> [UInt8] {
        let candidates: [SocketAddress]
        do throws(HTTPServerError) { candidates = try SocketAddress.all(of: address) } catch { throw error.failure }
        var reason = "no address has this name"
        for candidate in candidates {
            let descriptor = candidate.socket()
            guard descriptor >= 0 else {
                reason = SystemError.text(errno)
                continue
            }
            defer { close(descriptor) }
            var time = timeval(tv_sec: limit, tv_usec: 0)
            for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
                unsafe setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
            }
            guard unsafe candidate.apply({ unsafe connect($0, $1, $2) }, to: descriptor) == 0 else {
                reason = SystemError.text(errno)
                continue
            }
            DescriptorWriter.write(
                Array("GET \(path) HTTP/1.1\r\nHost: \(address)\r\nConnection: close\r\n\r\n".utf8), to: descriptor)
            return read(descriptor)
        }
        throw Failure(.failure, "http://\(address)\(path): \(reason)")
    }

    /// What comes until the other side closes; no more than an answer of ours has.
    private static func read(_ descriptor: Int32) -> [UInt8] {
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while answer.count < 1 << 16 {
            let count = unsafe recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { break }
            answer += piece[..<count]
        }
        return answer
    }
}
