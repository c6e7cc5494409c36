/// A box that an outbound order leaves in. Nobody has to name one: then an outbound order is one parcel.
public struct Parcel: Sendable, Equatable {
    /// Why the warehouse gave it up, where no carrier has it.
    public enum GivenUp: String, Sendable, CaseIterable { case notPulled, missing }

    /// Counts the parcels of an outbound order, from 1: what a task's id says of it.
    public var number: Int
    /// The warehouse's name for it.
    public var parcelId: String?
    public var trackingNumber: String?
    public var whereabouts = Whereabouts()
    public var givenUp: GivenUp?
    /// The furthest that was reported of it after it left.
    public var status: OutboundStatus?
    /// Somebody has said that all of its consignment is in it.
    public var holdsAll = false
    /// When it was reported last what is in it; nil where nobody has said so.
    public var contentsAt: Timestamp?
    /// What was in it is back: none of the goods that are still out, or are to come, is in it.
    public var isEmpty = false

    public init(number: Int = 1) { self.number = number }

    /// That as a fact of whoever says so again; nil where nobody has said what is in it.
    func counted(by source: Whereabouts.Source) -> Whereabouts.Fact? {
        contentsAt.map { Whereabouts.Fact(source: source, reportedAt: $0) }
    }

    /// Nobody has named it.
    var isUnnamed: Bool { parcelId == nil && trackingNumber == nil }

    /// It is with the carrier, or the warehouse gave it up.
    public var isGone: Bool { whereabouts.custody == .carrier || givenUp != nil }
}

/// How a report names a parcel.
public struct ParcelName: Sendable, Equatable {
    public var parcelId: String?
    public var trackingNumber: String?

    public init(parcelId: String? = nil, trackingNumber: String? = nil) {
        self.parcelId = parcelId
        self.trackingNumber = trackingNumber
    }

    var isEmpty: Bool { parcelId == nil && trackingNumber == nil }
}

// MARK: The parcels of one consignment

extension OutboundOrder {
    /// Parcels that its goods may be in; where all of them are empty, all.
    public var filled: [Parcel] {
        guard parcels.contains(where: \.isEmpty) else { return parcels }
        let filled = parcels.filter { !$0.isEmpty }
        return filled.isEmpty ? parcels : filled
    }

    /// It is in several parcels, and nobody has said which unit is in which.
    public var hasSeveralParcels: Bool { parcels.count > 1 && filled.count > 1 }

    /// Parcels that may still be stopped; where all are gone, all of them.
    public var staying: [Parcel] {
        let staying = filled.filter { !$0.isGone }
        return staying.isEmpty ? filled : staying
    }

    /// Some of its parcels are gone, and some are not: how many units are gone is known when somebody says what was in one.
    public var isTornApart: Bool { filled.contains(where: \.isGone) && !filled.allSatisfy(\.isGone) }

    /// All of its parcels are gone.
    var isGone: Bool { filled.allSatisfy(\.isGone) }

    /// Not the same became of all of its parcels.
    var isDivided: Bool {
        let filled = filled
        return filled.dropFirst().contains {
            $0.isGone != filled[0].isGone || $0.whereabouts.isPulled != filled[0].whereabouts.isPulled
                || $0.whereabouts.isReturning != filled[0].whereabouts.isReturning
                || $0.whereabouts.label != filled[0].whereabouts.label
                || $0.whereabouts.custody != filled[0].whereabouts.custody
        }
    }

    /// Where its parcel is; of several, what those have in common that may still be stopped.
    public var whereabouts: Whereabouts {
        let filled = filled
        return filled.count == 1 ? filled[0].whereabouts : Whereabouts(common: staying.map(\.whereabouts))
    }

    /// What became of the labels of the parcels that were stopped: nil where there is none.
    var labelVoided: Bool? {
        let opened = parcels.filter { $0.isEmpty && $0.whereabouts.isPulled }
        return Whereabouts(common: (staying + opened).map(\.whereabouts)).labelVoided
    }

    /// Changes what is known of each parcel that may still be stopped.
    mutating func changeStaying(_ change: (inout Whereabouts) -> Void) {
        let numbers = staying.map(\.number)
        for place in parcels.indices where numbers.contains(parcels[place].number) {
            change(&parcels[place].whereabouts)
        }
    }

    /// The tracking number of the newest parcel that has one.
    public var trackingNumber: String? { parcels.last { $0.trackingNumber != nil }?.trackingNumber }

