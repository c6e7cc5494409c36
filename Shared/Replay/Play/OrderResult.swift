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

    /// What a return order of the customer came to, in units.
    struct SentBack: Sendable, Equatable, CustomStringConvertible {
        /// Why the goods were not stopped.
        var code: CancellationCode
        var units: Int
        var putAway: Int
        var quarantined: Int
        /// Announced, and not there.
        var lost: Int

        var description: String {
            "\(units) sent back, \(putAway) put away, \(quarantined) quarantined, \(lost) lost"
        }
    }

    /// A case that was escalated, because the floor had not answered in time.
    struct Escalation: Sendable, Equatable {
        /// The second deadline passed as well, and the merchant's policy kept it open.
        var isKeptOpen = false
        /// The code it ended with; nil while it is open.
        var end: CancellationCode?

        func ended(_ code: CancellationCode) -> Escalation { Escalation(isKeptOpen: isKeptOpen, end: code) }
    }

    var orderId = ""
    var merchant = ""
    var escalations: [Escalation] = []
    var answers: [Answer] = []
    var changes: [Change] = []
    /// Units that the model stopped after work had begun, what the customer sent back, and the units that were moved back
    /// for this order.
    var stopped = 0
    var sentBack: [SentBack] = []
    var movedBack = 0
    /// Why it did not run to its end; nil where it did.
    var failure: String?
    /// An answer that is not true to where the parcel physically was.
    var untrue: String?
}

extension OrderResult.SentBack {
    init(_ order: ReturnOrder, code: CancellationCode) {
        func sum(_ of: (ReturnOrder.Entry) -> Int) -> Int { order.entries.reduce(0) { $0 + of($1) } }
        self.init(
            code: code, units: sum(\.expected), putAway: sum(\.putAway), quarantined: sum(\.quarantined),
            lost: order.discrepancies.reduce(0) { $0 + ($1.kind == .missing ? $1.quantity : 0) })
    }
}
