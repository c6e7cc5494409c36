/// The systems whose calls are understood. Each has its own path: `/hooks/{platform}/{connection}`.
public enum Platform: String, Sendable, CaseIterable {
    case shopify, woocommerce, amazon, shopware, bigcommerce, commercetools
    case adobeCommerce = "adobe-commerce"
    case generic
    /// X12 and EDIFACT, as files: `turnback import edi`.
    case edi

    /// Whether it calls over HTTP.
    public var calls: Bool { self != .edi }

    /// Whether it sends again what was answered with 503. What does not is kept on disk before anything else.
    ///
    /// WooCommerce never sends again, and Adobe's webhooks do not either (SHOPS.md, the first table).
    public var sendsAgain: Bool {
        switch self {
        case .shopify, .amazon, .shopware, .bigcommerce, .commercetools: true
        case .woocommerce, .adobeCommerce, .generic, .edi: false
        }
    }

    /// Whether it stops calling after some answers that are not 2xx: what cannot be read is then kept and answered with 200,
    /// for to send it again would not help.
    public var givesUp: Bool {
        switch self {
        case .shopify, .woocommerce, .shopware, .bigcommerce, .adobeCommerce: true
        case .amazon, .commercetools, .generic, .edi: false
        }
    }

    /// How it signs unless a connection says otherwise.
    var signature: SignatureScheme {
        switch self {
        case .shopify: .hmacBase64(header: Shopify.signatureHeader)
        case .woocommerce: .hmacBase64(header: WooCommerce.signatureHeader)
        case .shopware: .hmacHex(header: "shopware-shop-signature")
        case .adobeCommerce: .adobeRSA(header: AdobeCommerce.signatureHeader)
        case .bigcommerce: .token(header: "x-turnback-token")
        case .amazon, .commercetools, .edi: .token(header: "authorization")
        case .generic: .standardWebhooks
        }
    }

    /// Which of its numbers a connection may take as the order's, the usual one first.
    var orderNumbers: [String] {
        switch self {
        case .shopify: ["name", "order_number", "id", "gid"]
        case .woocommerce: ["number", "id"]
        case .amazon: ["AmazonOrderId"]
        case .shopware: ["orderNumber", "id"]
        case .bigcommerce: ["id"]
        case .commercetools: ["orderNumber", "id"]
        case .adobeCommerce: ["increment_id", "entity_id"]
        case .generic: ["mapping"]
        case .edi: ["order"]
        }
    }
}
