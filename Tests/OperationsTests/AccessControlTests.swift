import Access
import Glibc
import Testing

@testable import Operations

@Suite("Access control of HTTP")
struct AccessControlTests {
    static let token = Token.random()

    static var list: AccessList {
        AccessList(principals: [
            "desk": .init(
                Principal(name: "desk", role: .store, stores: .some(["shop-de"])), tokens: [StoredToken(token)])
        ])
    }

    static func request(_ headers: [(String, String)]) throws -> HTTPRequest {
        try #require(
            HTTPRequest(method: "GET", target: "/", headers: HTTPHeaders(headers.map { (name: $0.0, value: $0.1) })))
    }

    @Test("takes a token from the Authorization field or from a login's cookie")
    func known() throws {
        let control = AccessControl(Self.list)
        for headers in [
            [("Authorization", "Bearer \(Self.token.text)")], [("authorization", "bearer  \(Self.token.text)")],
            [("Cookie", "theme=dark; turnback_token=\(Self.token.text)")],
            [("Cookie", "theme=dark"), ("Cookie", "turnback_token=\(Self.token.text) ; zone=UTC")],
        ] { #expect(try control.principal(of: try Self.request(headers)).name == "desk") }
    }

    @Test("answers 401 and asks for a token where a request names nobody")
    func unknown() throws {
        let control = AccessControl(Self.list)
        for headers in [
            [], [("Authorization", "Basic \(Self.token.text)")], [("Authorization", Self.token.text)],
            [("Authorization", "Bearer \(Token.random().text)")], [("Cookie", "turnback_token=")],
            // A token that is wrong is not made good by a cookie.
            [("Authorization", "Bearer x"), ("Cookie", "turnback_token=\(Self.token.text)")],
        ] {
            let error = #expect(throws: HTTPError.self) { try control.principal(of: try Self.request(headers)) }
            #expect(error?.response.status == 401)
            #expect(error?.response.headers["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
        }
    }

    @Test("lets everybody do everything without an access file, and listens on loopback alone then")
    func open() throws {
        #expect(try AccessControl.open.principal(of: try Self.request([])) == .local)
        let command = Command(
            "serve", summary: "",
            options: [
                ServiceSettings.access, ServiceSettings.http(default: HostPort(host: "127.0.0.1", port: 0)),
            ])
        func load(_ address: String) throws -> AccessControl {
            guard case .success(.run(let invocation)) = command.parse(arguments: ["--http", address], environment: [:])
            else { throw Unexpected(what: "a refusal") }
            return try AccessControl.load(invocation, listeningOn: invocation.address("http"))
        }
        for address in ["127.0.0.1:0", "localhost:0", "[::1]:0", "127.8.9.1:0"] { #expect(try load(address).isOpen) }
        for address in ["0.0.0.0:0", "[::]:0", "10.0.0.1:0", "127.example:0", "127.0.0.1.example:0"] {
            let failure = #expect(throws: Failure.self) { try load(address) }
            // Said on purpose it is taken.
            guard
                case .success(.run(let open)) = command.parse(
                    arguments: ["--http", address, "--access", "open"], environment: [:])
            else { throw Unexpected(what: "a refusal") }
            #expect(try AccessControl.load(open, listeningOn: open.address("http")).isOpen)
            #expect(failure?.exitCode == .configuration && failure?.message.contains("--access") == true)
        }
    }

    @Test("keeps what was in force where the file is wrong when it is read again")
    func reload() throws {
        var path = Array("/tmp/turnback-access-XXXXXX".utf8CString)
        let file = unsafe mkstemp(&path)
        try #require(file >= 0)
        let name = String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { unsafe unlink(name) }
        func put(_ text: [UInt8]) throws {
            try #require(ftruncate(file, 0) == 0)
            try #require(unsafe pwrite(file, text, text.count, 0) == text.count)
        }
        try put(Self.list.text)
        let command = Command("serve", summary: "", options: [ServiceSettings.access])
        guard
            case .success(.run(let invocation)) = command.parse(arguments: ["--access", name], environment: [:])
        else { throw Unexpected(what: "a refusal") }
        let control = try AccessControl.load(invocation, listeningOn: HostPort(host: "0.0.0.0", port: 0))
        let headers = [("Authorization", "Bearer \(Self.token.text)")]
        #expect(try control.principal(of: try Self.request(headers)).name == "desk")
        try put(Array("{".utf8))
        #expect(throws: AccessControl.FileError.self) { try control.reload() }
        #expect(try control.principal(of: try Self.request(headers)).name == "desk")
        try put(AccessList().text)
        try control.reload()
        #expect(throws: HTTPError.self) { try control.principal(of: try Self.request(headers)) }
    }
}
