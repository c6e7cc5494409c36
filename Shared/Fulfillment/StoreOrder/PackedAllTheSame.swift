/// Units that are no longer to go out, and that somebody packed all the same.
///
/// Who packs says what is in a parcel. More than is left of its outbound order was freed by the warehouse's own system, or
/// cancelled, before it was packed. What was freed is to go out again. What was cancelled stays cancelled: the floor is asked
/// to take it out, and if it leaves, that is a late shipment.
extension StoreOrderDecision {
    /// Processes what is in a parcel beyond what may be in it.
    ///
    /// - Returns: where the parcel stands now: one with nothing but cancelled units in it is a separate consignment.
    mutating func hearOfContents(_ place: ParcelPlace, _ lines: [Line]) -> ParcelPlace {
        let outbound = order.outboundOrders[place.index]
        guard outbound.status != .releasing, !outbound.isAllBack else { return place }
        let beyond = lines.merged().subtracting(room(for: outbound.parcels[place.parcel], of: outbound))
        guard !beyond.isEmpty else {
            if lines.merged().sameUnits(as: outbound.lines) { wereTakenOut(place.index) }
            return place
        }
        let free = found(among: beyond, place.index)
        let counted = takeIntoOpenCases(beyond.subtracting(free), place.index)
        let short = (free + counted.flatMap { self[$0].lines }).merged()
        let freed = freed(among: beyond.subtracting(short), place.index)
        let again = (short + freed).merged()
        if outbound.hasSeveralParcels, again.sameUnits(as: lines.merged()) {
            return setApart(place, counted, again, .awaitingOutbound, lost: short)
        }
        join(counted, place.index)
        let parts = packed(beyond.subtracting(again), place.index)
        let cancelled = parts.flatMap { self[$0].lines }.merged()
        if outbound.hasSeveralParcels, cancelled.sameUnits(as: lines.merged()) {
            return setApart(place, parts, cancelled, .cancelled)
        }
        goAgain(place.index, freed, lost: short)
        for part in parts { self[part].askToStopWork() }
        if outbound.stockIssued, outbound.custody != .warehouse { issueUnitsLeftInTheParcel(place.index, nil) }
        return place
    }

    /// Nobody had found anything of a consignment, and its parcel is out of the building, or in somebody's hands.
    mutating func findWhatWasShort(_ index: Int, _ news: ParcelNews) {
        let outbound = order.outboundOrders[index]
        guard outbound.isAllShort, news.isOfWhatIsThere else { return }
        // Who is asked to stop work says that he did. That does not find anything.
        if news == .pulled, cancelledAlongside(outbound).contains(where: { self[$0].isWorkedOn }) { return }
        goAgain(index, [], lost: found(among: outbound.short, index))
    }

    /// What may be in a parcel: all that is left of its consignment, unless another parcel has that, and what is left of another
    /// one whose contents nobody has reported.
    private func room(for parcel: Parcel, of outbound: OutboundOrder) -> [Line] {
        order.consignments(of: outbound.id).map { order.outboundOrders[$0] }.filter { one in
            let isTold = one.parcels.contains { $0.number != parcel.number && $0.holdsAll }
            return !isTold
                && (one.consignment == outbound.consignment || (one.consignment == 0 && !one.status.isStopped))
        }.flatMap { $0.isAllShort ? [] : $0.lines }.merged()
    }

    /// Where these units may have come from: walks the consignments of an outbound order, the parcel's own first. What one of them
    /// gives is of the parcel's from now on.
    ///
    /// - Parameter give: what a consignment has of the units that are still looked for.
    /// - Returns: what was given.
    mutating func take(
        _ units: [Line], _ index: Int, _ give: (inout StoreOrderDecision, _ other: Int, _ left: [Line]) -> [Line]
    ) -> [Line] {
        var all: [Line] = []
        for other in [index] + others(than: index) {
            let own = give(&self, other, units.subtracting(all)).merged()
            guard !own.isEmpty else { continue }
            moveOrdered(own, from: other, to: index)
            all = (all + own).merged()
        }
        return all
    }

    /// Those of these units that the warehouse's own system freed.
    private mutating func freed(among beyond: [Line], _ index: Int) -> [Line] {
        take(beyond, index) { decision, other, left in
            let outbound = decision.order.outboundOrders[other]
            guard !outbound.status.isStopped else { return [] }
            let cancelled = decision.places(of: outbound).filter {
                decision[$0].told == .cancelled || decision[$0].state == .cancelled
            }
            let rest = outbound.lines + outbound.short + cancelled.flatMap { decision[$0].lines }
            return outbound.ordered.subtracting(rest).common(with: left)
        }
    }

    /// Those of these units that the warehouse had named as short, and that no case is about.
    private mutating func found(among beyond: [Line], _ index: Int) -> [Line] {
        take(beyond, index) { decision, other, left in
            let outbound = decision.order.outboundOrders[other]
            let own = outbound.mayBeFound(of: outbound.short).common(with: left)
            decision.order.outboundOrders[other].short = outbound.short.subtracting(own)
            return own
        }
    }

