import Access
import Contracts
import Foundation
import Fulfillment
import Operations
import ReadModel
import Streams
import TestPlant
import Testing
import Threads

@testable import API

@Suite("What is posted", .timeLimit(.minutes(15)))
struct WritingTests {
    @Test("as a dismissal of a dead letter is on its topic, so that every console has it")
    func dismissed() throws {
        let rig = try APIRig()
        defer { rig.stop() }
        try rig.plant.append(.orderCommands, "shop-de/200", RecordBody(key: Array("shop-de/200".utf8), value: Array("{".utf8)))
        let found = try rig.eventually("/api/v1/dead-letters") { !$0.rows("deadLetters").isEmpty }
        let id = try #require(found.rows("deadLetters").first?["id"] as? String)
        let intake = try rig.api.ready().intake
        try intake.dismiss(id, key: Array("shop-de/200".utf8), why: "a test", by: "anna")
        try intake.dismiss(id, key: nil, why: "another", by: "ben")
        #expect(throws: HTTPError.self) { try intake.dismiss("999@1", key: nil, why: "x", by: "y") }
        let other = try ReadModel(
            rig.plant.log, ReadModel.Settings(directory: "\(rig.plant.directory)/other"), topics: rig.plant.topics,
            logger: rig.plant.logger, health: rig.plant.health.register("other"))
        defer { other.stop(until: .now + .seconds(30)) }
        for model in [rig.model, other] {
            let row = try LivePlant.eventually("it is dismissed") { () -> DeadLetterRow? in
                guard let row = try model.deadLetter(id)?.row, row.isDismissed else { return nil }
                return row
            }
            #expect(row.closing?.by == "anna" && row.closing?.why == "a test")
        }
        let listed = try rig.get("/api/v1/dead-letters").rows("deadLetters").first?["closing"] as? [String: Any]
        #expect(listed?["by"] as? String == "anna" && listed?["why"] as? String == "a test")
    }

    @Test("is in the log once it is answered with 202, and everybody learns what became of it")
    func whole() throws {
        let rig = try APIRig()
        defer { rig.stop() }
        #expect(try rig.post("/api/v1/events", APIRig.receipt("RC-1"), type: APIRig.structured).status == 202)
        let submitted = try rig.post(
            "/api/v1/events", APIRig.submission("1001"), type: APIRig.structured + "; charset=utf-8")
        #expect(submitted.text == #"{"topic":"fulfillment.orders.commands.v1","key":"shop-de/1001","id":"s-1001"}"#)
        #expect(try rig.post("/api/v1/cancellations", APIRig.request("r-1", "1001")).status == 202)
        // At once, whether the read model has heard of it or not.
        let at = try rig.get("/api/v1/cancellations/r-1?storeId=shop-de")
        #expect(at.status == 200)
        #expect(["inHand", "outcome"].contains(at.json["result"] as? String ?? ""))
        let outcome = try rig.eventually("/api/v1/cancellations/r-1?storeId=shop-de") {
            ($0.json["outcome"] as? [String: Any])?["final"] as? Bool == true
        }
        #expect((outcome.json["outcome"] as? [String: Any])?["code"] as? String == "cancelledBeforeWork")
        // The same again changes nothing.
        #expect(try rig.post("/api/v1/cancellations", APIRig.request("r-1", "1001")).status == 202)
        let order = try rig.get("/api/v1/orders/shop-de/1001")
        #expect(order.rows("cases").count == 1)
        #expect(order.rows("cases").first?["state"] as? String == "cancelled")
        #expect(order.rows("cases").first?["requestIds"] as? [String] == ["r-1"])
        #expect(order.rows("outboundOrders").first?["status"] as? String == "cancelled")

        // One that is refused hears that.
        #expect(try rig.post("/api/v1/events", APIRig.submission("1002"), type: APIRig.structured).status == 202)
        _ = try rig.eventually("/api/v1/orders/shop-de/1002") { $0.status == 200 && !$0.rows("outboundOrders").isEmpty }
        let much = APIRig.request("r-2", "1002").dropLast() + #","lines":[{"sku":"SKU-1","quantity":9}]}"#
        #expect(try rig.post("/api/v1/cancellations", String(much)).status == 202)
        let rejected = try rig.eventually("/api/v1/cancellations/r-2?storeId=shop-de") {
            $0.json["result"] as? String == "rejection"
        }
        #expect((rejected.json["rejection"] as? [String: Any])?["code"] as? String == "quantityExceedsOrder")
        #expect(try rig.get("/api/v1/cancellations/r-none?storeId=shop-de").status == 404)
        #expect(try rig.get("/api/v1/cancellations/r-1").status == 400)
    }

