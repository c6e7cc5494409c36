import Fulfillment

/// What inventory and returns publish.
extension Auditor {
    mutating func directly(_ action: StockCommand.Action) {
        switch action {
        case .allocate(let move):
            let first = outbound[move.outboundOrderId, default: Outbound()].directlyAllocated ?? move.lines
            outbound[move.outboundOrderId, default: Outbound()].directlyAllocated = first
        case .issue(let move): outbound[move.outboundOrderId, default: Outbound()].wasIssuedDirectly = true
        case .release(let move): outbound[move.outboundOrderId, default: Outbound()].isMeddledWith = true
        case .restore(let restore): outbound[restore.outboundOrderId, default: Outbound()].isMeddledWith = true
        case .adjust(let adjustment):
            guard let id = adjustment.outboundOrderId else { return }
            outbound[id, default: Outbound()].isMeddledWith = true
        case .reverse(let reversal): outbound[reversal.outboundOrderId, default: Outbound()].isMeddledWith = true
        case .receive, .hold, .unhold: break
        case .shorten(let short): outbound[short.outboundOrderId, default: Outbound()].isMeddledWith = true
        }
    }

    /// Units of a stopped outbound order that nobody brought back, and that the case that holds them brings back, are not
    /// refused: it would wait for them for ever.
    mutating func refused(_ action: StockCommand.Action, _ code: Rejection.Code) {
        guard [.exceedsIssued, .notHeld, .unknownCase].contains(code) else { return }
        switch action {
        case .restore(let restore):
            refused(restore.lines.map(\.line), of: restore.outboundOrderId, for: restore.caseId ?? "")
        case .adjust(let adjustment) where adjustment.delta > 0:
            refused(
                [Line(adjustment.sku, adjustment.delta)], of: adjustment.outboundOrderId ?? "",
                for: adjustment.caseId ?? "")
        case .adjust, .receive, .allocate, .release, .issue, .hold, .unhold, .shorten, .reverse: return
        }
    }

    private mutating func refused(_ lines: [Line], of id: String, for caseId: String) {
        guard let one = outbound[id], one.status == .intercepted, !one.isDisturbed, holds[id]?[caseId] != nil else {
            return
        }
        let units = goods[id] ?? [:]
        guard !units.values.contains(where: \.wentOutAgain) else { return }
        let isLeft = Set(lines.map(\.sku)).allSatisfy { sku in
            let handled = units[sku]?.handled.reduce(0, +) ?? 0
            return handled + lines.quantity(of: sku) <= one.lines.quantity(of: sku)
        }
        if isLeft { complain("\(id) is intercepted, and \(lines) of it were refused to come back") }
    }

    mutating func moved(_ one: StockMovement, _ warehouse: WarehouseKey, _ directly: Bool) {
        let deltas = [one.onHandDelta, one.allocatedDelta, one.quarantinedDelta]
        let place = Place(warehouse: warehouse, sku: one.sku)
        var sums = balances[place] ?? [0, 0, 0]
        let before = sums
        for index in 0..<3 { sums[index] += deltas[index] }
        balances[place] = sums
        if sums != [one.balance.onHand, one.balance.allocated, one.balance.quarantined] {
            complain("\(one.sku): the sum of movements is \(sums), the balance says \(one.balance)")
        }
        // What another order took, and what nobody finds, may be the same units: each leaves on hand once.
        let (beyond, promised) = (max(0, before[1] - before[0]), max(0, -one.allocatedDelta))
        var units = absent[place] ?? [0, 0]
        let isOut = one.kind == .issued && one.quarantinedDelta == 0
        let kept = isOut ? one.quantity + one.onHandDelta : max(0, promised + one.onHandDelta)
        if isOut {
            units[0] += max(0, sums[1] - sums[0]) - beyond
            units[1] -= kept
        } else if one.isLost {
            // Never below zero, after any count in between.
            units[0] -= before[0] + one.onHandDelta == 0 ? min(kept, units[0]) : kept
            units[1] += max(0, -one.onHandDelta)
        } else if one.kind == .reversed {
            units[0] += max(0, one.allocatedDelta - max(0, one.onHandDelta))
        }
        if units.contains(where: { $0 < 0 }) { complain("\(one.sku): \(one.kind) of \(one.quantity) left before: \(deltas)") }
        absent[place] = units
        if deltas != Self.expected(one, before) { complain("\(one.sku): \(one.kind) of \(one.quantity) moved \(deltas)") }
        if sums[1] < 0 { complain("\(one.sku): \(sums[1]) allocated") }
        if sums[2] < 0 { complain("\(one.sku): \(sums[2]) quarantined") }
        // Only what goes out may promise more than stands there, and it says so; nothing else may make it worse.
        // A receipt that is taken back promises again what another order had taken, and what is on hand no more for that.
        let isAsBefore = one.kind == .reversed && one.onHandDelta >= 0
        let isWorse = one.allocatedDelta > one.onHandDelta && !isAsBefore
        if sums[1] > sums[0], isWorse, !(one.oversold && one.kind == .issued) {
            complain("\(one.sku): \(sums[1]) allocated of \(sums[0]) on hand")
        }
        if one.oversold, sums[1] <= sums[0] {
            complain("\(one.sku) is not oversold: \(sums[1]) allocated of \(sums[0])")
        }
        if let id = one.outboundOrderId { moved(one, of: id, directly) }
    }

