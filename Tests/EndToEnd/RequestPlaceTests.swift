import Foundation
import TestSupport
import Testing

/// Lists of shops and files of partners on one machine without a Kafka: `sweep` and `import edi` go to a running serve by its
/// address, and to the data of one that has ended.
@Suite(.timeLimit(.minutes(15)))
struct RequestPlaceTests {
    private static let connections = #"""
        {"connections": {
           "acme-shopify": {"platform": "shopify", "store": "shop-de", "merchant": "acme", "secret": "secret-of-the-test"},
           "partner": {"platform": "edi", "store": "shop-de", "merchant": "acme", "edi": {"sender": "PARTNER"}}}}
        """#

    private static func serve(_ data: URL, _ port: Int, _ more: [String] = []) throws -> Program {
        let serve = try Program(
            "turnback", ["serve", "--data", data.path, "--http", "127.0.0.1:\(port)", "--log", "text"] + more)
        let http = HTTP(base: "http://127.0.0.1:\(port)")
        try eventually("serve is ready") {
            try http.get("/readyz").status == 200 ? true : nil
        } state: {
            serve.complained
        }
        return serve
    }

    private static func submission(_ number: Int) -> String {
        #"{"specversion":"1.0","id":"s-\#(number)","source":"/oms","type":"fulfillment.outbound-order.submitted.v1","data":{"outboundOrderId":"OB-\#(number)","storeId":"shop-de","storeOrderId":"\#(number)","merchantId":"acme","warehouseId":"LAX1","lines":[{"sku":"A-1","quantity":3},{"sku":"B-1","quantity":1}],"submittedAt":"2026-01-01T08:00:00Z"}}"#
    }

    private static func list(_ numbers: ClosedRange<Int>) -> String {
        "["
            + numbers.map { ##"{"id":\##($0),"name":"#\##($0)","cancelled_at":"2026-11-24T09:00:00Z"}"## }.joined(
                separator: ",") + "]"
    }

    /// An 860 that replaces order 3: one A-1 remains, B-1 is gone, a C-1 is new.
    private static let interchange =
        "ISA*00*          *00*          *ZZ*PARTNER        *ZZ*TURNBACK       *261124*0000*U*00401*000000001*0*P*>~"
        + "GS*PC*P*T*20261124*1330*1*X*004010~ST*860*0001~BCH*05*SA*3**1*20261124*****20261124~POC*1*CA*1*1*EA***VN*A-1~"
        + "POC*2*AI*5*5*EA***VN*C-1~SE*5*0001~GE*1*1~IEA*1*000000001~"

    @Test(
        "a list and a file are taken by a running serve, and by the data of one that has ended; the same again changes nothing"
    )
    func withoutKafka() throws {
        let data = try Files.temporary()
        let file = data.appending(path: "connections.json")
        try Self.connections.write(to: file, atomically: true, encoding: .utf8)
        let port = try FreePorts.pair()
        var serve = try Self.serve(data, port)
        let http = HTTP(base: "http://127.0.0.1:\(port)")
        for number in 1...4 {
            let posted = try http.post(
                "/api/v1/events", Self.submission(number), headers: ["content-type: application/cloudevents+json"])
            #expect(posted.status == 202, "\(posted)")
        }
        func code(_ number: Int) throws -> String? {
            let cases = try http.get("/api/v1/orders/shop-de/\(number)").json["cases"] as? [[String: Any]]
            return cases?.first?["code"] as? String
        }
        func run(_ arguments: [String], _ input: String) throws -> (code: Int32, printed: String, complained: String) {
            try Program.run("turnback", arguments + ["--connections", file.path], input: input)
        }
        let there = ["--console", "http://127.0.0.1:\(port)"]
        try eventually("the orders are read") {
            try http.get("/api/v1/orders/shop-de/4").status == 200 ? true : nil
        } state: {
            serve.complained
        }

        let first = try run(["sweep", "acme-shopify", "-"] + there, Self.list(1...2))
        #expect(first.complained.contains("2 requested, 0 requested before"), "\(first)")
        try eventually("order 2 is cancelled") {
            try code(2) == "cancelledBeforeWork" ? true : nil
        } state: {
            serve.complained
        }
        let again = try run(["sweep", "acme-shopify", "-"] + there, Self.list(1...2))
        #expect(again.complained.contains("0 requested, 2 requested before"), "\(again)")

        let dry = try run(["import", "edi", "-", "--dry-run", "--data", data.path], Self.interchange)
        #expect(dry.printed.contains("860  requested  3  2 of A-1, 1 of B-1"), "\(dry)")
        let held = try run(["import", "edi", "-", "--data", data.path], Self.interchange)
        #expect(held.code == 78 && held.complained.contains("in use by another process"), "\(held)")
        let imported = try run(["import", "edi", "-"] + there, Self.interchange)
        #expect(imported.printed.contains("860  requested  3  2 of A-1, 1 of B-1"), "\(imported)")
        #expect(imported.printed.contains("segment 6  left out  5 of C-1: it was not ordered before"), "\(imported)")
        try eventually("order 3 is cancelled in part") {
            try code(3) == "cancelledBeforeWork" ? true : nil
        } state: {
            serve.complained
        }
        let repeated = try run(["import", "edi", "-"] + there, Self.interchange)
        #expect(repeated.printed.contains("860  known  3  2 of A-1, 1 of B-1"), "\(repeated)")
        #expect(serve.stop() == 0)

        let offline = try run(["sweep", "acme-shopify", "-", "--data", data.path], Self.list(1...4))
        #expect(offline.complained.contains("2 requested, 2 requested before"), "\(offline)")
        serve = try Self.serve(data, port)
        try eventually("order 4 is cancelled") {
            try code(4) == "cancelledBeforeWork" ? true : nil
        } state: {
            serve.complained
        }
        let timeline = try Program.run("turnback", ["inspect", "order", "shop-de/4", "--data", data.path])
        #expect(timeline.printed.contains("connect/acme-shopify"), "who asked is not in \(timeline.printed)")
        #expect(serve.stop() == 0)
    }

    @Test("a connection that contradicts the access file is refused at the start, with the names")
    func merchants() throws {
        let folder = try Files.temporary()
        let file = folder.appending(path: "connections.json")
        try Self.connections.write(to: file, atomically: true, encoding: .utf8)
        let access = folder.appending(path: "access.json")
        try #"{"stores": {"shop-de": {"merchant": "bolt"}}}"#.write(to: access, atomically: true, encoding: .utf8)
        let told = "connection acme-shopify says that store shop-de belongs to merchant acme; the access file says bolt"
        let files = ["--connections", file.path, "--access", access.path, "--log", "text"]
        let serve = try Program.run("turnback", ["serve", "--data", folder.path] + files)
        #expect(serve.code == 78 && serve.complained.contains(told), "\(serve)")
        let connect = try Program.run("connect", ["--kafka", "127.0.0.1:1", "--state", folder.path] + files)
        #expect(connect.code == 78 && connect.complained.contains(told), "\(connect)")
        try #"{"stores": {"shop-de": {"merchant": "acme"}}}"#.write(to: access, atomically: true, encoding: .utf8)
        let taken = try Self.serve(folder, try FreePorts.pair(), files)
        #expect(
            taken.complained.contains("acme-shopify (shopify, store shop-de of merchant acme)"), "\(taken.complained)")
        // A change that contradicts leaves in force what was there.
        try #"{"stores": {"shop-de": {"merchant": "bolt"}}}"#.write(to: access, atomically: true, encoding: .utf8)
        kill(taken.process.processIdentifier, SIGHUP)
        try eventually("it is refused") {
            taken.complained.contains("what it said before stays in force") && taken.complained.contains(told)
                ? true : nil
        } state: {
            taken.complained
        }
        #expect(taken.stop() == 0)
    }
}
