/// What follows for stock, return orders and the store where a parcel was stopped, or left.
extension StoreOrderDecision {
    /// The parcel has left the building, or left it earlier: its units are issued, and whoever believed it stopped is notified.
    mutating func departed(_ index: Int, _ news: ParcelNews, _ report: WarehouseReport?, _ listeners: [PartPlace]) {
        yieldBack(index, news, isNew: report != nil)
        let outbound = order.outboundOrders[index]
        let stopped = listeners.filter { self[$0].state == .left && self[$0].isBelievedStopped }
        if !stopped.isEmpty {
            let last = stopped[stopped.count - 1]
            issueAnew(index, caseId: caseId(last), wasFreed: self[last].told.isCancelled, report)
        } else if let failed = listeners.first(where: { self[$0].wasGivenUp }),
            !outbound.inHand(withOutside: report != nil).isEmpty
        {
            // The rest goes out for the first time: what comes back just now stays back.
            issueAnew(index, caseId: outbound.isAllBack ? caseId(failed) : nil, report)
        } else if isSentOnceMore(index, news, report) {
            tellWhoHeardItIsBack(index, outbound.inHand(withOutside: true), report)
            issueAnew(index, caseId: nil, report)
        } else {
            issueOnce(index)
        }
        for place in stopped {
            contradict(place, self[place].told.isCancelled ? .lateShipment : .leftAfterAll, self[place].leaving, report)
            tellOthersThatItLeft(place, report)
        }
        issueUnitsLeftInTheParcel(index, report)
    }

    /// What the carrier brought back is read after the report that it was sent once more, or after the scan that says that the
    /// carrier brings it back once more.
    ///
    /// - Parameter before: the outbound order as it was until it was back.
    /// - Returns: whether it has left.
    mutating func leaveOnceMore(_ index: Int, since before: OutboundOrder, _ claim: RestockClaim) -> Bool {
        let tolerance = policies[before.merchantId].reportTolerance
        let inHand = order.outboundOrders[index].inHand(withOutside: true)
        guard ReturnOrder.isReturnToSender(claim.id, of: before.id), before.stockIssued, !inHand.isEmpty,
            order.consignments(of: before.id).count == 1, order.outboundOrders[index].isAllBack,
            before.hasLeft(after: now, tolerance)
        else { return false }
        sendOnceMore(index, inHand, caseId: nil, withOutside: true)
        let out = before.parcels.filter { $0.hasLeft(after: now, tolerance) }.map(\.number)
        order.outboundOrders[index].empty { !out.contains($0.number) }
        // By this one it came; by another one it is to come once more.
        order.outboundOrders[index].awaitedBy.removeAll { $0 == claim.id }
        let isExpected = !order.outboundOrders[index].awaitedBy.isEmpty
        if before.isComing(since: now, tolerance) {
            order.outboundOrders[index].changeStaying { $0.isStillReturning() }
            if isExpected { order.outboundOrders[index].wasReturnedToSender = true } else { expectFromCarrier(index) }
        } else if isExpected {
            cancelAwaited(index, SupersededBy(by: .departure, id: before.id))
        }
        return true
    }

    /// Units that had come back go out: from now on it is as if they had not.
    private mutating func sendOnceMore(_ index: Int, _ lines: [Line], caseId: String?, withOutside: Bool) {
        let outbound = order.outboundOrders[index]
        for line in lines {
            let (outside, inside) = outbound.back(of: line.sku)
            let gone = (withOutside ? outside.inHandAlone : UnitsBack(), inside.inHandAlone)
            order.outboundOrders[index].subtract(gone, of: line.sku)
        }
        // What the carrier brings back from now on is another parcel.
        order.outboundOrders[index].wasReturnedToSender = false
        order.outboundOrders[index].endReturning()
        tell(outbound, .issue(move(outbound, lines, caseId: caseId, again: true)))
    }

    /// All of it had left and is back, and a report that is newer than that says that it left: where some is not, it may be in
    /// a box that nobody has named. Among several consignments, a carrier says which one came back, or what is known of each.
    private func isSentOnceMore(_ index: Int, _ news: ParcelNews, _ report: WarehouseReport?) -> Bool {
        let outbound = order.outboundOrders[index]
        guard let report, let cameBack = outbound.cameBackAt, report.reportedAt > cameBack, outbound.stockIssued,
            outbound.isAllBack, !outbound.inHand(withOutside: true).isEmpty
        else { return false }
        // Who brings it back had it once more, unless that is the way on which it came.
        let came = Whereabouts.Fact(source: .warehouse, reportedAt: cameBack)
        let said = Whereabouts.Fact(source: report.fact.source, reportedAt: report.reportedAt)
        let tolerance = policies[outbound.merchantId].reportTolerance
        guard news != .comingBack || tolerance.isOlder(came, than: said) else { return false }
        // It is known which of several came back where nothing is left that it may have been instead.
        let isItself = outbound.filled.allSatisfy { $0.whereabouts.inside != nil && $0.whereabouts.backAt == nil }
        return outbound.wasReturnedToSender || isItself || order.consignments(of: outbound.id).count == 1
    }