    /// What was freed, or is found, is to go out again, and is out where the parcel has left.
    ///
    /// - Parameter lost: what is found: inventory has booked it out.
    private mutating func goAgain(_ index: Int, _ freed: [Line], lost: [Line]) {
        let (outbound, again) = (order.outboundOrders[index], (freed + lost).merged())
        guard !again.isEmpty else { return }
        order.outboundOrders[index].lines = outbound.isAllShort ? again : (outbound.lines + again).merged()
        order.outboundOrders[index].writeOff(lost)
        if outbound.isAllShort {
            order.outboundOrders[index].isAllShort = false
            order.outboundOrders[index].status = .awaitingOutbound
        }
        if outbound.stockIssued, !freed.isEmpty { tell(outbound, .issue(move(outbound, freed, again: true))) }
    }

    /// The cancelled units among these that nobody knew to be packed.
    ///
    /// - Returns: the parts that these units are of.
    private mutating func packed(_ beyond: [Line], _ index: Int) -> [PartPlace] {
        take(
            beyond, index,
            parts: { decision, other in
                let outbound = decision.order.outboundOrders[other]
                let short = decision.places(of: outbound).filter {
                    decision[$0].state == .cancelled && !decision[$0].short.isEmpty
                }
                let alongside = decision.cancelledAlongside(outbound).filter {
                    other == index || !decision[$0].isWorkedOn
                }
                return alongside + short
            },
            units: { decision, part in
                decision[part].short.isEmpty ? decision[part].lines : decision[part].short
            })
    }

    /// Where these units may have come from among parts of cases: each part that has some of them goes on with these, none of them
    /// short, as a part of the parcel's consignment; its others are a part as it was.
    ///
    /// - Returns: the parts that these units are of now.
    mutating func take(
        _ beyond: [Line], _ index: Int, parts: (StoreOrderDecision, _ other: Int) -> [PartPlace],
        units: (StoreOrderDecision, PartPlace) -> [Line]
    ) -> [PartPlace] {
        var found: [PartPlace] = []
        _ = take(beyond, index) { decision, other, left in
            var taken: [Line] = []
            for part in parts(decision, other) {
                let own = units(decision, part).common(with: left.subtracting(taken))
                guard !own.isEmpty else { continue }
                taken = (taken + own).merged()
                decision.keep(own, of: part)
                decision[part].consignment = decision.order.outboundOrders[index].consignment
                found.append(part)
            }
            return taken
        }
        return found
    }

    /// A part goes on with these of its lines, none of them short; the others are a part as it was.
    private mutating func keep(_ lines: [Line], of place: PartPlace) {
        var other = self[place]
        other.lines = other.lines.subtracting(lines)
        other.short = other.short.subtracting(lines)
        self[place].short = []
        guard !other.lines.isEmpty else { return }
        self[place].lines = lines
        order.cases[place.caseIndex].parts.append(other)
    }

    /// A parcel is told apart from the others: cancelled units that somebody put into it go where it goes.
    mutating func moveWhatIsCancelled(_ units: [Line], from index: Int, to other: Int) {
        var left = units
        for place in cancelledAlongside(order.outboundOrders[index]) where self[place].isWorkedOn {
            let own = self[place].lines
            guard own.subtracting(left).isEmpty else { continue }
            left = left.subtracting(own)
            self[place].consignment = order.outboundOrders[other].consignment
            moveOrdered(own, from: index, to: other)
        }
    }

    private mutating func moveOrdered(_ lines: [Line], from index: Int, to other: Int) {
        guard index != other else { return }
        order.outboundOrders[index].ordered = order.outboundOrders[index].ordered.subtracting(lines)
        order.outboundOrders[other].ordered = (order.outboundOrders[other].ordered + lines).merged()
    }

    /// A parcel holds cancelled units alone, or such as were freed or short: it is a separate consignment, as cancelled as they are.
    private mutating func setApart(
        _ place: ParcelPlace, _ parts: [PartPlace], _ lines: [Line], _ status: OutboundStatus, lost: [Line] = []
    ) -> ParcelPlace {
        let outbound = order.outboundOrders[place.index]
        let parcel = order.outboundOrders[place.index].parcels.remove(at: place.parcel)
        var apart = outbound.toldApart(nextConsignment(of: outbound.id), lines, in: [parcel])
        (apart.status, apart.isAnswered) = (status, true)
        apart.writeOff(lost)
        apart.caseId = parts.last.map(caseId) ?? outbound.caseId
        order.outboundOrders[place.index].ordered = outbound.ordered.subtracting(lines)
        for part in parts { self[part].consignment = apart.consignment }
        order.outboundOrders.append(apart)
        if outbound.isDivided { hearAnew(place.index) }
        return ParcelPlace(index: order.outboundOrders.count - 1, parcel: 0)
    }

    /// What is in the parcel is just what is left: cancelled units that somebody had in hand are in it no longer.
    private mutating func wereTakenOut(_ index: Int) {
        for part in cancelledAlongside(order.outboundOrders[index]) { self[part].isWorkedOn = false }
    }
}

extension ParcelNews {
    /// Somebody has its goods in his hands: they are no longer missing.
    fileprivate var isOfWhatIsThere: Bool {
        switch self {
        case .left, .withCarrier, .comingBack, .pulled: true
        case .worked, .seenInside, .missing, .notPulled, .labelSettled, .partly: false
        }
    }
}

extension OutboundOrder {
    /// Of units that were short those that may be found: what is broken is in quarantine.
    func mayBeFound(of short: [Line]) -> [Line] { short.subtracting(broken) }

    /// Inventory has booked these units out.
    mutating func writeOff(_ lines: [Line]) {
        for line in lines { back[line.sku, default: UnitsBack()].writtenOff += line.quantity }
    }
}
