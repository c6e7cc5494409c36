/// What follows for stock, return orders and the store where a parcel was stopped, or left.
extension StoreOrderDecision {
    /// The parcel has left the building, or left it earlier: its units are issued, and whoever believed it stopped is told.
    mutating func departed(_ index: Int, _ news: ParcelNews, _ report: WarehouseReport?, _ listeners: [PartPlace]) {
        yieldBack(index, news, isNew: report != nil)
        let outbound = order.outboundOrders[index]
        let stopped = listeners.filter { self[$0].state == .left && self[$0].isBelievedStopped }
        if !stopped.isEmpty {
            issueAnew(index, caseId: caseId(stopped[stopped.count - 1]), report)
        } else if let failed = listeners.first(where: { self[$0].wasGivenUp }), !outbound.inHand(since: report).isEmpty
        {
            // The rest goes out for the first time: what comes back just now stays back.
            issueAnew(index, caseId: outbound.isAllBack ? caseId(failed) : nil, report)
        } else if isSentOnceMore(index, news, report) {
            issueAnew(index, caseId: nil, report, isOnlyWhatCame: true)
        } else {
            issueOnce(index)
        }
        for place in stopped {
            contradict(place, self[place].told.isCancelled ? .lateShipment : .leftAfterAll, self[place].leaving, report)
        }
        issueUnitsLeftInTheParcel(index, report)
    }

    /// All of it had left and is back, or the carrier has brought it back, whatever is missing; and a report that is newer than
    /// that says that it left: that the carrier brings it back says so of the way before. Of several consignments only a
    /// carrier tells which one came back.
    private func isSentOnceMore(_ index: Int, _ news: ParcelNews, _ report: WarehouseReport?) -> Bool {
        let outbound = order.outboundOrders[index]
        guard let report, let cameBack = outbound.cameBackAt, report.reportedAt > cameBack, news != .comingBack,
            outbound.stockIssued, outbound.isAllBack || outbound.wasBroughtBack(before: report), !outbound.inHand(since: report).isEmpty
        else { return false }
        return outbound.wasReturnedToSender || order.consignments(of: outbound.id).count == 1
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
    /// - Parameter isOnlyWhatCame: what is not back has not been in the building since it left.
    private mutating func issueAnew(
        _ index: Int, caseId: String?, _ report: WarehouseReport?, isOnlyWhatCame: Bool = false
    ) {
        let outbound = order.outboundOrders[index]
        let (rest, inHand) = (outbound.notBack, outbound.inHand(since: report))
        if rest.isEmpty || isOnlyWhatCame, !inHand.isEmpty {
            for line in inHand {
                let (outside, inside) = outbound.back(of: line.sku)
                let gone = (report == nil ? UnitsBack() : outside.inHandAlone, inside.inHandAlone)
                order.outboundOrders[index].subtract(gone, of: line.sku)
            }
            // What the carrier brings back from now on is another parcel.
            order.outboundOrders[index].wasReturnedToSender = false
            order.outboundOrders[index].endReturning()
            tell(outbound, .issue(move(outbound, inHand, caseId: caseId, again: caseId == nil)))
        } else if !outbound.stockIssued, !rest.isEmpty {
            tell(outbound, .issue(move(outbound, rest, caseId: caseId)))
        }
        order.outboundOrders[index].stockIssued = true
    }

    /// Units that were cancelled while somebody had them in hand, and that nobody took out before the parcel left.
    private mutating func issueUnitsLeftInTheParcel(_ index: Int, _ report: WarehouseReport?) {
        let outbound = order.outboundOrders[index]
        for place in cancelledAlongside(outbound) where self[place].isWorkedOn {
            self[place].hear(.left, wasPulled: false)
            tell(outbound, .issue(move(outbound, self[place].lines, caseId: caseId(place))))
            contradict(place, .lateShipment, self[place].lines, report)
        }
    }

    /// The parcel is in the warehouse's hands. Where the store believes that it left, it is told otherwise.
    mutating func caught(_ index: Int, _ report: WarehouseReport?, _ listeners: [PartPlace]) {
        // How many units that is, is known when they are told apart from those that left.
        guard !order.outboundOrders[index].isTornApart else { return }
        for place in listeners where self[place].state == .intercepting && self[place].ending != nil {
            if !self[place].isBelievedStopped {
                contradict(place, .stoppedAfterAll, self[place].linesNotToldStopped, report)
            }
        }
    }

    /// The interception failed, and the store believes that it did not.
    mutating func failed(_ report: WarehouseReport?, _ listeners: [PartPlace]) {
        for place in listeners where self[place].state == .left && self[place].isBelievedStopped {
            contradict(place, .leftAfterAll, self[place].leaving, report)
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
        guard self[place].holdsUnits, self[place].settled >= self[place].lines.units || isOver(place) else { return }
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

extension OutboundOrder {
    /// What had left of it before a report was brought back by the carrier, and received in part at least.
    fileprivate func wasBroughtBack(before report: WarehouseReport) -> Bool {
        let former = parcels.filter { $0.trackingNumber != report.name.trackingNumber }
        return wasReturnedToSender && former.allSatisfy(\.whereabouts.isReturning)
            && backFromOutside.values.contains { $0.inHand > 0 }
    }

    /// The carrier has brought back whatever it said that it brings.
    fileprivate mutating func endReturning() {
        for place in parcels.indices { parcels[place].whereabouts.isReturning = false }
    }

    /// When one of its parcels was last known to be in the building.
    fileprivate var cameBackAt: Timestamp? {
        parcels.flatMap { [$0.whereabouts.inside?.reportedAt, $0.whereabouts.backAt] }.compactMap(\.self).max()
    }

    /// What may have left once more: it is on the shelf, or was set apart. Where no report says so just now, nothing that came
    /// back from outside has.
    fileprivate func inHand(since report: WarehouseReport?) -> [Line] {
        lines.compactMap { line in
            let (outside, inside) = back(of: line.sku)
            let units = inside.inHand + (report == nil ? 0 : outside.inHand)
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
    /// Units that the store believes to have left: of a part that was given up, those that were back are told as that.
    fileprivate var linesNotToldStopped: [Line] {
        guard contradiction == nil else { return inParcel }
        return inParcel.subtracting(toldBack.map { Line($0.key, $0.value.cameBack) })
    }
}

extension CasePart.State {
    fileprivate var isCancelled: Bool { self == .cancelled }
}
