/// What is known of where an outbound order's parcel is: dated facts, each with the kind of reporter that said it.
///
/// The same value answers every question about the parcel: who holds it, whether it was pulled, what became of its label.
/// `hear` is the only way in. A fact that is older than what is known changes nothing; a newer one always counts, whatever a
/// case has decided meanwhile. Age is compared for each facet by itself:
///
/// ```
/// facet     what is compared with it
/// inside    verified inWarehouse, pulled                 the newest that placed the parcel in the building
/// outside   shipped, verified withCarrier                the newest that placed it outside
/// scanned   a scan                                       the same, by the carrier's clock
/// pull      pulled, not pulled, work, shipped            the newest that said whether it is out of the stream
/// label     labelled, voided, not voided                 the newest that said what became of the label
/// missing   verified missing, or written off             the newest that placed it inside or outside; and in turn all that
///                                                        place it inside, or say that work goes on, with that nobody finds it
/// ```
public struct Whereabouts: Sendable, Equatable {
    /// The kinds of reporters: their clocks differ more between kinds than within one.
    public enum Source: String, Sendable, CaseIterable { case warehouse, carrier, store }

    /// Who said something, and when that was so by the reporter's own clock.
    public struct Fact: Sendable, Equatable {
        public var source: Source
        public var reportedAt: Timestamp

        public init(source: Source, reportedAt: Timestamp) {
            self.source = source
            self.reportedAt = reportedAt
        }
    }

    /// The parcel's shipping label.
    public enum Label: String, Sendable, CaseIterable {
        case none, printed, voided
        /// It could not be voided, or nobody said so in time.
        case notVoided

        /// There was one, and it is known what became of it.
        var isSettled: Bool { self == .voided || self == .notVoided }
    }

    public var custody = Custody.warehouse
    public var isPulled = false
    /// The carrier said last that it brings the parcel back.
    public var isReturning = false
    public var label = Label.none
    /// The newest fact of each facet; nil where nothing was said.
    public var inside: Fact?
    public var outside: Fact?
    public var pull: Fact?
    public var labelled: Fact?
    /// The carrier's newest scan: its clock is another than the warehouse's, and no date of the one is taken for one of the
    /// other.
    public var scanned: Fact?
    /// Nobody found it.
    public var missing: Fact?
    /// All of its units were back by then, where nothing says whether it was this parcel that came.
    public var backAt: Timestamp?

    public init() {}

    /// nil where there was no label; false where it is not voided, or could not be.
    public var labelVoided: Bool? { label == .none ? nil : label == .voided }
}

/// What a report changes, for those who wait for it.
public enum ParcelNews: Sendable, Equatable {
    /// Work on it goes on: picking, picked, packed, labelled.
    case worked
    /// It is reported shipped, and nobody has scanned it yet.
    case left
    /// The carrier has it, or the buyer.
    case withCarrier(delivered: Bool)
    /// The carrier brings it back.
    case comingBack
    /// Somebody saw it in the building.
    case seenInside
    case missing
    /// It is out of the stream, in somebody's hands.
    case pulled
    case notPulled
    case labelSettled
    /// Something became of one of several parcels, and nobody has said what is in which.
    case partly
}

