import Contracts
import Foundation
import TestSupport
import Testing

/// Topics that delete what they hold, with Kafka's own tool: the proof goes on from its snapshot, and an erased order is gone.
@Suite(.enabled(if: Stack.isAvailable && JavaTools.home != nil), .timeLimit(.minutes(15)))
struct ForgettingTopicsTests {
    /// What the first steps of the README send, of another order.
    private func messages(_ file: String, of number: String) throws -> String {
        let path = Files.root.appending(path: "compose/first-parcel/\(file).jsonl")
        return try String(contentsOf: path, encoding: .utf8)
            .replacing("1001", with: number).replacing("r-5001", with: "r-\(number)")
            .replacing("\"id\":\"", with: "\"id\":\"\(number)-")
            .replacing("\"requestedBy\"", with: "\"note\":\"ring Mrs Li\",\"requestedBy\"")
    }

    private func play(_ number: String, on kafka: String, _ http: HTTP) throws {
        for file in ["packed", "cancelled"] {
            let sent = try Program.run(
                "turnback", ["publish", "-", "--kafka", kafka], input: try messages(file, of: number))
            try #require(sent.code == 0, "\(sent.complained)")
        }
        try eventually("the outcome of order \(number) is final") {
            let answer = try http.get("/api/v1/cancellations/r-\(number)?storeId=shop-de")
            return answer.body.contains("\"final\":true") ? true : nil
        }
    }

    /// All that the topics hold but movements and erasures.
    private func deleteAll(on kafka: String) throws {
        let places = Topic.allCases.filter { $0.mayForget != nil }.flatMap { topic in
            (0..<3).map { "{\"topic\":\"\(topic.name)\",\"partition\":\($0),\"offset\":-1}" }
        }
        let file = try Files.temporary().appending(path: "delete.json")
        try "{\"version\":1,\"partitions\":[\(places.joined(separator: ","))]}".write(
            to: file, atomically: true, encoding: .utf8)
        let tool = try JavaTools.run(
            "kafka-delete-records.sh", ["--bootstrap-server", kafka, "--offset-json-file", file.path])
        try #require(tool.end() == 0, "\(tool.complained)")
    }

    @Test func aSnapshotProvesWhatTheTopicsHaveDeletedAndAnErasedOrderIsGone() throws {
        let broker = try OwnBroker()
        defer { broker.remove() }
        try broker.makeTopics()
        let kafka = broker.address
        let port = try FreePorts.pair()
        let serve = try Program(
            "turnback",
            ["serve", "--kafka", kafka, "--http", "127.0.0.1:\(port)", "--state", try Files.temporary().path])
        defer { _ = serve.stop() }
        let http = HTTP(base: "http://127.0.0.1:\(port)")
        try eventually("serve is ready") {
            try http.get("/readyz").status == 200 ? true : nil
        } state: {
            serve.complained
        }
        let proof = try Files.temporary().appending(path: "proof")
        func reconcile(_ snapshot: URL? = nil) throws -> (code: Int32, printed: String, complained: String) {
            let result = try Program.run(
                "turnback", ["reconcile", "--kafka", kafka] + (snapshot.map { ["--snapshot", $0.path] } ?? []))
            return (result.code, result.printed, result.complained)
        }
        try play("2001", on: kafka, http)
        let first = try reconcile(proof)
        #expect(first.code == 0, "\(first.complained)")
        let old = proof.deletingLastPathComponent().appending(path: "old")
        try FileManager.default.copyItem(at: proof, to: old)

        let story = "/api/v1/orders/shop-de/2001/timeline"
        #expect(try http.get(story).body.contains("ring Mrs Li"))
        let erased = try Program.run("turnback", ["erase", "--order", "shop-de/2001", "--kafka", kafka])
        #expect(erased.code == 0 && erased.printed.contains(Topic.cancellationRequests.name), "\(erased.complained)")
        try eventually("the view has no note any more") {
            try http.get(story).body.contains("ring Mrs Li") ? nil : true
        }

        try deleteAll(on: kafka)
        let gone = try Program.run("turnback", ["erase", "--order", "shop-de/2001", "--kafka", kafka])
        #expect(gone.printed.contains("no message on the topics names a person"), "\(gone.printed)")

        try play("2002", on: kafka, http)
        let second = try reconcile(proof)
        #expect(second.code == 0, "\(second.complained)")
        #expect(second.printed.contains("requests: 2 messages, 2 with an outcome"))
        let without = try reconcile()
        #expect(without.code == 1, "\(without.printed)")
        try deleteAll(on: kafka)
        let late = try reconcile(old)
        #expect(late.code == 69)
        #expect(late.complained.contains("nothing proves it"))
    }
}
