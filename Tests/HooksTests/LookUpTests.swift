import Connect
import Contracts
import Foundation
import Fulfillment
import Operations
import Testing

@testable import Hooks

@Suite("Look-ups", .timeLimit(.minutes(10)))
struct LookUpTests {
    private static let request =
        #"{"fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/31","request_status":"cancellation_request"},"fulfillment_order_merchant_request":{"id":"gid://shopify/FulfillmentOrderMerchantRequest/41"}}"#

    private static func shops(_ lookUp: String) throws -> ConnectionList {
        try HookRig.list(
            #"{"connections":{"sho":{"platform":"shopify","store":"shop-de","merchant":"acme","secret":"secret-of-tests","lookUp":\#(lookUp)}}}"#)
    }

    /// A program that prints this, and keeps what it was asked.
    private static func program(_ answer: String, in directory: String) throws -> String {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let path = "\(directory)/look-up"
        try "#!/bin/sh\ncat > \(directory)/asked\ncat <<'END'\n\(answer)\nEND\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }

    private static func place() -> String { FileManager.default.temporaryDirectory.appending(path: "ask-\(UUID().uuidString)").path }

    @Test("by a command find the order and the lines of a merchant's request; the callback and the webhook are one")
    func command() throws {
        let place = Self.place()
        defer { try? FileManager.default.removeItem(atPath: place) }
        let answer =
            ##"{"cancellations":[{"order":"#1001","id":"gid://shopify/FulfillmentOrderMerchantRequest/41","lines":[{"sku":"A-1","quantity":1}]}]}"##
        let path = try Self.program(answer, in: place)
        let rig = try HookRig(try Self.shops(#"{"command":["\#(path)"]}"#))
        defer { rig.stop() }
        #expect(try rig.signed("sho", Self.request).status == 200)
        let found = try rig.requests(1)[0]
        #expect(found.requestId == "shop-de:gid:::shopify:FulfillmentOrderMerchantRequest:41")
        #expect(found.storeOrder.storeOrderId == "1001")
        #expect(found.lines == [Line("A-1", 1)])
        let asked = try String(contentsOfFile: "\(place)/asked", encoding: .utf8)
        #expect(asked.contains(#""fulfillmentOrder":"gid://shopify/FulfillmentOrder/31""#), "\(asked)")
        #expect(asked.contains(#""question":"cancellationRequest""#))
        #expect(try rig.signed("sho", #"{"kind":"CANCELLATION_REQUEST"}"#).status == 200)
        try eventually { try WaitingCall.list(in: rig.directory, limit: 10).isEmpty }
        #expect(try rig.requests().count == 1)
    }

    @Test("that fail are asked again, and nothing is lost meanwhile")
    func again() throws {
        let place = Self.place()
        defer { try? FileManager.default.removeItem(atPath: place) }
        let rig = try HookRig(try Self.shops(#"{"command":["\#(place)/look-up"]}"#))
        defer { rig.stop() }
        #expect(try rig.signed("sho", Self.request).status == 200)
        try eventually { try WaitingCall.list(in: rig.directory, limit: 10).first?.attempts == 1 }
        #expect(try WaitingCall.list(in: rig.directory, limit: 10)[0].problem?.contains("cannot be started") == true)
        _ = try Self.program(##"{"cancellations":[{"order":"#1001"}]}"##, in: place)
        rig.clock.advance(3_600_000)
        #expect(try rig.requests(1)[0].storeOrder.storeOrderId == "1001")
    }

    @Test("that the connection does not have leave the call to somebody to look at")
    func none() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        #expect(try rig.signed("sho", Self.request).status == 200)
        #expect(try UnreadableCall.list(in: rig.directory, of: "sho", limit: 10)[0].reason.contains("lookUp"))
    }

    @Test("at an address name the outbound orders where the shop gives no time; unanswered, the request goes after a minute")
    func outboundOrders() throws {
        let server = HTTPServer(host: "127.0.0.1", port: 0) { request in
            request.segments == ["orders", "shop-fr", "a b"]
                ? .json(Array(#"{"outboundOrders":[{"outboundOrderId":"OB-1"},{"outboundOrderId":"OB-2"}]}"#.utf8))
                : .error(503, code: "x", message: "away")
        }
        try server.start()
        defer { server.stop(until: .now + .seconds(10)) }
        let list = try HookRig.list(
            #"{"connections":{"woo":{"platform":"woocommerce","store":"shop-fr","merchant":"acme","secret":"secret-of-tests","outboundOrders":{"url":"http://127.0.0.1:\#(server.port)/orders/{storeId}/{storeOrderId}"}}}}"#)
        let rig = try HookRig(list)
        defer { rig.stop() }
        let body = HookRig.woo(5).replacingOccurrences(of: #""number":"5""#, with: #""number":"a b""#)
        #expect(try rig.signed("woo", body).status == 200)
        #expect(try rig.requests(1)[0].outboundOrderIds == ["OB-1", "OB-2"])
        #expect(try rig.signed("woo", HookRig.woo(6)).status == 200)
        try eventually { try WaitingCall.list(in: rig.directory, limit: 10).first?.attempts == 1 }
        rig.clock.advance(120_000)
        let late = try #require(try rig.requests(2).first { $0.storeOrder.storeOrderId == "6" })
        #expect(late.outboundOrderIds == nil)
        #expect(late.note?.contains("could not be looked up") == true)
    }

    @Test("by a program that hangs or says too much end all the same")
    func hangs() throws {
        #expect(throws: ChildProgram.Trouble.self) {
            try ChildProgram.run(["/bin/sleep", "600"], input: [], time: .milliseconds(100), limit: 10)
        }
        #expect(throws: ChildProgram.Trouble.self) {
            try ChildProgram.run(["/usr/bin/yes"], input: [], time: .seconds(20), limit: 1000)
        }
        #expect(throws: ChildProgram.Trouble.self) {
            try ChildProgram.run(["/bin/false"], input: [], time: .seconds(20), limit: 1000)
        }
        #expect(try ChildProgram.run(["/bin/cat"], input: Array("x".utf8), time: .seconds(20), limit: 1000) == Array("x".utf8))
    }
}

/// Waits until a condition holds.
func eventually(_ condition: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
        if try condition() { return }
        Thread.sleep(forTimeInterval: 0.01)
    }
    throw HookRig.Late(what: "it did not come to it within a minute")
}
