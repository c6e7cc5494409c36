package import Fulfillment

/// A store order that is to be played, and the cancellations that will be requested of it.
package struct PlannedOrder: Sendable {
    package struct Request: Sendable {
        package var requestId: String
        var at: Timestamp
        /// nil: the whole store order.
        var lines: [Line]?
    }

    /// The store order's id.
    var id: String
    var orderedAt: Timestamp
    package var lines: [Line]
    /// In order of time.
    package var requests: [Request] = []

    var outboundOrderId: String { "OB-" + id }
}
