import Access
import Contracts
import Fulfillment
import Operations
import TestPlant
import Testing

@testable import API

/// Two stores of two merchants, a warehouse each, and an operator: everybody tries the others' orders and stock.
@Suite("Over HTTP", .timeLimit(.minutes(15)))
struct AccessTests {
    private static let tokens = Dictionary(
        uniqueKeysWithValues: ["desk-de", "desk-fr", "lax1", "sfo1", "oms-acme", "ops"].map { ($0, Token.random()) })

    private static var list: AccessList {
        var list = AccessList(merchants: ["shop-de": "acme", "shop-fr": "bolt"])
        for principal in [
            Principal(name: "desk-de", role: .store, stores: .some(["shop-de"])),
            Principal(name: "desk-fr", role: .store, stores: .some(["shop-fr"])),
            Principal(name: "lax1", role: .warehouse, warehouses: .some(["LAX1"])),
            Principal(name: "sfo1", role: .warehouse, warehouses: .some(["SFO1"])),
            Principal(name: "oms-acme", role: .oms, merchants: .some(["acme"])),
            Principal(name: "ops", role: .operator, stores: .all, merchants: .all, warehouses: .all),
        ] { list.principals[principal.name] = .init(principal, tokens: [StoredToken(tokens[principal.name]!)]) }
        return list
    }

    static func of(_ name: String) -> HTTPHeaders { ["Authorization": "Bearer \(tokens[name]!.text)"] }

    /// An order of each store, submitted and stocked, and a cancellation case of each.
    private func rig() throws -> APIRig {
        let rig = try APIRig(access: AccessControl(Self.list))
        for (store, merchant, warehouse) in [("shop-de", "acme", "LAX1"), ("shop-fr", "bolt", "SFO1")] {
            let stock = WarehouseKey(merchantId: merchant, warehouseId: warehouse)
            let key = StoreOrderKey(storeId: store, storeOrderId: "1")
            try rig.plant.receive("SKU-1", 10, stock, id: "RC-\(store)")
            try rig.plant.submit("OB-\(store)", key, [Line("SKU-1", 2)], stock)
            let path = "/api/v1/orders/\(store)/1"
            _ = try rig.eventually(path, as: "ops") {
                $0.rows("outboundOrders").first?["status"] as? String == "awaitingOutbound"
            }
            try rig.plant.report("OB-\(store)", key, warehouse, .progressed(.picked, carrier: nil, trackingNumber: nil))
            _ = try rig.eventually(path, as: "ops") {
                $0.rows("outboundOrders").first?["status"] as? String == "picked"
            }
            try rig.plant.request("r-\(store)", key)
            _ = try rig.eventually(path, as: "ops") { $0.rows("cases").first?["state"] as? String == "verifying" }
        }
        return rig
    }

    @Test("nobody is anybody without a token; probes and the contract are for all")
    func nobody() throws {
        let rig = try rig()
        defer { rig.stop() }
        for path in ["/api/v1/orders/shop-de/1", "/api/v1/cases", "/api/v1/stream", "/api/v1/operations"] {
            #expect(try rig.get(path).status == 401, "\(path)")
            #expect(try rig.get(path, headers: ["Authorization": "Bearer tb_0_0"]).status == 401, "\(path)")
        }
        #expect(try rig.post("/api/v1/cancellations", APIRig.request("r", "1")).status == 401)
        for path in ["/healthz", "/readyz", "/metrics", "/openapi.json"] {
            #expect(try rig.get(path).status == 200, "\(path)")
        }
    }

