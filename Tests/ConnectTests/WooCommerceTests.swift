import Contracts
import Fulfillment
import Testing

@testable import Connect

@Suite("WooCommerce")
struct WooCommerceTests {
    static let order =
        #"{"id":4711,"number":"4711","status":"cancelled","date_modified_gmt":"2026-01-01T00:00:00","line_items":[{"id":9,"sku":"A-1","quantity":2}]}"#

    @Test("says that an order is cancelled, at a time that is marked as approximate, in UTC")
    func cancelled() throws {
        let connection = try Rig.connection("woocommerce")
        let request = try Rig.cancellation(connection, Self.order).request(of: connection, receivedAt: Rig.now)
        #expect(request.storeOrder.storeOrderId == "4711")
        #expect(request.requestId == "shop-de:order:4711:cancelled")
        #expect(request.requestedAt == Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
        #expect(request.note?.contains("no time of the cancellation") == true)
        #expect(request.lines == nil)
    }

    @Test("has one request id for every later edit of a cancelled order, under any delivery id")
    func edits() throws {
        let connection = try Rig.connection("woocommerce")
        let later = Self.order.replacing(of: "00:00:00", with: "09:00:00")
        let ids = try [Self.order, later].map { try Rig.cancellation(connection, $0, ["x-wc-webhook-delivery-id": "same"]).name }
        #expect(Set(ids).count == 1)
    }

    @Test("distinguishes two orders of one second, though they have one delivery id")
    func sameSecond() throws {
        let connection = try Rig.connection("woocommerce")
        let other = Self.order.replacing(of: "4711", with: "4712")
        let ids = try [Self.order, other].map { try Rig.cancellation(connection, $0, ["x-wc-webhook-delivery-id": "same"]).name }
        #expect(Set(ids).count == 2)
    }

    @Test("takes the number as a text, and the id where the connection says so")
    func number() throws {
        let body = Self.order.replacing(of: #""number":"4711""#, with: #""number":"00042""#)
        #expect(try Rig.cancellation(try Rig.connection("woocommerce"), body).storeOrderId == "00042")
        let byId = try Rig.connection("woocommerce", #","order":{"from":"id"}"#)
        #expect(try Rig.cancellation(byId, body).storeOrderId == "4711")
    }

    @Test("opens with an unsigned form, which is recognized by exactly that")
    func opening() throws {
        let connection = try Rig.connection("woocommerce")
        let form = ["content-type": "application/x-www-form-urlencoded"]
        #expect(connection.isOpening(Rig.call("webhook_id=12", form)))
        #expect(!connection.isOpening(Rig.call("webhook_id=", form)))
        #expect(!connection.isOpening(Rig.call("webhook_id=12&x=1", form)))
        #expect(!connection.isOpening(Rig.call("webhook_id=1x", form)))
        #expect(!connection.isOpening(Rig.call("webhook_id=123456789012345678901", form)))
        #expect(!connection.isOpening(Rig.call("webhook_id=12", form.merging(["x-wc-webhook-topic": "order.updated"]) { $1 })))
        #expect(!connection.isOpening(Rig.call("webhook_id=12", ["content-type": "application/json"])))
        #expect(!(try Rig.connection("shopify")).isOpening(Rig.call("webhook_id=12", form)))
    }

    @Test(
        "says that an order stands again",
        arguments: ["processing", "pending", "on-hold", "completed", "refunded", "of-a-plugin"])
    func stands(_ status: String) throws {
        let connection = try Rig.connection("woocommerce")
        let verdict = try connection.verdict(Rig.call(Self.order.replacing(of: "cancelled", with: status)))
        guard case .stands(let order) = verdict else { throw Rig.Unexpected(what: "\(verdict)") }
        #expect(order.ids == ["shop-de", "order", "4711", "cancelled"])
    }

    @Test("counts a refund as a cancellation where the connection says so")
    func refunded() throws {
        let connection = try Rig.connection("woocommerce", #","refundedIsCancelled":true"#)
        #expect(try Rig.cancellation(connection, Self.order.replacing(of: #""cancelled""#, with: #""refunded""#)).storeOrderId == "4711")
    }

    @Test("does not take the trash for a cancellation", arguments: [#"{"id":4711}"#, #"{"id":4711,"number":"4711","status":"trash"}"#])
    func trash(_ body: String) throws { #expect(try Rig.connection("woocommerce").verdict(Rig.call(body)).isIgnored) }

    @Test("names the order by its id alone in a custom topic")
    func custom() throws {
        let body = #"{"action":"woocommerce_order_status_cancelled","arg":4711}"#
        #expect(try Rig.connection("woocommerce").verdict(Rig.call(body)).question?.facts == ["id": "4711"])
        let byId = try Rig.connection("woocommerce", #","order":{"from":"id"}"#)
        let found = try Rig.cancellation(byId, body)
        #expect(found.name == "shop-de:order:4711:cancelled")
        #expect(found.request(of: byId, receivedAt: Rig.now).requestedAt == Rig.now)
    }
}
