import Fulfillment

/// What can be read from the topics.
enum Heard {
    case submitted(OutboundOrderSubmitted)
    case requested(CancellationRequested)
    case reported(WarehouseReport)
    case outbound(OutboundOrder)
    case outcome(CancellationChanged)
    case moved(StockMovement)
    case returnOrder(ReturnOrder)
}

/// Reads messages alone, knows nothing of the deciders, and complains where DESIGN.md's invariants do not hold.
struct Auditor: Hashable {
    struct Outbound: Hashable {
        var ordered = 0
        var lines = 0
        var status = OutboundStatus.allocating
        /// It left `awaitingOutbound`: work began, or it was stopped.
        var workBegan = false
        var reportedGone = false
        /// The cases that concern it, and what the newest of them says came back: restored, quarantined, written off.
        var cases: Set<String> = []
        var cameBack: [Int]?
        /// Units came back before any case asked for them: no case can count them.
        var cameBackUnasked = false
        /// Units that had come back went out after all, and may come back again.
        var wentOutAgain = false
    }
    struct Request: Hashable {
        var heard = false
        var told = false
        var isFinal = false
        var state = CancellationState.waitingForOrder
    }
    /// One SKU of one outbound order, as its movements tell.
    struct Goods: Hashable {
        var ordered = 0
        var held = 0
        var issued = 0
        var out = 0
        /// Restored, quarantined, disposed.
        var handled = [0, 0, 0]
        var ways: Set<String> = []
    }

    private(set) var outbound: [String: Outbound] = [:]
    private(set) var requests: [String: Request] = [:]
    private(set) var goods: [String: [String: Goods]] = [:]
    private(set) var balances: [String: [Int]] = [:]
    private(set) var complaints: [String] = []

    init() {}

    mutating func hear(_ message: Heard) {
        switch message {
        case .submitted(let submitted):
            guard outbound[submitted.outboundOrderId]?.ordered ?? 0 == 0 else { return }
            outbound[submitted.outboundOrderId, default: Outbound()].ordered = submitted.lines.units
            for line in submitted.lines {
                goods[submitted.outboundOrderId, default: [:]][line.sku, default: Goods()].ordered = line.quantity
            }
        case .requested(let request): requests[request.requestId, default: Request()].heard = true
        case .reported(let report): reported(report)
        case .outbound(let order): changed(order)
        case .outcome(let outcome): told(outcome)
        case .moved(let movement): moved(movement)
        case .returnOrder(let order): returned(order)
        }
    }

    private mutating func complain(_ text: String) { complaints.append(text) }

    private mutating func reported(_ report: WarehouseReport) {
        switch report.fact {
        case .progressed(.shipped, _, _), .carrierScanned, .goodsVerified(.withCarrier):
            outbound[report.outboundOrderId, default: Outbound()].reportedGone = true
        default: break
        }
    }

    private mutating func changed(_ order: OutboundOrder) {
        let known = outbound[order.id, default: Outbound()]
        if known.status.isStopped, order.status != known.status {
            complain("\(order.id) went on from \(known.status) to \(order.status)")
        }
        if known.workBegan, order.status == .cancelled { complain("\(order.id) was cancelled after work began") }
        if known.workBegan, order.status.rank < OutboundStatus.picking.rank {
            complain("\(order.id) went back to \(order.status)")
        }
        if known.reportedGone, order.status == .releasing, known.status != .releasing {
            complain("\(order.id) is being released after it was reported gone")
        }
        outbound[order.id] = known
        outbound[order.id]?.status = order.status
        outbound[order.id]?.lines = order.lines.units
        if (OutboundStatus.picking.rank...OutboundStatus.delivered.rank).contains(order.status.rank)
            || order.status == .intercepted
        {
            outbound[order.id]?.workBegan = true
        }
    }

    private mutating func told(_ outcome: CancellationChanged) {
        let units = outcome.quantities
        let name = outcome.requestId
        if requests[name]?.isFinal == true { complain("\(name) was told \(outcome.state) after its final outcome") }
        requests[name, default: Request()].isFinal = outcome.state.isFinal
        requests[name]?.state = outcome.state
        requests[name]?.told = true
        for part in outcome.outboundOrders {
            outbound[part.outboundOrderId, default: Outbound()].cases.insert(outcome.caseId)
            let isBack = outcome.outboundOrders.count == 1 && units.intercepted > 0
            outbound[part.outboundOrderId]?.cameBack =
                isBack ? [units.restored, units.quarantined, units.writtenOff] : nil
        }
        let all = [
            units.requested, units.cancelled, units.refused, units.intercepted, units.restored, units.quarantined,
            units.writtenOff, units.pending,
        ]
        if all.contains(where: { $0 < 0 }) { complain("\(name) has negative units: \(units)") }
        let ended = units.cancelled + units.refused + units.intercepted
        if outcome.state.isFinal ? ended != units.requested : ended > units.requested {
            complain("\(name): \(units) do not balance")
        }
        if units.intercepted != units.restored + units.quarantined + units.writtenOff + units.pending {
            complain("\(name): intercepted units do not balance: \(units)")
        }
        if outcome.state == .restocked, units.pending != 0 {
            complain("\(name) is restocked with units pending: \(units)")
        }
    }

