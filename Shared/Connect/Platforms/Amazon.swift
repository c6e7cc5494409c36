internal import Contracts
internal import Fulfillment

/// Amazon Selling Partner API: ORDER_CHANGE 1.0, as its queue's message is posted by a forwarder (SHOPS.md, section 3).
///
/// Source: github.com/amzn/selling-partner-api-models, schemas/notifications/OrderChangeNotification.json (commit e56ecc2);
/// lists of orders from Orders API v0 and 2026-01-01. Amazon delivers to SQS or EventBridge alone: the forwarder proves who it is
/// with a token, and Amazon's name for the order is never taken from anywhere but the message.
enum Amazon {
    static func verdict(_ call: ShopCall, _ connection: Connection) throws(DecodeError) -> ShopVerdict {
        try verdict(try ShopEnvelope.unwrapped(JSONNode(call.body)), connection)
    }

    static func verdict(_ node: JSONNode, _ connection: Connection) throws(DecodeError) -> ShopVerdict {
        if let type = node["NotificationType"]?.text ?? node["notificationType"]?.text, type != "ORDER_CHANGE" {
            return .ignore("the notification is \(type.shown(40)), not ORDER_CHANGE")
        }
        let event = (node["EventTime"] ?? node["eventTime"])?.text.flatMap { Timestamp(rfc3339: $0) }
        if let change = (node["Payload"] ?? node["payload"])?["OrderChangeNotification"] {
            return try notified(change, event, connection)
        }
        return try listed(node, connection)
    }

    private static func notified(
        _ change: JSONNode, _ event: Timestamp?, _ connection: Connection
    ) throws(DecodeError) -> ShopVerdict {
        guard let order = change["AmazonOrderId"]?.text else {
            throw DecodeError(.missingField, "Payload.OrderChangeNotification.AmazonOrderId", "is missing")
        }
        let summary = change["Summary"]
        if summary?["FulfillmentType"]?.text == "AFN" { return .ignore("Amazon itself ships this order (AFN)") }
        let at = change["OrderChangeTrigger"]?["TimeOfOrderChange"]?.text.flatMap { Timestamp(rfc3339: $0) } ?? event
        let items = (summary?["OrderItems"]?.elements ?? []).map { item in
            Item(
                id: item["OrderItemId"]?.text, sku: item["SellerSKU"]?.text, quantity: item["Quantity"]?.integer,
                shipped: item["QuantityShipped"]?.integer, isFlagged: isTrue(item["IsBuyerRequestedCancel"]))
        }
        let isCanceled = summary?["OrderStatus"]?.text == "Canceled"
        return try decide(
            seller: change["SellerId"]?.text ?? connection.store, order: order, items, isCanceled: isCanceled, at: at,
            reason: nil, connection)
    }

    /// An order as a list gives it out: by Orders API v0 with its items, or by 2026-01-01.
    private static func listed(_ node: JSONNode, _ connection: Connection) throws(DecodeError) -> ShopVerdict {
        guard let order = (node["AmazonOrderId"] ?? node["orderId"])?.text else {
            throw DecodeError(
                .missingField, "Payload.OrderChangeNotification",
                "is missing: expected an ORDER_CHANGE notification as Amazon sends it to a queue, or an order of a list")
        }
        let fulfilled = (node["FulfillmentChannel"] ?? node["fulfillment"]?["fulfilledBy"])?.text
        if fulfilled == "AFN" || fulfilled == "AMAZON" { return .ignore("Amazon itself ships this order") }
        var reason: String?
        let items = ((node["OrderItems"] ?? node["orderItems"])?.elements ?? []).map { item in
            // v0 has the flag as a text, "true" or "false"; 2026-01-01 has none: that there is a request is the flag.
            let old = item["BuyerRequestedCancel"]
            let request = item["cancellation"]?["cancellationRequest"]
            reason = reason ?? old?["BuyerCancelReason"]?.text ?? request?["cancelReason"]?.text
            return Item(
                id: (item["OrderItemId"] ?? item["orderItemId"])?.text,
                sku: (item["SellerSKU"] ?? item["product"]?["sellerSku"])?.text,
                quantity: (item["QuantityOrdered"] ?? item["quantityOrdered"])?.integer,
                shipped: (item["QuantityShipped"] ?? item["fulfillment"]?["quantityFulfilled"])?.integer,
                isFlagged: isTrue(old?["IsBuyerRequestedCancel"]) || request != nil)
        }
        let status = (node["OrderStatus"] ?? node["fulfillment"]?["fulfillmentStatus"])?.text?.lowercased()
        let at = (node["LastUpdateDate"] ?? node["lastUpdatedTime"])?.text.flatMap { Timestamp(rfc3339: $0) }
        return try decide(
            seller: node["SellerId"]?.text ?? connection.store, order: order, items,
            isCanceled: status == "canceled" || status == "cancelled", at: at, reason: reason, connection)
    }

    private struct Item {
        var id: String?
        var sku: String?
        var quantity: Int64?
        var shipped: Int64?
        var isFlagged: Bool

        /// What can still be stopped.
        var rest: Int64? { quantity.map { $0 - (shipped ?? 0) } }
    }

    /// The text "false" is not true.
    private static func isTrue(_ node: JSONNode?) -> Bool { node == .bool(true) || node?.text?.lowercased() == "true" }

    private static func decide(
        seller: String, order: String, _ items: [Item], isCanceled: Bool, at: Timestamp?, reason: String?,
        _ connection: Connection
    ) throws(DecodeError) -> ShopVerdict {
        let storeOrderId = try connection.order.storeOrderId(order)
        if isCanceled {
            // A fact, not a request: the seller or Amazon has cancelled it already.
            return .cancel([
                ShopCancellation(
                    ids: [seller, order, "canceled"], storeOrderId: storeOrderId, reason: "marketplaceCancelled",
                    requestedBy: "system", at: at)
            ])
        }
        let flagged = items.filter(\.isFlagged)
        guard !flagged.isEmpty else { return .ignore("no item has the buyer's request to cancel") }
        let open = flagged.filter { ($0.rest ?? 1) > 0 }
        guard !open.isEmpty else { return .ignore("every item with the buyer's request has been shipped") }
        var ids: [String] = []
        for item in flagged {
            guard let id = item.id else { throw DecodeError(.missingField, "OrderItems", "an item has no OrderItemId") }
            ids.append(id)
        }
        return .cancel([
            ShopCancellation(
                ids: [seller, order, ids.sorted().joined(separator: "+")], storeOrderId: storeOrderId,
                lines: try ShopLines.make(open.map { ($0.sku, $0.rest) }, at: "OrderItems"),
                reason: reason.map(ShopReason.clean) ?? "buyerChangedMind", requestedBy: "buyer", at: at)
        ])
    }
}
