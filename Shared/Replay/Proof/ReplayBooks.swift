import Contracts
import Fulfillment

/// All that a run keeps: what was said of it, and what it did.
package struct ReplayBooks: Sendable {
    var movements = MovementBook()
    var physical = PhysicalBook()
    var outcomes = OutcomeBook()
    var customerReturns = CustomerReturnBook()
    var escalations = EscalationBook()
    private(set) var orders = 0
    private(set) var stoppedOrders = 0
    private(set) var firstWrongReturn: String?
    private(set) var firstUntrue: String?
    private(set) var firstFailure: String?
    private(set) var firstRefusal: String?
    private(set) var rejectedRequests: Set<String> = []

    mutating func hear(_ message: Message) {
        switch message {
        case .stockMoved(let moved): movements.take(moved)
        case .cancellationChanged(let changed): outcomes.hear(changed)
        case .rejected(let rejected):
            firstRefusal = firstRefusal ?? "\(rejected.messageId) was rejected: \(rejected.rejection.message)"
        default: break
        }
    }

    mutating func hearDeadLetter(_ key: String, _ reason: String) {
        firstRefusal = firstRefusal ?? "a message of \(key) is a dead letter: \(reason)"
    }

    mutating func take(_ result: OrderResult) {
        orders += 1
        outcomes.take(result)
        physical.take(result)
        customerReturns.take(result)
        escalations.take(result)
        if result.stopped > 0 { stoppedOrders += 1 }
        // What is missing in a customer's parcel is with the customer still.
        let sent = result.sentBack.reduce(0) { $0 + $1.units - $1.lost }
        if firstWrongReturn == nil, result.movedBack != result.stopped + sent {
            firstWrongReturn =
                "order \(result.orderId): \(result.stopped) units stopped, \(sent) sent back, \(result.movedBack) came back"
        }
        firstUntrue = firstUntrue ?? result.untrue.map { "order \(result.orderId): \($0)" }
        firstFailure = firstFailure ?? result.failure.map { "order \(result.orderId): \($0)" }
        for answer in result.answers where answer.outcome == nil { rejectedRequests.insert(answer.requestId) }
    }
}
