package import Fulfillment

/// The names of one run, which make all its ids unique on a shared Kafka.
package struct RunNames: Sendable, Equatable {
    package let run: String

    package init(run: String) { self.run = run }

    var storeId: String { run + "-shop" }
    var warehouseId: String { run + "-LAX1" }
    /// The merchant whose intercepted units come back by return order, and the one with adjustments.
    var returning: String { run + "-acme" }
    var adjusting: String { run + "-baker" }
    /// `ce_source` of all that this run sends.
    var source: String { "turnback/replay/" + run }
    let carrier = "parcelway"

    func storeOrder(_ id: String) -> StoreOrderKey { StoreOrderKey(storeId: storeId, storeOrderId: id) }
    func warehouse(_ merchant: String) -> WarehouseKey { WarehouseKey(merchantId: merchant, warehouseId: warehouseId) }

    /// What the key of a record of this run begins with.
    var keyPrefixes: [[UInt8]] { [storeId, returning, adjusting].map { Array(($0 + "/").utf8) } }

    /// The policies that the run needs, where it starts the services itself: the merchant with adjustments asks for
    /// answers sooner than the defaults do, and keeps cases open that get none.
    package var policies: Policies {
        var policy = Policy()
        policy.restockBy = .adjustment
        policy.whenWarehouseIsSilent = .keepOpen
        (policy.verifySeconds, policy.interceptSeconds, policy.escalationSeconds) = (7200, 7200, 7200)
        return Policies(merchants: [adjusting: policy])
    }
}
