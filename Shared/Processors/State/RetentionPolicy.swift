internal import Fulfillment
internal import Streams

extension Retention {
    /// What the policies say of entities of these kinds.
    /// - Parameter namesPeople: some of them have tracking numbers, which lead to a person.
    init(_ policies: Policies, kinds: [String], namesPeople: Bool = false) {
        self.init(
            kinds: kinds, shortest: policies.shortestKeepEndedSeconds * 1_000,
            thinning: namesPeople ? policies.shortestKeepPersonalSeconds * 1_000 : nil,
            refusals: policies.defaults.keepEndedSeconds * 1_000)
    }
}

extension Retention.Standing {
    /// Ended, and remembered as long as the most patient of these merchants needs it; the defaults where none is known.
    static func ended(_ policies: Policies, merchants: [String]) -> Self {
        let longest = merchants.map { policies[$0].keepEndedSeconds }.max() ?? policies.defaults.keepEndedSeconds
        return .ended(keep: longest * 1_000)
    }

    /// What keeps an id from counting twice: remembered as long as the most patient of these merchants needs it.
    static func tombstone(_ policies: Policies, merchants: [String]) -> Self {
        let longest = merchants.map { policies[$0].keepTombstoneSeconds }.max() ?? policies.defaults.keepTombstoneSeconds
        return .ended(keep: longest * 1_000)
    }
}
