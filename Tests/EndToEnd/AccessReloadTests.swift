import Foundation
import TestSupport
import Testing

/// `turnback serve --access FILE` as a process: who gets a token, and when it counts.
@Suite(.timeLimit(.minutes(5)))
struct AccessReloadTests {
    @Test("a new token is nobody's until SIGHUP, and is let in after it; what is asked for is written down")
    func reloaded() throws {
        let folder = try Files.temporary()
        let file = folder.appending(path: "access.json")
        let log = folder.appending(path: "access.jsonl")
        func token(_ arguments: String...) throws -> String {
            let made = try Program.run("turnback", ["token", "new"] + arguments + ["--access", file.path])
            guard made.code == 0 else { throw NotSoYet(description: made.complained) }
            return made.printed.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let first = try token("desk", "--role", "store", "--store", "shop-de")
        let address = "127.0.0.1:\(try FreePorts.pair())"
        let program = try Program(
            "turnback",
            ["serve", "--http", address, "--access", file.path, "--access-log", log.path, "--log", "text"])
        Children.all.add([program.process.processIdentifier])
        defer { program.kill() }
        let http = HTTP(base: "http://\(address)")
        try eventually("it is ready", within: .seconds(60)) {
            try http.get("/readyz").status == 200 ? true : nil
        } state: {
            program.complained
        }
        func ask(_ token: String?) throws -> Int {
            try http.get("/api/v1/cases", headers: token.map { ["Authorization: Bearer \($0)"] } ?? []).status
        }
        #expect(try ask(nil) == 401)
        #expect(try ask(first) == 200)
        let second = try token("floor", "--role", "warehouse", "--warehouse", "LAX1")
        #expect(try ask(second) == 401)
        kill(program.process.processIdentifier, SIGHUP)
        try eventually("the file is read again", within: .seconds(20)) { try ask(second) == 200 ? true : nil }
        // A file that is wrong changes nothing.
        let text = try Data(contentsOf: file)
        try Data("{".utf8).write(to: file)
        kill(program.process.processIdentifier, SIGHUP)
        try eventually("it says so", within: .seconds(20)) {
            program.complained.contains("what it said before stays in force") ? true : nil
        }
        #expect(try ask(second) == 200)
        try text.write(to: file)

        func request(_ store: String) -> String {
            #"{"requestId":"r-\#(store)","storeId":"\#(store)","storeOrderId":"1","reason":"other","requestedBy":"staff","requestedAt":"2026-11-24T08:05:00Z"}"#
        }
        let bearer = ["content-type: application/json", "Authorization: Bearer \(first)"]
        #expect(try http.post("/api/v1/cancellations", request("shop-de"), headers: bearer).status == 202)
        #expect(try http.post("/api/v1/cancellations", request("shop-fr"), headers: bearer).status == 403)
        #expect(try http.post("/api/v1/cancellations", request("shop-de")).status == 401)
        let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(lines.map { $0["status"] as? Int } == [202, 403, 401])
        #expect(lines.map { $0["principal"] as? String } == ["desk", "desk", nil])
        #expect(lines.map { $0["subject"] as? String } == ["shop-de/1", "shop-fr/1", nil])
        #expect(lines.allSatisfy { $0["peer"] as? String == "127.0.0.1" && $0["time"] is String })
        let mode = try FileManager.default.attributesOfItem(atPath: log.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(program.stop() == 0)
    }
}
