import Contracts
import Fulfillment
import Testing

@testable import Connect

@Suite("Shopify")
struct ShopifyTests {
    static let order = ##"""
        {"id":9007199254741001,"admin_graphql_api_id":"gid://shopify/Order/9007199254741001","name":"#1001","order_number":1001,"number":1,"test":false,
         "cancelled_at":"2026-01-01T01:00:00+01:00","cancel_reason":"customer","updated_at":"2026-01-01T01:00:01+01:00",
         "line_items":[{"id":9007199254742001,"sku":"A-1","quantity":2,"current_quantity":0,"fulfillable_quantity":0}],
         "refunds":[{"id":5,"refund_line_items":[{"line_item_id":9007199254742001,"quantity":2,"restock_type":"cancel","location_id":77}]}]}
        """##

    @Test("says that a whole order is cancelled, at its own time and for its own reason")
    func cancelled() throws {
        let connection = try Rig.connection("shopify")
        let request = try Rig.cancellation(connection, Self.order).request(of: connection, receivedAt: Rig.now)
        #expect(request.storeOrder == StoreOrderKey(storeId: "shop-de", storeOrderId: "1001"))
        #expect(request.requestId == "shop-de:order:9007199254741001:cancelled")
        #expect(request.lines == nil, "fulfillable_quantity is 0 after a cancellation: the whole order is meant")
        #expect(request.reason == "buyerChangedMind")
        #expect(request.requestedBy == "buyer")
        #expect(request.requestedAt == Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
        #expect(request.note == nil)
    }

    @Test(
        "is called by the number that the connection chooses, ids beyond 2^53 exactly",
        arguments: [
            (#"{"from":"name"}"#, "1001"), (#"{"from":"name","removesPrefix":""}"#, "#1001"), (#"{"from":"order_number"}"#, "1001"),
            (#"{"from":"id"}"#, "9007199254741001"), (#"{"from":"gid"}"#, "gid:::shopify:Order:9007199254741001"),
            (#"{"from":"order_number","addsPrefix":"DE-","addsSuffix":"-S"}"#, "DE-1001-S"),
        ])
    func number(_ order: String, _ id: String) throws {
        let connection = try Rig.connection("shopify", #","order":\#(order)"#)
        #expect(try Rig.cancellation(connection, Self.order).storeOrderId == id)
    }

    @Test("does not take number, which is another one than order_number")
    func notNumber() throws {
        #expect(throws: ConnectionFileError.self) { try Rig.connection("shopify", #","order":{"from":"number"}"#) }
    }

    @Test("of an order has one request id for every subscription, delivery and address")
    func oneId() throws {
        let connection = try Rig.connection("shopify")
        let updated = Self.order.replacing(of: "01:00:01", with: "09:00:01")
        let first = try Rig.cancellation(connection, Self.order, ["x-shopify-topic": "orders/cancelled", "x-shopify-webhook-id": "a"])
        let second = try Rig.cancellation(connection, updated, ["x-shopify-topic": "orders/updated", "x-shopify-webhook-id": "b"])
        #expect(first.name == second.name)
    }

    @Test("asks for nothing where nothing is cancelled, and for its own test notification")
    func nothing() throws {
        let connection = try Rig.connection("shopify")
        for body in [
            Self.order.replacing(of: #""2026-01-01T01:00:00+01:00""#, with: "null"),
            Self.order.replacing(of: "9007199254741001", with: "820982911946154508"),
            Self.order.replacing(of: #""test":false"#, with: #""test":true"#),
            #"{"kind":"FULFILLMENT_REQUEST"}"#,
            #"{"fulfillment_order":{"id":1,"status":"closed"},"replacement_fulfillment_order":{"id":2,"status":"open"}}"#,
        ] { #expect(try connection.verdict(Rig.call(body)).isIgnored, "\(body)") }
        let tests = try Rig.connection("shopify", #","acceptsTests":true"#)
        let test = Self.order.replacing(of: #""test":false"#, with: #""test":true"#)
        #expect(try Rig.cancellation(tests, test).storeOrderId == "1001")
    }

    @Test(
        "has a word for every reason",
        arguments: [
            ("customer", "buyerChangedMind", "buyer"), ("fraud", "fraud", "seller"), ("inventory", "outOfStock", "seller"),
            ("declined", "paymentFailed", "system"), ("staff", "other", "staff"), ("other", "other", "seller"), ("new", "new", "seller"),
        ])
    func reason(_ word: String, _ reason: String, _ by: String) throws {
        let body = Self.order.replacing(of: #""customer""#, with: "\"\(word)\"")
        let found = try Rig.cancellation(try Rig.connection("shopify"), body)
        #expect(found.reason == reason)
        #expect(found.requestedBy == by)
    }

    @Test("takes a look-up for a merchant's request, in both spellings of its status", arguments: ["cancellation_request", "CANCELLATION_REQUESTED"])
    func request(_ status: String) throws {
        let body =
            #"{"fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/31","status":"in_progress","request_status":"\#(status)"},"fulfillment_order_merchant_request":{"id":"gid://shopify/FulfillmentOrderMerchantRequest/41","message":"please stop"}}"#
        let connection = try Rig.connection("shopify")
        let headers = ["x-shopify-triggered-at": "2026-01-01T00:00:00Z", "x-shopify-order-id": "77"]
        let question = try #require(try connection.verdict(Rig.call(body, headers)).question)
        #expect(question.kind == "cancellationRequest")
        #expect(question.name == "shop-de:gid:::shopify:FulfillmentOrderMerchantRequest:41")
        #expect(question.facts["fulfillmentOrder"] == "gid://shopify/FulfillmentOrder/31")
        #expect(question.facts["orderId"] == "77")
        #expect(question.at == Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
        #expect(!question.facts.values.contains("please stop"), "a merchant's message may hold personal data")
    }

    @Test("takes a look-up for the callback, which says only that something waits")
    func callback() throws {
        let connection = try Rig.connection("shopify")
        let question = try #require(try connection.verdict(Rig.call(#"{"kind":"CANCELLATION_REQUEST"}"#)).question)
        #expect(question.kind == "assignedFulfillmentOrders")
    }

    @Test("takes a look-up for an edit that takes lines away")
    func edit() throws {
        let body =
            #"{"order_edit":{"id":7,"order_id":9007199254741001,"committed_at":"2026-01-01T00:00:00Z","line_items":{"additions":[],"removals":[{"id":9007199254742001,"delta":1}]}}}"#
        let question = try #require(try Rig.connection("shopify").verdict(Rig.call(body)).question)
        #expect(question.facts["removals"] == "9007199254742001=1")
        #expect(question.facts["orderId"] == "9007199254741001")
    }

    @Test("is refused with the place where it cannot be read")
    func unreadable() throws {
        let connection = try Rig.connection("shopify")
        for (body, path) in [
            ("", ""), ("[]", "id"), ("{", ""), ("{}", "id"),
            (#"{"id":1,"name":"a/b","cancelled_at":"2026-01-01T00:00:00Z"}"#, ""),
            (#"{"id":1,"name":"a","cancelled_at":"yesterday"}"#, "cancelled_at"),
            (#"{"id":1,"cancelled_at":"2026-01-01T00:00:00Z"}"#, "name"),
        ] {
            do throws(DecodeError) {
                _ = try connection.verdict(Rig.call(body))
                Issue.record("\(body) was read")
            } catch { #expect(error.path == path, "\(body): \(error)") }
        }
    }
}

extension String {
    /// Foundation's, without Foundation.
    func replacing(of text: String, with other: String) -> String {
        split(separator: text, omittingEmptySubsequences: false).joined(separator: other)
    }
}
