import Foundation
import TestSupport
import Testing

/// HTTP over TLS: `--tls-certificate` and `--tls-key`, and the plain port for probes beside it.
@Suite(.timeLimit(.minutes(5)))
struct TLSTests {
    private let folder: URL

    init() throws {
        folder = try Files.temporary()
        for name in ["server", "other"] { try Self.makeCertificate(name, in: folder) }
    }

    /// A certificate for localhost that is its own authority, and its key.
    private static func makeCertificate(_ name: String, in folder: URL) throws {
        let openssl = try Program(
            at: URL(fileURLWithPath: "/usr/bin/openssl"),
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder.appending(path: "\(name).key").path,
                "-out",
                folder.appending(path: "\(name).crt").path,
            ])
        try #require(openssl.end() == 0, "\(openssl.complained)")
    }

    private func file(_ name: String) -> String { folder.appending(path: name).path }

    @Test func answersOverTLSAloneAndProbesInPlain() throws {
        let (port, probes) = (try FreePorts.pair(), try FreePorts.pair())
        let program = try Program(
            "turnback",
            [
                "serve", "--http", "127.0.0.1:\(port)", "--probes", "127.0.0.1:\(probes)", "--log", "text",
                "--tls-certificate", file("server.crt"), "--tls-key", file("server.key"),
            ])
        defer { program.kill() }
        let plain = HTTP(base: "http://127.0.0.1:\(probes)")
        try eventually("it is ready") {
            try plain.get("/readyz").status == 200 ? true : nil
        } state: {
            program.complained
        }
        let https = HTTP(base: "https://localhost:\(port)", options: ["--cacert", file("server.crt")])
        #expect(try https.get("/api/v1/cases").status == 200)
        #expect(try https.post("/api/v1/cancellations", "{}").status == 400)
        #expect(
            try HTTP(base: "https://localhost:\(port)", options: ["--cacert", file("other.crt")]).get("/").status == 0)
        #expect(try HTTP(base: "http://localhost:\(port)").get("/").status == 0)
        // Cookies stay within TLS.
        let page = try HTTP(base: https.base, options: https.options + ["-i", "-L"]).get("/")
        let cookies = page.body.split(separator: "\r\n").filter { $0.lowercased().hasPrefix("set-cookie:") }
        #expect(!cookies.isEmpty && cookies.allSatisfy { $0.contains("; Secure") }, "\(cookies)")
        // The port for probes answers nothing else.
        #expect(try plain.get("/metrics").body.contains("turnback_build_info"))
        #expect(try plain.get("/api/v1/cases").status == 404)
        #expect(try Program.run("turnback", ["healthcheck", "--probes", "127.0.0.1:\(probes)"]).code == 0)
        #expect(program.stop() == 0)
    }

    @Test func whatCannotWorkIsRefusedAtTheStart() throws {
        func serve(_ arguments: [String]) throws -> (code: Int32, text: String) {
            let ended = try Program.run("turnback", ["serve", "--http", "127.0.0.1:0", "--log", "text"] + arguments)
            return (ended.code, ended.complained)
        }
        var ended = try serve(["--tls-key", file("server.key")])
        #expect(ended.code == 78 && ended.text.contains("it needs --tls-certificate beside it"), "\(ended)")
        ended = try serve(["--tls-certificate", file("server.crt")])
        #expect(ended.code == 78 && ended.text.contains("it needs --tls-key beside it"), "\(ended)")
        ended = try serve(["--tls-certificate", file("server.key"), "--tls-key", file("server.key")])
        #expect(ended.code == 78 && ended.text.contains("server.key does not hold a certificate"), "\(ended)")
        ended = try serve(["--tls-certificate", file("server.crt"), "--tls-key", file("other.key")])
        #expect(ended.code != 0 && ended.text.contains("do not belong together"), "\(ended)")
    }
}