extension Whereabouts {
    /// Processes one report.
    ///
    /// - Parameters:
    ///   - isKnownTracking: whether its tracking number, if it names one, is the one that is known already.
    ///   - tolerance: how much older than what is known a fact may be and still count.
    /// - Returns: what it says that was not so before; nil where it is older than what is known.
    mutating func hear(
        _ report: WarehouseReport, isKnownTracking: Bool, tolerance: ReportTolerance
    ) -> ParcelNews? {
        let fact = Fact(source: report.fact.source, reportedAt: report.reportedAt)
        func isOlder(_ known: Fact?) -> Bool { tolerance.isOlder(fact, than: known) }
        // That it left says nothing new of what is back; that the carrier brings it back does.
        let isBack = isOlder(backAt.map { Fact(source: .warehouse, reportedAt: $0) })
        switch report.fact {
        case .progressed(.shipped, _, _):
            // That nobody could pull it, or finds it, does not say that it had not left.
            guard !isOlder(inside), !(isPulled && isOlder(pull)), !isOlder(scanned), !isBack else { return nil }
            endPull(fact)
            printLabel(fact, isNew: label == .none || !isKnownTracking)
            if custody == .warehouse { custody = .unknown }
            outside = fact.newer(than: outside)
            return .left
        case .progressed(let status, _, let trackingNumber):
            guard !isOlder(pull), !isOlder(scanned), !isOlder(missing), custody == .warehouse else { return nil }
            if status == .labelled || trackingNumber != nil {
                printLabel(
                    fact, isNew: label == .none || !isKnownTracking || (status == .labelled && !isOlder(labelled)))
            }
            endPull(fact)
            return .worked
        case .goodsVerified(.inWarehouse):
            guard !isOlder(outside), !isOlder(scanned), !isOlder(missing) else { return nil }
            custody = .warehouse
            isReturning = false
            inside = fact.newer(than: inside)
            return .seenInside
        case .goodsVerified(.withCarrier):
            guard !isOlder(inside) else { return nil }
            handOver(isReturning: isReturning)
            outside = fact.newer(than: outside)
            pull = fact.newer(than: pull)
            return .withCarrier(delivered: false)
        case .goodsVerified(.missing):
            guard !isOlder(inside), !isOlder(outside), !isOlder(scanned), custody != .carrier else { return nil }
            missing = fact.newer(than: missing)
            return .missing
        case .parcelIntercepted(succeeded: true, _):
            guard !isOlder(outside), !isOlder(pull), !isOlder(scanned), !isOlder(missing) else { return nil }
            // It lies pulled since then, or later: that is nothing new.
            if isPulled, let pull, fact.reportedAt <= pull.reportedAt { return nil }
            custody = .warehouse
            isPulled = true
            isReturning = false
            inside = fact.newer(than: inside)
            pull = fact.newer(than: pull)
            return .pulled
        case .parcelIntercepted(succeeded: false, _):
            guard !isOlder(pull), !isOlder(scanned) else { return nil }
            endPull(fact)
            return .notPulled
        case .labelVoided(let succeeded, _, _):
            guard !isOlder(labelled) else { return nil }
            label = succeeded ? .voided : .notVoided
            labelled = fact.newer(than: labelled)
            return .labelSettled
        case .carrierScanned(let scan, let trackingNumber):
            guard !isOlder(inside), !isOlder(scanned), !isBack || scan == .returnedToSender else { return nil }
            if trackingNumber != nil { printLabel(fact, isNew: label == .none || !isKnownTracking) }
            handOver(isReturning: scan == .returnedToSender)
            scanned = fact.newer(than: scanned)
            return scan == .returnedToSender ? .comingBack : .withCarrier(delivered: scan == .delivered)
        }
    }

    /// Whether this report, or another one of the same time, has said last what it says.
    func knows(_ report: WarehouseReport) -> Bool {
        let isKnown: (Fact?) -> Bool = { $0?.reportedAt == report.reportedAt }
        return switch report.fact {
        case .parcelIntercepted(let succeeded, _): isPulled == succeeded && isKnown(pull)
        case .labelVoided(let succeeded, _, _): label == (succeeded ? .voided : .notVoided) && isKnown(labelled)
        case .goodsVerified(.withCarrier): custody == .carrier && isKnown(outside)
        case .carrierScanned: custody == .carrier && isKnown(scanned)
        case .progressed, .goodsVerified: false
        }
    }

    /// A person put units back by hand: nobody does that with a parcel that was not pulled.
    mutating func putBack(at now: Timestamp) {
        let fact = Fact(source: .warehouse, reportedAt: now)
        custody = .warehouse
        isPulled = true
        isReturning = false
        inside = fact.newer(than: inside)
        pull = fact.newer(than: pull)
    }

