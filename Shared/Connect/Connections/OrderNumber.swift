public import Contracts

/// How a shop's order number becomes `storeOrderId`.
public struct OrderNumber: Sendable, Equatable {
    /// Which of the shop's numbers it is, by the platform's own word: `name`, `number`, `id`.
    public var from: String
    /// What is cut off in front and at the end where it is there: Shopify's `#1001` is `1001` with the prefix `#`.
    public var removesPrefix = ""
    public var removesSuffix = ""
    /// What is put in front and at the end then.
    public var addsPrefix = ""
    public var addsSuffix = ""

    public init(from: String) { self.from = from }

    /// The id.
    /// - Throws: where it would not be one.
    public func storeOrderId(_ number: String) throws(DecodeError) -> String {
        var rest = number[...]
        if rest.hasPrefix(removesPrefix) { rest = rest.dropFirst(removesPrefix.count) }
        if rest.hasSuffix(removesSuffix) { rest = rest.dropLast(removesSuffix.count) }
        let id = addsPrefix + rest + addsSuffix
        do { try id.mustBeId() } catch {
            throw DecodeError(.invalidField, "", "the order number \"\(number.shown(64))\" makes no storeOrderId: \(error.reason)")
        }
        return id
    }
}
