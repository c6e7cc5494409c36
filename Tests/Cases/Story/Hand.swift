/// What a person counts: how everything stands that a story has touched.
///
/// At the end of a story a hand is complete: a SKU, a contradiction, an open task or a rejection that it does not name
/// is not there, a return order that it does not name is closed, and every request and outbound order is named. In the
/// midst of a story (`{"do":"count"}`) only what is named is looked at. `*` stands for every request, outbound order or
/// return order that is not named.
struct Hand: Codable, Sendable {
    /// Warehouse, SKU, then on hand, allocated and quarantined.
    var stock: [String: [String: [Int]]]?
    /// By request id.
    var requests: [String: Request]?
    /// By outbound order id, or by `STORE/ORDER/ID` where two store orders use the same.
    var orders: [String: Order]?
    /// By return order id.
    var returns: [String: Return]?
    var openTasks: [Task]?
    /// Tasks that were closed with this result; there may be others.
    var closedTasks: [Task]?
    /// Messages of senders that were rejected, by their id, with the code.
    var rejections: [String: Word]?
    /// Messages of senders that may be rejected or not.
    var mayBeRejected: [String]?
    /// `stock.refused` replies, by the id of the message that they answer; there may be others.
    var stockRefused: [String: Refusal]?
    /// Messages that are not valid ones, with code and path.
    var notTaken: [String: Word]?
    /// By outbound order id or SKU: the units that moved, by the kind of movement. Kinds that are not named are not
    /// looked at.
    var moved: [String: [String: Int]]?
    /// By outbound order id: the units at each place, as `/balance` gives them. Places that are not named have none.
    var balance: [String: [String: Int]]?
    /// What HTTP clients and `inspect` see in the end.
    var answers: [Answer]?
    /// Several ends are right: each is what is above with what stands here.
    var either: [Hand]?

    /// What became of a request. Without a final outcome `state` names an open one.
    struct Request: Codable, Sendable {
        var state: Word
        var code: Word?
        var nextAction: Word?
        /// Kinds of units that are not named are 0.
        var quantities: [String: Int]?
        /// The units that it asked for, with any result.
        var requested: Int?
        var labelVoided: Bool?
        /// What the outcome says of each outbound order, and of no other.
        var parts: [String: Part]?
        /// Every contradiction that was sent to its sender.
        var told: [Contradiction]?
    }

    struct Part: Codable, Sendable {
        var status: Word?
        var code: Word?
        var nextAction: Word?
        var quantities: [String: Int]?
    }

    struct Contradiction: Codable, Sendable {
        var code: Word
        var outboundOrderId: String
        var quantity: Int
        var nextAction: Word?
        var trackingNumber: Word?
        var followedBy: Word?
    }

    struct Order: Codable, Sendable {
        var status: Word
        var custody: Word?
        /// Units by SKU that it still is an order of.
        var lines: [String: Int]?
    }

    struct Return: Codable, Sendable {
        /// `none` where it does not exist.
        var state: Word
        var origin: Word?
        /// By SKU the counts of a line (expected, received, …); counts that are not named are not looked at.
        var lines: [String: [String: Int]]?
        /// The kinds of what does not fit, with the units.
        var discrepancies: [String: Int]?
    }

    struct Task: Codable, Sendable {
        var kind: Word
        var outboundOrderId: String
        /// All units of it.
        var units: Int?
        var trackingNumber: Word?
        var result: Word?
    }

    struct Refusal: Codable, Sendable {
        var code: Word
        var claimedBy: Claim?

        struct Claim: Codable, Sendable {
            var by: String
            var id: String
        }
    }

    struct Answer: Codable, Sendable {
        /// The path of a GET, or `inspect order STORE/ORDER`.
        var of: String
        var contains: [String]?
        /// Of a store order: no case and no request still waits for it.
        var noneWaits: Bool?
    }
}

extension Hand {
    /// The ends that are right.
    var ends: [Hand] {
        guard let either else { return [self] }
        var common = self
        common.either = nil
        return either.map { common.with($0) }
    }

    /// This with what another hand says: of the same thing, the other wins; lists are joined.
    private func with(_ other: Hand) -> Hand {
        func merged<Value>(_ one: [String: Value]?, _ two: [String: Value]?) -> [String: Value]? {
            one == nil && two == nil ? nil : (one ?? [:]).merging(two ?? [:]) { $1 }
        }
        func joined<Value>(_ one: [Value]?, _ two: [Value]?) -> [Value]? {
            one == nil && two == nil ? nil : (one ?? []) + (two ?? [])
        }
        return Hand(
            stock: merged(stock, other.stock), requests: merged(requests, other.requests),
            orders: merged(orders, other.orders), returns: merged(returns, other.returns),
            openTasks: joined(openTasks, other.openTasks), closedTasks: joined(closedTasks, other.closedTasks),
            rejections: merged(rejections, other.rejections), mayBeRejected: joined(mayBeRejected, other.mayBeRejected),
            stockRefused: merged(stockRefused, other.stockRefused), notTaken: merged(notTaken, other.notTaken),
            moved: merged(moved, other.moved), balance: merged(balance, other.balance),
            answers: joined(answers, other.answers))
    }
}
