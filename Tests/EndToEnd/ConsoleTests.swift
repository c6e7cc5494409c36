import Foundation
import TestSupport
import Testing

/// The console as its own program, beside the services on a real Kafka.
@Suite(.enabled(if: Stack.isAvailable), .timeLimit(.minutes(15)))
struct ConsoleTests {
    private func console(_ name: String, _ state: URL, _ more: [String] = []) throws -> (Program, HTTP) {
        let stack = try Stack.shared.get()
        let address = "127.0.0.1:\(try FreePorts.pair())"
        let program = try Program(
            "console",
            ["--kafka", stack.broker, "--state", state.appending(path: name).path, "--http", address, "--log", "text"]
                + more)
        Children.all.add([program.process.processIdentifier])
        let http = HTTP(base: "http://\(address)")
        try eventually("\(name) is ready", within: .seconds(60)) {
            try http.get("/readyz").status == 200 ? true : nil
        } state: {
            program.complained
        }
        return (program, http)
    }

    private func state(_ http: HTTP, _ shop: Shop) throws -> String? {
        let cases = try http.get("/api/v1/orders/\(shop.key)").json["cases"] as? [[String: Any]]
        return cases?.first?["state"] as? String
    }

    @Test("two side by side say the same; one that is killed reads on; one without its file rebuilds it")
    func sideBySide() throws {
        let shop = Shop(try Stack.shared.get(), times: 1)
        let directory = try Files.temporary()
        let (first, one) = try console("one", directory)
        let (second, other) = try console("other", directory)
        defer { for program in [first, second] { program.kill() } }
        try shop.awaitOutbound()
        let request =
            #"{"requestId":"console-\#(shop.name)","storeId":"\#(shop.store)","storeOrderId":"\#(shop.order)","reason":"other","requestedBy":"staff","requestedAt":"2026-11-24T08:05:00Z"}"#
        #expect(try one.post("/api/v1/cancellations", request).status == 202)
        for http in [one, other] {
            try eventually("the case has ended") { try state(http, shop) == "cancelled" ? true : nil }
        }
        let answer = try one.get("/api/v1/cancellations/console-\(shop.name)?storeId=\(shop.store)")
        #expect((answer.json["outcome"] as? [String: Any])?["final"] as? Bool == true)
        #expect(try one.get("/api/v1/orders/\(shop.key)").body == other.get("/api/v1/orders/\(shop.key)").body)
        #expect(try one.get("/api/v1/stock/\(shop.stockKey)").body == other.get("/api/v1/stock/\(shop.stockKey)").body)

        first.kill()
        let (again, same) = try console("one", directory)
        defer { again.kill() }
        #expect(try same.get("/api/v1/orders/\(shop.key)").body == other.get("/api/v1/orders/\(shop.key)").body)
        #expect(!again.complained.contains("rebuilt"))
        #expect(again.stop() == 0)

        try FileManager.default.removeItem(at: directory.appending(path: "one/view.sqlite"))
        let (anew, third) = try console("one", directory)
        defer { anew.kill() }
        #expect(try third.get("/api/v1/orders/\(shop.key)").body == other.get("/api/v1/orders/\(shop.key)").body)
        #expect(anew.stop() == 0)
        let (rebuilt, fourth) = try console("one", directory, ["--rebuild"])
        defer { rebuilt.kill() }
        #expect(try fourth.get("/api/v1/orders/\(shop.key)").body == other.get("/api/v1/orders/\(shop.key)").body)
        #expect(rebuilt.complained.contains("rebuilt"))
        // A directory is one console's.
        let twice = try Program.run(
            "console",
            [
                "--kafka", try Stack.shared.get().broker, "--state", directory.appending(path: "one").path, "--http",
                "127.0.0.1:0",
            ])
        #expect(twice.code == 78)
        #expect(rebuilt.stop() == 0)
        #expect(second.stop() == 0)
    }

    @Test("answers its health check, and names what is wrong with a setting")
    func settings() throws {
        let (program, _) = try console("settings", try Files.temporary())
        defer { program.kill() }
        let address = try #require(program.process.arguments?[5])
        #expect(try Program.run("console", ["healthcheck", "--http", address]).code == 0)
        #expect(program.stop() == 0)
        #expect(try Program.run("console", ["healthcheck", "--http", address]).code != 0)
        #expect(try Program.run("console", ["--hosts", "a/b"]).code == 78)
        let help = try Program.run("console", ["--help"])
        for option in ["--kafka", "--state", "--http", "--hosts", "--policy", "--rebuild", "--log-level"] {
            #expect(help.printed.contains(option), "\(option)")
        }
    }
}
