extension StoreOrderDecision {
    /// The warehouse or the carrier reports what is so. It changes what is known of the parcel, and whoever waits for that
    /// hears of it.
    mutating func report(_ report: WarehouseReport) throws(Rejection) {
        let latest = latest(report)
        guard let index = outboundIndex(report.outboundOrderId), !isReleasing(report.outboundOrderId) else {
            // Its outbound order is not known yet, or inventory's answer says what is left of it to report on.
            order.waitingReports.append(WaitingReport(report.withoutTexts, origin: origin, latest: latest))
            return
        }
        try process(report, latest, index)
    }

    /// The latest date that a report counts with; nil where it is dated no later. Nobody reports what has not happened: a date
    /// is wrong, and what others report after the time of this message has to count.
    private func latest(_ report: WarehouseReport) -> Timestamp? {
        let merchant = outboundIndex(report.outboundOrderId).map { order.outboundOrders[$0].merchantId }
        let tolerance = (merchant.map { policies[$0] } ?? policies.defaults).reportTolerance
        let seconds = min(tolerance.withinSourceSeconds, tolerance.betweenSourcesSeconds)
        let latest = now.adding(seconds: seconds)
        return report.reportedAt > latest ? latest : nil
    }

    /// Inventory was asked to free units of it, and has not answered.
    func isReleasing(_ id: String) -> Bool { order.outboundOrders.contains { $0.id == id && $0.status == .releasing } }

    /// Reports that waited, now that their outbound order is there: one that is refused is refused to its own sender.
    mutating func processWaiting(_ waiting: [WaitingReport], _ index: Int) {
        for one in waiting {
            do throws(Rejection) { try process(one.report, one.latest, index) } catch {
                effects.append(.refused(RefusedMessage(.reported(one.report), origin: one.origin, rejection: error)))
            }
        }
    }

    private mutating func process(
        _ report: WarehouseReport, _ latest: Timestamp?, _ index: Int
    ) throws(Rejection) {
        let outbound = order.outboundOrders[index]
        guard report.warehouseId == outbound.warehouseId else {
            throw Rejection(
                .unknownOutboundOrder,
                "outbound order \(outbound.id) is in warehouse \(outbound.warehouseId), not in \(report.warehouseId)",
                path: "warehouseId")
        }
        try validate(report, of: outbound.id)
        shorten(report)
        // It is the same report until here, whenever the log took it.
        var report = report
        if let latest { report.reportedAt = min(report.reportedAt, latest) }
        for meant in parcels(meantBy: report) { hear(report, meant) }
    }

    private mutating func hear(_ report: WarehouseReport, _ meant: MeantParcels) {
        let (index, places) = (meant.index, meant.places)
        let outbound = order.outboundOrders[index]
        // Nothing of it is in anybody's hands.
        if outbound.isAllShort, !report.short.isEmpty { return }
        let tolerance = policies[outbound.merchantId].reportTolerance
        guard let news = order.outboundOrders[index].hear(report, at: places, tolerance: tolerance) else { return }
        findWhatWasShort(index, news)
        findWhatWasWrittenOff(index, news, since: outbound)
        let listeners = listeners(index, news)
        if case .progressed(_, let carrier?, _) = report.fact { order.outboundOrders[index].carrier = carrier }
        if news != .partly { advance(index, report) }
        hearOfUnitsTakenOut(index, report, news)
        let changed = places.map { (before: outbound.parcels[$0], after: order.outboundOrders[index].parcels[$0]) }
        let heard = hear(news, listeners, wasPulled: changed.contains { $0.before.whereabouts.isPulled })
        for one in heard { askAnew(one, changed, ofSeveral: outbound.hasSeveralParcels) }
        followUp(index, news, report, heard)
        tellApart(index)
    }

    private mutating func hear(_ news: ParcelNews, _ listeners: [PartPlace], wasPulled: Bool) -> [HeardPart] {
        listeners.map { place in
            let before = self[place]
            self[place].hear(news, wasPulled: wasPulled)
            return HeardPart(place: place, before: before)
        }
    }

    /// A parcel that has another label, or is one of several and in the building once more, is to be stopped again.
    private mutating func askAnew(_ one: HeardPart, _ changed: [(before: Parcel, after: Parcel)], ofSeveral: Bool) {
        if changed.contains(where: { $0.before.whereabouts.label.isSettled && $0.after.whereabouts.label == .printed })
        {
            self[one.place].relabelled(since: one.before)
        }
        let isRegained = ofSeveral && changed.contains { $0.before.isGone && !$0.after.isGone }
        if isRegained, self[one.place].restarts == one.before.restarts { self[one.place].regained() }
    }

