import Contracts
import Fulfillment
import Testing

@testable import Connect

@Suite("Platforms that are read by pointers")
struct MappingTests {
    static let shopware =
        #"{"data":{"event":"state_enter.order.state.cancelled","payload":{"order":{"id":"00aa","orderNumber":"10001"}}},"source":{"shopId":"sh1","eventId":"e1"},"timestamp":1767225600}"#
    static let bigCommerce =
        #"{"store_id":"11","producer":"stores/abc","scope":"store/order/statusUpdated","created_at":1767225600,"hash":"h","data":{"type":"order","id":250,"status":{"previous_status_id":11,"new_status_id":5}}}"#
    static let commercetools =
        #"{"id":"m1","sequenceNumber":7,"resource":{"typeId":"order","id":"o1"},"resourceVersion":9,"type":"OrderStateChanged","orderState":"Cancelled","oldOrderState":"Open","createdAt":"2026-01-01T00:00:00Z","resourceUserProvidedIdentifiers":{"orderNumber":"1001"}}"#
    static let adobe =
        #"{"order":{"entity_id":"12","increment_id":"000000123","state":"canceled","updated_at":"2026-01-01 00:00:00"}}"#

    @Test("of Shopware: the order's own state alone, reopened ones recognized")
    func shopware() throws {
        let connection = try Rig.connection("shopware")
        let found = try Rig.cancellation(connection, Self.shopware)
        #expect(found.name == "shop-de:order:00aa:cancelled")
        #expect(found.storeOrderId == "10001")
        #expect(found.at == Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
        #expect(found.mayReopen)
        for event in ["state_enter.order_transaction.state.cancelled", "state_enter.order_delivery.state.cancelled"] {
            let body = Self.shopware.replacing(of: "state_enter.order.state.cancelled", with: event)
            #expect(try connection.verdict(Rig.call(body)).isIgnored)
        }
        let open = Self.shopware.replacing(of: "state.cancelled", with: "state.open")
        guard case .stands(let order) = try connection.verdict(Rig.call(open)) else { throw Rig.Unexpected(what: "open") }
        #expect(order.ids == found.ids)
    }

