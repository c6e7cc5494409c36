import Fulfillment
import Operations

/// Keys as they are written on a command line.
enum KeyRule {
    static let storeOrder = ValueRule.custom(allowed: "STORE/ORDER, such as shop-de/1001") {
        parts($0, count: 2) != nil
    }
    static let warehouse = ValueRule.custom(allowed: "MERCHANT/WAREHOUSE, such as acme/LAX1") {
        parts($0, count: 2) != nil
    }
    static let caseId = ValueRule.custom(allowed: "a case's id, such as shop-de/1001/c1") { parts($0, count: 3) != nil }

    /// The store order of a checked `STORE/ORDER`, or of a case's id.
    static func storeOrder(_ text: String) -> StoreOrderKey {
        let parts = parts(of: text)
        return StoreOrderKey(storeId: parts[0], storeOrderId: parts[1])
    }

    /// The stock of a checked `MERCHANT/WAREHOUSE`.
    static func warehouse(_ text: String) -> WarehouseKey {
        let parts = parts(of: text)
        return WarehouseKey(merchantId: parts[0], warehouseId: parts[1])
    }

    private static func parts(_ text: String, count: Int) -> [String]? {
        let parts = parts(of: text)
        return parts.count == count && parts.allSatisfy { !$0.isEmpty } ? parts : nil
    }

    /// Parted at the character '/' itself: an id may begin with an accent, which Swift counts to the character before it.
    private static func parts(of text: String) -> [String] {
        text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }
}
