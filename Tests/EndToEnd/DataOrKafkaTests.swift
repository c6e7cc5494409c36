import Foundation
import TestSupport
import Testing

/// One machine has data in a directory and, for other programs, a Kafka in its environment.
@Suite(.timeLimit(.minutes(15)))
struct DataOrKafkaTests {
    /// Nothing answers there: who goes there does not get ready.
    private func environment() throws -> [String: String] { ["TURNBACK_KAFKA": "127.0.0.1:\(try FreePorts.pair())"] }

    @Test func serveAndReconcileGoWhereTheFlagSays() throws {
        let data = try Files.temporary().path
        let environment = try environment()
        let port = try FreePorts.pair()
        let serve = try Program(
            "turnback", ["serve", "--data", data, "--http", "127.0.0.1:\(port)", "--log", "text"],
            environment: environment.merging(["TURNBACK_KAFAK": "x"]) { _, new in new })
        let http = HTTP(base: "http://127.0.0.1:\(port)")
        try eventually("serve is ready") {
            try http.get("/readyz").status == 200 ? true : nil
        } state: {
            serve.complained
        }
        #expect(serve.stop() == 0)
        let lines = serve.complained.split(separator: "\n")
        #expect(lines.first?.contains("starting") ?? false)
        #expect(lines.first?.contains("the embedded log in \(data)") ?? false, "\(serve.complained.prefix(500))")
        #expect(
            lines.dropFirst().first?.contains("TURNBACK_KAFAK; the nearest that one does is TURNBACK_KAFKA") ?? false)
        let proof = try Program.run("turnback", ["reconcile", "--data", data], environment: environment)
        #expect(proof.code == 0, "\(proof.complained)")
        #expect(proof.complained.isEmpty)
    }

    @Test(arguments: ["serve", "reconcile"])
    func bothAreRefused(verb: String) throws {
        let flags = try Program.run("turnback", [verb, "--data", "/tmp", "--kafka", "127.0.0.1:1"])
        #expect(flags.code == 64)
        #expect(flags.complained.hasPrefix("error: --data and --kafka exclude each other"))
        let variables = try Program.run(
            "turnback", [verb], environment: ["TURNBACK_DATA": "/tmp", "TURNBACK_KAFKA": "127.0.0.1:1"])
        #expect(variables.code == 78)
        #expect(variables.complained.hasPrefix("error: TURNBACK_DATA and TURNBACK_KAFKA exclude each other"))
    }

    @Test func aVariableThatNoProgramReadsIsNamed() throws {
        let verb = try Program.run("turnback", ["contract", "codes"], environment: ["TURNBACK_KAFAK": "x"])
        #expect(verb.code == 0)
        #expect(
            verb.complained == "warning: no program reads TURNBACK_KAFAK; the nearest that one does is TURNBACK_KAFKA\n"
        )
        let service = try Program(
            "orders",
            [
                "--kafka", "127.0.0.1:1", "--http", "127.0.0.1:0", "--log", "text", "--state",
                try Files.temporary().path,
            ],
            environment: ["TURNBACK_LOPS": "2"])
        try eventually("it is named") {
            service.complained.contains("TURNBACK_LOPS; the nearest that one does is TURNBACK_LOOPS") ? true : nil
        } state: {
            service.complained
        }
        #expect(service.stop() == 0)
    }
}