    @Test("in HTTP's binary mode carries its attributes in fields")
    func binary() throws {
        let rig = try APIRig()
        defer { rig.stop() }
        let answer = try rig.post(
            "/api/v1/events", APIRig.request("r-9", "9"),
            headers: [
                "ce-specversion": "1.0", "CE-ID": "%E5%87%BA-1", "ce-source": "/t",
                "ce-type": "fulfillment.cancellation.requested.v1",
            ])
        #expect(answer.status == 202)
        #expect(answer.json["id"] as? String == "出-1")
        #expect(answer.json["key"] as? String == "shop-de/9")
        #expect(
            try rig.post("/api/v1/events", APIRig.request("r-9", "9")).json["code"] as? String == "missingAttribute")
    }

    @Test(
        "of another type is refused unread",
        arguments: [
            (String?.none, ""), ("application/x-www-form-urlencoded", ""), ("text/plain", ""),
            ("multipart/form-data; boundary=x", ""),
            ("application/cloudevents-batch+json", ""), ("application/xml", ""), ("application/json", "gzip"),
            ("application/cloudevents+json", "br"),
        ] as [(String?, String)])
    func mediaTypes(type: String?, coding: String) throws {
        let rig = try APIRig()
        defer { rig.stop() }
        for target in ["/api/v1/events", "/api/v1/cancellations"] {
            let headers: HTTPHeaders = coding.isEmpty ? [:] : ["Content-Encoding": coding]
            let answer = try rig.post(target, APIRig.receipt("RC-1"), type: type, headers: headers)
            #expect(answer.status == 415)
            #expect(answer.json["code"] as? String == "unsupportedMediaType")
            #expect(answer.headers["Content-Type"] == "application/problem+json")
        }
    }

    @Test("that only Turnback says of a return order is refused, without an access file too")
    func superseded() throws {
        let rig = try APIRig()
        defer { rig.stop() }
        func post(_ more: String) throws -> APIRig.Answer {
            let data = #"{"returnOrderId":"RO-1","storeId":"shop-de","storeOrderId":"1"\#(more)}"#
            return try rig.post("/api/v1/events", APIRig.event("return-order.cancel", "1", data), type: APIRig.structured)
        }
        let refused = try post(#","supersededBy":{"by":"adjustment","id":"AD-1"}"#)
        #expect(refused.status == 403)
        #expect(refused.json["code"] as? String == "notAllowed")
        #expect((refused.json["detail"] as? String ?? refused.text).contains("supersededBy"))
        #expect(try post(#","supersededBy":null"#).status == 202)
        #expect(try post("").status == 202)
    }

    @Test("under a source of Turnback's own is refused, and the refusal names the source")
    func ownSource() throws {
        let rig = try APIRig()
        defer { rig.stop() }
        for source in ["turnback/orders", "turnback/x", "turnback/"] {
            for id in ["r-1", "a/b"] {
                let event = APIRig.event("cancellation.requested", "1", APIRig.request(id, "1"))
                    .replacingOccurrences(of: "/test", with: source)
                let whole = try rig.post("/api/v1/events", event, type: APIRig.structured)
                #expect(whole.status == 400)
                #expect(whole.json["code"] as? String == "invalidField")
                #expect(whole.json["path"] as? String == "source")
                #expect(whole.text.contains("turnback/"))
                let binary = try rig.post(
                    "/api/v1/events", APIRig.request(id, "1"),
                    headers: [
                        "ce-specversion": "1.0", "ce-id": "1", "ce-source": source,
                        "ce-type": "fulfillment.cancellation.requested.v1",
                    ])
                #expect(binary.status == 400)
                #expect(binary.json["path"] as? String == "ce_source")
            }
        }
        let other = APIRig.event("cancellation.requested", "1", APIRig.request("r-1", "1"))
            .replacingOccurrences(of: "/test", with: "turnback-shop")
        #expect(try rig.post("/api/v1/events", other, type: APIRig.structured).status == 202)
    }

    @Test("that is wrong is refused with its place")
    func wrong() throws {
        let rig = try APIRig()
        defer { rig.stop() }
        let structured = APIRig.structured
        let zero = try rig.post("/api/v1/events", APIRig.receipt("RC-1", "SKU-1", 0), type: structured)
        #expect(zero.status == 400)
        #expect(zero.json["path"] as? String == "lines[0].quantity")
        #expect(zero.json["status"] as? Int == 400)
        let coded =
            #"{"specversion":"1.0","id":"1","source":"/t","type":"fulfillment.stock.receive.v1","data_base64":"e30"}"#
        let base64 = try rig.post("/api/v1/events", coded, type: structured)
        #expect(base64.status == 400)
        #expect(base64.json["path"] as? String == "data_base64")
        let own = APIRig.event("stock.moved", "1", "{}")
        #expect(try rig.post("/api/v1/events", own, type: structured).status == 400)
        #expect(try rig.post("/api/v1/events", "[]", type: structured).status == 400)
        #expect(try rig.post("/api/v1/cancellations", "{").json["code"] as? String == "notJSON")
        #expect(try rig.post("/api/v1/cancellations", #"{"storeId":"s"}"#).json["code"] as? String == "missingField")
        let large = String(repeating: " ", count: 1 << 20) + APIRig.request("r", "1")
        #expect(try rig.post("/api/v1/cancellations", large).status == 413)
    }

    @Test(
        "by a page of another site is refused; by this one, by another client, or under a configured name it is taken",
        arguments: [
            ("", "", "any.name:8080", 202), ("http://localhost:8080", "same-origin", "localhost:8080", 202),
            ("http://127.0.0.1:8080", "", "127.0.0.1:8080", 202), ("http://[::1]:8080", "", "[::1]:8080", 202),
            ("https://console.example", "same-origin", "console.example:443", 202),
            ("http://console.example", "same-origin", "console.example", 202),
            ("http://evil.example", "cross-site", "localhost:8080", 403), ("", "cross-site", "localhost:8080", 403),
            ("", "same-site", "localhost:8080", 403), ("null", "", "localhost:8080", 403),
            ("http://localhost:8081", "", "localhost:8080", 403),
            ("http://evil.example:8080", "", "evil.example:8080", 421),
            ("http://evil.example:8080", "same-origin", "evil.example:8080", 421),
            ("http://127.0.0.1.evil.example", "same-origin", "127.0.0.1.evil.example", 421),
        ])
    func sites(origin: String, site: String, host: String, status: Int) throws {
        let rig = try APIRig(hosts: ["console.example"])
        defer { rig.stop() }
        var headers: HTTPHeaders = ["Host": host]
        if !origin.isEmpty { headers.add("Origin", origin) }
        if !site.isEmpty { headers.add("Sec-Fetch-Site", site) }
        #expect(try rig.post("/api/v1/cancellations", APIRig.request("r-1", "1"), headers: headers).status == status)
        // What changes nothing may be asked from anywhere.
        #expect(try rig.get("/api/v1/status", headers: headers).status == 200)
    }

    @Test("waits for the log with so many others and no more")
    func busy() throws {
        let slow = SlowAppender()
        let intake = EventIntake(slow, partitions: [.cancellationRequests: 1])
        let message = Message.cancellationRequested(
            CancellationRequested(
                requestId: "r", storeOrder: StoreOrderKey(storeId: "s", storeOrderId: "1"), reason: "other",
                requestedBy: "buyer", requestedAt: Timestamp(milliseconds: 0)))
        let taken = Monitor(0)
        let threads = try (0..<HTTPLimits.waitingPosts).map { number in
            try WorkerThread("post") {
                if (try? intake.accept(message, sender: "/t", id: "\(number)", from: .local)) != nil { taken.withLock { $0 += 1 } }
            }
        }
        slow.waiting.wait(until: .now + .seconds(60)) { $0 == HTTPLimits.waitingPosts }
        let error = #expect(throws: HTTPError.self) { try intake.accept(message, sender: "/t", id: "one more", from: .local) }
        #expect(error?.response.status == 503)
        #expect(error?.response.headers["Retry-After"] == "\(HTTPLimits.retrySeconds)")
        slow.open.withLock { $0 = true }
        for thread in threads { thread.join() }
        #expect(taken.withLock { $0 } == HTTPLimits.waitingPosts)
        #expect(throws: Never.self) { try intake.accept(message, sender: "/t", id: "again", from: .local) }
    }
}

/// A log that takes records only once it is opened.
private final class SlowAppender: LogAppender {
    let waiting = Monitor(0)
    let open = Monitor(false)

    func append(_ records: [OutgoingRecord]) throws(LogError) {
        waiting.withLock { $0 += 1 }
        open.wait(until: .now + .seconds(120)) { $0 }
    }

    func close() {}
}
