import Contracts
import Fulfillment

/// What left of each outbound order, compared with what was left of it: inventory has issued what parcels of known content took
/// with them, and no more, and the store was notified where that is more than its cancellations left.
///
/// 80 bytes for each line of an outbound order, and 200 for each parcel whose contents somebody reports.
struct DepartureBook: Sendable {
    /// An outbound order whose units a case had freed.
    private struct Cancelled: Sendable {
        var freed: [String: Int] = [:]
        /// The last answer by which some of it left.
        var issued: Place?
    }

    private var parcels: [UInt64: ReportedParcels] = [:]
    private var cancelled: [UInt64: Cancelled] = [:]
    /// By outbound order and request: the units that left after all, also those that came back then.
    private var told: [UInt64: [UInt64: Int]] = [:]
    /// Units of a line that inventory says to be wanted or promised, issued, back, and back without having left.
    private var ordered = FingerprintMap()
    private var issued = FingerprintMap()
    private var back = FingerprintMap()
    private var neverLeft = FingerprintMap()
    /// Reports that were refused change nothing.
    private var refused: Set<UInt64> = []

    private static func line(_ order: Fingerprint, _ sku: String) -> Fingerprint {
        var key = order
        key.add(sku)
        return key
    }

    // MARK: What is read

    mutating func reported(_ report: WarehouseReport, _ envelope: Envelope, at place: Place) {
        let order = Fingerprint(report.storeOrder, report.outboundOrderId).value
        guard parcels[order] != nil || report.isOfParcels || report.hasGone || !report.short.isEmpty else { return }
        let identity = Fingerprint(envelope.source, envelope.id).value
        parcels[order, default: ReportedParcels(place: place)].take(report, by: identity, at: place)
    }

    mutating func rejected(_ rejection: MessageRejected) {
        guard rejection.topic.hasPrefix(Topic.warehouseReports.name) else { return }
        refused.insert(Fingerprint(rejection.messageSource, rejection.messageId).value)
    }

    mutating func replied(_ reply: StockReply, at place: Place, _ findings: inout Findings) {
        let order = Fingerprint(reply.storeOrder, reply.outboundOrderId)
        for one in reply.lines {
            let key = Self.line(order, one.line.sku)
            let units = UInt64(min(max(0, one.line.quantity), 1 << 30))
            let held = UInt64(min(max(0, one.neverLeft), 1 << 30))
            switch reply.answer {
            case .allocated, .backordered: ordered[key] = max(ordered[key], units)
            case .issued: issued[key] += units
            case .restored, .claimed:
                back[key] += units
                neverLeft[key] += held
            case .reversed:
                back[key] -= min(back[key], units)
                neverLeft[key] -= min(neverLeft[key], held)
            // What an earlier word said to have left did not; of the rest nothing has.
            case .shortened: back[key] += units
            case .released where reply.caseId != nil:
                cancelled[order.value, default: Cancelled()].freed[one.line.sku, default: 0] += Int(units)
            case .released, .held, .refused: break
            }
        }
        guard reply.answer == .issued else { return }
        findings.count(.departuresCounted)
        cancelled[order.value]?.issued = place
    }

    mutating func told(_ one: CancellationContradicted) {
        let order = Fingerprint(one.storeOrder, one.outboundOrderId).value
        let units = min(max(0, one.quantity), 1 << 30)
        let request = Fingerprint(one.requestId).value
        guard one.code == .lateShipment || one.code == .leftAfterAll else { return }
        told[order, default: [:]][request, default: 0] += units
    }

    // MARK: What is left

