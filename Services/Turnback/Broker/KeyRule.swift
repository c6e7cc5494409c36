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
        let parts = text.split(separator: "/").map(String.init)
        return StoreOrderKey(storeId: parts[0], storeOrderId: parts[1])
    }

    /// The stock of a checked `MERCHANT/WAREHOUSE`.
    static func warehouse(_ text: String) -> WarehouseKey {
        let parts = text.split(separator: "/").map(String.init)
        return WarehouseKey(merchantId: parts[0], warehouseId: parts[1])
    }

    private static func parts(_ text: String, count: Int) -> [Substring]? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == count && parts.allSatisfy { !$0.isEmpty } ? parts : nil
    }
}
