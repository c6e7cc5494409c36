/// The warehouse's own system frees units that are in one of several boxes, and does not say which. The box that holds just as
/// many is taken for it; a newer list of another box that has just these units less says that they were in that one.
extension StoreOrderDecision {
    /// Units were freed of this box, not of the one that was taken for freed: that one is to be stopped as before.
    ///
    /// - Parameter lines: what somebody says is in the box now.
    mutating func freeOfThis(_ index: Int, _ lines: [Line]) {
        let outbound = order.outboundOrders[index]
        let less = outbound.lines.subtracting(lines)
        guard !less.isEmpty, !outbound.lines.common(with: lines).isEmpty, !outbound.status.isStopped, !outbound.stockIssued,
            let place = partInProgress(of: outbound, where: { $0.ending == nil && $0.state == .verifying }),
            let other = takenForFreed(less, insteadOf: outbound, caseIndex: place.caseIndex),
            let freed = outboundIndex(of: self[other])
        else { return }
        self[other].state = .verifying
        self[other].cancelledAt = nil
        // Who looks for it hears by a new task.
        self[other].restarts += 1
        order.outboundOrders[freed].status = outbound.status
        order.outboundOrders[index].lines = outbound.lines.subtracting(less)
        split(place, less)
        // It may have been pulled while it was taken for freed.
        applyWhatWasDone(freed, other)
    }

    /// The part of another box of the same case that ended because all of it was freed, where it holds just these units.
    private func takenForFreed(_ lines: [Line], insteadOf outbound: OutboundOrder, caseIndex: Int) -> PartPlace? {
        places {
            $0.outboundOrderId == outbound.id && $0.consignment != outbound.consignment && $0.ending == nil
                && $0.state == .cancelled && !$0.isShort && $0.lines.sameUnits(as: lines)
        }.first { place in
            guard place.caseIndex == caseIndex, let index = outboundIndex(of: self[place]) else { return false }
            let other = order.outboundOrders[index]
            return other.status == .intercepted && !other.stockIssued && other.back.isEmpty
                && other.lines.sameUnits(as: lines) && !other.isGone
        }
    }
}
