/// What is in a parcel is counted again, after somebody has said what is in it.
///
/// What it has more was in no parcel whose contents anybody has reported, and what it has less is in none from now on: units
/// move between its consignment and the rest of its outbound order.
extension StoreOrderDecision {
    /// Processes a newer list of a parcel that is a separate consignment already, as long as it is in the building.
    ///
    /// - Returns: where the parcel stands now: with all that is left it is the rest itself.
    mutating func countAnew(_ place: ParcelPlace, _ lines: [Line]) -> ParcelPlace {
        let outbound = order.outboundOrders[place.index]
        guard outbound.consignment != 0, outbound.canBeCountedAnew,
            let index = order.consignments(of: outbound.id).first(where: { order.outboundOrders[$0].consignment == 0 }),
            order.outboundOrders[index].canBeCountedAnew
        else { return place }
        let rest = order.outboundOrders[index]
        let isRestTold = rest.parcels.contains(where: \.holdsAll)
        let less = outbound.lines.subtracting(lines)
        let more = isRestTold ? [] : rest.lines.common(with: lines.merged().subtracting(outbound.lines))
        let own = (outbound.lines.subtracting(less) + more).merged()
        let left = (rest.lines.subtracting(more) + less).merged()
        guard !own.isEmpty, !(less.isEmpty && more.isEmpty), let shared = partsShared(place.index, index) else {
            return place
        }
        guard !left.isEmpty else {
            return rest.parcels.allSatisfy(\.isUnnamed) ? becomeTheRest(place.index, index, shared) : place
        }
        share((place.index, own), (index, left), shared)
        if isRestTold { tellApartFromTheRest(index, rest.lines) }
        return place
    }

    /// Units that a newer list names, and that were said before to be in another parcel: they were moved. Both are in the
    /// building.
    ///
    /// - Parameter said: who says it, and when.
    /// - Returns: where the parcel stands now.
    mutating func moveInto(_ place: ParcelPlace, _ lines: [Line], _ said: Whereabouts.Fact) -> ParcelPlace {
        var place = place
        let outbound = order.outboundOrders[place.index]
        guard !outbound.hasSeveralParcels, outbound.canBeCountedAnew else { return place }
        let tolerance = policies[outbound.merchantId].reportTolerance
        let cancelled = cancelledAlongside(outbound).filter { self[$0].isWorkedOn }.flatMap { self[$0].lines }
        let ids = order.consignments(of: outbound.id).map { order.outboundOrders[$0].consignment }
        for id in ids where id != outbound.consignment {
            let other = order.consignments(of: outbound.id).first { order.outboundOrders[$0].consignment == id }!
            let (mine, known) = (order.outboundOrders[place.index], order.outboundOrders[other])
            let moved = lines.merged().subtracting(mine.lines + cancelled).common(with: known.lines)
            let isNewer = known.filled.allSatisfy { parcel in
                let last = parcel.counted(by: said.source)
                return last != nil && !tolerance.isOlder(said, than: last)
            }
            guard !moved.isEmpty, isNewer, known.canBeCountedAnew, let shared = partsShared(place.index, other) else {
                continue
            }
            let (own, left) = ((mine.lines + moved).merged(), known.lines.subtracting(moved))
            guard !left.isEmpty else {
                if id == 0 { place = becomeTheRest(place.index, other, shared) }
                continue
            }
            share((place.index, own), (other, left), shared)
        }
        return place
    }

    /// These are the lines of two consignments from now on, and of the parts of cases that are about all of them.
    private mutating func share(
        _ one: (index: Int, lines: [Line]), _ other: (index: Int, lines: [Line]), _ parts: [(PartPlace, PartPlace)]
    ) {
        for (mine, its) in parts { (self[mine].lines, self[its].lines) = (one.lines, other.lines) }
        setLines(of: one.index, one.lines)
        setLines(of: other.index, other.lines)
    }

    private mutating func setLines(of index: Int, _ lines: [Line]) {
        let outbound = order.outboundOrders[index]
        let ordered = outbound.ordered.subtracting(outbound.lines.subtracting(lines))
        order.outboundOrders[index].ordered = (ordered + lines.subtracting(outbound.lines)).merged()
        order.outboundOrders[index].lines = lines
    }

