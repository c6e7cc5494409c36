import Access
import Glibc
import Operations
import Testing

@testable import turnback

@Suite("turnback token")
struct TokenVerbTests {
    @Test("makes the file, adds to it, and takes a token out again")
    func file() throws {
        let root = Command("turnback", summary: "", subcommands: [TokenVerb.command])
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let path = directory.path + "/access.json"
        func run(_ arguments: String..., at place: String? = nil) throws {
            let line = ["token"] + arguments + ["--access", place ?? path]
            switch root.parse(arguments: line, environment: [:]) {
            case .success(.run(let invocation)): try TokenVerb.run(invocation, shutdown: ShutdownSignal())
            default: Issue.record("\(line) is not a command line")
            }
        }
        func tokens(_ name: String) throws -> [StoredToken] {
            try #require(try AccessControl.read(path).principals[name]).tokens
        }
        try run("new", "desk", "--role", "store", "--store", "shop-de")
        try run("new", "desk", "--expires", "30")
        try run("new", "lax1", "--role", "warehouse", "--warehouse", "LAX1", "--warehouse", "SFO1")
        #expect(try tokens("desk").count == 2)
        #expect(try tokens("desk").map { $0.expiresAt != nil } == [false, true])
        #expect(try AccessControl.read(path).principals["lax1"]?.principal.warehouses == .some(["LAX1", "SFO1"]))
        var status = stat()
        #expect(unsafe stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)

        let first = try #require(try tokens("desk").first)
        try run("revoke", first.id)
        #expect(try tokens("desk").map(\.id).contains(first.id) == false)

        // A link to it stays one.
        let link = directory.path + "/link.json"
        #expect(unsafe symlink(path, link) == 0)
        try run("new", "desk", at: link)
        #expect(try tokens("desk").count == 2)
        #expect(unsafe lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)

        for (arguments, message) in [
            (["new", "ops"], "give --role"), (["new", "sfo", "--role", "warehouse"], "would act for nothing"),
            (["new", "a/b", "--role", "admin"], "PRINCIPAL"), (["revoke", first.id], "has no token"),
        ] {
            #expect(Examples.failures["token revoke"] != nil)
            let before = try AccessControl.read(path)
            let failure = #expect(throws: Failure.self) {
                switch root.parse(arguments: ["token"] + arguments + ["--access", path], environment: [:]) {
                case .success(.run(let invocation)): try TokenVerb.run(invocation, shutdown: ShutdownSignal())
                default: break
                }
            }
            #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
            #expect(try AccessControl.read(path) == before)
        }
    }
}
