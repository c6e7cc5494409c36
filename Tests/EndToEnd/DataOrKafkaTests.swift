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

    /// Verbs that read show what a running serve has, and do not hold it up.
    @Test func whatAServeHasIsReadWhileItRuns() throws {
        let data = try Files.temporary().path
        let environment = try environment()
        let port = try FreePorts.pair()
        let serve = try Program(
            "turnback", ["serve", "--data", data, "--http", "127.0.0.1:\(port)", "--log", "text"],
            environment: environment)
        let http = HTTP(base: "http://127.0.0.1:\(port)")
        try eventually("serve is ready") {
            try http.get("/readyz").status == 200 ? true : nil
        } state: {
            serve.complained
        }
        let order =
            #"{"specversion":"1.0","id":"e-1","source":"/oms","type":"fulfillment.outbound-order.submitted.v1","#
            + #""data":{"outboundOrderId":"OB-1","storeId":"shop-de","storeOrderId":"1","merchantId":"acme","#
            + #""warehouseId":"LAX1","lines":[{"sku":"SKU-1","quantity":1}],"submittedAt":"2026-11-24T08:00:00Z"}}"#
        let posted = try http.post(
            "/api/v1/events", order, headers: ["content-type: application/cloudevents+json"])
        #expect(posted.status < 300, "\(posted.body)")
        func run(_ arguments: [String]) throws -> String {
            let program = try Program.run("turnback", arguments + ["--data", data], environment: environment)
            #expect(program.code == 0, "\(arguments): \(program.complained)")
            return program.printed
        }
        try eventually("the order is published") {
            try run(["follow", "--until-end", "--json", "--topic", "orders.events"]).contains("OB-1") ? true : nil
        } state: {
            serve.complained
        }
        try eventually("the view has it") {
            try http.get("/api/v1/orders/shop-de/1").status == 200 ? true : nil
        } state: {
            serve.complained
        }
        #expect(try run(["inspect", "order", "shop-de/1"]).contains("OB-1 submitted to LAX1"))
        #expect(try run(["inspect", "order", "shop-de/1", "--json"]).contains(#""timeline":[{"#))
        #expect(try run(["topics", "list", "--json"]).contains(#""exists":true"#))
        #expect(try run(["dead-letters", "list", "--json"]).isEmpty)
        #expect(try run(["dead-letters", "count", "--json"]).isEmpty)
        #expect(try !run(["reconcile", "--allow-open"]).isEmpty)
        let dismiss = try Program.run(
            "turnback", ["dead-letters", "dismiss", "--why", "x", "--yes", "--data", data], environment: environment)
        #expect(dismiss.code == 78 && dismiss.complained.contains("in use by another process"), "\(dismiss.complained)")
        #expect(serve.stop() == 0)
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
