/// The keys of entities: their kind and the ids that name them, with `/` between them.
enum StateKey {
    static func of(_ kind: StaticString, _ first: String, _ second: String, _ third: String? = nil) -> [UInt8] {
        var key: [UInt8] = []
        let ids = first.utf8.count + 1 + second.utf8.count + (third.map { 1 + $0.utf8.count } ?? 0)
        key.reserveCapacity(kind.utf8CodeUnitCount + 1 + ids)
        kind.withUTF8Buffer { unsafe key.append(contentsOf: $0) }
        add(first, &key)
        add(second, &key)
        if let third { add(third, &key) }
        return key
    }

    private static func add(_ id: String, _ key: inout [UInt8]) {
        key.append(UInt8(ascii: "/"))
        key.append(contentsOf: id.utf8)
    }
}
