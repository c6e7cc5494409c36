import Connect
import Contracts
import Foundation
import Fulfillment
import Operations
import Synchronization
import Testing
import Threads

@testable import Hooks

/// What a shop gets as its answer, and what the log has by then.
@Suite("Calls of shops", .timeLimit(.minutes(10)))
struct IntakeTests {
    @Test("of a platform that sends again are in the log when they are answered with 200")
    func taken() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        #expect(try rig.signed("sho", HookRig.shopify(7)).status == 200)
        let found = try rig.requests()
        #expect(found.map(\.requestId) == ["shop-de:order:7:cancelled"])
        #expect(found[0].storeOrder == StoreOrderKey(storeId: "shop-de", storeOrderId: "1001"))
    }

    @Test("name the connection that has proved itself as the principal, at once and where they were kept before")
    func principal() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        #expect(try rig.signed("sho", HookRig.shopify(7)).status == 200)
        #expect(try rig.signed("woo", HookRig.woo(8)).status == 200)
        _ = try rig.requests(2)
        #expect(Set(try rig.said().map(\.envelope.principal)) == ["connect/sho", "connect/woo"])
    }

    @Test("are one request, however often and over however many subscriptions they come")
    func duplicates() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        for _ in 0..<3 { #expect(try rig.signed("sho", HookRig.shopify(7)).status == 200) }
        #expect(try rig.signed("sho2", HookRig.shopify(7), secret: "another-secret").status == 200)
        try rig.restart()
        #expect(try rig.signed("sho", HookRig.shopify(7)).status == 200)
        #expect(try rig.signed("sho", HookRig.shopify(8)).status == 200)
        #expect(try rig.requests().count == 2)
    }

    @Test("are one request where they come at the same instant")
    func atOnce() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        let answers = Mutex<[Int]>([])
        DispatchQueue.concurrentPerform(iterations: 16) { number in
            let name = number % 2 == 0 ? "sho" : "sho2"
            let status = try? rig.signed(name, HookRig.shopify(7), secret: number % 2 == 0 ? HookRig.secret : "another-secret").status
            answers.withLock { $0.append(status ?? 0) }
        }
        #expect(answers.withLock { $0 } == Array(repeating: 200, count: 16))
        #expect(try rig.requests().count == 1)
    }

    @Test("without the connection's proof are answered with 401, and counted")
    func unsigned() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        #expect(try rig.signed("sho", HookRig.shopify(7), secret: "wrong-secret").status == 401)
        #expect(try rig.call("/hooks/shopify/sho", HookRig.shopify(7)).status == 401)
        #expect(try rig.call("/hooks/woocommerce/woo", "webhook_id=12x").status == 401)
        #expect(try rig.requests().isEmpty)
        #expect(
            rig.metrics.exposition().contains(
                #"turnback_hooks_total{connection="sho",platform="shopify",result="unsigned"} 2"#))
    }

    @Test("to a connection that is not there, or of another platform, are answered with 404")
    func unknown() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        for path in ["/hooks/shopify/none", "/hooks/woocommerce/sho", "/hooks/none/sho", "/hooks/shopify", "/api/v1/orders"] {
            #expect(try rig.call(path, "{}").status == 404, "\(path)")
        }
    }

    @Test("of Shopify are answered with 503 while the log is away, and taken once it is back")
    func awayShopify() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        rig.log.isShut.withLock { $0 = true }
        #expect(try rig.signed("sho", HookRig.shopify(7)).status == 503)
        rig.log.isShut.withLock { $0 = false }
        #expect(try rig.signed("sho", HookRig.shopify(7)).status == 503, "so soon nobody looks whether it is back")
        try eventually { try rig.signed("sho", HookRig.shopify(7)).status == 200 }
        #expect(try rig.requests().count == 1)
    }

    @Test("of WooCommerce are kept while the log is away, across a restart, and sent on in their order")
    func awayWoo() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        rig.log.isShut.withLock { $0 = true }
        for id in 1...20 { #expect(try rig.signed("woo", HookRig.woo(id)).status == 200) }
        #expect(try rig.signed("woo", HookRig.woo(3)).status == 200)
        try rig.restart(opens: false)
        #expect(try rig.signed("woo", HookRig.woo(21)).status == 200, "before the log is open")
        #expect(try rig.signed("sho", HookRig.shopify(7)).status == 503, "before the log is open")
        #expect(try rig.requests().isEmpty)
        #expect(try WaitingCall.list(in: rig.directory, limit: 100).count == 21)
        rig.log.isShut.withLock { $0 = false }
        try rig.restart()
        let found = try rig.requests(21)
        #expect(Set(found.map(\.storeOrder.storeOrderId)) == Set((1...21).map(String.init)))
        #expect(found.count == 21)
    }

    @Test("of WooCommerce begin with an unsigned form, which is answered with exactly 200")
    func opening() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        let answer = try rig.call("/hooks/woocommerce/woo", "webhook_id=12", ["Content-Type": "application/x-www-form-urlencoded"])
        #expect(answer.status == 200)
        #expect(try WaitingCall.list(in: rig.directory, limit: 10).isEmpty)
    }

    @Test("count up where an order was reopened and cancelled again")
    func reopened() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        for (status, at) in [
            ("cancelled", "2026-01-01T00:00:00"), ("cancelled", "2026-01-01T01:00:00"), ("processing", "2026-01-01T02:00:00"),
            ("processing", "2026-01-01T02:30:00"), ("cancelled", "2026-01-01T03:00:00"), ("cancelled", "2026-01-01T04:00:00"),
        ] { #expect(try rig.signed("woo", HookRig.woo(5, status, at: at)).status == 200) }
        #expect(try rig.requests(2).map(\.requestId) == ["shop-fr:order:5:cancelled", "shop-fr:order:5:cancelled:2"])
    }

    @Test("that were overtaken reopen nothing")
    func overtaken() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        for (status, at) in [
            ("cancelled", "2026-01-01T03:00:00"), ("processing", "2026-01-01T02:00:00"), ("cancelled", "2026-01-01T04:00:00"),
        ] { #expect(try rig.signed("woo", HookRig.woo(5, status, at: at)).status == 200) }
        #expect(try rig.signed("woo", HookRig.woo(6)).status == 200)
        #expect(try rig.requests(2).map(\.requestId).sorted() == ["shop-fr:order:5:cancelled", "shop-fr:order:6:cancelled"])
    }

    @Test("that cannot be read are kept, and answered as the platform needs it")
    func unreadable() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        #expect(try rig.signed("woo", "{").status == 200, "it would switch the webhook off")
        #expect(try rig.signed("sho", "[]").status == 200, "it would remove the subscription")
        #expect(try rig.signed("gen", #"{"event":"cancelled"}"#).status == 400)
        let kept = try UnreadableCall.list(in: rig.directory, of: nil, limit: 10)
        #expect(kept.map(\.connection) == ["gen", "sho", "woo"])
        #expect(kept[0].reason.contains("/order"))
        #expect(!kept[0].headers.contains(HookRig.secret), "\(kept[0].headers)")
        #expect(String(decoding: kept[2].body, as: UTF8.self) == "{")
        #expect(try UnreadableCall.list(in: rig.directory, of: "sho", limit: 10).count == 1)
    }

    @Test("are answered by what the file says now")
    func reloaded() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        rig.connections.replace(try HookRig.list(HookRig.shops.replacingOccurrences(of: "secret-of-tests", with: "the-next-secret")))
        #expect(try rig.signed("sho", HookRig.shopify(7)).status == 401)
        #expect(try rig.signed("sho", HookRig.shopify(7), secret: "the-next-secret").status == 200)
    }

    @Test("consent to an origin, as CloudEvents' webhooks ask")
    func handshake() throws {
        let rig = try HookRig()
        defer { rig.stop() }
        let request = try #require(
            HTTPRequest(method: "OPTIONS", target: "/hooks/generic/gen", headers: ["WebHook-Request-Origin": "events.example"]))
        #expect(rig.router.respond(to: request).headers["WebHook-Allowed-Origin"] == "events.example")
    }
}