    private mutating func moved(_ one: StockMovement) {
        let deltas = [one.onHandDelta, one.allocatedDelta, one.quarantinedDelta]
        let sums = zip(balances[one.sku] ?? [0, 0, 0], deltas).map(+)
        balances[one.sku] = sums
        if sums != [one.balance.onHand, one.balance.allocated, one.balance.quarantined] {
            complain("\(one.sku): the sum of movements is \(sums), the balance says \(one.balance)")
        }
        if deltas != Self.expected(one) { complain("\(one.sku): \(one.kind) of \(one.quantity) moved \(deltas)") }
        if sums[1] < 0 { complain("\(one.sku): \(sums[1]) allocated") }
        // Only what goes out may promise more than stands there, and it says so; nothing else may make it worse.
        let isWorse = one.allocatedDelta > one.onHandDelta
        if sums[1] > sums[0], isWorse, !(one.oversold && one.kind == .issued) {
            complain("\(one.sku): \(sums[1]) allocated of \(sums[0]) on hand")
        }
        if one.oversold, sums[1] <= sums[0] {
            complain("\(one.sku) is not oversold: \(sums[1]) allocated of \(sums[0])")
        }
        if let id = one.outboundOrderId { moved(one, of: id) }
    }

    /// What a movement of its kind does to on hand, allocated and quarantined. What comes back was promised still, where it
    /// had never left, and is on hand already then.
    private static func expected(_ one: StockMovement) -> [Int] {
        let units = one.quantity
        let neverLeft = -one.allocatedDelta
        return switch one.kind {
        case .received: [units, 0, 0]
        case .adjusted: [one.onHandDelta < 0 ? -units : units, 0, 0]
        case .allocated: [0, units, 0]
        case .released: [0, -units, 0]
        case .issued: [-units, one.allocatedDelta, 0]
        case .restored: [units - neverLeft, -neverLeft, 0]
        case .quarantined: [-neverLeft, -neverLeft, units]
        case .disposed: [-neverLeft, -neverLeft, 0]
        }
    }

    private mutating func moved(_ one: StockMovement, of id: String) {
        var units = goods[id]?[one.sku] ?? Goods()
        units.held += one.allocatedDelta
        switch one.kind {
        case .issued:
            if units.handled != [0, 0, 0] { outbound[id, default: Outbound()].wentOutAgain = true }
            units.issued += one.quantity
            units.out += one.quantity
        case .restored, .quarantined, .disposed:
            if outbound[id]?.cases.isEmpty != false { outbound[id, default: Outbound()].cameBackUnasked = true }
            units.handled[one.kind == .restored ? 0 : one.kind == .quarantined ? 1 : 2] += one.quantity
            units.out -= one.quantity + one.allocatedDelta
            units.ways.insert(one.cause.type == .adjustment ? "adjustment" : "returnOrder")
        case .received, .allocated, .released, .adjusted: break
        }
        goods[id, default: [:]][one.sku] = units
        if units.held < 0 || units.out < 0 {
            complain("\(id), \(one.sku): more came back than was there: \(units)")
        }
        if goods[id]!.values.reduce(into: Set<String>(), { $0.formUnion($1.ways) }).count > 1 {
            complain("\(id): units came back in both ways")
        }
    }

    private mutating func returned(_ order: ReturnOrder) {
        for entry in order.entries where entry.putAway + entry.quarantined + entry.disposed > entry.expected {
            complain("\(order.created.returnOrderId), \(entry.sku): more was taken in than expected: \(entry)")
        }
    }

    /// Nothing is on its way any more: what has to have happened by now.
    func quiet() -> [String] {
        var open: [String] = []
        for (id, request) in requests where request.heard && !request.told { open.append("\(id) was never answered") }
        for (id, request) in requests where request.heard && !request.isFinal && request.state == .releasing {
            open.append("\(id) waits for a release that nobody answers")
        }
        for (id, one) in outbound {
            let units = (goods[id] ?? [:]).values
            let held = units.reduce(0) { $0 + $1.held }
            if one.status == .cancelled, held != 0 { open.append("\(id) is cancelled and holds \(held)") }
            let handled = units.reduce([0, 0, 0]) { zip($0, $1.handled).map(+) }
            if let told = one.cameBack, one.cases.count == 1, !one.cameBackUnasked, !one.wentOutAgain, told != handled {
                open.append("\(id): the store is told that \(told) came back, it was \(handled)")
            }
            let issued = units.reduce(0) { $0 + $1.issued }
            if one.reportedGone, one.ordered > 0, !one.status.isStopped, issued != one.lines {
                open.append("\(id) was reported gone with \(one.lines) units, \(issued) were issued")
            }
        }
        return open
    }
}
