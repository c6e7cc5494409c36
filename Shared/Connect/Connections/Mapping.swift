internal import Contracts
internal import Fulfillment

/// How a body that is JSON is read: by pointers.
public struct Mapping: Sendable, Equatable {
    /// A part of the shop's own ids.
    public enum Part: Sendable, Equatable {
        case pointer(JSONPointer)
        case word(String)
        /// The connection's store: for ids that are unique within a shop.
        case store
    }

    /// What has to stand somewhere.
    public struct Condition: Sendable, Equatable {
        public var pointer: JSONPointer
        public var words: Set<String>
        /// It holds where none of the words stands there, but something.
        public var isNegated = false

        func holds(in node: JSONNode) -> Bool {
            let found = pointer.values(in: node).compactMap(\.text)
            guard !found.isEmpty else { return false }
            return isNegated ? found.allSatisfy { !words.contains($0) } : found.contains { words.contains($0) }
        }
    }

    /// How a time is written.
    public enum TimeFormat: String, Sendable, CaseIterable {
        /// With its zone: 2026-01-01T00:00:00+01:00.
        case rfc3339
        /// Without one, in UTC, with `T` or a space.
        case utc
        case unixSeconds, unixMilliseconds
    }

    /// Where lines stand.
    public struct Lines: Sendable, Equatable {
        public var each: JSONPointer
        public var sku: JSONPointer
        public var quantity: JSONPointer
    }

    /// Where the order's number stands, by the word that a connection chooses; of several places the first that has one.
    public var orders: [String: [JSONPointer]]
    /// The shop's own ids of the cancellation.
    public var ids: [Part]
    /// All of them hold for a cancellation.
    public var when: [Condition] = []
    /// All of them hold for an order that stands (again). Empty: the shop does not say so.
    public var reopenedWhen: [Condition] = []
    /// Where what matters was left out: a look-up has to be asked.
    public var lookUpWhen: [Condition] = []
    public var at: JSONPointer?
    public var timeFormat = TimeFormat.rfc3339
    /// What the time is where it is not that of the cancellation.
    public var approximation: String?
    public var reason: JSONPointer?
    /// The shop's words for reasons, and what they are here.
    public var reasons: [String: String] = [:]
    public var requestedBy = "seller"
    public var lines: Lines?
    public var outboundOrderIds: JSONPointer?

    public init(orders: [String: [JSONPointer]], ids: [Part]) {
        self.orders = orders
        self.ids = ids
    }

    func verdict(_ node: JSONNode, _ connection: Connection) throws(DecodeError) -> ShopVerdict {
        if !lookUpWhen.isEmpty, lookUpWhen.allSatisfy({ $0.holds(in: node) }) {
            return .lookUp(
                ShopQuestion(
                    ids: try ids(node, connection), kind: "order", facts: ["id": try order(node, connection, any: true)],
                    at: try time(node)))
        }
        if when.allSatisfy({ $0.holds(in: node) }) {
            return .cancel([
                ShopCancellation(
                    ids: try ids(node, connection), storeOrderId: try storeOrderId(node, connection), lines: try lines(node),
                    reason: reasonWord(node), requestedBy: requestedBy, at: try time(node), approximation: approximation,
                    outboundOrderIds: try outboundOrders(node), mayReopen: !reopenedWhen.isEmpty)
            ])
        }
        if !reopenedWhen.isEmpty, reopenedWhen.allSatisfy({ $0.holds(in: node) }) {
            return .stands(
                ShopOrder(
                    ids: try ids(node, connection), storeOrderId: try storeOrderId(node, connection), at: try time(node)))
        }
        return .ignore("it says nothing of a cancellation")
    }

    private func storeOrderId(_ node: JSONNode, _ connection: Connection) throws(DecodeError) -> String {
        try connection.order.storeOrderId(try order(node, connection))
    }

    private func order(_ node: JSONNode, _ connection: Connection, any: Bool = false) throws(DecodeError) -> String {
        let places = orders[connection.order.from] ?? orders.sorted { $0.key < $1.key }.flatMap(\.value)
        let all = any ? places + orders.values.flatMap(\.self) : places
        for place in all { if let text = place.value(in: node)?.text { return text } }
        throw DecodeError(
            .missingField, "", "the order's number is missing: nothing stands at "
                + places.map(\.description).joined(separator: " or "))
    }

    private func ids(_ node: JSONNode, _ connection: Connection) throws(DecodeError) -> [String] {
        var parts: [String] = []
        for part in ids {
            switch part {
            case .word(let word): parts.append(word)
            case .store: parts.append(connection.store)
            case .pointer(let pointer):
                guard let text = pointer.value(in: node)?.text else {
                    throw DecodeError(.missingField, "", "an id is missing: no text or number stands at \(pointer)")
                }
                parts.append(text)
            }
        }
        return parts
    }

    private func time(_ node: JSONNode) throws(DecodeError) -> Timestamp? {
        guard let at, let value = at.value(in: node) else { return nil }
        let found: Timestamp? =
            switch timeFormat {
            case .rfc3339: value.text.flatMap { Timestamp(rfc3339: $0) }
            case .utc: value.text.flatMap(ShopTime.utc)
            case .unixSeconds: value.integer.flatMap(ShopTime.unix(seconds:))
            case .unixMilliseconds: value.integer.map { Timestamp(milliseconds: $0) }
            }
        guard let found else {
            throw DecodeError(.invalidField, "", "the time at \(at) is not \(timeFormat.rawValue): \((value.text ?? value.kind).shown())")
        }
        return found
    }

    private func reasonWord(_ node: JSONNode) -> String {
        guard let word = reason?.value(in: node)?.text else { return "other" }
        return reasons[word] ?? ShopReason.clean(word)
    }

    private func lines(_ node: JSONNode) throws(DecodeError) -> [Line]? {
        guard let lines, let list = lines.each.value(in: node) else { return nil }
        guard let elements = list.elements else {
            throw DecodeError(.invalidField, "", "lines: expected an array at \(lines.each), found \(list.kind)")
        }
        return try ShopLines.make(
            elements.map { (lines.sku.value(in: $0)?.text, lines.quantity.value(in: $0)?.integer) }, at: "\(lines.each)")
    }

    private func outboundOrders(_ node: JSONNode) throws(DecodeError) -> [String]? {
        guard let pointer = outboundOrderIds else { return nil }
        let ids = pointer.values(in: node).compactMap(\.text)
        for id in ids { try id.mustBeId() }
        return ids.isEmpty ? nil : Array(Set(ids)).sorted()
    }
}