    /// - Parameter evidence: what else is known of an outbound order: of one that is not known, or whose release is not
    ///   answered, reports wait.
    func unsettled(_ evidence: EvidenceBook) -> [Finding] {
        func isSettled(_ order: Fingerprint) -> Bool {
            let shown = evidence[order]
            return shown.last.map { $0 != .releasing } ?? false && !shown.contains(.isAnothers)
        }
        let uncounted = parcels.compactMap { key, known -> Finding? in
            let order = Fingerprint(value: key)
            guard isSettled(order), !known.isUnclear, known.identities.isDisjoint(with: refused) else { return nil }
            return known.left.sorted { $0.key < $1.key }.lazy.compactMap { sku, units in
                let line = Self.line(order, sku)
                // What came back without having left may have been in a parcel that nobody reported to be inside.
                let inside = max(0, Int(neverLeft[line]) - (known.stayed[sku] ?? 0))
                guard ordered[line] > 0, units > Int(issued[line]) + inside else { return nil }
                return Finding(
                    invariant: .departuresCounted, place: known.place,
                    expected: "\(units) of \(sku) issued, which left in parcels", found: "\(issued[line])")
            }.first
        }
        let invented = parcels.compactMap { key, known -> Finding? in
            let order = Fingerprint(value: key)
            guard isSettled(order), let listed = known.listed, known.identities.isDisjoint(with: refused) else {
                return nil
            }
            return listed.sorted { $0.key < $1.key }.lazy.compactMap { sku, units in
                let line = Self.line(order, sku)
                guard Int(issued[line]) - Int(back[line]) > units else { return nil }
                return Finding(
                    invariant: .departuresCounted, place: known.place,
                    expected: "at most \(units) of \(sku) issued, which is all that is listed in its parcels",
                    found: "\(issued[line])")
            }.first
        }
        let untold = cancelled.compactMap { key, one -> Finding? in
            let order = Fingerprint(value: key)
            guard isSettled(order), let place = one.issued else { return nil }
            let beyond = one.freed.reduce(0) { sum, freed in
                let line = Self.line(order, freed.key)
                let isBack = Int(back[line]) - Int(neverLeft[line])
                return sum + max(0, Int(issued[line]) - isBack - max(0, Int(ordered[line]) - freed.value))
            }
            let said = told[key]?.values.max() ?? 0
            guard beyond > 0, said <= 0 else { return nil }
            return Finding(
                invariant: .departuresCounted, place: place,
                expected: "the store to hear that \(beyond) cancelled units have left", found: "no contradiction")
        }
        return uncounted + invented + untold
    }
}

/// The parcels of one outbound order, by what was reported of them.
struct ReportedParcels: Sendable {
    private struct Parcel: Sendable {
        /// As fingerprints: a tracking number leads to a person.
        var names: Set<UInt64>
        /// The warehouse's own name for it.
        var parcelId: UInt64?
        /// By SKU, the fewest that anybody said to be in it; nil where nobody has.
        var units: [String: Int]?
        /// It has left, once at least.
        var isGone = false
        /// By SKU, the most that anybody said to be in it.
        var most: [String: Int] = [:]
        /// The newest report that it is with the carrier, and that it is in the building.
        var outside: Timestamp?
        var inside: Timestamp?

        mutating func see(inside time: Timestamp) { inside = max(inside ?? time, time) }

        /// Whoever brings it back, or pulls it, says so by a later date.
        var hasLeft: Bool { outside.map { left in inside.map { $0 < left } ?? true } ?? false }
    }

    private var all: [Parcel] = []
    private var short: [String: Int] = [:]
    /// Two parcels turned out to be one, or somebody spoke of all of them.
    private(set) var isUnclear = false
    /// Something left before anybody listed what is in it, or nobody can say in which of them.
    private var hasLeftUnlisted = false
    /// The last report that says where they are, or what is in them.
    private(set) var place: Place
    /// The reports that say so, by source and id.
    private(set) var identities: Set<UInt64> = []

    init(place: Place) { self.place = place }

    /// Takes in one report.
    mutating func take(_ report: WarehouseReport, by identity: UInt64, at place: Place) {
        for one in report.short { short[one.line.sku, default: 0] &+= one.line.quantity }
        let name = report.name
        let named = [name.parcelId.map { Fingerprint("p", $0) }, name.trackingNumber.map { Fingerprint("t", $0) }]
        let names = Set(named.compactMap { $0?.value })
        guard let index = find(names) else {
            // Somebody speaks of all, or of one of them that nobody can identify.
            if report.isInside { for index in all.indices { all[index].see(inside: report.reportedAt) } }
            if !report.lines.isEmpty { isUnclear = true }
            if report.hasGone { hasLeftUnlisted = true }
            return
        }
        all[index].names.formUnion(names)
        if let id = named[0]?.value {
            // Two boxes with one number are not one.
            if let known = all[index].parcelId, known != id { hasLeftUnlisted = true }
            all[index].parcelId = id
        }
        if report.isOfParcels {
            identities.insert(identity)
            self.place = place
        }
        if report.hasGone { all[index].isGone = true }
        if !report.lines.isEmpty {
            if all[index].isGone, all[index].units == nil { hasLeftUnlisted = true }
            var units: [String: Int] = [:]
            for line in report.lines { units[line.sku, default: 0] &+= line.quantity }
            all[index].most.merge(units, uniquingKeysWith: max)
            let known = all[index].units ?? units
            all[index].units = known.filter { units[$0.key] != nil }.merging(
                units.filter { known[$0.key] != nil }, uniquingKeysWith: min)
        }
        if report.isOutside { all[index].outside = max(all[index].outside ?? report.reportedAt, report.reportedAt) }
        if report.isInside { all[index].see(inside: report.reportedAt) }
    }

