internal import Contracts
internal import Fulfillment

/// What is wrong with a connections file: the line, the place and what is allowed.
public struct ConnectionFileError: Error, Sendable, Equatable, CustomStringConvertible {
    public var line: Int
    public var reason: String

    public var description: String { "line \(line): \(reason)" }
}

/// The connections file: JSON, as README.md beside this folder has it step by step.
///
/// ```json
/// {"connections": {
///    "acme-shopify": {"platform": "shopify", "store": "shop-de", "merchant": "acme", "secret": "…",
///                     "order": {"from": "name", "removesPrefix": "#"}}},
///  "endpoints": {"shop-de": {"url": "https://shop.example/turnback", "secret": "whsec_…"}}}
/// ```
extension ConnectionList {
    /// Reads it.
    public static func decode(_ bytes: [UInt8]) throws(ConnectionFileError) -> ConnectionList {
        do throws(DecodeError) { return try read(bytes) } catch {
            let place = ErrorPlace.range(of: error.description, in: bytes)
            let line = bytes[..<min(place.lowerBound, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1
            throw ConnectionFileError(line: line, reason: error.description)
        }
    }

    private static func read(_ bytes: [UInt8]) throws(DecodeError) -> ConnectionList {
        var list = ConnectionList()
        var reader = JSONReader(bytes)
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "connections":
                try reader.object { name, reader throws(DecodeError) in
                    try name.text.mustBeId()
                    guard list.connections[name.text] == nil else { throw DecodeError(.invalidField, "", "is named twice") }
                    list.connections[name.text] = try ConnectionReader().read(name.text, &reader)
                }
            case "endpoints":
                try reader.object { store, reader throws(DecodeError) in
                    try store.text.mustBeId()
                    guard list.endpoints[store.text] == nil else { throw DecodeError(.invalidField, "", "is named twice") }
                    list.endpoints[store.text] = try endpoint(store.text, &reader)
                }
            default: throw .unknownSetting("connections, endpoints")
            }
        }
        try reader.finish()
        try list.requireOneMerchantPerStore()
        return list
    }

    private static func endpoint(_ store: String, _ reader: inout JSONReader) throws(DecodeError) -> Endpoint {
        var endpoint = Endpoint(store: store, url: "", secrets: [])
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "url": endpoint.url = try reader.string()
            case "secret":
                for text in try reader.oneOrMore() {
                    guard let secret = StandardWebhook.Secret(text) else {
                        throw DecodeError(.invalidField, "", StandardWebhook.Secret.allowed)
                    }
                    endpoint.secrets.append(secret)
                }
            case "bearer": endpoint.bearer = try reader.string()
            case "allowsPrivate": endpoint.allowsPrivate = try reader.bool()
            case "events": endpoint.events = try reader.word(Endpoint.Events.self)
            case "certificates": endpoint.certificates = try reader.string()
            default: throw .unknownSetting("url, secret, bearer, events, allowsPrivate, certificates")
            }
        }
        if endpoint.secrets.isEmpty { throw DecodeError(.missingField, "secret", "is missing: turnback hooks secret makes one") }
        let isPlain = endpoint.url.hasPrefix("http://")
        guard endpoint.url.hasPrefix("https://") || isPlain, endpoint.url.utf8.allSatisfy({ (0x21..<0x7f).contains($0) }) else {
            throw DecodeError(.invalidField, "url", "expected an address that begins with https://, found \"\(endpoint.url.shown(80))\"")
        }
        if isPlain, !endpoint.allowsPrivate {
            throw DecodeError(.invalidField, "url", "http:// is taken with \"allowsPrivate\": true alone: everybody between could read and change it")
        }
        if let bearer = endpoint.bearer, bearer.utf8.contains(where: { !(0x21..<0x7f).contains($0) }) {
            throw DecodeError(.invalidField, "bearer", "expected printable ASCII without spaces")
        }
        return endpoint
    }
}

