/// Which parcels a report is about.
///
/// It finds its parcel by the parcel's id, else by its tracking number. A name that is new goes to the parcel that has none,
/// or whose label was voided; else it opens a parcel. A report that names none speaks of all that are neither pulled nor
/// void nor with the carrier.
extension StoreOrderDecision {
    /// Parcels of one consignment.
    struct MeantParcels {
        var index: Int
        /// Where they stand in it.
        var places: [Int]
    }

    mutating func parcels(meantBy report: WarehouseReport) -> [MeantParcels] {
        let indices = order.consignments(of: report.outboundOrderId)
        let name = report.name
        guard !name.isEmpty else { return unnamed(indices, report) }
        var place: ParcelPlace
        if let known = find(name, indices) {
            place = join(known, name, indices)
        } else if let anew = packAnew(report, indices) {
            place = anew
        } else {
            // What has nothing to send is in no parcel.
            let full = indices.filter { !order.outboundOrders[$0].isAllShort }
            place = fitting(name, full.isEmpty ? indices : full, report) ?? open(indices)
        }
        place = hearWhatIsIn(place, report)
        let label = report.fact.isAboutLabel ? nil : name.trackingNumber
        order.outboundOrders[place.index].parcels[place.parcel].take(
            ParcelName(parcelId: name.parcelId, trackingNumber: label))
        return [MeantParcels(index: place.index, places: [place.parcel])]
    }

    // MARK: Named

    struct ParcelPlace {
        var index: Int
        var parcel: Int
    }

    private func all(_ indices: [Int], where condition: (Parcel) -> Bool = { _ in true }) -> [ParcelPlace] {
        indices.flatMap { index in
            order.outboundOrders[index].parcels.indices.compactMap { parcel in
                condition(order.outboundOrders[index].parcels[parcel]) ? ParcelPlace(index: index, parcel: parcel) : nil
            }
        }
    }

    private func find(_ name: ParcelName, _ indices: [Int]) -> ParcelPlace? {
        if let id = name.parcelId, let found = all(indices, where: { $0.parcelId == id }).first { return found }
        guard let number = name.trackingNumber else { return nil }
        return all(indices) { $0.trackingNumber == number && ($0.parcelId == nil || name.parcelId == nil) }.first
    }

    /// The consignment of the parcel that has this name; nil where nobody has used it.
    func consignment(named name: ParcelName, of id: String) -> Int? { find(name, order.consignments(of: id))?.index }

    /// A parcel that was known by its own id alone has the tracking number of another one that only the carrier has reported:
    /// they are one.
    private mutating func join(_ known: ParcelPlace, _ name: ParcelName, _ indices: [Int]) -> ParcelPlace {
        guard name.parcelId != nil, let number = name.trackingNumber,
            order.outboundOrders[known.index].parcels[known.parcel].trackingNumber == nil,
            let scanned = all(indices, where: { $0.trackingNumber == number && $0.parcelId == nil }).first,
            order.outboundOrders[scanned.index].hasSeveralParcels
        else { return known }
        let wanted = order.outboundOrders[known.index].parcels[known.parcel].number
        let other = order.outboundOrders[scanned.index].parcels.remove(at: scanned.parcel)
        let place = order.outboundOrders[known.index].parcels.firstIndex { $0.number == wanted }!
        order.outboundOrders[known.index].parcels[place].join(other)
        hearAnew(known.index)
        return ParcelPlace(index: known.index, parcel: place)
    }

    /// Some of what is back is sent once more, in a parcel that nobody has named before: it goes its own way from now on. All of
    /// it is not another consignment.
    private mutating func packAnew(_ report: WarehouseReport, _ indices: [Int]) -> ParcelPlace? {
        guard case .progressed = report.fact, !report.lines.isEmpty else { return nil }
        for index in indices {
            let outbound = order.outboundOrders[index]
            let own = outbound.lines.common(with: report.lines)
            guard let cameBack = outbound.cameBackAt, report.reportedAt > cameBack, outbound.isAllBack,
                own.sameUnits(as: report.lines.merged()), !own.sameUnits(as: outbound.lines),
                own.subtracting(outbound.inHand(withOutside: true)).isEmpty
            else { continue }
            var parcel = Parcel(number: nextNumber(indices))
            parcel.whereabouts.inside = Whereabouts.Fact(source: .warehouse, reportedAt: cameBack)
            order.outboundOrders[index].parcels.append(parcel)
            return ParcelPlace(index: separate(index, [parcel.number], own, hasBack: true), parcel: 0)
        }
        return nil
    }