    private mutating func find(_ names: Set<UInt64>) -> Int? {
        guard !names.isEmpty else { return all.count == 1 ? 0 : all.isEmpty ? add(names) : nil }
        let found = all.indices.filter { !all[$0].names.isDisjoint(with: names) }
        if found.count > 1 { isUnclear = true }
        // A new name belongs to the parcel that has none.
        return found.first ?? all.firstIndex { $0.names.isEmpty } ?? add(names)
    }

    private mutating func add(_ names: Set<UInt64>) -> Int {
        all.append(Parcel(names: names))
        return all.count - 1
    }

    /// By SKU, the units that left in parcels, except for what was said not to be sent.
    var left: [String: Int] {
        units { $0.hasLeft }.reduce(into: [:]) { $0[$1.key] = $1.value - (short[$1.key] ?? 0) }.filter { $0.value > 0 }
    }

    /// By SKU, the units of parcels that somebody had in the building, and that have not left since.
    var stayed: [String: Int] { units { !$0.hasLeft && $0.inside != nil } }

    /// By SKU, the most that left in parcels; nil where somebody has not listed what is in one of them.
    var listed: [String: Int]? {
        guard !isUnclear, !hasLeftUnlisted, all.allSatisfy({ $0.units != nil }) else { return nil }
        return all.reduce(into: [:]) { $0.merge($1.most, uniquingKeysWith: &+) }
    }

    private func units(where condition: (Parcel) -> Bool) -> [String: Int] {
        all.filter(condition).reduce(into: [:]) { $0.merge($1.units ?? [:], uniquingKeysWith: &+) }
    }
}

extension WarehouseReport {
    /// It says what is in a parcel, or that the carrier has it.
    fileprivate var isOfParcels: Bool { !lines.isEmpty || isOutside }

    /// It says that something has left.
    fileprivate var hasGone: Bool {
        if case .progressed(let status, _, _) = fact { status.rank >= OutboundStatus.shipped.rank } else { isOutside }
    }

    fileprivate var isOutside: Bool {
        switch fact {
        case .carrierScanned, .goodsVerified(.withCarrier): true
        default: false
        }
    }

    fileprivate var isInside: Bool {
        switch fact {
        case .parcelIntercepted(succeeded: true, _), .goodsVerified(.inWarehouse): true
        default: false
        }
    }
}

// MARK: Kept

extension DepartureBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        archive.keep(&parcels, blank: ReportedParcels(place: .blank)) { $0.archive(&$1) }
        archive.keep(&cancelled, blank: Cancelled()) { one, archive in
            archive.keep(&one.freed)
            archive.keep(&one.issued, blank: .blank) { $1.keep(&$0) }
        }
        archive.keep(&told, blank: [:]) { $1.keep(&$0) }
        ordered.archive(&archive)
        issued.archive(&archive)
        back.archive(&archive)
        neverLeft.archive(&archive)
        archive.keep(&refused)
    }
}

extension ReportedParcels: Archived {
    mutating func archive(_ archive: inout Archive) {
        archive.keep(&all, blank: Parcel(names: [])) { parcel, archive in
            archive.keep(&parcel.names)
            archive.keep(&parcel.units, blank: [:]) { $1.keep(&$0) }
            if archive.layout > 1 {
                archive.keep(&parcel.isGone)
                archive.keep(&parcel.most)
                archive.keep(&parcel.parcelId, blank: 0) { $1.keep(&$0) }
            }
            archive.keep(&parcel.outside, blank: Timestamp(milliseconds: 0)) { $1.keep(&$0) }
            archive.keep(&parcel.inside, blank: Timestamp(milliseconds: 0)) { $1.keep(&$0) }
        }
        archive.keep(&short)
        archive.keep(&isUnclear)
        // Nobody knows it of what an older version has read.
        if archive.layout > 1 { archive.keep(&hasLeftUnlisted) } else { hasLeftUnlisted = true }
        archive.keep(&place)
        archive.keep(&identities)
    }
}
