internal import Contracts
internal import Fulfillment

/// WooCommerce 11.2 and 11.3 (SHOPS.md, section 2).
///
/// Source: github.com/woocommerce/woocommerce, plugins/woocommerce/includes/class-wc-webhook.php and wc-webhook-functions.php.
/// It never sends again, and switches a webhook off after the seventh failure in a row. Its delivery id is the same for two
/// orders in one second, so it is not a key.
enum WooCommerce {
    static let signatureHeader = "x-wc-webhook-signature"

    /// The first call, when the webhook is made: `webhook_id=N` as a form, unsigned. By that exact form, and by nothing else.
    static func isOpening(_ call: ShopCall) -> Bool {
        let name = Array("webhook_id=".utf8)
        guard call.body.starts(with: name), (1...20).contains(call.body.count - name.count),
            call.body.dropFirst(name.count).allSatisfy({ (0x30...0x39).contains($0) }),
            !call.headers.keys.contains(where: { $0.hasPrefix("x-wc-") })
        else { return false }
        let type = call.headers["content-type"]?.prefix { $0 != ";" }.lowercased()
        return type == nil || type == "application/x-www-form-urlencoded"
    }

    /// The key is the secret with its HTML entities decoded, as `wp_specialchars_decode` does it with both quotes.
    static func key(_ secret: String) -> String {
        var key = ""
        var rest = secret[...]
        while let character = rest.first {
            if let (entity, plain) = entities.first(where: { rest.hasPrefix($0.0) }) {
                key += plain
                rest = rest.dropFirst(entity.count)
            } else {
                key.append(character)
                rest = rest.dropFirst()
            }
        }
        return key
    }

    private static let entities = [
        ("&lt;", "<"), ("&#060;", "<"), ("&gt;", ">"), ("&#062;", ">"), ("&quot;", "\""), ("&#034;", "\""), ("&#x22;", "\""),
        ("&#039;", "'"), ("&#39;", "'"), ("&#x27;", "'"), ("&apos;", "'"), ("&amp;", "&"), ("&#038;", "&"), ("&#x26;", "&"),
    ]

    private static let fields: Set<String> = ["id", "number", "status", "date_modified_gmt", "action", "arg"]

    static func verdict(_ call: ShopCall, _ connection: Connection) throws(DecodeError) -> ShopVerdict {
        let node = try JSONNode(call.body, keeping: fields)
        if let action = node["action"]?.text { return try transition(action, node, connection) }
        return try verdict(order: node, connection)
    }

    /// The order as it is when the call is made, not as it was when something happened to it.
    static func verdict(order: JSONNode, _ connection: Connection) throws(DecodeError) -> ShopVerdict {
        guard let id = order["id"]?.text else {
            throw DecodeError(.missingField, "id", "is missing: expected an order, as order.updated sends it")
        }
        // `order.deleted` has nothing but the id: an order in the trash is not cancelled.
        guard let status = order["status"]?.text else { return .ignore("no status in the call: an order in the trash stands") }
        let ids = [connection.store, "order", id, "cancelled"]
        let number = connection.order.from == "id" ? id : order["number"]?.text
        guard let number else { throw DecodeError(.missingField, "number", "is missing") }
        let storeOrderId = try connection.order.storeOrderId(number)
        // Without a zone, and in UTC.
        let at = order["date_modified_gmt"]?.text.flatMap(ShopTime.utc)
        let isCancelled = status == "cancelled" || (status == "refunded" && connection.refundedIsCancelled)
        // Drafts and the trash are not orders that stand again.
        if ["trash", "checkout-draft", "auto-draft"].contains(status) { return .ignore("the order's status is \(status)") }
        guard isCancelled else { return .stands(ShopOrder(ids: ids, storeOrderId: storeOrderId, at: at)) }
        return .cancel([
            ShopCancellation(
                ids: ids, storeOrderId: storeOrderId, reason: "other", requestedBy: "seller", at: at,
                approximation: at == nil
                    ? nil : "WooCommerce gives no time of the cancellation: this is the order's last change when first seen",
                mayReopen: true)
        ])
    }

    /// The custom topic `action.woocommerce_order_status_cancelled` names the order's id and nothing else.
    private static func transition(
        _ action: String, _ node: JSONNode, _ connection: Connection
    ) throws(DecodeError) -> ShopVerdict {
        guard action == "woocommerce_order_status_cancelled" else { return .ignore("the action is \(action.shown(60))") }
        guard let id = node["arg"]?.text else { throw DecodeError(.missingField, "arg", "is missing: expected the order's id") }
        let ids = [connection.store, "order", id, "cancelled"]
        guard connection.order.from == "id" else {
            return .lookUp(ShopQuestion(ids: ids, kind: "order", facts: ["id": id], at: nil))
        }
        return .cancel([
            ShopCancellation(
                ids: ids, storeOrderId: try connection.order.storeOrderId(id), reason: "other", requestedBy: "seller", at: nil,
                mayReopen: true)
        ])
    }
}