    /// The known parcel that a name is new for.
    private func fitting(_ name: ParcelName, _ indices: [Int], _ report: WarehouseReport) -> ParcelPlace? {
        let all = all(indices)
        if let unnamed = self.all(indices, where: \.isUnnamed).first { return unnamed }
        if all.count == 1, report.fact.isAboutLabel { return all[0] }
        let lacking = self.all(indices) { parcel in
            name.parcelId == nil ? parcel.trackingNumber == nil : name.trackingNumber == nil && parcel.parcelId == nil
        }
        if lacking.count == 1 { return lacking[0] }
        guard name.parcelId == nil else { return nil }
        let relabelled = self.all(indices) { isRelabelled($0, report, isOnly: all.count == 1) }
        return relabelled.count == 1 ? relabelled[0] : nil
    }

    /// Whether a new number may be that of a parcel whose label was settled before. A parcel that lies pulled is not the one
    /// that the carrier scans.
    private func isRelabelled(_ parcel: Parcel, _ report: WarehouseReport, isOnly: Bool) -> Bool {
        let known = parcel.whereabouts
        let tolerance = policies.defaults.reportTolerance
        let fact = Whereabouts.Fact(source: report.fact.source, reportedAt: report.reportedAt)
        guard known.custody != .carrier, !tolerance.isOlder(fact, than: known.labelled) else { return false }
        let isLying = known.isPulled && (!isOnly || report.fact.source == .carrier)
        return !isLying && (isOnly ? known.label.isSettled : known.label == .voided)
    }

    /// A parcel that nobody has spoken of: nobody has said what is in it.
    private mutating func open(_ indices: [Int]) -> ParcelPlace {
        // It is not one of those whose contents somebody has reported.
        let untold = indices.filter {
            order.outboundOrders[$0].consignment == 0 || order.outboundOrders[$0].hasSeveralParcels
        }
        let index =
            untold.first { !order.outboundOrders[$0].status.isStopped } ?? untold.first ?? indices[indices.count - 1]
        order.outboundOrders[index].parcels.append(Parcel(number: nextNumber(indices)))
        return ParcelPlace(index: index, parcel: order.outboundOrders[index].parcels.count - 1)
    }

    func nextNumber(_ indices: [Int]) -> Int {
        1 + (indices.flatMap { order.outboundOrders[$0].parcels.map(\.number) }.max() ?? 0)
    }

    /// A report says what is in a parcel, or that some of what was said to be in it is not. What was so before the last that was
    /// said of it changes nothing.
    private mutating func hearWhatIsIn(_ place: ParcelPlace, _ report: WarehouseReport) -> ParcelPlace {
        let said = Whereabouts.Fact(source: report.fact.source, reportedAt: report.reportedAt)
        let last = order.outboundOrders[place.index].parcels[place.parcel].counted(by: said.source)
        guard !report.lines.isEmpty || (!report.short.isEmpty && last != nil) else { return place }
        let tolerance = policies[order.outboundOrders[place.index].merchantId].reportTolerance
        guard !tolerance.isOlder(said, than: last) else { return place }
        var packed = place
        if !report.lines.isEmpty {
            // A parcel that nobody names is not distinguished from any other.
            packed = report.name.isEmpty ? hearOfContents(place, report.lines) : pack(place, report.lines, said)
        }
        order.outboundOrders[packed.index].parcels[packed.parcel].contentsAt = said.newer(than: last).reportedAt
        return packed
    }

    /// Somebody says what is in a parcel: where that is not all of its consignment, it is one of its own from now on.
    ///
    /// - Parameter said: who said it, and when.
    private mutating func pack(_ place: ParcelPlace, _ lines: [Line], _ said: Whereabouts.Fact) -> ParcelPlace {
        let place = hearOfContents(place, lines)
        freeOfThis(place.index, lines)
        let outbound = order.outboundOrders[place.index]
        let own = outbound.lines.common(with: lines)
        if outbound.consignment == 0, !outbound.hasSeveralParcels, own.sameUnits(as: outbound.lines) {
            order.outboundOrders[place.index].parcels[place.parcel].holdsAll = true
        }
        // It does not matter any more for what is back already.
        guard !own.isEmpty, !own.sameUnits(as: outbound.lines), outbound.status != .releasing, !outbound.isAllBack,
            outbound.consignment == 0 || outbound.hasSeveralParcels
        else { return moveInto(countAnew(place, lines), lines, said) }
        if !outbound.hasSeveralParcels {
            // The rest is in no parcel that anybody has named. What was said of this one under its name was not said of it.
            var rest = outbound.parcels[place.parcel].isUnnamed ? outbound.parcels[place.parcel] : Parcel()
            rest.number = nextNumber(order.consignments(of: outbound.id))
            order.outboundOrders[place.index].parcels.append(rest)
        }
        let index = separate(place.index, [outbound.parcels[place.parcel].number], own)
        moveWhatIsCancelled(lines.merged().subtracting(own), from: place.index, to: index)
        // Who packs one of its parcels works on all of it.
        order.outboundOrders[place.index].advance(to: .picking)
        if outbound.isDivided { for consignment in [place.index, index] { hearAnew(consignment) } }
        return ParcelPlace(index: index, parcel: 0)
    }

