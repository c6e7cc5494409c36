internal import Access
internal import Contracts
internal import Fulfillment

/// The request id of what a shop sent: derived from the shop's own ids, so that every repeat has the same.
enum ShopRequestId {
    /// The parts with `:` between them; `/` becomes `:`, and what is longer than an id may be becomes its SHA-256.
    ///
    /// - Parameter count: 1 for the first cancellation of an order, 2 where it was reopened and cancelled again, and so on.
    static func make(_ parts: [String], count: Int = 1) -> String {
        let joined = (parts + (count > 1 ? ["\(count)"] : [])).joined(separator: ":")
        let clean = joined.replacingSlashes()
        // What could stand in no id at all is hashed as well: the shop's ids are the shop's to choose.
        if (try? clean.mustBeId()) != nil { return clean }
        return "sha256-" + Hex.text(SecureBytes.sha256(Array(joined.utf8)))
    }
}

extension String {
    /// `gid://shopify/Order/1` is `gid:::shopify:Order:1`: ids have no slash.
    func replacingSlashes() -> String {
        String(decoding: utf8.map { $0 == UInt8(ascii: "/") ? UInt8(ascii: ":") : $0 }, as: UTF8.self)
    }
}
