import Connect
import Contracts
import Foundation
import Operations
import TestSupport
import Testing
import Threads

/// `connect` as its own program, beside the services on a real Kafka: a stand-in signs and tries again as Shopify does, an
/// endpoint takes the outcomes.
@Suite(.enabled(if: Stack.isAvailable), .timeLimit(.minutes(15)))
struct ShopCallTests {
    private static let secret = "secret-of-the-stand-in"
    private static let outSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"

    /// What an endpoint got.
    private struct Got: Sendable {
        var id: String
        var order: String
        var isFinal: Bool
        var isSigned: Bool
    }

    private static func endpoint(_ got: Monitor<[Got]>) throws -> HTTPServer {
        let server = HTTPServer(host: "127.0.0.1", port: 0) { request in
            let event = (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: Any] ?? [:]
            let data = event["data"] as? [String: Any] ?? [:]
            let (id, time) = (request.headers["webhook-id"] ?? "", request.headers["webhook-timestamp"] ?? "")
            let expected = StandardWebhook.Secret(Self.outSecret).map {
                StandardWebhook.signature(id: id, seconds: Int64(time) ?? 0, body: request.body, [$0])
            }
            let one = Got(
                id: id, order: event["subject"] as? String ?? "", isFinal: data["final"] as? Bool ?? false,
                isSigned: expected == request.headers["webhook-signature"])
            got.withLock { $0.append(one) }
            return .text("ok")
        }
        try server.start()
        return server
    }

    /// `connect`, and where it answers shops and operators.
    private struct Connecting {
        let program: Program
        let shops: HTTP
        let operators: HTTP

        init(_ broker: String, _ connections: URL, state: URL, port: Int, wait: Bool = true) throws {
            program = try Program(
                "connect",
                [
                    "--kafka", broker, "--connections", connections.path, "--state", state.path, "--public", "127.0.0.1:\(port)",
                    "--http", "127.0.0.1:\(port + 1)", "--log", "text",
                ])
            Children.all.add([program.process.processIdentifier])
            shops = HTTP(base: "http://127.0.0.1:\(port)")
            operators = HTTP(base: "http://127.0.0.1:\(port + 1)")
            let (program, operators) = (program, operators)
            try eventually("connect is ready") { try operators.get("/readyz").status == 200 ? true : nil } state: {
                program.complained
            }
        }
    }

    private static func cancelled(_ id: Int) -> String {
        ##"{"id":\##(id),"name":"#S\##(id)","cancelled_at":"2026-11-24T09:00:00Z","cancel_reason":"customer"}"##
    }

    /// One try of the stand-in; false where it has to come again.
    private static func call(_ shops: HTTP, _ body: String) throws -> Bool {
        let proof = Base64.text(HMAC.sha256(key: Array(secret.utf8), Array(body.utf8)))
        return try shops.post("/hooks/shopify/stand-in", body, headers: ["x-shopify-hmac-sha256: \(proof)"]).status == 200
    }

    private static func submitted(_ store: String, _ id: Int) -> String {
        #"{"specversion":"1.0","id":"\#(store)-\#(id)","source":"/oms","type":"fulfillment.outbound-order.submitted.v1","data":{"outboundOrderId":"OB-\#(store)-\#(id)","storeId":"\#(store)","storeOrderId":"S\#(id)","merchantId":"\#(store)","warehouseId":"LAX1","lines":[{"sku":"A-1","quantity":2}],"submittedAt":"2026-11-24T08:00:00Z"}}"#
    }