/// Reads one connection.
private struct ConnectionReader {
    var platform: Platform?
    var store: String?
    var merchant: String?
    var secrets: [String] = []
    var signature: SignatureScheme?
    var number: OrderNumberFields?
    var acceptsTests: Bool?
    var refundedIsCancelled: Bool?
    var sendsAgain: Bool?
    var mapping: Mapping?
    var lookUp: LookUp?
    var outboundOrders: LookUp?
    var edi: EDISettings?

    static let allowed =
        "platform, store, merchant, secret, signature, order, acceptsTests, refundedIsCancelled, sendsAgain, mapping, lookUp, "
        + "outboundOrders, edi"

    mutating func take(_ key: JSONReader.Key, _ reader: inout JSONReader) throws(DecodeError) {
        switch key {
        case "platform": platform = try reader.word(Platform.self)
        case "store": store = try reader.id()
        case "merchant": merchant = try reader.id()
        case "secret": secrets = try reader.oneOrMore()
        case "signature": signature = try reader.signature()
        case "order": number = try OrderNumberFields(&reader)
        case "acceptsTests": acceptsTests = try reader.bool()
        case "refundedIsCancelled": refundedIsCancelled = try reader.bool()
        case "sendsAgain": sendsAgain = try reader.bool()
        case "mapping": mapping = try Mapping(&reader)
        case "lookUp": lookUp = try reader.lookUp()
        case "outboundOrders": outboundOrders = try reader.lookUp()
        case "edi": edi = try EDISettings(&reader)
        default: throw .unknownSetting(Self.allowed)
        }
    }

    func read(_ name: String, _ reader: inout JSONReader) throws(DecodeError) -> Connection {
        var found = self
        try reader.object { key, reader throws(DecodeError) in try found.take(key, &reader) }
        return try found.connection(name)
    }

    private func connection(_ name: String) throws(DecodeError) -> Connection {
        let platform = try required(platform, "platform")
        var connection = Connection(
            name: name, platform: platform, store: try required(store, "store"), merchant: try required(merchant, "merchant"))
        if let signature { connection.signature = signature }
        if let sendsAgain { connection.sendsAgain = sendsAgain }
        connection.acceptsTests = acceptsTests ?? false
        try only(.woocommerce, refundedIsCancelled, "refundedIsCancelled", platform)
        connection.refundedIsCancelled = refundedIsCancelled ?? false
        connection.lookUp = lookUp
        connection.outboundOrders = outboundOrders
        connection.order = try order(platform)
        try only(.generic, mapping, "mapping", platform)
        connection.mapping = mapping ?? Mapping.ready(platform)
        if platform == .generic, mapping == nil {
            throw DecodeError(.missingField, "mapping", "is missing: a generic connection says where things stand in its bodies")
        }
        try only(.edi, edi, "edi", platform)
        if platform == .edi, edi == nil { throw DecodeError(.missingField, "edi", "is missing: it names the sender") }
        connection.edi = edi
        connection.secrets = try secrets(connection)
        return connection
    }

    private func required<Value>(_ value: Value?, _ name: String) throws(DecodeError) -> Value {
        guard let value else {
            let allowed = name == "platform" ? "; allowed are " + Platform.allCases.map(\.rawValue).joined(separator: ", ") : ""
            throw DecodeError(.missingField, name, "is missing\(allowed)")
        }
        return value
    }

    private func only<Value>(
        _ wanted: Platform, _ value: Value?, _ name: String, _ platform: Platform
    ) throws(DecodeError) {
        if value != nil, platform != wanted {
            throw DecodeError(.invalidField, name, "is a setting of \(wanted.rawValue) alone, this is \(platform.rawValue)")
        }
    }

    private func order(_ platform: Platform) throws(DecodeError) -> OrderNumber {
        var order = OrderNumber(from: number?.from ?? platform.orderNumbers[0])
        guard platform.orderNumbers.contains(order.from) else {
            let hint =
                platform == .shopify && order.from == "number"
                ? "; number counts the shop's orders and is another one than order_number" : ""
            throw DecodeError(
                .invalidField, "order.from",
                "expected one of \(platform.orderNumbers.joined(separator: ", ")), found \"\(order.from.shown())\"\(hint)")
        }
        order.removesPrefix = number?.removesPrefix ?? (platform == .shopify && order.from == "name" ? "#" : "")
        order.removesSuffix = number?.removesSuffix ?? ""
        order.addsPrefix = number?.addsPrefix ?? ""
        order.addsSuffix = number?.addsSuffix ?? ""
        return order
    }

