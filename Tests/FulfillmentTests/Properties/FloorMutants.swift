import Fulfillment

@testable import TestWorld

/// Deciders that are wrong about one of several boxes, or about when something was said: an honest floor notices each.
enum FloorMutant: String, CaseIterable {
    case shrinksTheHoldOfAnother, hidesWhatNeverLeft, forgetsTheScan
    case believesTheRestToBeWhereTheBoxIs
    case takesTheDestroyedForLost, neverSendsOnceMore

    var deciders: Deciders {
        switch self {
        case .shrinksTheHoldOfAnother: Self.shrinkingHolds()
        case .hidesWhatNeverLeft: Self.answering { $0.neverLeft = 0 }
        case .takesTheDestroyedForLost: Self.answering { $0.destroyed = false }
        case .neverSendsOnceMore: Self.issuingOnceAlone()
        case .forgetsTheScan:
            Self.forgetting { for place in $0.parcels.indices { $0.parcels[place].whereabouts.scanned = nil } }
        case .believesTheRestToBeWhereTheBoxIs: Self.copyingTheFacts()
        }
    }

    // MARK: Orders

    /// Forgets which way units came. Books that a later word puts right again hide it: what is published differs.
    static var forgettingWhichWayUnitsCame: Deciders { forgetting { $0.backFromOutside = [:] } }

    /// Forgets something of each outbound order before it decides.
    private static func forgetting(_ forget: @escaping (inout OutboundOrder) -> Void) -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.order = { order, message, identity, now, policies in
            for index in order.outboundOrders.indices { forget(&order.outboundOrders[index]) }
            return real.order(&order, message, identity, now, policies)
        }
        return wrong
    }

    /// Takes what was said of a box for said of those that nobody has named yet.
    private static func copyingTheFacts() -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.order = { order, message, identity, now, policies in
            let before = order
            let said = real.order(&order, message, identity, now, policies)
            guard case .reported(let report) = message, !report.lines.isEmpty else { return said }
            for index in order.outboundOrders.indices where index < before.outboundOrders.count {
                let known = before.outboundOrders[index].parcels
                let rest = order.outboundOrders[index].parcels
                guard known.count == 1, rest.count == 1, rest[0].number != known[0].number else { continue }
                order.outboundOrders[index].parcels[0].whereabouts = known[0].whereabouts
            }
            return said
        }
        return wrong
    }

    // MARK: Inventory

    /// Takes no notice of a command's word that what came back goes out once more.
    private static func issuingOnceAlone() -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.stock = { shelf, command, identity in
            guard case .issue(var move) = command.action else { return real.stock(&shelf, command, identity) }
            move.again = false
            return real.stock(&shelf, StockCommand(warehouse: command.warehouse, action: .issue(move)), identity)
        }
        return wrong
    }

    /// Takes what nobody finds from what a case has, and from nothing else.
    private static func shrinkingHolds() -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.stock = { shelf, command, identity in
            let said = real.stock(&shelf, command, identity)
            guard case .adjust(let adjustment) = command.action, adjustment.delta < 0, case .success = said,
                var allocation = adjustment.outboundOrderId.flatMap(shelf.allocation),
                let place = allocation.holds.firstIndex(where: { $0.caseId == adjustment.caseId })
            else { return said }
            allocation.holds[place].lines = allocation.holds[place].lines.subtracting([
                Line(adjustment.sku, -adjustment.delta)
            ])
            shelf.put(allocation)
            return said
        }
        return wrong
    }

    /// Answers other than it should.
    private static func answering(_ change: @escaping (inout StockReply.ReplyLine) -> Void) -> Deciders {
        let real = Deciders()
        var wrong = real
        wrong.stock = { shelf, command, identity in
            real.stock(&shelf, command, identity).map { moved in
                var moved = moved
                for reply in moved.replies.indices {
                    for line in moved.replies[reply].lines.indices { change(&moved.replies[reply].lines[line]) }
                }
                return moved
            }
        }
        return wrong
    }
}