    @Test("a cancelled order's outcome comes back once, no matter what is killed; a sweep finds what was lost; a file is read")
    func wholeWay() throws {
        let stack = try Stack.shared.get()
        let folder = try Files.temporary()
        let store = "shop-\(UUID().uuidString.prefix(8).lowercased())"
        let got = Monitor<[Got]>([])
        let endpoint = try Self.endpoint(got)
        defer { endpoint.stop(until: .now + .seconds(5)) }
        let connections = folder.appending(path: "connections.json")
        try #"""
            {"connections": {
               "stand-in": {"platform": "shopify", "store": "\#(store)", "merchant": "\#(store)", "secret": "\#(Self.secret)"},
               "partner": {"platform": "edi", "store": "\#(store)", "merchant": "\#(store)", "edi": {"sender": "P-\#(store)"}}},
             "endpoints": {"\#(store)": {"url": "http://127.0.0.1:\#(endpoint.port)/", "secret": "\#(Self.outSecret)", "allowsPrivate": true}}}
            """#.write(to: connections, atomically: true, encoding: .utf8)
        let state = folder.appending(path: "state")
        let port = try FreePorts.pair()
        var connect = try Connecting(stack.broker, connections, state: state, port: port)
        defer { connect.program.kill() }
        #expect(try connect.shops.get("/healthz").status == 404, "shops see nothing but /hooks")
        let published = try Program.run(
            "turnback", ["publish", "-", "--kafka", stack.broker], input: (1...8).map { Self.submitted(store, $0) }.joined(separator: "\n"))
        #expect(published.code == 0, "\(published.complained)")

        // The stand-in tries until it is answered with 200; `connect` is killed between.
        for id in 1...3 { #expect(try Self.call(connect.shops, Self.cancelled(id))) }
        connect.program.kill()
        #expect(try !Self.call(connect.shops, Self.cancelled(4)))
        connect = try Connecting(stack.broker, connections, state: state, port: port)
        for id in [1, 4, 4, 5] { #expect(try Self.call(connect.shops, Self.cancelled(id))) }
        func finals() -> [Got] { got.withLock { $0 }.filter(\.isFinal) }
        try eventually("five final outcomes have come") { Set(finals().map(\.order)).count == 5 ? true : nil } state: {
            "\(got.withLock { $0 }) \(connect.program.complained)"
        }
        let all = got.withLock { $0 }
        #expect(all.allSatisfy { $0.isSigned })

        // Order 6 was never sent: the shop's list has it.
        let list = "[\((1...6).map(Self.cancelled).joined(separator: ","))]"
        func sweep() throws -> (code: Int32, printed: String, complained: String) {
            try Program.run(
                "turnback", ["sweep", "stand-in", "-", "--connections", connections.path, "--kafka", stack.broker], input: list)
        }
        let first = try sweep()
        #expect(first.complained.contains("1 requested, 5 requested before"), "\(first)")
        #expect(first.printed.contains("6  requested  S6  \(store):order:6:cancelled"), "\(first.printed)")
        #expect(try sweep().complained.contains("0 requested, 6 requested before"))
        #expect(try Self.call(connect.shops, Self.cancelled(6)), "a call that comes late changes nothing")

        let sender = "P-\(store)".padding(toLength: 15, withPad: " ", startingAt: 0)
        let x12 =
            "ISA*00*          *00*          *ZZ*\(sender)*ZZ*TURNBACK       *261124*0000*U*00401*000000001*0*P*>~GS*PC*P*T*20261124*1330*1*X*004010~ST*860*0001~BCH*01*SA*S7**1*20261124*****20261124~SE*3*0001~ST*860*0002~BCH*04*SA*S8**1~POC*1*QD*1*1*EA***VN*A-1~SE*4*0002~ST*850*0003~SE*2*0003~GE*3*1~IEA*1*000000001~"
        let imported = try Program.run(
            "turnback", ["import", "edi", "-", "--connections", connections.path, "--kafka", stack.broker], input: x12)
        #expect(imported.code == 0, "\(imported)")
        #expect(imported.printed.contains("860  requested  S7"), "\(imported.printed)")
        #expect(imported.printed.contains("860  requested  S8"), "\(imported.printed)")
        #expect(imported.printed.contains("850  left out"), "\(imported.printed)")
        try eventually("eight final outcomes have come") { Set(finals().map(\.order)).count == 8 ? true : nil } state: {
            "\(got.withLock { $0 }) \(connect.program.complained)"
        }
        #expect(finals().filter { $0.order == "S1" }.map(\.id).count == 1)
        // An outcome is written down as delivered after the endpoint has answered.
        try eventually("all outcomes are delivered") {
            let outcomes = try Program.run("turnback", ["outcomes", "list", "--state", state.path, "--json"]).printed
            return outcomes.split(separator: "\n").allSatisfy { $0.contains(#""state":"delivered""#) } ? true : nil
        }
        #expect(connect.program.stop() == 0)
    }
}