    private func secrets(_ connection: Connection) throws(DecodeError) -> [String] {
        guard connection.platform.calls else {
            if !secrets.isEmpty { throw DecodeError(.invalidField, "secret", "is not a setting of files: nobody signs them") }
            return []
        }
        guard !secrets.isEmpty else {
            throw DecodeError(.missingField, "secret", "is missing: without one everybody could cancel orders")
        }
        let keys = connection.platform == .woocommerce ? secrets.map(WooCommerce.key) : secrets
        for key in keys {
            if let fault = connection.signature.fault(ofSecret: key) { throw DecodeError(.invalidField, "secret", fault) }
        }
        return keys
    }
}

/// What a file says of the order's number.
private struct OrderNumberFields {
    var from: String?
    var removesPrefix: String?
    var removesSuffix: String?
    var addsPrefix: String?
    var addsSuffix: String?

    init(_ reader: inout JSONReader) throws(DecodeError) {
        var found: [String: String] = [:]
        let allowed = ["from", "removesPrefix", "removesSuffix", "addsPrefix", "addsSuffix"]
        try reader.object { key, reader throws(DecodeError) in
            guard allowed.contains(key.text) else { throw .unknownSetting(allowed.joined(separator: ", ")) }
            found[key.text] = try reader.string()
        }
        from = found["from"]
        removesPrefix = found["removesPrefix"]
        removesSuffix = found["removesSuffix"]
        addsPrefix = found["addsPrefix"]
        addsSuffix = found["addsSuffix"]
    }
}

extension DecodeError {
    static func unknownSetting(_ allowed: String) -> DecodeError {
        DecodeError(.invalidField, "", "is not a setting; allowed are \(allowed)")
    }
}

extension JSONReader {
    /// A text, or a list of texts.
    fileprivate mutating func oneOrMore() throws(DecodeError) -> [String] {
        var ahead = self
        if let text = try? ahead.string() {
            self = ahead
            return [text]
        }
        return try strings()
    }

    fileprivate mutating func strings() throws(DecodeError) -> [String] {
        var texts: [String] = []
        try array { _, reader throws(DecodeError) in texts.append(try reader.string()) }
        guard !texts.isEmpty else { throw DecodeError(.invalidField, "", "expected a text or a list of texts, found an empty list") }
        return texts
    }

    fileprivate mutating func pointer() throws(DecodeError) -> JSONPointer { try JSONPointer(try string()) }

    fileprivate mutating func signature() throws(DecodeError) -> SignatureScheme {
        var scheme: String?
        var header: String?
        try object { key, reader throws(DecodeError) in
            switch key {
            case "scheme": scheme = try reader.string()
            case "header": header = try reader.string().lowercased()
            default: throw .unknownSetting("scheme, header")
            }
        }
        guard let scheme, let found = SignatureScheme.named(scheme, header: header) else {
            throw DecodeError(
                .invalidField, "scheme",
                "expected one of \(SignatureScheme.names.joined(separator: ", ")), found \"\((scheme ?? "").shown())\"")
        }
        return found
    }

    fileprivate mutating func lookUp() throws(DecodeError) -> LookUp {
        var command: [String]?
        var url: String?
        var headers: [String: String] = [:]
        try object { key, reader throws(DecodeError) in
            switch key {
            case "command": command = try reader.strings()
            case "url": url = try reader.string()
            case "headers":
                try reader.object { name, reader throws(DecodeError) in headers[name.text] = try reader.string() }
            default: throw .unknownSetting("command, url, headers")
            }
        }
        switch (command, url) {
        case (let command?, nil) where headers.isEmpty: return .command(command)
        case (nil, let url?) where url.hasPrefix("https://") || url.hasPrefix("http://"): return .url(url, headers: headers)
        default:
            throw DecodeError(
                .invalidField, "", "expected either \"command\": [program, argument, …] or \"url\": \"https://…\" with \"headers\"")
        }
    }
}