    /// What became of parcels that were distinguished from others just now.
    mutating func hear(_ news: ParcelNews, _ index: Int) {
        let heard = hear(news, listeners(index, news), wasPulled: false)
        followUp(index, news, nil, heard)
    }

    /// A status goes on, and never back. What was stopped and left all the same is where it is said to be; what was
    /// cancelled before work began stays cancelled.
    private mutating func advance(_ index: Int, _ report: WarehouseReport) {
        guard let status = report.fact.status else { return }
        let outbound = order.outboundOrders[index]
        let hasLeft = status.rank >= OutboundStatus.shipped.rank
        if outbound.status == .intercepted {
            let isStopped = places(of: outbound).contains { self[$0].state == .restocking }
            if isStopped, status == .returnedToSender {
                // It stands there if it turns out that nobody stopped it.
                order.outboundOrders[index].reached = status
            } else if hasLeft {
                order.outboundOrders[index].status = status
            }
        } else {
            order.outboundOrders[index].advance(to: status)
        }
    }

    /// Units that were cancelled in part while somebody had all of them in hand already: the floor is asked to take them
    /// out, and says that it did by looking at the parcel or pulling it. Who lists what is in a parcel says that no other unit
    /// is in it, whenever it was packed.
    private mutating func hearOfUnitsTakenOut(_ index: Int, _ report: WarehouseReport, _ news: ParcelNews) {
        let outbound = order.outboundOrders[index]
        let isListed = outbound.filled.allSatisfy { $0.contentsAt != nil }
        for place in cancelledAlongside(outbound) {
            switch news {
            case .worked:
                if !isListed, began(report, before: self[place], index) { self[place].askToStopWork() }
            case .pulled, .seenInside: self[place].isWorkedOn = false
            case .left, .withCarrier, .comingBack, .notPulled, .missing, .labelSettled, .partly: break
            }
        }
    }

    /// Whether the work that is reported began before units were cancelled, so that they are in somebody's hands.
    private func began(_ report: WarehouseReport, before part: CasePart, _ index: Int) -> Bool {
        guard let cancelledAt = part.cancelledAt else { return false }
        return policies[order.outboundOrders[index].merchantId].reportTolerance.isOlder(
            Whereabouts.Fact(source: report.fact.source, reportedAt: report.reportedAt),
            than: Whereabouts.Fact(source: .store, reportedAt: cancelledAt))
    }

    /// Parts that were cancelled of an outbound order that goes on without them, or that was cancelled after them.
    func cancelledAlongside(_ outbound: OutboundOrder) -> [PartPlace] {
        let last = outbound.status == .cancelled ? cancelledParts(of: outbound) : []
        return places(of: outbound).filter {
            self[$0].state == .cancelled && !self[$0].isShort && !last.contains($0)
        }
    }

    /// Parts that were cancelled of an outbound order that went on, and that left in its parcel all the same.
    func leftAlongside(_ outbound: OutboundOrder) -> [PartPlace] {
        let taken = outbound.ordered.subtracting(outbound.lines)
        let last = outbound.status == .cancelled ? cancelledLast(of: outbound) : []
        return places(of: outbound).filter { place in
            guard self[place].ending?.state == .cancelled, self[place].state != .cancelled else { return false }
            return self[place].lines.subtracting(taken).isEmpty && !last.contains(place)
        }
    }

    /// Those that ended an outbound order: what was to go out until then is theirs.
    private func cancelledLast(of outbound: OutboundOrder) -> [PartPlace] {
        var lines = outbound.lines
        return places(of: outbound).reversed().filter { place in
            guard self[place].ending?.state == .cancelled, !self[place].isShort else { return false }
            let rest = lines.subtracting(self[place].lines)
            defer { lines = rest }
            return rest != lines
        }
    }

    /// What was cancelled of it and left in its parcel is back, and in no parcel that goes on.
    private func isBackAlongside(_ place: PartPlace, _ outbound: OutboundOrder) -> Bool {
        self[place].state == .restocked && leftAlongside(outbound).contains(place)
    }

    /// The parts whose units are in the parcel that the report is about.
    ///
    /// Those in progress hear alone. Else those hear whose units were stopped, for the parcel may go on all the same, and the
    /// newest that was refused, for its parcel may be stopped after all.
    private func listeners(_ index: Int, _ news: ParcelNews) -> [PartPlace] {
        let outbound = order.outboundOrders[index]
        let all = places(of: outbound).filter { !self[$0].isShort && !isBackAlongside($0, outbound) }
        let current = all.filter { self[$0].holdsUnits }
        // What was cancelled of it and left all the same is in the parcel, too.
        if !current.isEmpty { return news == .pulled ? current + leftAlongside(outbound) : current }
        if outbound.status == .cancelled { return cancelledParts(of: outbound) }
        let stopped = all.filter { self[$0].state == .restocked || self[$0].state == .left }
        // It ended because somebody freed what was left of it.
        if stopped.isEmpty, outbound.status == .intercepted {
            let cancelled = cancelledParts(of: outbound)
            if !cancelled.isEmpty { return cancelled }
        }
        if !stopped.isEmpty || news != .pulled { return stopped }
        return all.last(where: { self[$0].canBeOvertaken(in: outbound) }).map { [$0] } ?? []
    }