    // MARK: Not named

    private mutating func unnamed(_ indices: [Int], _ report: WarehouseReport) -> [MeantParcels] {
        let filled = self.all(indices) { !$0.isEmpty }
        let all = filled.isEmpty ? all(indices) : filled
        guard all.count > 1 else { return grouped(all.map { hearWhatIsIn($0, report) }) }
        func these(_ condition: (Whereabouts) -> Bool) -> [ParcelPlace] {
            all.filter { condition(order.outboundOrders[$0.index].parcels[$0.parcel].whereabouts) }
        }
        let meant = these { !$0.isPulled && $0.label != .voided && $0.custody != .carrier }
        if !meant.isEmpty { return grouped(meant) }
        // The same report again, under another message id, speaks of those that it spoke of.
        let known = these { $0.knows(report) }
        if !known.isEmpty { return grouped(known) }
        let carried = these { $0.custody == .carrier }
        return grouped(carried.isEmpty ? all : carried)
    }

    private func grouped(_ places: [ParcelPlace]) -> [MeantParcels] {
        places.reduce(into: []) { groups, place in
            if groups.last?.index == place.index {
                groups[groups.count - 1].places.append(place.parcel)
            } else {
                groups.append(MeantParcels(index: place.index, places: [place.parcel]))
            }
        }
    }
}

extension Parcel {
    /// It is the same as another one.
    fileprivate mutating func join(_ other: Parcel) {
        trackingNumber = trackingNumber ?? other.trackingNumber
        whereabouts.join(other.whereabouts)
        contentsAt = [contentsAt, other.contentsAt].compactMap(\.self).max()
        if other.givenUp == nil { givenUp = nil }
        if let reached = other.status, reached.rank >= status?.rank ?? 0 { status = reached }
    }

    /// Gets each kind of name that it has not got.
    fileprivate mutating func take(_ name: ParcelName) {
        parcelId = parcelId ?? name.parcelId
        trackingNumber = trackingNumber ?? name.trackingNumber
    }
}

extension StoreOrder {
    /// Where the consignments of an outbound order stand, the first one first.
    func consignments(of id: String) -> [Int] {
        outboundOrders.indices.filter { outboundOrders[$0].id == id && !outboundOrders[$0].isRefused }
    }

    /// An outbound order as others know it: all of its consignments together.
    public func outboundOrder(_ id: String) -> OutboundOrder? {
        guard let first = outboundOrders.firstIndex(where: { $0.id == id }) else { return nil }
        let rest = outboundOrders[(first + 1)...].filter { $0.id == id }
        var all = rest.reduce(outboundOrders[first]) { $0.joined(with: $1) }
        // A status never goes back, also where a parcel goes on that was stopped while another one went further.
        if let furthest = all.furthest, !all.status.isStopped, furthest.rank > all.status.rank { all.status = furthest }
        return all
    }

    /// The consignment that a part is about.
    func consignment(of part: CasePart) -> OutboundOrder? { consignmentIndex(of: part).map { outboundOrders[$0] } }

    /// Where the consignment that a part is about stands.
    func consignmentIndex(of part: CasePart) -> Int? {
        outboundOrders.firstIndex { $0.id == part.outboundOrderId && $0.consignment == part.consignment }
    }
}

extension OutboundOrder {
    /// Its parcels, as they are published together with those of other consignments: where all of them are empty, none is emptier.
    private var filledAlike: [Parcel] {
        guard parcels.allSatisfy(\.isEmpty) else { return parcels }
        var all = self
        all.fillAnew()
        return all.parcels
    }

    fileprivate func joined(with other: OutboundOrder) -> OutboundOrder {
        var all = self
        all.ordered = (ordered + other.ordered).merged()
        // What was cancelled of it, and packed all the same, is not to go out.
        switch (status, other.status) {
        case (.cancelled, .cancelled): all.lines = (lines + other.lines).merged()
        case (.cancelled, _): all.lines = other.lines
        case (_, .cancelled): all.lines = lines
        default: all.lines = (lines + other.lines).merged()
        }
        all.parcels = (filledAlike + other.filledAlike).sorted { $0.number < $1.number }
        all.carrier = carrier ?? other.carrier
        all.caseId = [caseId, other.caseId].compactMap(\.self).max {
            $0.utf8.count == $1.utf8.count ? $0 < $1 : $0.utf8.count < $1.utf8.count
        }
        // What is stopped says nothing of the rest; the rest stands where the slowest of it does.
        switch (status.isStopped, other.status.isStopped) {
        case (true, false): all.status = other.status
        case (false, false) where other.status.rank < status.rank: all.status = other.status
        case (true, true) where other.status == .intercepted: all.status = .intercepted
        default: break
        }
        return all
    }
}
