internal import Fulfillment

/// The keys of entities: their kind and the ids that name them, with `/` between them.
///
/// The first two ids are those of the key of the messages that change the entity: store and store order, or merchant and
/// warehouse. No id has a `/` in it, a SKU may: it stands last.
public enum StateKey {
    /// All kinds of entities of all services.
    static let kinds: Set<String> = Set(
        ["order", "return", "sent", "stock", "allocation", "backorder"] + StockDocument.allCases.map(\.rawValue))

    /// The key of the messages that change this entity: it lies in the partition of that key. Nil where no service of this
    /// version stores an entity under such a key.
    public static func messageKey(of entity: [UInt8]) -> [UInt8]? {
        let parts = entity.split(separator: UInt8(ascii: "/"), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, kinds.contains(String(decoding: parts[0], as: UTF8.self)) else { return nil }
        return Array(parts[1]) + [UInt8(ascii: "/")] + Array(parts[2])
    }

    static func of(_ kind: StaticString, _ first: String, _ second: String, _ third: String? = nil) -> [UInt8] {
        let (length, one, two) = (kind.utf8CodeUnitCount, first.utf8.count, second.utf8.count)
        let whole = length + 1 + one + 1 + two + (third.map { 1 + $0.utf8.count } ?? 0)
        return unsafe [UInt8](unsafeUninitializedCapacity: whole) { place, count in
            unsafe place.baseAddress!.update(from: kind.utf8Start, count: length)
            unsafe place[length] = UInt8(ascii: "/")
            unsafe place.copy(first, to: length + 1)
            unsafe place[length + 1 + one] = UInt8(ascii: "/")
            unsafe place.copy(second, to: length + 2 + one)
            if let third {
                unsafe place[length + 2 + one + two] = UInt8(ascii: "/")
                unsafe place.copy(third, to: length + 3 + one + two)
            }
            count = whole
        }
    }
}
