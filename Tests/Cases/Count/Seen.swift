import Contracts
import Foundation

/// What others see of a story: the newest message about everything, and of requests and movements all.
struct Seen {
    /// Warehouse, SKU, then on hand, allocated and quarantined.
    var stock: [String: [String: [Int]]] = [:]
    /// By request id, in order.
    var outcomes: [String: [Outcome]] = [:]
    var contradictions: [String: [Contradiction]] = [:]
    /// By `STORE/ORDER/ID`.
    var orders: [String: Order] = [:]
    var tasks: [String: Task] = [:]
    var returns: [String: Return] = [:]
    var rejections: [Rejection] = []
    /// `stock.refused` replies, with the id of the message that they answer.
    var stockRefused: [(messageId: String, reply: Refusal)] = []
    var movements: [Movement] = []
    /// Cases that became overdue: what was said of it, and when that was written.
    var escalations: [(outcome: Outcome, recordedAt: Int64)] = []
    /// By case: when its tasks were said to be due.
    var due: [String: Set<String>] = [:]
    var deadLetters = 0
    /// Messages that cannot be read, with the reason.
    var unreadable: [String] = []

    // What senders have said.

    /// Messages that are not valid ones, with code and path, by their id.
    var notTaken: [String: String] = [:]
    /// By request id: what it asked for.
    private(set) var asked: [String: Sent.Data] = [:]
    /// By `STORE/ORDER/ID`: the units that were submitted first.
    private(set) var submitted: [String: Int] = [:]

    // MARK: What was sent

    /// Takes a message of a sender.
    mutating func send(_ line: String) throws {
        let sent = try JSONDecoder().decode(Sent.self, from: Data(line.utf8))
        switch sent.type {
        case "fulfillment.cancellation.requested.v1":
            if let id = sent.data.requestId { asked[id] = asked[id] ?? sent.data }
        case "fulfillment.outbound-order.submitted.v1":
            guard let id = sent.data.outboundOrderId else { return }
            let key = "\(sent.data.storeOrder)/\(id)"
            submitted[key] = submitted[key] ?? sent.data.units
        default: break
        }
    }

    /// The units that a request may hear of at most; nil where nothing is known of it.
    func limit(of requestId: String) -> Int? {
        guard let request = asked[requestId] else { return nil }
        if request.lines != nil { return request.units }
        let prefix = request.storeOrder + "/"
        return submitted.filter { key, _ in
            key.hasPrefix(prefix)
                && request.outboundOrderIds.map { $0.contains(String(key.dropFirst(prefix.count))) } ?? true
        }.values.reduce(0, +)
    }

    /// A line in which `caseOf:r1` stands for the case that answers request r1 by now.
    func withCases(_ line: String) -> String {
        line.replacing(/caseOf:([^"]*)/) { match in
            outcomes[String(match.output.1)]?.last?.caseId ?? "caseOf:\(match.output.1)"
        }
    }

    /// What was sent to a request does not count.
    mutating func forget(_ requestId: String) { outcomes[requestId] = nil }

    // MARK: What was published

    mutating func take(_ record: Record) {
        if record.topic == Topic.deadLetters.name { deadLetters += 1 }
        let message = SeenMessage(record)
        if message.isTurnbacks { take(message) }
    }

    mutating func take(_ message: SeenMessage) {
        do { try read(message) } catch { unreadable.append("\(message.type): \(error)") }
    }

    private mutating func read(_ message: SeenMessage) throws {
        switch message.type {
        case "fulfillment.cancellation.changed.v1":
            let outcome = try message.decoded(Outcome.self)
            if outcome.state == "escalated", let last = outcomes[outcome.requestId]?.last, last.state != "escalated" {
                escalations.append((outcome, message.recordedAt))
            }
            outcomes[outcome.requestId, default: []].append(outcome)
        case "fulfillment.cancellation.contradicted.v1":
            let one = try message.decoded(Contradiction.self)
            contradictions[one.requestId, default: []].append(one)
        case "fulfillment.outbound-order.changed.v1":
            let order = try message.decoded(Order.self)
            orders["\(order.storeId)/\(order.storeOrderId)/\(order.outboundOrderId)"] = order
        case "fulfillment.warehouse.task-opened.v1", "fulfillment.warehouse.task-closed.v1":
            let task = try message.decoded(Task.self)
            tasks[task.taskId] = task
            if let caseId = task.caseId, let dueAt = task.dueAt { due[caseId, default: []].insert(dueAt) }
        case "fulfillment.return-order.changed.v1":
            let order = try message.decoded(Return.self)
            returns[order.returnOrderId] = order
        case "fulfillment.stock.moved.v1":
            let movement = try message.decoded(Movement.self)
            stock[movement.warehouseId, default: [:]][movement.sku] =
                [movement.onHand, movement.allocated, movement.quarantined]
            movements.append(movement)
        case "fulfillment.stock.refused.v1":
            stockRefused.append((message.causationId, try message.decoded(Refusal.self)))
        case "fulfillment.message.rejected.v1": rejections.append(try message.decoded(Rejection.self))
        default: break
        }
    }
}
