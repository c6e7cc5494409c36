import Contracts
import Foundation
import Fulfillment
import Operations
import ReadModel
import SchemaChecking
import TestPlant
import Testing

@testable import API

@Suite("What is asked", .timeLimit(.minutes(15)))
struct ReadingTests {
    private static let paths: [(path: String, status: Int, place: String?)] = [
        ("/orders/shop/caf%C3%A9", 404, nil), ("/orders/shop/cafe%CC%81", 400, "storeOrderId"),
        ("/orders/%EF%BB%BFshop/1", 400, "storeId"), ("/stock/acme/W%E2%80%8B1", 400, "warehouseId"),
        ("/stock/acme/W1/%E2%80%AEA", 400, "sku"), ("/stock/acme/W1/A", 404, nil),
        ("/returns/shop/1/RO-%EE%80%80", 400, "returnOrderId"), ("/cases/shop/1/c1", 404, nil),
        ("/rejections/1@2", 404, nil), ("/dead-letters/none", 404, nil), ("/cases?limit=0", 400, "limit"),
        ("/cases?limit=x", 400, "limit"), ("/cases?after=%21", 400, "after"), ("/cases?state=open", 400, "state"),
        ("/tasks?open=maybe", 400, "open"), ("/tasks?dueBefore=noon", 400, "dueBefore"),
        ("/orders/shop/1/forecast?line=A", 400, "line"), ("/search?q=x&kind=all", 400, "kind"),
    ]

    @Test("under an id that is none, or with a wrong word, is refused with its place")
    func places() throws {
        let rig = try APIRig()
        defer { rig.stop() }
        for (path, status, place) in Self.paths {
            let answer = try rig.get("/api/v1" + path)
            #expect(answer.status == status, "\(path)")
            #expect(answer.json["path"] as? String == place, "\(path): \(answer.text)")
        }
    }

    @Test("that can never be is an empty list", arguments: [
        "/cases?state=verifying&open=false&dueBefore=2000-01-01T00:00:00Z", "/cases?state=refused&open=true&order=due",
        "/cases?state=verifying&open=false&warehouseId=LAX1&after=0-0",
    ])
    func never(_ target: String) throws {
        let rig = try APIRig()
        defer { rig.stop() }
        let answer = try rig.get("/api/v1" + target)
        #expect(answer.status == 200 && answer.rows("cases").isEmpty, "\(answer.text)")
    }

    @Test("comes as the document says, from each of its routes")
    func asDocumented() throws {
        let rig = try APIRig()
        defer { rig.stop() }
        try Self.play(rig)
        let document = try JSONValue(parsing: try rig.get("/openapi.json").text)
        let checker = SchemaChecker(root: document)
        guard case .object(let paths)? = document["paths"] else { throw LivePlant.Trouble(what: "no paths") }
        let dead = try rig.eventually("/api/v1/dead-letters") { !$0.rows("deadLetters").isEmpty }
        let rejected = try rig.eventually("/api/v1/rejections") { !$0.rows("rejections").isEmpty }
        let values: [String: String] = [
            "storeId": "shop-de", "storeOrderId": "1001", "number": "c1", "requestId": "r-1", "merchantId": "acme",
            "warehouseId": "LAX1", "sku": "SKU-1", "returnOrderId": "RO-OB-1001",
        ]
        for path in paths {
            let pattern = path.name
            guard let get = path.value["get"], pattern.hasPrefix("/api/"), !pattern.hasSuffix("/stream") else {
                continue
            }
            var target = pattern
            for (name, value) in values { target = target.replacingOccurrences(of: "{\(name)}", with: value) }
            if pattern.hasPrefix("/api/v1/rejections/") {
                target = "/api/v1/rejections/\(rejected.rows("rejections")[0]["id"] as? String ?? "")"
            } else if pattern.hasPrefix("/api/v1/dead-letters/") {
                target = "/api/v1/dead-letters/\(dead.rows("deadLetters")[0]["id"] as? String ?? "")"
            }
            if pattern.hasPrefix("/api/v1/cancellations/") { target += "?storeId=shop-de" }
            if pattern == "/api/v1/search" { target += "?q=1001" }
            let answer = try rig.get(target)
            #expect(answer.status == 200, "\(target): \(answer.text.prefix(300))")
            let schema = try #require(get["responses"]?["200"]?["content"]?["application/json"]?["schema"])
            let problems = checker.problems(try JSONValue(parsing: answer.text), schema)
            #expect(problems.isEmpty, "\(target): \(problems.prefix(3))")
        }
    }

