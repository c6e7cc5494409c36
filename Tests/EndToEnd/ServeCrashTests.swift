import Foundation
import TestSupport
import Testing

/// `turnback serve --data DIR`: orders and cancellations over HTTP alone, killed in the middle, started again on the same
/// data: nothing lost, nothing twice.
@Suite(.timeLimit(.minutes(15)))
struct ServeCrashTests {
    private static let orders = 200
    private static let stock = 1_000

    private func serve(_ data: URL, _ port: Int) throws -> (Program, HTTP) {
        let program = try Program("turnback", ["serve", "--data", data.path, "--http", "127.0.0.1:\(port)", "--log", "text"])
        let http = HTTP(base: "http://127.0.0.1:\(port)")
        try eventually("serve is ready") { try http.get("/readyz").status == 200 ? true : nil } state: {
            program.complained
        }
        return (program, http)
    }

    private func event(_ type: String, _ id: String, _ data: String) -> String {
        #"{"specversion":"1.0","id":"\#(id)","source":"/test","type":"fulfillment.\#(type).v1","data":\#(data)}"#
    }

    private func submit(_ number: Int) -> String {
        event(
            "outbound-order.submitted", "submit-\(number)",
            #"{"outboundOrderId":"OB-\#(number)","storeId":"s","storeOrderId":"\#(number)","merchantId":"m","warehouseId":"w","lines":[{"sku":"A","quantity":1},{"sku":"B","quantity":2},{"sku":"A","quantity":1}],"submittedAt":"2026-11-24T08:00:00Z"}"#)
    }

    private func cancel(_ number: Int) -> String {
        #"{"requestId":"r-\#(number)","storeId":"s","storeOrderId":"\#(number)","reason":"buyerChangedMind","requestedBy":"buyer","requestedAt":"2026-11-24T08:05:00Z"}"#
    }

    @Test func aKilledServeLosesNothingAndDoesNothingTwice() throws {
        let data = try Files.temporary()
        let port = try FreePorts.pair()
        var (program, http) = try serve(data, port)
        let structured = ["content-type: application/cloudevents+json"]
        #expect(
            try http.post(
                "/api/v1/events",
                event(
                    "stock.receive", "receipt",
                    #"{"merchantId":"m","warehouseId":"w","receiptId":"RC","lines":[{"sku":"A","quantity":\#(Self.stock)},{"sku":"B","quantity":\#(Self.stock)}]}"#),
                headers: structured
            ).status == 202)
        for number in 0..<Self.orders {
            if number == Self.orders / 2 {
                program.kill()
                (program, http) = try serve(data, port)
            }
            #expect(try http.post("/api/v1/events", submit(number), headers: structured).status == 202)
            #expect(try http.post("/api/v1/cancellations", cancel(number)).status == 202)
        }
        program.kill()
        (program, http) = try serve(data, port)
        // The same again: accepted, and without effect.
        for number in stride(from: 0, to: Self.orders, by: 20) {
            #expect(try http.post("/api/v1/cancellations", cancel(number)).status == 202)
            #expect(try http.post("/api/v1/events", submit(number), headers: structured).status == 202)
        }
        for number in 0..<Self.orders {
            let order = try eventually("order \(number) is cancelled") {
                let answer = try http.get("/api/v1/orders/s/\(number)")
                let cases = answer.json["cases"] as? [[String: Any]] ?? []
                return cases.first?["final"] as? Bool == true ? answer : nil
            }
            let cases = order.json["cases"] as? [[String: Any]] ?? []
            #expect(cases.count == 1)
            #expect(cases.first?["state"] as? String == "cancelled")
            let history = cases.first?["history"] as? [[String: Any]] ?? []
            #expect(history.count { $0["final"] as? Bool == true } == 1)
        }
        for sku in ["A", "B"] {
            try eventually("the movements of \(sku) are all there") {
                let moved = try http.get("/api/v1/stock/m/w/\(sku)").json["movements"] as? [[String: Any]] ?? []
                return moved.count == 1 + 2 * Self.orders ? true : nil
            }
            let stock = try http.get("/api/v1/stock/m/w/\(sku)").json
            #expect(stock["onHand"] as? Int == Self.stock)
            #expect(stock["allocated"] as? Int == 0)
            #expect(stock["available"] as? Int == Self.stock)
            let moved = stock["movements"] as? [[String: Any]] ?? []
            #expect(Set(moved.compactMap { $0["movementId"] as? String }).count == moved.count)
            #expect(moved.reduce(0) { $0 + ($1["allocatedDelta"] as? Int ?? 0) } == 0)
        }
        #expect(program.stop() == 0)
    }

    @Test func badRequestsAreAnsweredWithTheirPath() throws {
        let port = try FreePorts.pair()
        let program = try Program("turnback", ["serve", "--http", "127.0.0.1:\(port)"])
        defer { program.kill() }
        let http = HTTP(base: "http://127.0.0.1:\(port)")
        try eventually("serve is ready") { try http.get("/readyz").status == 200 ? true : nil }
        let wrong = try http.post("/api/v1/events", submit(1).replacingOccurrences(of: #""quantity":2"#, with: #""quantity":0"#), headers: ["content-type: application/cloudevents+json"])
        #expect(wrong.status == 400)
        #expect(wrong.json["code"] as? String == "invalidField")
        #expect(wrong.json["path"] as? String == "lines[1].quantity")
        #expect(try http.post("/api/v1/cancellations", "{").json["code"] as? String == "notJSON")
        #expect(try http.post("/api/v1/cancellations", #"{"storeId":"s"}"#).json["code"] as? String == "missingField")
        let binary = try http.post(
            "/api/v1/events", cancel(1),
            headers: [
                "content-type: application/json", "ce-specversion: 1.0", "ce-id: 1", "ce-source: /t",
                "ce-type: fulfillment.cancellation.requested.v1",
            ])
        #expect(binary.status == 202)
        #expect(binary.json["topic"] as? String == "fulfillment.cancellations.requests.v1")
        #expect(binary.json["key"] as? String == "s/1")
        #expect(try http.get("/api/v1/orders/s/none").status == 404)
        #expect(try http.post("/api/v1/events", String(repeating: "x", count: 1_100_000)).status == 413)
    }
}