    /// Takes in what a report says of some of its parcels.
    ///
    /// - Parameter places: those that the report is about.
    /// - Returns: what it means for the goods as a whole; nil where all of it is older than what is known.
    mutating func hear(_ report: WarehouseReport, at places: [Int], tolerance: ReportTolerance) -> ParcelNews? {
        var heard: ParcelNews?
        for place in places {
            let number = report.name.trackingNumber
            let isKnown = number == nil || number == parcels[place].trackingNumber
            guard let news = parcels[place].whereabouts.hear(report, isKnownTracking: isKnown, tolerance: tolerance)
            else { continue }
            parcels[place].note(news, report)
            if let number, !report.fact.isAboutLabel { parcels[place].trackingNumber = number }
            heard = news
        }
        return hasSeveralParcels ? heard.map(common) : heard
    }

    /// What a report about one of several parcels means for all.
    private func common(_ news: ParcelNews) -> ParcelNews {
        switch news {
        case .withCarrier, .comingBack, .notPulled, .missing: isGone ? newsOfAll : .partly
        case .left: hasLeft ? .left : .partly
        case .pulled: whereabouts.isPulled ? .pulled : .seenInside
        case .worked, .seenInside, .labelSettled, .partly: news
        }
    }

    /// All of its parcels are out of the building, as far as is known.
    var hasLeft: Bool { filled.allSatisfy { $0.whereabouts.custody != .warehouse } }

    /// What became of parcels that are all gone. One that the warehouse gave up has not left for that: with it, it is not
    /// known how many units have.
    var newsOfAll: ParcelNews {
        let carried = filled.filter { $0.whereabouts.custody == .carrier }
        guard hasLeft, !carried.isEmpty else { return isMissing ? .missing : .notPulled }
        // What one of them brings back has to be received; the others do not matter.
        if carried.contains(where: \.whereabouts.isReturning) { return .comingBack }
        return .withCarrier(delivered: carried.allSatisfy { $0.status == .delivered })
    }
}

extension Parcel {
    fileprivate mutating func note(_ news: ParcelNews, _ report: WarehouseReport) {
        switch news {
        // What nobody finds nobody can pull.
        case .notPulled: givenUp = givenUp ?? .notPulled
        case .missing: givenUp = .missing
        case .left where whereabouts.isMissing(since: report): break
        case .pulled, .seenInside, .worked, .withCarrier, .comingBack, .left: givenUp = nil
        case .labelSettled, .partly: break
        }
        if news.isOfGoods { isEmpty = false }
        guard let reached = report.fact.status, reached.rank >= OutboundStatus.shipped.rank else { return }
        if reached.rank >= status?.rank ?? 0 { status = reached }
    }
}

extension ParcelNews {
    /// Something is in the parcel: somebody works on it, or it went out.
    fileprivate var isOfGoods: Bool {
        switch self {
        case .worked, .left, .withCarrier, .comingBack: true
        case .seenInside, .missing, .pulled, .notPulled, .labelSettled, .partly: false
        }
    }
}

// MARK: Empty parcels

extension OutboundOrder {
    /// Nobody finds any of its parcels.
    var isMissing: Bool { filled.allSatisfy { $0.givenUp == .missing } }

    /// What was in these of its parcels is back.
    mutating func empty(where isBack: (Parcel) -> Bool = { _ in true }) {
        for place in parcels.indices where isBack(parcels[place]) { parcels[place].isEmpty = true }
    }

    /// What was taken for back is not: nobody knows which of its parcels is empty.
    mutating func fillAnew() {
        for place in parcels.indices { parcels[place].isEmpty = false }
    }
}

extension Whereabouts {
    /// What several parcels have in common: they are pulled when all are, and a label that is not void keeps them all.
    fileprivate init(common parcels: [Whereabouts]) {
        self.init()
        custody = parcels.custody
        isPulled = parcels.allSatisfy(\.isPulled)
        isReturning = parcels.allSatisfy(\.isReturning)
        label = [.printed, .notVoided, .voided].first { label in parcels.contains { $0.label == label } } ?? .none
    }
}

extension [Whereabouts] {
    /// Who holds them all; unknown where not all are in the same hands.
    var custody: Custody {
        guard let first else { return .warehouse }
        return allSatisfy { $0.custody == first.custody } ? first.custody : .unknown
    }
}