    /// What was cancelled before the rest was, or before work on the rest began, was never packed: it is in no parcel that
    /// leaves all the same.
    private func cancelledParts(of outbound: OutboundOrder) -> [PartPlace] {
        var inParcel = outbound.lines
        var found: [PartPlace] = []
        // The newest are those that stopped what was still to go out.
        for place in places(of: outbound).reversed() where !self[place].isShort && !isBackAlongside(place, outbound) {
            let rest = inParcel.subtracting(self[place].lines)
            guard self[place].isStopped, rest != inParcel else { continue }
            inParcel = rest
            found.append(place)
        }
        return found.reversed()
    }

    /// What the report means for stock, return orders and the store, now that each part has gone where it was sent.
    private mutating func followUp(_ index: Int, _ news: ParcelNews, _ report: WarehouseReport?, _ heard: [HeardPart]) {
        let gaveUp = heard.contains { $0.before.isInProgress && !self[$0.place].isInProgress }
        if heard.contains(where: { $0.before.state == .restocking && self[$0.place].state != .restocking }) {
            goOn(index, report)
        }
        let listeners = heard.map(\.place)
        switch news {
        case .left, .withCarrier, .comingBack: departed(index, news, report, listeners)
        case .pulled: caught(index, report, listeners)
        case .notPulled:
            failed(report, listeners)
            yieldLost(to: index)
        case .missing: yieldLost(to: index)
        case .worked, .seenInside, .labelSettled, .partly: break
        }
        if gaveUp { cancelAwaited(index, SupersededBy(by: .departure, id: order.outboundOrders[index].id)) }
        for place in listeners { restockIfStopped(index, place) }
        expectWhatIsLeft(index)
        let isComingBack = news == .comingBack || (gaveUp && order.outboundOrders[index].whereabouts.isReturning)
        let outbound = order.outboundOrders[index]
        // What was distinguished from others that were pulled is not expected by anybody; the others are.
        let isExpected = partInProgress(of: outbound) != nil && (report != nil || !outbound.awaitedBy.isEmpty)
        if isComingBack, !isExpected { expectFromCarrier(index) }
    }

    /// An outbound order whose parcel is not stopped any more stands where it stood, or further, where the report says.
    private mutating func goOn(_ index: Int, _ report: WarehouseReport?) {
        let outbound = order.outboundOrders[index]
        guard outbound.status == .intercepted else { return }
        order.outboundOrders[index].status = outbound.reached
        if let status = report?.fact.status { order.outboundOrders[index].advance(to: status) }
    }
}

/// A part that a report changed, as it was before.
private struct HeardPart {
    var place: PartPlace
    var before: CasePart
}

extension CasePart {
    /// Its units were stopped, or were until their parcel left.
    fileprivate var isStopped: Bool { state == .cancelled || state == .restocked || state == .left }

    /// The store heard that its goods could not be stopped, for a reason that may be overtaken.
    var isOut: Bool {
        guard case .refused(let code) = state else { return false }
        return code.canBeOvertaken || (code == .alreadyBack && contradiction == .leftAfterAll)
    }

    /// Whether its goods may still be stopped although the store heard that they are not.
    func canBeOvertaken(in outbound: OutboundOrder) -> Bool {
        // Others may have freed some of it since, or the warehouse does not send some.
        return isOut && !outbound.lines.isEmpty && outbound.lines.subtracting(lines).isEmpty
    }
}

extension CancellationCode {
    /// Whether the goods may still be stopped after a case was refused for this.
    fileprivate var canBeOvertaken: Bool {
        switch self {
        case .noAnswerFromWarehouse, .goodsMissing, .leftBeforeInterception, .inTransit, .delivered: true
        default: false
        }
    }
}

extension WarehouseReport.Fact {
    /// The status that the outbound order has come to by it.
    var status: OutboundStatus? {
        switch self {
        case .progressed(let status, _, _): status
        case .goodsVerified(.withCarrier): .shipped
        case .carrierScanned(.delivered, _): .delivered
        case .carrierScanned(.returnedToSender, _): .returnedToSender
        case .carrierScanned: .inTransit
        case .goodsVerified, .parcelIntercepted, .labelVoided: nil
        }
    }
}
