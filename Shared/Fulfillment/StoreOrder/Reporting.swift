extension StoreOrderDecision {
    /// The warehouse or the carrier reports what is so.
    mutating func report(_ report: WarehouseReport) {
        guard let index = outboundIndex(report.outboundOrderId), order.outboundOrders[index].status != .releasing
        else {
            // Its outbound order is not known yet, or inventory's answer tells what is left of it to report on.
            order.waitingReports.append(WaitingReport(report, origin: origin))
            return
        }
        if order.outboundOrders[index].status.isStopped { return contradicted(index, report) }
        switch report.fact {
        case .progressed(let status, let carrier, let trackingNumber):
            progressed(index, status, carrier: carrier, trackingNumber: trackingNumber)
        case .goodsVerified(let found): verified(index, found)
        case .parcelIntercepted(let succeeded, _): intercepted(index, succeeded)
        case .labelVoided(let succeeded, _, _): labelVoided(index, succeeded)
        case .carrierScanned(let scan, let trackingNumber): scanned(index, scan, trackingNumber: trackingNumber)
        }
    }

    private mutating func progressed(_ index: Int, _ status: OutboundStatus, carrier: String?, trackingNumber: String?) {
        order.outboundOrders[index].advance(to: status)
        note(index, carrier: carrier, trackingNumber: trackingNumber)
        if status.rank >= OutboundStatus.labelled.rank { labelPrinted(index) }
        if status == .shipped {
            order.outboundOrders[index].isPulled = false
            if order.outboundOrders[index].custody == .warehouse { order.outboundOrders[index].custody = .unknown }
            issueStock(index)
        }
    }

    mutating func note(_ index: Int, carrier: String?, trackingNumber: String?) {
        if let carrier { order.outboundOrders[index].carrier = carrier }
        if let trackingNumber {
            order.outboundOrders[index].trackingNumber = trackingNumber
            labelPrinted(index)
        }
    }

    private mutating func labelPrinted(_ index: Int) {
        order.outboundOrders[index].hasLabel = true
        order.outboundOrders[index].isLabelVoided = false
        if let place = openPart(of: order.outboundOrders[index].id, where: isBeingStopped), self[place].label == .none {
            self[place].label = .toVoid
        }
    }

    /// The units went out of the building: they are neither on hand nor allocated any longer. Said once.
    private mutating func issueStock(_ index: Int) {
        guard !order.outboundOrders[index].stockIssued else { return }
        issue(index, order.outboundOrders[index].lines, caseId: nil)
    }

    /// Tells inventory that the units went out.
    mutating func issue(_ index: Int, _ lines: [Line], caseId: String?) {
        let outbound = order.outboundOrders[index]
        order.outboundOrders[index].stockIssued = true
        effects.append(
            .stock(
                StockCommand(
                    warehouse: outbound.warehouse,
                    action: .issue(
                        StockMove(
                            outboundOrderId: outbound.id, lines: lines, caseId: caseId, replyTo: order.key)))))
    }

    private func isBeingStopped(_ part: CasePart) -> Bool { part.state == .verifying || part.state == .intercepting }

    private mutating func scanned(_ index: Int, _ scan: WarehouseReport.Scan, trackingNumber: String?) {
        note(index, carrier: nil, trackingNumber: trackingNumber)
        let status: OutboundStatus =
            switch scan {
            case .pickedUp, .inTransit, .outForDelivery: .inTransit
            case .delivered: .delivered
            case .returnedToSender: .returnedToSender
            }
        order.outboundOrders[index].advance(to: status)
        handedToCarrier(index, code: scan == .delivered ? .delivered : .inTransit)
        if scan == .returnedToSender { expectBack(index) }
    }

    /// The carrier brings the parcel back: a return order receives it.
    mutating func expectBack(_ index: Int) {
        let outbound = order.outboundOrders[index]
        guard outbound.expectedBy == nil else { return }
        let id = ReturnOrder.returnedToSenderId(outbound.id)
        order.outboundOrders[index].expectedBy = id
        effects.append(
            .returnOrder(
                .create(
                    ReturnOrderCreated(
                        returnOrderId: id, storeOrder: order.key,
                        outboundOrderId: outbound.id, warehouse: outbound.warehouse, origin: .customer, caseId: nil,
                        handling: .putAway, lines: outbound.lines,
                        trackingNumbers: outbound.trackingNumber.map { [$0] } ?? []))))
    }

    private mutating func verified(_ index: Int, _ found: WarehouseReport.Found) {
        let id = order.outboundOrders[index].id
        switch found {
        case .inWarehouse:
            guard order.outboundOrders[index].custody != .carrier else { return }
            order.outboundOrders[index].custody = .warehouse
            guard let place = openPart(of: id, where: { $0.state == .verifying }) else { return }
            self[place].state = .intercepting
        case .withCarrier:
            order.outboundOrders[index].advance(to: .shipped)
            handedToCarrier(index, code: .inTransit)
        case .missing:
            guard let place = openPart(of: id, where: isBeingStopped), !self[place].parcelPulled else { return }
            self[place].state = .refused(.goodsMissing)
        }
    }

    /// The carrier has the goods, which ends every attempt to stop them.
    private mutating func handedToCarrier(_ index: Int, code: CancellationCode) {
        order.outboundOrders[index].custody = .carrier
        order.outboundOrders[index].isPulled = false
        let outbound = order.outboundOrders[index]
        guard let place = openPart(of: outbound.id, where: isBeingStopped) else { return issueStock(index) }
        let again = self[place].parcelPulled ? outbound.onShelf : []
        if again.isEmpty {
            issueStock(index)
        } else {
            // What was pulled and put back left after all.
            issue(index, outbound.stockIssued ? again : outbound.lines, caseId: order.cases[place.caseIndex].id)
        }
        self[place].state = .refused(self[place].state == .verifying ? code : .leftBeforeInterception)
    }

    /// It also answers an open verification, and one that is still to come: the floor may act before it is asked.
    ///
    /// Once a parcel was pulled, only the carrier knows better: what the floor says of it is news from before.
    private mutating func intercepted(_ index: Int, _ succeeded: Bool) {
        guard let place = openPart(of: order.outboundOrders[index].id, where: isBeingStopped) else {
            if order.outboundOrders[index].custody != .carrier { order.outboundOrders[index].isPulled = succeeded }
            return
        }
        if succeeded {
            pulled(index, place)
        } else if !self[place].parcelPulled {
            self[place].state = .refused(.leftBeforeInterception)
        }
    }

    private mutating func pulled(_ index: Int, _ place: PartPlace) {
        order.outboundOrders[index].custody = .warehouse
        self[place].state = .intercepting
        self[place].parcelPulled = true
        restockIfStopped(index, place)
    }

    /// Units were put back on the shelf by hand, for the case that is to stop them: nobody does that with a parcel that was
    /// not pulled.
    mutating func putBack(_ index: Int, _ place: PartPlace) {
        guard isBeingStopped(self[place]) else { return }
        pulled(index, place)
    }

    /// A case that has begun to verify an outbound order learns what the floor did before it was asked.
    mutating func applyWhatWasDone(_ index: Int, _ place: PartPlace) {
        let outbound = order.outboundOrders[index]
        guard self[place].state == .verifying else { return }
        if outbound.hasLabel { self[place].label = outbound.isLabelVoided ? .voided : .toVoid }
        self[place].count(outbound.back)
        if outbound.isPulled { pulled(index, place) }
    }

    private mutating func labelVoided(_ index: Int, _ succeeded: Bool) {
        guard let place = openPart(of: order.outboundOrders[index].id, where: isBeingStopped) else {
            order.outboundOrders[index].isLabelVoided = succeeded
            return
        }
        self[place].label = succeeded ? .voided : .notVoided
        restockIfStopped(index, place)
    }

    /// What time has settled goes on.
    mutating func restockWhatIsStopped() {
        for (caseIndex, one) in order.cases.enumerated() {
            for (partIndex, part) in one.parts.enumerated() where part.state == .intercepting {
                guard let index = outboundIndex(part.outboundOrderId) else { continue }
                restockIfStopped(index, PartPlace(caseIndex: caseIndex, partIndex: partIndex))
            }
        }
    }

    /// The parcel is pulled and its label settled: the units go back, by the merchant's way.
    private mutating func restockIfStopped(_ index: Int, _ place: PartPlace) {
        guard self[place].state == .intercepting, self[place].parcelPulled, self[place].label != .toVoid else { return }
        let outbound = order.outboundOrders[index]
        self[place].state = .restocking
        order.outboundOrders[index].status = .intercepted
        order.outboundOrders[index].custody = .warehouse
        settleIfComplete(place)
        guard self[place].isOpen, self[place].restockedBy?.by != .adjustment,
            policies[outbound.merchantId].restockBy == .returnOrder
        else { return }
        expectIntercepted(index, outbound.notBack, caseId: order.cases[place.caseIndex].id)
    }

    /// What was stopped comes back by a return order.
    mutating func expectIntercepted(_ index: Int, _ lines: [Line], caseId: String?) {
        let outbound = order.outboundOrders[index]
        effects.append(
            .returnOrder(
                .create(
                    ReturnOrderCreated(
                        returnOrderId: ReturnOrder.interceptionId(outbound.id), storeOrder: order.key,
                        outboundOrderId: outbound.id, warehouse: outbound.warehouse, origin: .interception,
                        caseId: caseId, handling: .putAway, lines: lines,
                        trackingNumbers: outbound.trackingNumber.map { [$0] } ?? []))))
    }

    /// Every unit is back, quarantined or written off: the case has reached the shelf.
    mutating func settleIfComplete(_ place: PartPlace) {
        guard self[place].state == .restocking, self[place].settled >= self[place].lines.units else { return }
        self[place].state = .restocked
    }
}