    @Test("everybody sees what is theirs, and anything else answers like what does not exist")
    func sees() throws {
        let rig = try rig()
        defer { rig.stop() }
        let seen: [(String, Set<String>)] = [
            ("/api/v1/orders/shop-de/1", ["desk-de", "lax1", "oms-acme", "ops"]),
            ("/api/v1/orders/shop-fr/1", ["desk-fr", "sfo1", "ops"]),
            ("/api/v1/orders/shop-de/1/timeline", ["desk-de", "lax1", "oms-acme", "ops"]),
            ("/api/v1/orders/shop-de/1/forecast", ["desk-de", "lax1", "oms-acme", "ops"]),
            ("/api/v1/orders/shop-de/1/balance", ["desk-de", "lax1", "oms-acme", "ops"]),
            ("/api/v1/cases/shop-de/1/c1", ["desk-de", "lax1", "oms-acme", "ops"]),
            ("/api/v1/cancellations/r-shop-de?storeId=shop-de", ["desk-de", "lax1", "oms-acme", "ops"]),
            ("/api/v1/stock/acme/LAX1/SKU-1", ["lax1", "oms-acme", "ops"]),
            ("/api/v1/stock/bolt/SFO1", ["sfo1", "ops"]), ("/api/v1/operations", ["ops"]),
        ]
        for (path, who) in seen {
            for name in Self.tokens.keys {
                let status = try rig.get(path, headers: Self.of(name)).status
                #expect(status == (who.contains(name) ? 200 : 404), "\(path) as \(name)")
            }
        }
        func stores(_ path: String, _ list: String, _ name: String) throws -> Set<String> {
            Set(try rig.get(path, headers: Self.of(name)).rows(list).compactMap { $0["storeId"] as? String })
        }
        for (name, expected) in [
            ("desk-de", ["shop-de"]), ("desk-fr", ["shop-fr"]), ("lax1", ["shop-de"]), ("sfo1", ["shop-fr"]),
            ("oms-acme", ["shop-de"]), ("ops", ["shop-de", "shop-fr"]),
        ] as [(String, Set<String>)] {
            #expect(try stores("/api/v1/cases", "cases", name) == expected, "\(name)")
            #expect(
                try stores("/api/v1/cases?storeId=shop-fr", "cases", name) == expected.intersection(["shop-fr"]),
                "\(name)")
            #expect(
                try stores("/api/v1/tasks?warehouseId=LAX1", "tasks", name) == expected.intersection(["shop-de"]),
                "\(name)")
            #expect(try stores("/api/v1/search?q=1&kind=order", "hits", name) == expected, "\(name)")
        }
        let places = try rig.get("/api/v1/stock", headers: Self.of("oms-acme")).rows("stocks")
        #expect(places.compactMap { $0["merchantId"] as? String } == ["acme"])
        #expect(try rig.get("/api/v1/dead-letters", headers: Self.of("desk-de")).rows("deadLetters").isEmpty)
    }

    @Test(
        "everybody sends what is theirs; a refusal names the reason, publishes nothing, and what is taken names who sent it"
    )
    func sends() throws {
        let rig = try rig()
        defer { rig.stop() }
        func post(_ body: String, as name: String, _ target: String = "/api/v1/events") throws -> APIRig.Answer {
            var headers = Self.of(name)
            headers.add("Content-Type", target.hasSuffix("events") ? APIRig.structured : "application/json")
            return try rig.send("POST", target, headers: headers, body: Array(body.utf8))
        }
        let cancellation = APIRig.request("r-2", "1")
        for (name, status) in [("desk-fr", 403), ("lax1", 403), ("desk-de", 202), ("oms-acme", 202)] {
            #expect(try post(cancellation, as: name, "/api/v1/cancellations").status == status, "\(name)")
        }
        let receipt = APIRig.receipt("RC-2")
        for (name, status) in [("sfo1", 403), ("desk-de", 403), ("oms-acme", 403), ("lax1", 202), ("ops", 202)] {
            let answer = try post(receipt, as: name)
            #expect(answer.status == status, "\(name)")
            if status == 403 { #expect(answer.json["code"] as? String == "notAllowed") }
        }
        let submission = APIRig.submission("2")
        for (name, status) in [("desk-de", 403), ("lax1", 403), ("oms-acme", 202)] {
            #expect(try post(submission, as: name).status == status, "\(name)")
        }
        // A receipt of a return order that is another warehouse's.
        let key = StoreOrderKey(storeId: "shop-de", storeOrderId: "1")
        try rig.plant.report("OB-shop-de", key, "LAX1", .parcelIntercepted(succeeded: true, reason: nil))
        _ = try rig.eventually("/api/v1/returns/shop-de/1/RO-OB-shop-de", as: "ops") { $0.status == 200 }
        let back = APIRig.event(
            "return-order.receive", "back",
            #"{"returnOrderId":"RO-OB-shop-de","storeId":"shop-de","storeOrderId":"1","receiptId":"b-1","complete":false,"lines":[{"sku":"SKU-1","quantity":1,"condition":"good"}]}"#
        )
        for (name, status) in [("sfo1", 403), ("desk-de", 403), ("lax1", 202)] {
            #expect(try post(back, as: name).status == status, "\(name)")
        }
        // Nothing of what was refused was published, and the rest names the real sender, not the one that the sender wrote.
        let forged = receipt.replacing(#""source""#, with: #""principal":"ops","source""#).replacing(
            "RC-2", with: "RC-3")
        #expect(try post(forged, as: "lax1").status == 202)
        func senders(_ topic: Topic) throws -> [String] {
            try rig.plant.records(topic).compactMap { record in
                record.body.headers.last { $0.name == "ce_principal" }?.value.map {
                    String(decoding: $0, as: UTF8.self)
                }
            }
        }
        #expect(try senders(.cancellationRequests) == ["desk-de", "oms-acme"])
        #expect(try senders(.orderCommands) == ["oms-acme"])
        #expect(try senders(.inventoryCommands) == ["lax1", "ops", "lax1"])
        #expect(try senders(.returnCommands) == ["lax1"])
    }
}

extension APIRig {
    /// Asks until the answer is as wanted, with a token.
    fileprivate func eventually(_ target: String, as name: String, _ wanted: (Answer) -> Bool) throws -> Answer {
        try LivePlant.eventually(target) {
            let answer = try get(target, headers: AccessTests.of(name))
            return wanted(answer) ? answer : nil
        }
    }
}