    /// What a movement of its kind does to on hand, allocated and quarantined. What comes back was promised still, where it
    /// had never left, and is on hand already then; and of what ends so, what another order took left on hand as that did.
    private static func expected(_ one: StockMovement, _ before: [Int]) -> [Int] {
        let units = one.quantity
        let neverLeft = -one.allocatedDelta
        // Nobody finds them, and some had left before; or somebody has them, and on hand goes no further than to nothing.
        let nobodyFinds = max(-neverLeft, min(0, one.onHandDelta))
        let inHand = -min(neverLeft, max(0, before[0]))
        return switch one.kind {
        case .received: [units, 0, 0]
        case .adjusted where one.quarantinedDelta < 0: [units, 0, -units]
        case .adjusted where one.cause.type == .short && neverLeft > 0: [nobodyFinds, -neverLeft, 0]
        case .adjusted where one.cause.type == .short: [-units, 0, one.quarantinedDelta]
        case .adjusted: [one.onHandDelta < 0 ? -units : units, 0, 0]
        case .disposed where one.quarantinedDelta < 0: [0, 0, -units]
        case .allocated: [0, units, 0]
        case .released: [0, -units, 0]
        // What was set apart when it came back left once more.
        case .issued where one.quarantinedDelta < 0: [0, 0, -units]
        case .issued: [max(-units, min(-neverLeft, one.onHandDelta)), one.allocatedDelta, 0]
        case .restored: [units - neverLeft, -neverLeft, 0]
        case .quarantined: [inHand, -neverLeft, units]
        case .disposed where one.cause.type != .returnOrder, .claimed where one.cause.type == .missing:
            [nobodyFinds, -neverLeft, 0]
        case .disposed, .claimed: [inHand, -neverLeft, 0]
        // The opposite of what brought them back.
        case .reversed:
            switch one.handled {
            case .putAway: [one.allocatedDelta - units, one.allocatedDelta, 0]
            case .quarantine: [took(one), one.allocatedDelta, -units]
            case .dispose: [took(one), one.allocatedDelta, 0]
            }
        }
    }

    /// What its receipt had taken off on hand: what was promised still, or less where another order took some.
    private static func took(_ one: StockMovement) -> Int { min(max(0, one.onHandDelta), one.allocatedDelta) }

    private mutating func moved(_ one: StockMovement, of id: String, _ directly: Bool) {
        var units = goods[id]?[one.sku] ?? Goods()
        units.held += one.allocatedDelta
        switch one.kind {
        // What was to go out and is not sent comes back from nowhere, except for what was out by an earlier word.
        case _ where one.cause.type == .short:
            if one.kind != .adjusted { units.out -= one.quantity + one.allocatedDelta }
        case .issued:
            let isSaid = one.caseId != nil || units.issued > 0
            if units.handled != [0, 0, 0], isSaid, one.cause.type == .outboundOrder {
                units.wentOutAgain = true
                if one.caseId == nil { units.sentOnceMore += one.quantity }
            }
            units.issued += one.quantity
            units.out += one.quantity
            if one.cause.type != .outboundOrder { units.unpromised += one.quantity }
        case .restored, .quarantined, .disposed:
            judgeHold(one, of: id)
            units.handled[one.kind == .restored ? 0 : one.kind == .quarantined ? 1 : 2] += one.quantity
            units.apart -= one.allocatedDelta
            let isWrittenOff = one.kind == .disposed && one.cause.type != .returnOrder
            let had = one.quantity + one.allocatedDelta
            let found = isWrittenOff ? 0 : max(0, had - units.out)
            units.out -= had - found
            units.missing += isWrittenOff ? one.quantity : -found
            units.handled[2] -= found
            units.found += found
            if outbound[id]?.isKnown != true { outbound[id, default: Outbound()].cameBackUnknown = true }
            if one.cause.type != .adjustment, !directly {
                returns[one.cause.id, default: Receipts()].moved[one.sku, default: 0] += one.quantity
                if one.cause.type == .returnOrder {
                    returns[one.cause.id]?.arrived[one.sku, default: 0] += one.quantity
                }
            }
        case .reversed: reversed(one, of: id, &units)
        // What had never left by the books is on its way from one warehouse to the other.
        case .claimed: units.out -= one.allocatedDelta
        case .received, .allocated, .released, .adjusted: break
        }
        goods[id, default: [:]][one.sku] = units
        if units.held < 0 || units.out < 0 || units.missing < 0 {
            complain("\(id), \(one.sku): more came back than was there: \(units)")
        }
    }

