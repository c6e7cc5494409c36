import Contracts
import Fulfillment

/// What became of one store order.
struct OrderResult: Sendable {
    /// A request and its final outcome.
    struct Answer: Sendable {
        var requestId: String
        /// Units that were asked for.
        var asked: Int
        /// Nil where the request was rejected.
        var outcome: CancellationChanged?
    }

    /// What one SKU's balance must have become through this order, by what physically happened to it.
    struct Change: Sendable, Equatable {
        var sku: String
        var onHand = 0
        var allocated = 0
        var quarantined = 0
    }

    var orderId = ""
    var merchant = ""
    var answers: [Answer] = []
    var changes: [Change] = []
    /// Units that the model stopped after work had begun, and units that were moved back for this order.
    var stopped = 0
    var movedBack = 0
    /// Why it did not run to its end; nil where it did.
    var failure: String?
    /// An answer that is not true to where the parcel physically was.
    var untrue: String?
}