    /// Orders of each kind: cancelled, stopped, refused, waiting; a rejection and a dead letter.
    private static func play(_ rig: APIRig) throws {
        let plant = rig.plant
        let key = StoreOrderKey(storeId: "shop-de", storeOrderId: "1001")
        try plant.receive("SKU-1", 50, APIRig.stock, id: "RC-1")
        try plant.submit("OB-1001", key, [Line("SKU-1", 2)], APIRig.stock)
        let parcel = ParcelName(parcelId: "P-1", trackingNumber: "T-1")
        _ = try rig.eventually("/api/v1/orders/shop-de/1001") {
            $0.rows("outboundOrders").first?["status"] as? String == "awaitingOutbound"
        }
        try plant.report(
            "OB-1001", key, "LAX1", .progressed(.shipped, carrier: "UPS", trackingNumber: "T-1"), parcel: parcel)
        _ = try rig.eventually("/api/v1/orders/shop-de/1001") {
            $0.rows("outboundOrders").first?["status"] as? String == "shipped"
        }
        try plant.request("r-1", key)
        _ = try rig.eventually("/api/v1/orders/shop-de/1001") {
            $0.rows("cases").first?["state"] as? String == "verifying"
        }
        try plant.report("OB-1001", key, "LAX1", .goodsVerified(.inWarehouse), parcel: parcel)
        _ = try rig.eventually("/api/v1/orders/shop-de/1001") {
            $0.rows("cases").first?["state"] as? String == "intercepting"
        }
        try plant.report("OB-1001", key, "LAX1", .parcelIntercepted(succeeded: true, reason: nil), parcel: parcel)
        try plant.report(
            "OB-1001", key, "LAX1", .labelVoided(succeeded: false, trackingNumber: "T-1", reason: "printer away"))
        _ = try rig.eventually("/api/v1/returns/shop-de/1001/RO-OB-1001") { $0.status == 200 }
        let receipt = ReturnOrderReceived(
            returnOrderId: "RO-OB-1001", storeOrder: key, receiptId: "rr-1",
            lines: [.init(Line("SKU-1", 1), condition: .good)], complete: false)
        try plant.send(.returnOrderCommand(.receive(receipt)))
        let other = StoreOrderKey(storeId: "shop-de", storeOrderId: "1002")
        try plant.submit("OB-1002", other, [Line("SKU-1", 1)], APIRig.stock)
        _ = try rig.eventually("/api/v1/orders/shop-de/1002") { !$0.rows("outboundOrders").isEmpty }
        try plant.request("r-2", other, lines: [Line("SKU-X", 1)])
        try plant.request("r-3", StoreOrderKey(storeId: "shop-de", storeOrderId: "none"))
        try plant.append(
            .warehouseReports, "shop-de/1001", RecordBody(key: Array("shop-de/1001".utf8), value: Array("{}".utf8)))
        _ = try rig.eventually("/api/v1/returns/shop-de/1001/RO-OB-1001") {
            $0.json["state"] as? String == "partlyReceived"
        }
        _ = try rig.eventually("/api/v1/cases?open=true") { $0.rows("cases").count == 2 }
    }

    @Test("in pages comes whole, each row once")
    func paging() throws {
        let rig = try APIRig()
        defer { rig.stop() }
        try rig.plant.receive("SKU-1", 100, APIRig.stock, id: "RC-1")
        _ = try rig.eventually("/api/v1/stock/acme/LAX1/SKU-1") { $0.status == 200 }
        for number in 0..<7 {
            let key = StoreOrderKey(storeId: number % 2 == 0 ? "shop-de" : "shop-fr", storeOrderId: "\(number)")
            try rig.plant.submit("OB-\(number)", key, [Line("SKU-1", 1)], APIRig.stock)
            _ = try rig.eventually("/api/v1/orders/\(key)") {
                $0.rows("outboundOrders").first?["status"] as? String == "awaitingOutbound"
            }
            try rig.plant.request("r-\(number)", key)
        }
        _ = try rig.eventually("/api/v1/cases?state=cancelled") { $0.rows("cases").count == 7 }
        for query in [
            "", "state=cancelled", "warehouseId=LAX1", "merchantId=acme", "merchantId=acme&warehouseId=LAX1&open=false",
        ] {
            var seen: [String] = []
            var after = ""
            repeat {
                let page = try rig.get("/api/v1/cases?limit=2&\(query)\(after)")
                seen += page.rows("cases").compactMap { $0["caseId"] as? String }
                after = (page.json["next"] as? String).map { "&after=\($0)" } ?? ""
            } while !after.isEmpty
            #expect(seen.count == 7, "\(query)")
            #expect(Set(seen).count == 7, "\(query)")
        }
        #expect(try rig.get("/api/v1/cases?storeId=shop-fr&warehouseId=LAX1").rows("cases").count == 3)
        #expect(try rig.get("/api/v1/cases?storeId=shop-fr").rows("cases").count == 3)
        #expect(try rig.get("/api/v1/cases?open=true").rows("cases").isEmpty)
        #expect(try rig.get("/api/v1/cases?warehouseId=LAX2").rows("cases").isEmpty)
        let item = try rig.get("/api/v1/stock/acme/LAX1/SKU-1?limit=5")
        #expect(item.rows("movements").count == 5)
        #expect(item.json["next"] != nil)
        #expect(try rig.get("/api/v1/stock/acme/LAX1/SKU-1").rows("movements").count == 1 + 7 * 2)
    }

    @Test("comes compressed, or not at all, where the client accepts that")
    func negotiated() throws {
        let rig = try APIRig()
        defer { rig.stop() }
        let plain = try rig.get("/openapi.json")
        let tag = try #require(plain.headers["ETag"])
        #expect(plain.headers["Vary"] == "Accept-Encoding")
        let same = try rig.get("/openapi.json", headers: ["If-None-Match": "W/\"x\", \(tag)"])
        #expect(same.status == 304)
        #expect(same.text.isEmpty)
        #expect(same.headers["ETag"] == tag)
        let small = try rig.get("/openapi.json", headers: ["Accept-Encoding": "br, gzip;q=0.5"])
        #expect(small.headers["Content-Encoding"] == "gzip")
        #expect(small.headers["ETag"] != tag)
        #expect(small.text.utf8.count < plain.text.utf8.count)
        for coding in ["gzip;q=0", "identity", "xgzip", ""] {
            #expect(
                try rig.get("/openapi.json", headers: ["Accept-Encoding": coding]).headers["Content-Encoding"] == nil)
        }
        #expect(try rig.get("/metrics").headers["ETag"] == nil)
    }
}
