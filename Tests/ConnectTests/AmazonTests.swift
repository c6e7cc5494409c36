import Contracts
import Fulfillment
import Testing

@testable import Connect

@Suite("Amazon")
struct AmazonTests {
    static let notification =
        #"{"NotificationType":"ORDER_CHANGE","PayloadVersion":"1.0","EventTime":"2026-01-01T00:00:05Z","Payload":{"OrderChangeNotification":{"SellerId":"SELLERX","AmazonOrderId":"111-2222222-3333333","OrderChangeType":"BuyerRequestedChange","OrderChangeTrigger":{"TimeOfOrderChange":null,"ChangeReason":"Buyer Requested Cancel"},"Summary":{"OrderStatus":"Unshipped","FulfillmentType":"MFN","OrderItems":[{"OrderItemId":"71","SellerSKU":"A-1","Quantity":2,"QuantityShipped":0,"IsBuyerRequestedCancel":true},{"OrderItemId":"70","SellerSKU":"B-1","Quantity":3,"QuantityShipped":1,"IsBuyerRequestedCancel":true},{"OrderItemId":"72","SellerSKU":"C-1","Quantity":1,"QuantityShipped":0,"IsBuyerRequestedCancel":false}]}}},"NotificationMetadata":{"NotificationId":"n-1"}}"#

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("asks for the items that the buyer wants cancelled, as far as they have not been shipped")
    func requested() throws {
        let connection = try Rig.connection("amazon")
        let request = try Rig.cancellation(connection, Self.notification).request(of: connection, receivedAt: Rig.now)
        #expect(request.storeOrder.storeOrderId == "111-2222222-3333333")
        #expect(request.requestId == "SELLERX:111-2222222-3333333:70+71")
        #expect(request.lines == [Line("A-1", 2), Line("B-1", 2)])
        #expect(request.requestedBy == "buyer")
        #expect(request.requestedAt == Timestamp(rfc3339: "2026-01-01T00:00:05Z"), "TimeOfOrderChange may be null")
    }

    @Test("does not take the text false for true", arguments: [#""false""#, "false", "null", "0"])
    func flag(_ value: String) throws {
        let body = Self.notification.replacing(of: ":true", with: ":" + value)
        #expect(try Rig.connection("amazon").verdict(Rig.call(body)).isIgnored)
    }

    @Test("is read as SQS, Lambda, SNS and EventBridge put it")
    func envelopes() throws {
        let connection = try Rig.connection("amazon")
        let text = Self.quoted(Self.notification)
        let sns = #"{"Type":"Notification","MessageId":"s","Message":\#(text)}"#
        for body in [
            #"{"MessageId":"m","Body":\#(text)}"#, #"{"Records":[{"messageId":"m","body":\#(text)}]}"#, sns,
            #"{"Records":[{"messageId":"m","body":\#(Self.quoted(sns))}]}"#,
            #"{"detail-type":"ORDER_CHANGE","source":"aws.partner/sellingpartnerapi.amazon.com","detail":\#(Self.notification)}"#,
        ] { #expect(try Rig.cancellation(connection, body).storeOrderId == "111-2222222-3333333", "\(body.prefix(60))") }
        let two = #"{"Records":[{"messageId":"m","body":"{}"},{"messageId":"n","body":"{}"}]}"#
        #expect(throws: DecodeError.self) { try connection.verdict(Rig.call(two)) }
    }

    @Test("reads a cancelled order as a fact, for another reason, and as a whole")
    func canceled() throws {
        let body = Self.notification.replacing(of: "Unshipped", with: "Canceled")
        let found = try Rig.cancellation(try Rig.connection("amazon"), body)
        #expect(found.lines == nil)
        #expect(found.reason == "marketplaceCancelled")
        #expect(found.ids == ["SELLERX", "111-2222222-3333333", "canceled"])
    }

    @Test("asks for nothing where Amazon ships, and of other notifications")
    func nothing() throws {
        let connection = try Rig.connection("amazon")
        #expect(try connection.verdict(Rig.call(Self.notification.replacing(of: "MFN", with: "AFN"))).isIgnored)
        #expect(try connection.verdict(Rig.call(Self.notification.replacing(of: "ORDER_CHANGE", with: "FEED_DONE"))).isIgnored)
        let shipped = Self.notification.replacing(of: #""QuantityShipped":0"#, with: #""QuantityShipped":2"#)
            .replacing(of: #""QuantityShipped":1"#, with: #""QuantityShipped":3"#)
        #expect(try connection.verdict(Rig.call(shipped)).isIgnored)
        #expect(throws: DecodeError.self) { try connection.verdict(Rig.call("{}")) }
    }

    @Test("lists orders of v0 with its flag as a text, and of 2026-01-01 without a flag")
    func lists() throws {
        let connection = try Rig.connection("amazon")
        func listed(_ text: String) throws -> ShopVerdict { try connection.verdict(listed: JSONNode(Array(text.utf8))) }
        let old =
            #"{"AmazonOrderId":"111-2222222-3333333","OrderItems":[{"OrderItemId":"71","SellerSKU":"A-1","QuantityOrdered":2,"QuantityShipped":0,"BuyerRequestedCancel":{"IsBuyerRequestedCancel":"true","BuyerCancelReason":"Mistake"}}]}"#
        guard case .cancel(let found) = try listed(old) else { throw Rig.Unexpected(what: "\(try listed(old))") }
        #expect(found[0].lines == [Line("A-1", 2)])
        #expect(found[0].reason == "Mistake")
        #expect(try listed(old.replacing(of: #""true""#, with: #""false""#)).isIgnored)
        let new =
            #"{"orderId":"111-2222222-3333333","orderItems":[{"orderItemId":"71","product":{"sellerSku":"A-1"},"quantityOrdered":2,"cancellation":{"cancellationRequest":{"requester":"BUYER","cancelReason":"Mistake"}}}]}"#
        guard case .cancel(let later) = try listed(new) else { throw Rig.Unexpected(what: "\(try listed(new))") }
        #expect(later[0].ids == found[0].ids)
    }
}
