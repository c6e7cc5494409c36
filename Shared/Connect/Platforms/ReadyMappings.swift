internal import Contracts

/// Platforms that are read by pointers, with their pointers (SHOPS.md, section 4).
extension Mapping {
    /// The mapping of a platform; nil for those that have their own reader, and for what a connection describes itself.
    static func ready(_ platform: Platform) -> Mapping? {
        switch platform {
        case .shopware: .shopware
        case .bigcommerce: .bigCommerce
        case .commercetools: .commercetools
        case .adobeCommerce: .adobeCommerce
        case .shopify, .woocommerce, .amazon, .generic, .edi: nil
        }
    }

    private static func at(_ text: StaticString) -> JSONPointer {
        guard let pointer = try? JSONPointer(text.description) else { preconditionFailure("\(text) is not a pointer") }
        return pointer
    }

    /// Shopware 6.4.11 and later: `state_enter.order.state.cancelled`. Only the order's own state counts: that of its
    /// transaction is a payment, that of its delivery a parcel.
    /// Source: github.com/shopware/docs, guides/plugins/apps/lifecycle/webhook-delivery.md and webhook-events-reference.md.
    private static var shopware: Mapping {
        var mapping = Mapping(
            orders: [
                "orderNumber": [at("/data/payload/order/orderNumber")],
                "id": [at("/data/payload/order/id")],
            ], ids: [.store, .word("order"), .pointer(at("/data/payload/order/id")), .word("cancelled")])
        mapping.when = [Condition(pointer: at("/data/event"), words: ["state_enter.order.state.cancelled"])]
        mapping.reopenedWhen = [
            Condition(pointer: at("/data/event"), words: ["state_enter.order.state.open", "state_enter.order.state.in_progress"])
        ]
        mapping.at = at("/timestamp")
        mapping.timeFormat = .unixSeconds
        return mapping
    }

    /// BigCommerce, `store/order/statusUpdated`: status 5 is cancelled; 4 (refunded) and 6 (declined) are not.
    /// Source: github.com/bigcommerce/docs, docs/integrations/webhooks/overview.mdx. It has no signature: a header that is set when
    /// the webhook is made is the only proof.
    private static var bigCommerce: Mapping {
        var mapping = Mapping(
            orders: ["id": [at("/data/id")]], ids: [.store, .word("order"), .pointer(at("/data/id")), .word("status5")])
        let status = at("/data/status/new_status_id")
        mapping.when = [
            Condition(pointer: at("/scope"), words: ["store/order/statusUpdated"]), Condition(pointer: status, words: ["5"]),
        ]
        mapping.reopenedWhen = [
            Condition(pointer: at("/scope"), words: ["store/order/statusUpdated"]),
            Condition(pointer: status, words: ["5", "4", "6", "0"], isNegated: true),
        ]
        mapping.at = at("/created_at")
        mapping.timeFormat = .unixSeconds
        return mapping
    }

    /// commercetools' OrderStateChanged, from whichever queue a forwarder reads. Each change is a message with its own id,
    /// so an order that was reopened and cancelled again has two.
    /// Source: docs.commercetools.com/api/projects/subscriptions.md.
    private static var commercetools: Mapping {
        var mapping = Mapping(
            orders: [
                "orderNumber": [at("/resourceUserProvidedIdentifiers/orderNumber"), at("/resource/id")],
                "id": [at("/resource/id")],
            ], ids: [.store, .pointer(at("/id"))])
        mapping.when = [
            Condition(pointer: at("/type"), words: ["OrderStateChanged"]), Condition(pointer: at("/orderState"), words: ["Cancelled"]),
        ]
        // A message that is too large comes without what it says.
        mapping.lookUpWhen = [
            Condition(pointer: at("/type"), words: ["OrderStateChanged"]),
            Condition(pointer: at("/payloadNotIncluded/reason"), words: [], isNegated: true),
        ]
        mapping.at = at("/createdAt")
        return mapping
    }

    /// Adobe Commerce's webhooks, with the fields that its guide asks the merchant to send. `canceled` has one l there, and
    /// `increment_id` leading zeros.
    /// Source: github.com/AdobeDocs/commerce-extensibility, src/pages/webhooks.
    private static var adobeCommerce: Mapping {
        var mapping = Mapping(
            orders: ["increment_id": [at("/order/increment_id")], "entity_id": [at("/order/entity_id")]],
            ids: [.store, .word("order"), .pointer(at("/order/entity_id")), .word("canceled")])
        mapping.when = [Condition(pointer: at("/order/state"), words: ["canceled"])]
        mapping.reopenedWhen = [
            Condition(pointer: at("/order/state"), words: ["new", "pending_payment", "processing", "holded", "payment_review"])
        ]
        mapping.at = at("/order/updated_at")
        mapping.timeFormat = .utc
        mapping.approximation = "the order's last change: Adobe Commerce gives no time of the cancellation"
        return mapping
    }
}

enum AdobeCommerce {
    static let signatureHeader = "x-adobe-commerce-webhook-signature"
}