    /// They are out again, or held again for their case.
    private mutating func reversed(_ one: StockMovement, of id: String, _ units: inout Goods) {
        outbound[id, default: Outbound()].isTakenBack = true
        units.out += one.quantity - one.allocatedDelta
        units.apart -= one.allocatedDelta
        returns[one.cause.id, default: Receipts()].moved[one.sku, default: 0] -= one.quantity
        guard one.cause.type == .returnOrder else {
            units.missing -= one.quantity
            return
        }
        units.handled[[.putAway, .quarantine, .dispose].firstIndex(of: one.handled)!] -= one.quantity
        returns[one.cause.id]?.arrived[one.sku, default: 0] -= one.quantity
    }

    /// What never left comes back for a case that holds it. What a person writes off stays away.
    private mutating func judgeHold(_ one: StockMovement, of id: String) {
        let caseId = one.caseId ?? ""
        if let units = holds[id]?[caseId]?[one.sku] {
            // What a person writes off is of what no case has, as far as there is any.
            let isWrittenOff = one.kind == .disposed && one.cause.type == .adjustment
            let free = isWrittenOff ? min(one.quantity, unheld(one.sku, of: id)) : 0
            holds[id]?[caseId]?[one.sku] = max(0, units - one.quantity + free)
            if one.allocatedDelta >= -units { return }
        }
        // What a case had brought back by mistake it may bring back once more.
        if outbound[id]?.isTakenBack == true { return }
        if one.allocatedDelta < 0, one.kind != .disposed || one.cause.type != .adjustment {
            complain("\(id), \(one.sku): \(-one.allocatedDelta) never left, and came back without a hold of \(caseId)")
        }
    }

    /// Units that an outbound order is promised or has sent, and that no case has; before the movement that is being heard.
    private func unheld(_ sku: String, of id: String) -> Int {
        let had = holds[id]?.values.reduce(0) { $0 + ($1[sku] ?? 0) } ?? 0
        let units = goods[id]?[sku] ?? Goods()
        return max(0, units.held + units.out - had)
    }

    mutating func returned(_ order: ReturnOrder) {
        let id = order.created.returnOrderId
        var known = returns[id, default: Receipts()]
        let isReopened = known.state == .received && order.reversed.count > known.reversed
        known.reversed = order.reversed.count
        if known.state == .received || known.state == .cancelled, order.state != known.state, !isReopened {
            complain("\(id) went on from \(known.state!) to \(order.state)")
        }
        known.state = order.state
        known.counted = [:]
        known.booked = [:]
        for entry in order.entries {
            let taken = entry.putAway + entry.quarantined + entry.disposed
            let most = entry.expected + order.created.writtenOff.quantity(of: entry.sku)
            if taken > most { complain("\(id), \(entry.sku): more was received than expected: \(entry)") }
            if taken > 0 { known.counted[entry.sku] = taken }
            if entry.booked > taken { complain("\(id), \(entry.sku): more was booked than received: \(entry)") }
            if entry.booked > 0 { known.booked[entry.sku] = entry.booked }
        }
        for one in order.discrepancies {
            switch one.kind {
            // What is missing in a customer's box is with the customer, and what was in another parcel has left: nothing is
            // written off.
            case .missing where order.created.origin == .customer || order.created.contentsUnknown: break
            case .missing: known.counted[one.sku, default: 0] += one.quantity
            case .alreadyRestored, .refusedByInventory: known.counted[one.sku, default: 0] -= one.quantity
            case .overReceipt, .unknownSku, .wrongItem: break
            }
        }
        returns[id] = known
    }
}

extension StockMovement {
    /// Units end, and nobody finds them.
    fileprivate var isLost: Bool {
        switch cause.type {
        case .missing: kind != .reversed
        case .short: kind == .adjusted && quarantinedDelta == 0
        case .adjustment: kind == .disposed && outboundOrderId != nil
        default: false
        }
    }

    /// What had been done with units whose receipt was taken back.
    fileprivate var handled: Handling {
        if quarantinedDelta < 0 { return .quarantine }
        return cause.type == .missing || onHandDelta == allocatedDelta || onHandDelta > 0 ? .dispose : .putAway
    }
}