    /// The units went out of the building: they are neither on hand nor allocated any longer. Said once.
    private mutating func issueOnce(_ index: Int) {
        let outbound = order.outboundOrders[index]
        guard !outbound.stockIssued else { return }
        order.outboundOrders[index].stockIssued = true
        tell(outbound, .issue(move(outbound, outbound.lines)))
    }

    /// What had been stopped, or had come back, left after all. Where some of it is on the shelf the rest was in the parcel;
    /// where all of it is, somebody packed it once more: from then on it is as if it had never come back.
    ///
    /// - Parameter wasFreed: what had been stopped was free again: nothing of it is promised.
    private mutating func issueAnew(
        _ index: Int, caseId: String?, wasFreed: Bool = false, _ report: WarehouseReport?
    ) {
        let outbound = order.outboundOrders[index]
        let (rest, inHand) = (outbound.notBack, outbound.inHand(withOutside: report != nil))
        if rest.isEmpty, !inHand.isEmpty {
            sendOnceMore(index, inHand, caseId: caseId, withOutside: report != nil)
        } else if !outbound.stockIssued, !rest.isEmpty {
            tell(outbound, .issue(move(outbound, rest, caseId: caseId, again: wasFreed)))
        }
        order.outboundOrders[index].stockIssued = true
    }

    /// Units that were cancelled while somebody had them in hand, and that nobody took out before the parcel left.
    mutating func issueUnitsLeftInTheParcel(_ index: Int, _ report: WarehouseReport?) {
        let outbound = order.outboundOrders[index]
        for place in cancelledAlongside(outbound) where self[place].isWorkedOn {
            self[place].hear(.left, wasPulled: false)
            tell(outbound, .issue(move(outbound, self[place].lines, caseId: caseId(place), again: true)))
            contradict(place, .lateShipment, self[place].lines, report)
        }
    }

    /// The parcel is in the warehouse's hands. Where the store believes that it left, it is notified.
    mutating func caught(_ index: Int, _ report: WarehouseReport?, _ listeners: [PartPlace]) {
        // How many units that is, is known when they are distinguished from those that left.
        guard !order.outboundOrders[index].isTornApart else { return }
        for place in listeners where self[place].state == .intercepting && self[place].ending != nil {
            let untold = self[place].isBelievedStopped ? notToldStopped(place) : self[place].linesNotToldStopped
            let stopped = untold.common(with: order.outboundOrders[index].lines)
            guard !stopped.isEmpty else { continue }
            contradict(place, .stoppedAfterAll, stopped, report)
            tellOthersThatItIsStopped(place, stopped, report)
        }
    }

    /// Units of a part that was refused, where the store heard that some are stopped: the others.
    private func notToldStopped(_ place: PartPlace) -> [Line] {
        let part = self[place]
        let told = order.cases[place.caseIndex].contradictions.filter { $0.outboundOrderId == part.outboundOrderId }
        guard part.contradiction == .stoppedAfterAll, told.allSatisfy({ $0.code == .stoppedAfterAll }) else {
            return []
        }
        let back = part.toldBack.map { Line($0.key, $0.value.cameBack) }
        let short = outboundIndex(of: part).map { order.outboundOrders[$0].short } ?? []
        return part.inParcel.subtracting(short).subtracting(told.flatMap(\.lines)).subtracting(back)
    }

    /// The interception failed, and the store believes that it did not.
    mutating func failed(_ report: WarehouseReport?, _ listeners: [PartPlace]) {
        for place in listeners where self[place].state == .left && self[place].isBelievedStopped {
            contradict(place, .leftAfterAll, self[place].leaving, report)
            tellOthersThatItLeft(place, report)
        }
    }

    /// The parcel is pulled and its label settled: the units go back, by the merchant's way.
    mutating func restockIfStopped(_ index: Int, _ place: PartPlace) {
        let parcel = order.outboundOrders[index].whereabouts
        guard self[place].state == .intercepting, parcel.isPulled, parcel.label != .printed else { return }
        self[place].state = .restocking
        intercepted(index)
        countBack(index)
        settleIfComplete(place)
        guard self[place].isInProgress else { return }
        let way = policies[order.outboundOrders[index].merchantId].restockBy
        if GuideRule.step(.intercepted(way)) == .expectReturn { expectIntercepted(index, caseId: caseId(place)) }
    }

