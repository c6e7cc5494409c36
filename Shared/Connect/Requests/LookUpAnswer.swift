public import Contracts
internal import Fulfillment

/// What a look-up has answered.
///
/// ```json
/// {"cancellations": [{"order": "#1001", "id": "gid://shopify/FulfillmentOrderMerchantRequest/41",
///                     "lines": [{"sku": "A-1", "quantity": 1}], "reason": "customer", "at": "2026-01-01T00:00:00Z",
///                     "outboundOrderIds": ["OB-1"]}]}
/// ```
/// `order` alone has to be there. An empty list says that there is nothing to cancel.
public enum LookUpAnswer {
    /// The cancellations that answer a question.
    public static func cancellations(
        _ bytes: [UInt8], to question: ShopQuestion, _ connection: Connection
    ) throws(DecodeError) -> [ShopCancellation] {
        guard let list = try JSONNode(bytes)["cancellations"]?.elements else {
            throw DecodeError(.missingField, "cancellations", "is missing: expected a list, empty where there is nothing to cancel")
        }
        var found: [ShopCancellation] = []
        for (index, element) in list.enumerated() {
            do throws(DecodeError) {
                found.append(try one(element, question, connection, alone: list.count == 1))
            } catch { throw error.inside("cancellations[\(index)]") }
        }
        return found
    }

    private static func one(
        _ node: JSONNode, _ question: ShopQuestion, _ connection: Connection, alone: Bool
    ) throws(DecodeError) -> ShopCancellation {
        guard let number = node["order"]?.text else { throw DecodeError(.missingField, "order", "is missing") }
        let id = node["id"]?.text
        guard id != nil || (alone && question.kind != "assignedFulfillmentOrders") else {
            throw DecodeError(.missingField, "id", "is missing: of several each needs the shop's own id of the request")
        }
        let at: Timestamp?
        if let text = node["at"]?.text {
            guard let time = Timestamp(rfc3339: text) else {
                throw DecodeError(.invalidField, "at", "expected a time such as 2026-11-24T08:00:00Z, found \"\(text.shown())\"")
            }
            at = time
        } else {
            at = question.at
        }
        let lines = node["lines"]?.elements
        return ShopCancellation(
            ids: id.map { [connection.store, $0] } ?? question.ids,
            storeOrderId: try connection.order.storeOrderId(number),
            lines: try lines.map { (lines) throws(DecodeError) in
                try ShopLines.make(lines.map { ($0["sku"]?.text, $0["quantity"]?.integer) }, at: "lines")
            }, reason: node["reason"]?.text.map(ShopReason.clean) ?? "other",
            requestedBy: requester(node["requestedBy"]?.text), at: at, outboundOrderIds: try outboundOrders(node["outboundOrderIds"]))
    }

    private static func requester(_ word: String?) -> String {
        word.flatMap { ["buyer", "seller", "staff", "system"].contains($0) ? $0 : nil } ?? "seller"
    }

    /// The outbound orders of a store order, as a look-up names them: `{"outboundOrderIds": [...]}`, or the console's own answer
    /// about an order (`GET /api/v1/orders/{storeId}/{storeOrderId}`).
    public static func outboundOrders(_ bytes: [UInt8]) throws(DecodeError) -> [String]? {
        let node = try JSONNode(bytes)
        if let orders = node["outboundOrders"]?.elements {
            return try checked(orders.compactMap { $0["outboundOrderId"]?.text })
        }
        return try outboundOrders(node["outboundOrderIds"])
    }

    private static func outboundOrders(_ node: JSONNode?) throws(DecodeError) -> [String]? {
        guard let node else { return nil }
        guard let elements = node.elements else {
            throw DecodeError(.invalidField, "outboundOrderIds", "expected a list, found \(node.kind)")
        }
        return try checked(elements.compactMap(\.text))
    }

    private static func checked(_ ids: [String]) throws(DecodeError) -> [String]? {
        for id in ids {
            do { try id.mustBeId() } catch { throw error.inside("outboundOrderIds") }
        }
        return ids.isEmpty ? nil : Array(Set(ids)).sorted()
    }
}
