import Contracts
import Fulfillment
import TestSupport

@testable import Reconciliation
@testable import TestWorld

extension RecordedLog {
    /// The log with one message removed, repeated or changed; nil where there is nothing to change.
    func mutated(
        _ readings: [Reading], _ mutation: Mutation, at index: Int, _ random: inout SplitMix64
    ) -> [Reading]? {
        var mutated = readings
        switch mutation {
        case .removed: mutated.remove(at: index)
        case .repeated: mutated.insert(readings[index], at: readings.count - random.below(readings.count - index))
        case .changed:
            var entry = entries[index]
            guard entry.message.change(&random) else { return nil }
            let place = readings[index].place
            let body = entry.message.body(entry.envelope)
            mutated[index] = Reading(
                Record(topic: place.topic.name, partition: 0, offset: place.offset, timestamp: 0, body: body), at: place
            )
        }
        return mutated
    }
}

extension Message {
    /// Says something else in one field, and stays a valid message. False where there is none to change.
    mutating func change(_ random: inout SplitMix64) -> Bool {
        let before = self
        switch self {
        case .outboundOrderSubmitted(var submitted):
            submitted.lines.change(&random)
            self = .outboundOrderSubmitted(submitted)
        case .cancellationRequested(var request):
            if request.lines == nil { request.lines = [Line("A", 1)] } else { request.lines?.change(&random) }
            self = .cancellationRequested(request)
        case .warehouseReported(var report):
            report.outboundOrderId += "x"
            self = .warehouseReported(report)
        case .outboundOrderChanged(var changed):
            switch random.below(4) {
            case 0: changed.lines.change(&random)
            case 1: changed.status = random.pick(OutboundStatus.allCases)
            case 2: changed.custody = random.pick(Custody.allCases)
            default: changed.revision += 1
            }
            self = .outboundOrderChanged(changed)
        case .cancellationChanged(var outcome):
            outcome.change(&random)
            self = .cancellationChanged(outcome)
        case .cancellationContradicted(var one):
            if random.chance(50) { one.quantity += 1 } else { one.requestId += "x" }
            self = .cancellationContradicted(one)
        case .task(var task):
            switch random.below(4) {
            case 0: task.kind = random.pick(WarehouseTask.Kind.allCases)
            case 1: task.outboundOrderId += "x"
            case 2: task.lines.change(&random)
            default: task.caseId += "x"
            }
            self = .task(task)
        case .stockCommand(var command):
            command.change(&random)
            self = .stockCommand(command)
        case .stockReply(var reply):
            switch reply.lines.isEmpty ? 2 : random.below(3) {
            case 0: reply.lines[random.below(reply.lines.count)].line.quantity += 1
            case 1: reply.lines[random.below(reply.lines.count)].line.sku += "x"
            default: reply.outboundOrderId += "x"
            }
            self = .stockReply(reply)
        case .stockMoved(var moved):
            moved.change(&random)
            self = .stockMoved(moved)
        case .returnOrderCommand(var command):
            command.change(&random)
            self = .returnOrderCommand(command)
        case .returnOrderChanged(var order):
            switch order.entries.isEmpty ? 0 : random.below(4) {
            case 0: order.revision += 1
            case 1: order.state = random.pick(ReturnOrder.State.allCases)
            case 2: order.entries[random.below(order.entries.count)].received += 1
            default: order.entries[random.below(order.entries.count)].putAway += 1
            }
            self = .returnOrderChanged(order)
        case .rejected(var rejected):
            rejected.messageId += "x"
            self = .rejected(rejected)
        }
        return self != before
    }
}

extension [Line] {
    fileprivate mutating func change(_ random: inout SplitMix64) {
        guard !isEmpty else { return append(Line("A", 1)) }
        let index = random.below(count)
        if random.chance(70) { self[index].quantity += 1 } else { self[index].sku += "x" }
    }
}

extension CancellationChanged {
    fileprivate mutating func change(_ random: inout SplitMix64) {
        switch random.below(7) {
        case 0: quantities.requested += 1
        case 1: (quantities.requested, quantities.cancelled) = (quantities.requested + 1, quantities.cancelled + 1)
        case 2:
            (quantities.requested, quantities.intercepted) = (quantities.requested + 1, quantities.intercepted + 1)
            quantities.restored += 1
        case 3: (quantities.requested, quantities.refused) = (quantities.requested + 1, quantities.refused + 1)
        case 4: stage = random.pick(OutboundStatus.allCases)
        case 5: code = random.pick(CancellationCode.allCases)
        default:
            guard !outboundOrders.isEmpty else {
                revision += 1
                return
            }
            outboundOrders[0].code = random.pick(CancellationCode.allCases)
        }
    }
}

extension StockCommand {
    fileprivate mutating func change(_ random: inout SplitMix64) {
        switch action {
        case .receive(let id, var lines):
            lines.change(&random)
            action = .receive(receiptId: id, lines: lines)
        case .adjust(var adjustment):
            adjustment.delta += adjustment.delta > 0 ? 1 : -1
            action = .adjust(adjustment)
        case .allocate(var move):
            move.lines.change(&random)
            action = .allocate(move)
        case .release(var move):
            move.lines.change(&random)
            action = .release(move)
        case .issue(var move):
            move.lines.change(&random)
            action = .issue(move)
        case .hold(var move):
            move.lines.change(&random)
            action = .hold(move)
        case .unhold(var move):
            move.outboundOrderId += "x"
            action = .unhold(move)
        case .shorten(var short):
            short.lines[random.below(short.lines.count)].line.quantity += 1
            action = .shorten(short)
        case .reverse(var one):
            one.lines[random.below(one.lines.count)].line.quantity += 1
            action = .reverse(one)
        case .restore(var restore):
            restore.lines[random.below(restore.lines.count)].line.quantity += 1
            action = .restore(restore)
        }
    }
}

extension StockMoved {
    fileprivate mutating func change(_ random: inout SplitMix64) {
        switch random.below(6) {
        case 0: movement.quantity += 1
        case 1: movement.onHandDelta += 1
        case 2: movement.allocatedDelta += 1
        case 3: movement.balance.onHand += 1
        case 4: movement.sku += "x"
        default: movement.outboundOrderId = movement.outboundOrderId.map { $0 + "x" }
        }
    }
}

extension ReturnOrderCommand {
    fileprivate mutating func change(_ random: inout SplitMix64) {
        switch self {
        case .create(var created):
            created.lines.change(&random)
            self = .create(created)
        case .receive(var received):
            guard !received.lines.isEmpty else { return }
            received.lines[random.below(received.lines.count)].line.quantity += 1
            self = .receive(received)
        case .reverse(var one):
            one.receiptId += "x"
            self = .reverse(one)
        case .cancel(let id, let key, let reason):
            self = .cancel(returnOrderId: id + "x", storeOrder: key, supersededBy: reason)
        }
    }
}
