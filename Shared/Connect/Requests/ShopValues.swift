internal import Contracts
internal import Fulfillment

/// Times as shops write them beside RFC 3339.
enum ShopTime {
    /// `2026-01-01T00:00:00` or `2026-01-01 00:00:00`, in UTC; also with its zone.
    static func utc(_ text: String) -> Timestamp? {
        let joined = String(text.map { $0 == " " ? "T" : $0 })
        return Timestamp(rfc3339: joined) ?? Timestamp(rfc3339: joined + "Z")
    }

    /// RFC 3339, or `2026-01-01 01:00:00 +0100`, as Shopify's export has it.
    static func zoned(_ text: String) -> Timestamp? {
        if let time = Timestamp(rfc3339: text) { return time }
        let parts = text.split(separator: " ")
        guard parts.count == 3, parts[2].count == 5 else { return nil }
        return Timestamp(rfc3339: "\(parts[0])T\(parts[1])\(parts[2].prefix(3)):\(parts[2].suffix(2))")
    }

    /// Seconds since 1970, within the years that can be written.
    static func unix(seconds: Int64) -> Timestamp? {
        (0...253_402_300_799).contains(seconds) ? Timestamp(milliseconds: seconds * 1000) : nil
    }
}

/// Reasons as shops give them.
enum ShopReason {
    /// A word of the shop's that has none here: kept as it is, as far as a reason may be long.
    static func clean(_ word: String) -> String {
        let short = word.utf8.count > 64 ? "other" : word
        return short.isEmpty ? "other" : short
    }
}

/// Lines as shops give them.
enum ShopLines {
    /// One line a SKU, with the sum.
    /// - Parameter place: what messages call the list.
    static func make(_ found: [(sku: String?, quantity: Int64?)], at place: String) throws(DecodeError) -> [Line] {
        var sums: [String: Int] = [:]
        guard (1...Limits.lines).contains(found.count) else {
            throw DecodeError(.invalidField, place, "expected 1 to \(Limits.lines) lines, found \(found.count)")
        }
        for (index, line) in found.enumerated() {
            guard let sku = line.sku, !sku.isEmpty else {
                throw DecodeError(.missingField, "\(place)[\(index)]", "the line has no SKU: a warehouse knows goods by nothing else")
            }
            do { try sku.mustBeId() } catch { throw error.inside("\(place)[\(index)]") }
            guard let quantity = line.quantity.flatMap({ Int(exactly: $0) }), Limits.quantity.contains(quantity) else {
                throw DecodeError(
                    .invalidField, "\(place)[\(index)]",
                    "expected a whole number from \(Limits.quantity.lowerBound) to \(Limits.quantity.upperBound) as the quantity")
            }
            sums[sku, default: 0] += quantity
        }
        guard let most = sums.values.max(), Limits.quantity.contains(most) else {
            throw DecodeError(.invalidField, place, "the lines of a SKU add up to more than \(Limits.quantity.upperBound)")
        }
        return sums.sorted { $0.key < $1.key }.map { Line($0.key, $0.value) }
    }
}

extension String {
    /// At most so many bytes of it: what a stranger sent is shown in messages, and may be a mebibyte in one character.
    func shown(_ bytes: Int = 40) -> String {
        utf8.count <= bytes ? self : String(decoding: utf8.prefix(bytes), as: UTF8.self) + "…"
    }
}