    /// What was in a known parcel is not all of the rest any more: that goes its own way.
    private mutating func tellApartFromTheRest(_ index: Int, _ lines: [Line]) {
        let numbers = order.outboundOrders[index].parcels.map(\.number)
        let number = nextNumber(order.consignments(of: order.outboundOrders[index].id))
        order.outboundOrders[index].parcels.append(Parcel(number: number))
        _ = separate(index, numbers, lines)
    }

    /// All that is left is in one parcel: nothing is distinguished from it any more.
    private mutating func becomeTheRest(_ index: Int, _ first: Int, _ shared: [(PartPlace, PartPlace)]) -> ParcelPlace {
        let (outbound, rest) = (order.outboundOrders[index], order.outboundOrders[first])
        let gone = shared.map { join($0, $1) }
        for place in places(of: outbound) where !gone.contains(place) { self[place].consignment = 0 }
        // From the last one on: the others stay where they are.
        for place in gone.sorted(by: { $0.partIndex > $1.partIndex }) {
            order.cases[place.caseIndex].parts.remove(at: place.partIndex)
        }
        order.outboundOrders[first].ordered = (rest.ordered + outbound.ordered).merged()
        order.outboundOrders[first].lines = (rest.lines + outbound.lines).merged()
        order.outboundOrders[first].short = (rest.short + outbound.short).merged()
        order.outboundOrders[first].parcels = outbound.parcels
        order.outboundOrders[first].parcels[0].holdsAll = true
        order.outboundOrders[first].status = outbound.status
        order.outboundOrders[first].reached = outbound.reached
        order.outboundOrders[first].carrier = outbound.carrier ?? rest.carrier
        order.outboundOrders[first].caseId = outbound.caseId ?? rest.caseId
        order.outboundOrders.remove(at: index)
        return ParcelPlace(index: index < first ? first - 1 : first, parcel: 0)
    }

    /// Two parts of a case are one, in the place of the first of them: it counts for its outbound order.
    ///
    /// - Returns: the one that is to be removed.
    private mutating func join(_ one: PartPlace, _ other: PartPlace) -> PartPlace {
        let (stays, goes) = one.partIndex < other.partIndex ? (one, other) : (other, one)
        self[stays].consignment = 0
        self[stays].lines = (self[stays].lines + self[goes].lines).merged()
        self[stays].unansweredHolds += self[goes].unansweredHolds
        self[stays].restarts = max(self[stays].restarts, self[goes].restarts)
        self[stays].workStops = max(self[stays].workStops, self[goes].workStops)
        return goes
    }

    /// The parts of cases that are about all of a consignment, each with the one that is about all of the other; nil where one
    /// has none, or where they stand at different steps: then nobody knows which of them a unit is of.
    private func partsShared(_ index: Int, _ other: Int) -> [(PartPlace, PartPlace)]? {
        let (mine, others) = (wholeParts(index), wholeParts(other))
        let areAlike = zip(mine, others).allSatisfy {
            $0.caseIndex == $1.caseIndex && self[$0].isAtTheSameStep(as: self[$1])
        }
        return mine.count == others.count && areAlike ? Array(zip(mine, others)) : nil
    }

    /// All but those of units that it goes on without.
    private func wholeParts(_ index: Int) -> [PartPlace] {
        places(of: order.outboundOrders[index]).filter {
            self[$0].state != .cancelled && !self[$0].isShort
                && self[$0].inParcel.sameUnits(as: order.outboundOrders[index].lines)
        }
    }
}

extension OutboundOrder {
    /// It is in the building, in nobody's hands that stopped it, and nothing of it has left or come back.
    fileprivate var canBeCountedAnew: Bool {
        !status.isStopped && status != .releasing && !isAllShort && !stockIssued && back.isEmpty && found.isEmpty
            && awaitedBy.isEmpty && arriving.isEmpty
            && filled.allSatisfy { !$0.isGone && !$0.whereabouts.isPulled && $0.whereabouts.custody == .warehouse }
    }
}

extension CasePart {
    fileprivate func isAtTheSameStep(as other: CasePart) -> Bool {
        state == other.state && ending == other.ending && contradiction == other.contradiction && short == other.short
            && back == other.back && isWorkedOn == other.isWorkedOn && isEscalated == other.isEscalated
    }
}
