extension StoreOrderDecision {
    /// A report about an outbound order that was stopped. It is physical truth and never dropped: work on a cancelled one
    /// has to stop, and what left the building all the same is a late shipment.
    mutating func contradicted(_ index: Int, _ report: WarehouseReport) {
        let isCancelled = order.outboundOrders[index].status == .cancelled
        switch report.fact {
        case .progressed(.shipped, let carrier, let trackingNumber) where isCancelled:
            note(index, carrier: carrier, trackingNumber: trackingNumber)
            shippedLate(index, report, custody: .unknown)
        case .progressed where isCancelled:
            let due = now.adding(seconds: policies[order.outboundOrders[index].merchantId].verifySeconds)
            mark(index) { part in
                if !part.workReported { part.dueAt = due }
                part.workReported = true
            }
        case .parcelIntercepted(succeeded: true, _) where isCancelled:
            mark(index) { part in part.parcelPulled = true }
            expectWhatWasCaught(index)
        case .goodsVerified(.withCarrier) where isCancelled: shippedLate(index, report, custody: .carrier)
        case .carrierScanned(.returnedToSender, let trackingNumber): returned(index, report, trackingNumber)
        case .carrierScanned(_, let trackingNumber):
            note(index, carrier: nil, trackingNumber: trackingNumber)
            shippedLate(index, report, custody: .carrier)
        case .progressed, .goodsVerified, .parcelIntercepted, .labelVoided:
            // What is said of an intercepted parcel after it was pulled is news from before.
            break
        }
    }

    /// A carrier that brings a parcel back had it. Where an interception awaits the units, they come by that; else a return
    /// order of their own receives them.
    private mutating func returned(_ index: Int, _ report: WarehouseReport, _ trackingNumber: String?) {
        let outbound = order.outboundOrders[index]
        guard outbound.status == .cancelled || outbound.shippedAnyway else { return }
        note(index, carrier: nil, trackingNumber: trackingNumber)
        shippedLate(index, report, custody: .carrier)
        if openPart(of: outbound.id) == nil { expectBack(index) }
    }

    /// It was reported shipped, and pulled before the carrier had it: what was issued comes back by the merchant's way.
    private mutating func expectWhatWasCaught(_ index: Int) {
        let outbound = order.outboundOrders[index]
        guard outbound.status == .cancelled, outbound.shippedAnyway, outbound.custody == .unknown,
            outbound.expectedBy == nil, outbound.back.isEmpty,
            stoppedParts(of: outbound).contains(where: { self[$0].parcelPulled }),
            policies[outbound.merchantId].restockBy == .returnOrder
        else { return }
        order.outboundOrders[index].expectedBy = ReturnOrder.interceptionId(outbound.id)
        expectIntercepted(index, outbound.lines, caseId: outbound.caseId)
    }

    private mutating func mark(_ index: Int, _ change: (inout CasePart) -> Void) {
        for place in stoppedParts(of: order.outboundOrders[index]) { change(&self[place]) }
    }

    /// The parts whose units are in the parcel that was stopped. What was cancelled before the rest was, or before work on
    /// the rest began, was never packed: it is in no parcel that leaves all the same.
    private func stoppedParts(of outbound: OutboundOrder) -> [PartPlace] {
        var inParcel = outbound.lines
        var places: [PartPlace] = []
        // The newest are those that stopped what was still to go out.
        for caseIndex in order.cases.indices.reversed() {
            for partIndex in order.cases[caseIndex].parts.indices.reversed() {
                let part = order.cases[caseIndex].parts[partIndex]
                guard part.outboundOrderId == outbound.id else { continue }
                if outbound.status == .cancelled {
                    guard part.state == .cancelled, !inParcel.isEmpty else { continue }
                    inParcel = inParcel.subtracting(part.lines)
                } else if part.state != .restocking && part.state != .restocked {
                    continue
                }
                places.append(PartPlace(caseIndex: caseIndex, partIndex: partIndex))
            }
        }
        return places.reversed()
    }

    /// The units are issued, the store is told, a return is proposed. Once: what is reported later only says who has them.
    private mutating func shippedLate(_ index: Int, _ report: WarehouseReport, custody: Custody) {
        order.outboundOrders[index].custody = custody
        guard !order.outboundOrders[index].shippedAnyway else { return }
        order.outboundOrders[index].shippedAnyway = true
        let outbound = order.outboundOrders[index]
        let places = stoppedParts(of: outbound)
        // Units on their way back are out once they were issued; those on the shelf were in no parcel that left later.
        let isComingBack = places.contains { self[$0].state == .restocking }
        if !isComingBack {
            issue(index, outbound.lines, caseId: outbound.caseId)
        } else if !outbound.stockIssued {
            issue(index, outbound.notBack, caseId: outbound.caseId)
        }
        for place in places {
            self[place].shippedAnyway = true
            let one = order.cases[place.caseIndex]
            for request in order.requests where request.caseId == one.id {
                effects.append(
                    .contradicted(
                        CancellationContradicted(
                            caseId: one.id, requestId: request.requestId, storeOrder: order.key,
                            outboundOrderId: outbound.id, quantity: self[place].lines.units, carrier: outbound.carrier,
                            trackingNumber: outbound.trackingNumber, reportedAt: report.reportedAt)))
            }
        }
        expectWhatWasCaught(index)
    }
}