    @Test("of BigCommerce: status 5 alone")
    func bigCommerce() throws {
        let connection = try Rig.connection("bigcommerce")
        let found = try Rig.cancellation(connection, Self.bigCommerce)
        #expect(found.name == "shop-de:order:250:status5")
        #expect(found.storeOrderId == "250")
        #expect(found.at == Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
        for status in ["4", "6", "0"] {
            let body = Self.bigCommerce.replacing(of: #""new_status_id":5"#, with: #""new_status_id":\#(status)"#)
            #expect(try connection.verdict(Rig.call(body)).isIgnored)
        }
    }

    @Test("of commercetools: a message id each, the order's id where it has no number, a look-up where it was left out")
    func commercetools() throws {
        let connection = try Rig.connection("commercetools")
        let found = try Rig.cancellation(connection, Self.commercetools)
        #expect(found.name == "shop-de:m1")
        #expect(found.storeOrderId == "1001")
        let unnamed = Self.commercetools.replacing(of: #","resourceUserProvidedIdentifiers":{"orderNumber":"1001"}"#, with: "")
        #expect(try Rig.cancellation(connection, unnamed).storeOrderId == "o1")
        let left =
            #"{"id":"m2","resource":{"typeId":"order","id":"o1"},"type":"OrderStateChanged","createdAt":"2026-01-01T00:00:00Z","payloadNotIncluded":{"reason":"too large","payloadType":"Message"}}"#
        #expect(try connection.verdict(Rig.call(left)).question?.facts == ["id": "o1"])
        let test = #"{"notificationType":"ResourceCreated","resource":{"typeId":"subscription","id":"x"}}"#
        #expect(try connection.verdict(Rig.call(test)).isIgnored)
    }

    @Test("of Adobe Commerce: leading zeros stay, and the answer lets the merchant go on")
    func adobe() throws {
        let connection = try Rig.connection("adobe-commerce", secret: nil, #","signature":{"scheme":"token"},"secret":"token-of-adobe""#)
        let found = try Rig.cancellation(connection, Self.adobe)
        #expect(found.storeOrderId == "000000123")
        #expect(found.name == "shop-de:order:12:canceled")
        #expect(found.approximation != nil)
        #expect(String(decoding: connection.success, as: UTF8.self) == #"[{"op":"success"}]"#)
        #expect(try connection.verdict(Rig.call(Self.adobe.replacing(of: "canceled", with: "closed"))).isIgnored)
    }

    private static let generic =
        #","signature":{"scheme":"hmac-sha256-hex","header":"X-Sign"},"mapping":{"order":["/order/no","/order/id"],"id":["/event/id"],"when":{"/event/type":["cancelled","voided"]},"reopenedWhen":{"/event/type":["reopened"]},"at":"/event/ms","timeFormat":"unixMilliseconds","reason":"/why","reasons":{"cust":"buyerChangedMind"},"requestedBy":"buyer","lines":{"each":"/rows","sku":"/art~1no","quantity":"/n"},"outboundOrderIds":"/out/*/id"}"#

    @Test("of a connection's own: every setting")
    func generic() throws {
        let connection = try Rig.connection("generic", Self.generic)
        let body =
            #"{"event":{"type":"voided","id":17,"ms":1767225600500},"order":{"id":9},"why":"cust","rows":[{"art/no":"A-1","n":"2"},{"art/no":"A-1","n":1.0}],"out":[{"id":"OB-2"},{"id":"OB-1"},{"id":"OB-1"}]}"#
        let request = try Rig.cancellation(connection, body).request(of: connection, receivedAt: Rig.now)
        #expect(request.requestId == "shop-de:17")
        #expect(request.storeOrder.storeOrderId == "9")
        #expect(request.lines == [Line("A-1", 3)])
        #expect(request.reason == "buyerChangedMind")
        #expect(request.requestedBy == "buyer")
        #expect(request.requestedAt == Timestamp(milliseconds: 1_767_225_600_500))
        #expect(request.outboundOrderIds == ["OB-1", "OB-2"])
        #expect(try connection.verdict(Rig.call(#"{"event":{"type":"paid"}}"#)).isIgnored)
        guard case .stands = try connection.verdict(Rig.call(body.replacing(of: "voided", with: "reopened"))) else {
            throw Rig.Unexpected(what: "reopened")
        }
        for wrong in [
            body.replacing(of: #""n":"2""#, with: #""n":0"#), body.replacing(of: #""A-1""#, with: "null"),
            body.replacing(of: #"{"id":9}"#, with: "{}"), body.replacing(of: #""id":17"#, with: #""id":{}"#),
            body.replacing(of: "1767225600500", with: #""now""#),
        ] { #expect(throws: DecodeError.self, "\(wrong)") { try connection.verdict(Rig.call(wrong)) } }
    }

    @Test("have valid request ids for any id of the shop")
    func ids() throws {
        let connection = try Rig.connection("generic", Self.generic)
        func name(_ id: String) throws -> String {
            try Rig.cancellation(connection, #"{"event":{"type":"voided","id":"\#(id)"},"order":{"id":9}}"#).name
        }
        #expect(try name("a/b") == "shop-de:a:b")
        for id in [String(repeating: "x", count: 200), #"a\u0000b"#, #"\u200b"#, " a ", "e\u{301}"] {
            let made = try name(id)
            #expect(made.utf8.count <= 128)
            try made.mustBeId()
            #expect(try name(id) == made)
        }
        #expect(try name(String(repeating: "x", count: 200)) != name(String(repeating: "x", count: 201)))
    }

    @Test("count up where an order was reopened")
    func count() throws {
        let connection = try Rig.connection("woocommerce")
        let found = try Rig.cancellation(connection, WooCommerceTests.order)
        #expect(found.request(of: connection, count: 2, receivedAt: Rig.now).requestId == "shop-de:order:4711:cancelled:2")
    }

    @Test("ask for no time in the future: a clock that is ahead does not stop what is submitted later")
    func future() throws {
        let connection = try Rig.connection("woocommerce")
        let body = WooCommerceTests.order.replacing(of: "2026-01-01", with: "2031-01-01")
        #expect(try Rig.cancellation(connection, body).request(of: connection, receivedAt: Rig.now).requestedAt == Rig.now)
    }

    @Test("have pointers as RFC 6901 has them")
    func pointers() throws {
        let node = try JSONNode(Array(#"{"a":{"b/c":[1,{"~":"x"}],"":7},"n":null}"#.utf8))
        func text(_ pointer: String) throws -> String? { try JSONPointer(pointer).value(in: node)?.text }
        #expect(try text("/a/b~1c/0") == "1")
        #expect(try text("/a/b~1c/1/~0") == "x")
        #expect(try text("/a/") == "7")
        #expect(try text("/a/b~1c/2") == nil)
        #expect(try text("/n") == nil)
        #expect(try text("/a/b~1c/*/~0") == "x")
        #expect(throws: DecodeError.self) { try JSONPointer("a/b") }
        #expect(throws: DecodeError.self) { try JSONPointer("/a~2") }
    }
}
