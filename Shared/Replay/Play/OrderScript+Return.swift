import Contracts
import Fulfillment

/// What the customer sends back, where it was too late to stop the parcel.
extension OrderScript {
    /// The store was asked to create a return of these lines.
    mutating func planReturn(of refused: [Line], _ outcome: CancellationChanged) {
        let kept = lines.subtracting(returns.flatMap(\.lines))
        let sendable = refused.compactMap { line -> Line? in
            let units = min(line.quantity, kept.quantity(of: line.sku))
            return units > 0 ? Line(line.sku, units) : nil
        }
        guard
            let planned = CustomerReturn(
                "CR-\(plan.outboundOrderId)-\(returns.count + 1)", of: sendable, requestId: outcome.requestId,
                code: outcome.code, after: max(now, parcel.delivered), model)
        else { return }
        add(.announce(returns.count), at: planned.announced)
        add(.sendBack(returns.count), at: planned.arrived)
        returns.append(planned)
    }

    mutating func announce(_ place: Int) -> Saying {
        let one = returns[place]
        expected = [.returnOrder(one.returnOrderId, .awaitingArrival)]
        return voice.announce(one.returnOrderId, one.lines, as: "announced-\(place + 1)", at: now)
    }

    mutating func sendBack(_ place: Int) -> Saying {
        let one = returns[place]
        expected = [.returnOrder(one.returnOrderId, .received)]
        return voice.receive(one.back, of: one.returnOrderId, as: "sent-back-\(place + 1)", at: now)
    }

    /// What the return orders say of it, and whether that is what was in the parcels.
    mutating func settleReturns() {
        for one in returns {
            guard let order = known.returnOrders[one.returnOrderId] else { continue }
            let said = OrderResult.SentBack(order, code: one.code)
            result.sentBack.append(said)
            let found = OrderResult.SentBack(
                code: one.code, units: one.lines.units, putAway: one.back.good.units,
                quarantined: one.back.quarantined.units, lost: one.back.lost.units)
            if said != found { result.untrue = "return order \(one.returnOrderId) says \(said), it was \(found)" }
        }
    }
}