    /// Every unit is back in the building: what was reported before that is over.
    ///
    /// - Parameter itself: whether the parcel is what came, and not perhaps another one.
    mutating func cameBack(at now: Timestamp, itself: Bool) {
        isReturning = false
        if itself {
            inside = Fact(source: .warehouse, reportedAt: now).newer(than: inside)
        } else {
            backAt = max(backAt ?? now, now)
        }
    }

    /// A person wrote off all that was in it.
    mutating func wasWrittenOff(at now: Timestamp) {
        missing = Fact(source: .warehouse, reportedAt: now).newer(than: missing)
    }

    /// What was said of another parcel was said of this one: of each facet the newest counts.
    mutating func join(_ other: Whereabouts) {
        func newest(_ facts: [Fact?]) -> Timestamp? { facts.compactMap { $0?.reportedAt }.max() }
        func newer(_ one: Fact?, _ two: Fact?) -> Fact? { one.map { two?.newer(than: $0) ?? $0 } ?? two }
        if let its = newest([other.inside, other.outside, other.scanned]),
            newest([inside, outside, scanned]).map({ $0 <= its }) ?? true
        {
            custody = other.custody
            isReturning = other.isReturning
        }
        let pulled = newer(pull, other.pull)
        isPulled = custody != .carrier && (pulled == pull ? isPulled : other.isPulled)
        if label == .none || newer(labelled, other.labelled) != labelled { label = other.label }
        inside = newer(inside, other.inside)
        outside = newer(outside, other.outside)
        pull = pulled
        labelled = newer(labelled, other.labelled)
        scanned = newer(scanned, other.scanned)
        missing = newer(missing, other.missing)
        backAt = [backAt, other.backAt].compactMap(\.self).max()
    }

    /// Nobody has found it since something was reported.
    func isMissing(since report: WarehouseReport) -> Bool { missing.map { $0.reportedAt > report.reportedAt } ?? false }

    /// What the carrier brings back was not what came.
    mutating func isStillReturning() {
        if custody == .carrier { isReturning = true }
    }

    private mutating func handOver(isReturning: Bool) {
        custody = .carrier
        self.isReturning = isReturning
        isPulled = false
    }

    private mutating func endPull(_ fact: Fact) {
        isPulled = false
        pull = fact.newer(than: pull)
    }

    private mutating func printLabel(_ fact: Fact, isNew: Bool) {
        guard isNew else { return }
        label = .printed
        labelled = fact.newer(than: labelled)
    }
}

extension Whereabouts.Fact {
    /// The fact that counts from now on. Where two clocks differ a little the later date stays, so that a row of small
    /// differences does not add up.
    func newer(than known: Whereabouts.Fact?) -> Whereabouts.Fact {
        guard let known, known.reportedAt > reportedAt else { return self }
        return Whereabouts.Fact(source: source, reportedAt: known.reportedAt)
    }
}

/// How far two dates may be apart and still say nothing about which came first: then the order of arrival counts.
public struct ReportTolerance: Sendable, Equatable {
    /// Between reports of one kind of reporter, in seconds.
    public var withinSourceSeconds: Int64
    /// Between reports of different kinds of reporters, in seconds.
    public var betweenSourcesSeconds: Int64

    public init(withinSourceSeconds: Int64 = 30, betweenSourcesSeconds: Int64 = 300) {
        self.withinSourceSeconds = withinSourceSeconds
        self.betweenSourcesSeconds = betweenSourcesSeconds
    }

    /// Whether a fact is older than what is known.
    func isOlder(_ fact: Whereabouts.Fact, than known: Whereabouts.Fact?) -> Bool {
        guard let known else { return false }
        let seconds = fact.source == known.source ? withinSourceSeconds : betweenSourcesSeconds
        return fact.reportedAt.adding(seconds: seconds) < known.reportedAt
    }
}

extension WarehouseReport.Fact {
    /// The kind of reporter that says it.
    public var source: Whereabouts.Source {
        if case .carrierScanned = self { .carrier } else { .warehouse }
    }
}
