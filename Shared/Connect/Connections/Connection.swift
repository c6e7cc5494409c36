public import Contracts
internal import Fulfillment

/// One way in: a shop or system, how it proves who it is, and how its orders are called here.
public struct Connection: Sendable, Equatable {
    /// As it stands in the path of its calls.
    public var name: String
    public var platform: Platform
    public var store: String
    public var merchant: String
    /// Any of them is taken: two while one takes over from the other. Empty for files.
    public var secrets: [String] = []
    public var signature: SignatureScheme
    public var order: OrderNumber
    /// Whether orders that the shop marks as tests are cancelled too.
    public var acceptsTests = false
    /// WooCommerce: whether an order that was refunded in full counts as cancelled.
    public var refundedIsCancelled = false
    /// Whether it sends again what was answered with 503.
    public var sendsAgain: Bool
    /// What reads its bodies, of a platform that is read by pointers.
    public var mapping: Mapping?
    /// Answers what a call leaves open.
    public var lookUp: LookUp?
    /// Names the outbound orders of a store order, where the shop gives no time of the cancellation.
    public var outboundOrders: LookUp?
    public var edi: EDISettings?

    init(name: String, platform: Platform, store: String, merchant: String) {
        self.name = name
        self.platform = platform
        self.store = store
        self.merchant = merchant
        signature = platform.signature
        order = OrderNumber(from: platform.orderNumbers[0])
        sendsAgain = platform.sendsAgain
    }

    /// Whether a call is the unsigned one with which the platform tries the address: it is answered with 200, and does nothing.
    public func isOpening(_ call: ShopCall) -> Bool { platform == .woocommerce && WooCommerce.isOpening(call) }

    /// Whether a call carries the proof that it is the shop's.
    public func accepts(_ call: ShopCall) -> Bool { signature.accepts(call, secrets: secrets) }

    /// What a call comes to. Pure: the same call comes to the same.
    /// - Throws: where it cannot be read.
    public func verdict(_ call: ShopCall) throws(DecodeError) -> ShopVerdict {
        switch platform {
        case .shopify: try Shopify.verdict(call, self)
        case .woocommerce: try WooCommerce.verdict(call, self)
        case .amazon: try Amazon.verdict(call, self)
        case .shopware, .bigcommerce, .commercetools, .adobeCommerce, .generic:
            try mapping!.verdict(try ShopEnvelope.unwrapped(JSONNode(call.body)), self)
        case .edi: throw DecodeError(.invalidField, "", "EDI comes as files: turnback import edi FILE")
        }
    }

    /// The same of a cancelled order in a shop's own list, as its interface gives it out.
    public func verdict(listed order: JSONNode) throws(DecodeError) -> ShopVerdict {
        switch platform {
        case .shopify: try Shopify.verdict(order: order, self)
        case .woocommerce: try WooCommerce.verdict(order: order, self)
        case .amazon: try Amazon.verdict(order, self)
        case .shopware, .bigcommerce, .commercetools, .adobeCommerce, .generic: try mapping!.verdict(order, self)
        case .edi: throw DecodeError(.invalidField, "", "EDI comes as files: turnback import edi FILE")
        }
    }

    /// The answer to a call that was taken.
    public var success: [UInt8] {
        // Adobe's webhooks stop what the merchant does unless an operation says that it may go on.
        Array((platform == .adobeCommerce ? #"[{"op":"success"}]"# : #"{"status":"taken"}"#).utf8)
    }
}

/// Where a question is answered: by a program or at an address, with JSON.
public enum LookUp: Sendable, Equatable {
    /// The program and its arguments. It reads the question as a JSON object and prints the answer.
    case command([String])
    /// An address with `{places}`, and the header fields to ask with.
    case url(String, headers: [String: String])
}

/// What partners mean by what EDI leaves open.
public struct EDISettings: Sendable, Equatable {
    /// The sender's id in the interchange: X12 ISA06, EDIFACT UNB's sender.
    public var sender: String
    /// What X12 POC03 is.
    public var quantity = Quantity.remaining
    /// EDIFACT: what names the order.
    public var order = Order.reference
    /// X12 940: whether D (delete) cancels, as F does.
    public var deleteCancels = false

    /// A quantity in a change of a line.
    public enum Quantity: String, Sendable, CaseIterable {
        /// What is still ordered: the rest of what was ordered before is cancelled.
        case remaining
        /// What is taken away.
        case removed
    }

    /// Where EDIFACT has the number of the order.
    public enum Order: String, Sendable, CaseIterable {
        /// RFF+ON.
        case reference = "RFF"
        /// BGM's number.
        case message = "BGM"
    }
}

/// A way out: where the outcomes of a store go.
public struct Endpoint: Sendable, Equatable {
    public var store: String
    public var url: String
    /// Secrets of Standard Webhooks: more than one while one takes over from the other.
    public var secrets: [StandardWebhook.Secret]
    /// A token for `Authorization: Bearer`, which CloudEvents' webhooks ask for.
    public var bearer: String?
    /// Whether it may be on a private or loopback address, and spoken to without TLS.
    public var allowsPrivate = false
    public var events = Events.all
    /// A file of certificates to trust instead of the system's.
    public var certificates: String?

    /// Which outcomes go there.
    public enum Events: String, Sendable, CaseIterable {
        case all
        /// Those after which nothing comes, and contradictions.
        case final
    }
}

/// All ways in and out, as the connections file has them.
public struct ConnectionList: Sendable, Equatable {
    public var connections: [String: Connection] = [:]
    /// By store.
    public var endpoints: [String: Endpoint] = [:]

    public init() {}
}