    /// An outbound order that left `awaitingOutbound` never becomes cancelled.
    private mutating func intercepted(_ index: Int) {
        let status = order.outboundOrders[index].status
        guard !status.isStopped else { return }
        // What was pulled had been picked, whether anybody said so or not.
        order.outboundOrders[index].reached = status.rank < OutboundStatus.picking.rank ? .picking : status
        order.outboundOrders[index].status = .intercepted
    }

    /// What time has settled goes on.
    mutating func restockWhatIsStopped() {
        for caseIndex in order.cases.indices {
            for partIndex in order.cases[caseIndex].parts.indices {
                let place = PartPlace(caseIndex: caseIndex, partIndex: partIndex)
                guard let index = outboundIndex(of: self[place]) else { continue }
                restockIfStopped(index, place)
            }
        }
    }

    /// Every unit is back, quarantined or written off: the case has reached the shelf, whichever step it was at.
    mutating func settleIfComplete(_ place: PartPlace) {
        let isSettled = self[place].settled >= self[place].returnable.units || isOver(place)
        guard self[place].holdsUnits, isSettled else { return }
        let isLost = self[place].back.values.allSatisfy { $0.cameBack == 0 }
        // What was given up before anybody pulled it was never stopped.
        self[place].state = isLost && self[place].state != .restocking ? .refused(.goodsMissing) : .restocked
    }

    /// Its outcome stays as it is, and nothing more can come back: others freed the rest.
    private func isOver(_ place: PartPlace) -> Bool {
        self[place].ending != nil && outboundIndex(of: self[place]).map { order.outboundOrders[$0].isAllBack } == true
    }
}

extension UnitsBack {
    /// Those that the warehouse has.
    fileprivate var inHandAlone: UnitsBack {
        var units = UnitsBack()
        (units.restored, units.quarantined) = (restored, quarantined)
        return units
    }
}

extension Parcel {
    /// The warehouse has reported that it left later than this, or a carrier has scanned it.
    fileprivate func hasLeft(after time: Timestamp, _ tolerance: ReportTolerance) -> Bool {
        let came = Whereabouts.Fact(source: .warehouse, reportedAt: time)
        return tolerance.isOlder(came, than: whereabouts.outside) || tolerance.isOlder(came, than: whereabouts.scanned)
    }
}

extension OutboundOrder {
    /// The carrier has brought back all that it said it brings.
    fileprivate mutating func endReturning() {
        for place in parcels.indices { parcels[place].whereabouts.isReturning = false }
    }

    /// The warehouse has reported that it left later than this, or a carrier has scanned it.
    fileprivate func hasLeft(after time: Timestamp, _ tolerance: ReportTolerance) -> Bool {
        parcels.contains { $0.hasLeft(after: time, tolerance) }
    }

    /// A carrier has said later than this that he brings it back.
    fileprivate func isComing(since time: Timestamp, _ tolerance: ReportTolerance) -> Bool {
        let came = Whereabouts.Fact(source: .warehouse, reportedAt: time)
        return parcels.contains { $0.whereabouts.isReturning && tolerance.isOlder(came, than: $0.whereabouts.scanned) }
    }

    /// When one of its parcels was last known to be in the building.
    var cameBackAt: Timestamp? {
        parcels.flatMap { [$0.whereabouts.inside?.reportedAt, $0.whereabouts.backAt] }.compactMap(\.self).max()
    }

    /// What may have left once more: it is on the shelf, or was set apart. Where no report says so just now, nothing that came
    /// back from outside has.
    func inHand(withOutside: Bool) -> [Line] {
        lines.compactMap { line in
            let (outside, inside) = back(of: line.sku)
            let units = inside.inHand + (withOutside ? outside.inHand : 0)
            return units > 0 ? Line(line.sku, min(line.quantity, units)) : nil
        }
    }
}

extension CasePart {
    /// The case is open still or ended, and this part of it was not stopped.
    fileprivate var wasGivenUp: Bool {
        if case .refused(.leftBeforeInterception) = state { true } else { false }
    }
}

extension CasePart {
    /// Units that the store believes to have left: of a part that was given up, those that were back are published as that.
    fileprivate var linesNotToldStopped: [Line] {
        guard contradiction == nil else { return inParcel }
        return inParcel.subtracting(toldBack.map { Line($0.key, $0.value.cameBack) })
    }
}

extension CasePart.State {
    fileprivate var isCancelled: Bool { self == .cancelled }
}