extension EDISettings {
    fileprivate init(_ reader: inout JSONReader) throws(DecodeError) {
        var settings = EDISettings(sender: "")
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "sender": settings.sender = try reader.string()
            case "quantity": settings.quantity = try reader.word(Quantity.self)
            case "order": settings.order = try reader.word(Order.self)
            case "deleteCancels": settings.deleteCancels = try reader.bool()
            default: throw .unknownSetting("sender, quantity, order, deleteCancels")
            }
        }
        guard !settings.sender.isEmpty else { throw DecodeError(.missingField, "sender", "is missing: X12 ISA06, or UNB's sender") }
        self = settings
    }
}

extension Mapping {
    private static let allowed =
        "order, id, when, reopenedWhen, at, timeFormat, reason, reasons, requestedBy, lines, outboundOrderIds"

    fileprivate init(_ reader: inout JSONReader) throws(DecodeError) {
        var order: [JSONPointer] = []
        var ids: [Part] = []
        var found = Mapping(orders: [:], ids: [])
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "order":
                for text in try reader.oneOrMore() { order.append(try JSONPointer(text)) }
            case "id":
                for text in try reader.oneOrMore() {
                    ids.append(text.hasPrefix("/") ? .pointer(try JSONPointer(text)) : .word(text))
                }
            case "when": found.when = try Self.conditions(&reader)
            case "reopenedWhen": found.reopenedWhen = try Self.conditions(&reader)
            case "at": found.at = try reader.pointer()
            case "timeFormat": found.timeFormat = try reader.word(TimeFormat.self)
            case "reason": found.reason = try reader.pointer()
            case "reasons":
                var reasons: [String: String] = [:]
                try reader.object { word, reader throws(DecodeError) in reasons[word.text] = try reader.string() }
                found.reasons = reasons
            case "requestedBy":
                let word = try reader.string()
                let words = ["buyer", "seller", "staff", "system"]
                guard words.contains(word) else {
                    throw DecodeError(.invalidField, "", "expected one of \(words.joined(separator: ", ")), found \"\(word.shown())\"")
                }
                found.requestedBy = word
            case "lines": found.lines = try Self.lines(&reader)
            case "outboundOrderIds": found.outboundOrderIds = try reader.pointer()
            default: throw .unknownSetting(Self.allowed)
            }
        }
        guard !order.isEmpty else { throw DecodeError(.missingField, "order", "is missing: where the order's number stands") }
        guard !found.when.isEmpty else {
            throw DecodeError(
                .missingField, "when", "is missing: what only a cancellation has, such as {\"/event\": [\"order.cancelled\"]}")
        }
        found.orders = ["mapping": order]
        found.ids = [.store] + (ids.isEmpty ? order.prefix(1).map { .pointer($0) } + [.word("cancelled")] : ids)
        self = found
    }

    private static func conditions(_ reader: inout JSONReader) throws(DecodeError) -> [Condition] {
        var conditions: [Condition] = []
        try reader.object { place, reader throws(DecodeError) in
            conditions.append(Condition(pointer: try JSONPointer(place.text), words: Set(try reader.oneOrMore())))
        }
        return conditions
    }

    private static func lines(_ reader: inout JSONReader) throws(DecodeError) -> Lines {
        var found: [String: JSONPointer] = [:]
        let allowed = ["each", "sku", "quantity"]
        try reader.object { key, reader throws(DecodeError) in
            guard allowed.contains(key.text) else { throw .unknownSetting(allowed.joined(separator: ", ")) }
            found[key.text] = try reader.pointer()
        }
        guard let each = found["each"], let sku = found["sku"], let quantity = found["quantity"] else {
            throw DecodeError(.missingField, "", "names each, sku and quantity: the list, and where they stand in one of it")
        }
        return Lines(each: each, sku: sku, quantity: quantity)
    }
}
