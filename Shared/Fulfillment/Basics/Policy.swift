/// What a merchant wants: deadlines, and the way intercepted units come back.
public struct Policy: Sendable, Equatable {
    /// The two ways by which intercepted units come back to stock.
    public enum RestockWay: String, Sendable, CaseIterable { case returnOrder, adjustment }
    /// What becomes of a case when the warehouse has not answered by the second deadline.
    public enum Silence: String, Sendable, CaseIterable { case refuse, keepOpen }

    /// How long a request or a report waits for its order, in seconds.
    public var unknownOrderGraceSeconds: Int64 = 900
    /// How long the warehouse has to find out where the goods are, in seconds.
    public var verifySeconds: Int64 = 14_400
    /// How long the warehouse has to pull the parcel and void its label, in seconds.
    public var interceptSeconds: Int64 = 14_400
    /// How long the warehouse has to put the goods back, in seconds.
    public var restockSeconds: Int64 = 604_800
    /// From the first deadline to the second, in seconds.
    public var escalationSeconds: Int64 = 14_400
    /// How long what has ended is remembered after it was last touched, in seconds.
    public var keepEndedSeconds: Int64 = 15_552_000
    /// How long the tombstone of what was forgotten, and the id of a receipt or an adjustment, is remembered, in seconds.
    public var keepTombstoneSeconds: Int64 = 315_360_000
    /// How long names, notes and tracking numbers are kept after an order has ended and was last touched, in seconds.
    public var keepPersonalSeconds: Int64 = 7_776_000
    /// How long after the first outbound order another one belongs to the same splitting of its store order, in seconds.
    public var splitSeconds: Int64 = 60
    /// How far the dates of two reports may be apart and still say nothing about which came first.
    public var reportTolerance = ReportTolerance()
    public var restockBy = RestockWay.returnOrder
    public var whenWarehouseIsSilent = Silence.refuse

    public init() {}

    /// All the time that a case may take until the last of its deadlines has passed, in seconds.
    public var longestCaseSeconds: Int64 { verifySeconds + interceptSeconds + restockSeconds + 3 * escalationSeconds }
}

/// The policy of each merchant, and the one for all others.
public struct Policies: Sendable, Equatable {
    public var defaults: Policy
    public var merchants: [String: Policy]

    public init(defaults: Policy = Policy(), merchants: [String: Policy] = [:]) {
        self.defaults = defaults
        self.merchants = merchants
    }

    /// A merchant's own policy, else the defaults.
    public subscript(merchantId: String) -> Policy { merchants[merchantId] ?? defaults }

    /// The shortest time for which any of them remembers what has ended, in seconds.
    public var shortestKeepEndedSeconds: Int64 {
        merchants.values.reduce(defaults.keepEndedSeconds) { min($0, $1.keepEndedSeconds) }
    }

    /// The shortest time for which any of them keeps what names people, in seconds.
    public var shortestKeepPersonalSeconds: Int64 {
        merchants.values.reduce(defaults.keepPersonalSeconds) { min($0, $1.keepPersonalSeconds) }
    }

    /// How long what names people is kept of an order with goods of these merchants, in seconds: as long as the most patient of
    /// them needs it, and no longer than the order itself.
    public func keepPersonalSeconds(_ merchants: [String]) -> Int64 {
        merchants.map { min(self[$0].keepPersonalSeconds, self[$0].keepEndedSeconds) }.max()
            ?? min(defaults.keepPersonalSeconds, defaults.keepEndedSeconds)
    }
}
