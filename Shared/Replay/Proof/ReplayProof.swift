import Fulfillment
import Operations

/// What a run has to hold to, each with how often it was looked at and the first that does not.
package struct ReplayProof: Sendable {
    struct Check: Sendable, Equatable {
        var name: String
        /// What was looked at, and how much of it.
        var says: String
        /// The first that offends; nil where all is well.
        var offence: String?
        var holds: Bool { offence == nil }
    }

    private(set) var checks: [Check] = []
    package var holds: Bool { checks.allSatisfy(\.holds) }
    package var firstOffence: String? { checks.first { !$0.holds }?.offence }

    /// - Parameter asked: the ids of all requests that were planned.
    package init(_ books: ReplayBooks, asked: [String]) {
        let movements = ReportText.count(books.movements.movements, "movement")
        add("sums", "after each of \(movements) the balance is the sum of the deltas", books.movements.firstWrongSum)
        add("possible", "0 ≤ allocated ≤ on hand after each of them", books.movements.firstImpossible)
        add(
            "physical",
            "on hand = received − left the building + came back, for \(ReportText.count(books.physical.balances.count, "SKU"))"
                + " of \(ReportText.count(Set(books.physical.balances.keys.map(\.merchant)).count, "merchant"))",
            Self.firstDifference(books))
        add(
            "onceBack",
            "what came back is what was stopped, once, in \(ReportText.count(books.stoppedOrders, "order")), or sent back, in "
                + ReportText.count(books.customerReturns.total.orders, "customer return"),
            books.firstWrongReturn)
        let wrong = asked.first { books.outcomes.finals[$0] != 1 && !books.rejectedRequests.contains($0) }
        add(
            "finals", "exactly one final outcome for \(ReportText.count(asked.count, "request"))",
            wrong.map { "request \($0) has \(books.outcomes.finals[$0] ?? 0) final outcomes" })
        add(
            "balanced",
            "requested = cancelled + refused + intercepted, none pending, in \(ReportText.count(books.outcomes.cases, "case"))",
            books.outcomes.firstOutOfBalance)
        add("asAsked", "each case is about the units that were asked for", books.outcomes.firstNotAsAsked)
        add("true", "no answer contradicts where the goods were", books.firstUntrue)
        add("ended", "\(ReportText.count(books.orders, "order")) ran to the end", books.firstFailure)
        add("accepted", "nothing was rejected, nothing became a dead letter", books.firstRefusal)
    }

    private mutating func add(_ name: String, _ says: String, _ offence: String?) {
        checks.append(Check(name: name, says: says, offence: offence))
    }

    private static func firstDifference(_ books: ReplayBooks) -> String? {
        let places = Set(books.movements.sums.keys).union(books.physical.balances.keys)
        let none = MovementBook.Balance()
        for place in places.sorted() {
            let moved = books.movements.sums[place] ?? none
            let happened = books.physical.balances[place] ?? none
            if moved != happened {
                return "\(place): the movements come to \(moved); what happened comes to \(happened)"
            }
        }
        return nil
    }
}
