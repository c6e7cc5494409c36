internal import Contracts

/// Forgets what has ended, so that the state does not grow for ever.
///
/// A sweep goes over the entities in the order of their keys, a page at a time, and comes to each about once a day, or sooner where
/// the policy remembers for less than ten days: so nothing has to be written down for an entity, and a change of one costs no more. Only where the sweep stands is kept in the state, so that
/// it goes on from there in the next process. A look drops the entity if it has ended and was not touched for as long as it is to
/// be remembered.
///
/// Dropped is dropped: a message that comes later finds nothing, as if the entity had never been; or the tombstone that the
/// processor leaves in its place, which is dropped after its own time. Before that it may be thinned: what is needed no more is
/// taken out of it, and the time of its last touch stays.
final class Expiry {
    private let store: StateStore
    private let timers: Timers
    private let processor: any Processor
    private let retention: Retention
    private let kinds: [[UInt8]]
    /// Where the sweep stands; what the batch in hand has made of it is `staged`.
    private var place: SweepPlace
    private var staged: SweepPlace?
    /// Between two pages of this round, in milliseconds.
    private var pause: Int64

    /// How the keys of the entries began by which earlier versions found what was due: the sweep removes them.
    static let formerPrefix = Array("expiry/".utf8)
    /// Entities that one batch looks at.
    static let limit = 500
    /// How long a round over all entities takes: a tenth of the shortest time that anything is remembered, a day at most.
    private let round: Int64
    static let longestRound: Int64 = 86_400_000
    private static let shortestRound: Int64 = 1_000

    init(_ store: StateStore, _ timers: Timers, _ processor: any Processor, clock: Int64) throws(LogError) {
        self.store = store
        self.timers = timers
        self.processor = processor
        retention = processor.retention
        kinds = retention.kinds.map { Array($0.utf8) }
        place = try store.get(SweepPlace.key).flatMap(SweepPlace.init(text:)) ?? SweepPlace(due: clock, after: nil)
        round = min(max(min(retention.shortest, retention.thinning ?? .max) / 10, Self.shortestRound), Self.longestRound)
        pause = try Self.pause(store, round)
    }

    /// Looks at the next page, where that is due. False where nothing came of it that is to be committed.
    func sweep(clock: Int64) throws(LogError) -> Bool {
        guard staged == nil, clock >= place.due else { return false }
        let page = try store.page(after: place.after, limit: Self.limit)
        for (key, value) in page { try look(at: key, value, clock) }
        let isEnd = page.count < Self.limit
        // What was missed while nobody ran is made up for by one round.
        let next = SweepPlace(
            due: max(place.due + pause, clock - round + pause), after: isEnd ? nil : page.last?.key)
        if isEnd { pause = try Self.pause(store, round) }
        if page.isEmpty {
            let isRoundOver = place.isBegun
            place = next
            return isRoundOver ? try sweep(clock: clock) : false
        }
        staged = next
        store.put(SweepPlace.key, next.text)
        return true
    }

    /// Whether the next page is due as well.
    func hasMore(at clock: Int64) -> Bool { staged == nil && clock >= place.due && place.isBegun }

    private static func pause(_ store: StateStore, _ round: Int64) throws(LogError) -> Int64 {
        round / Int64(max(1, (try store.count() + limit - 1) / limit))
    }

    private func look(at key: [UInt8], _ value: [UInt8], _ clock: Int64) throws(LogError) {
        if key.starts(with: Self.formerPrefix) { return store.put(key, nil) }
        if key.starts(with: Refusals.prefix) { return try lookAtRefusal(key, clock) }
        guard kinds.contains(where: { key.starts(with: $0) }) else { return }
        // Nothing is kept for a shorter time: most need no closer look.
        let touched = Self.touched(value)
        guard touched + min(retention.shortest, retention.thinning ?? .max) <= clock else { return }
        // The batch in hand may have changed it.
        guard let value = try store.get(key) else { return }
        let newest = Self.touched(value)
        if newest + retention.shortest <= clock, case .ended(let keep) = try standing(of: key), newest + keep <= clock {
            return try forget(key, clock)
        }
        guard let thinning = retention.thinning, newest + thinning <= clock else { return }
        let thinned = try ask(else: nil) { processor throws(ProcessingError) in
            try processor.thinned(key, touched: newest, in: store, at: clock)
        }
        if let thinned { store.put(key, thinned) }
    }

    private func forget(_ key: [UInt8], _ clock: Int64) throws(LogError) {
        let tombstone = try ask(else: nil) { processor throws(ProcessingError) in
            try processor.tombstone(of: key, in: store, at: clock)
        }
        timers.set(key, at: nil)
        store.put(key, tombstone)
    }

    /// One of an earlier version does not say when it was: that time begins now.
    private func lookAtRefusal(_ key: [UInt8], _ clock: Int64) throws(LogError) {
        guard let refusal = try store.get(key).flatMap(Refusals.Stored.init(text:)) else { return }
        guard let at = refusal.at else {
            return store.put(key, Refusals.Stored(code: refusal.code, at: clock).text)
        }
        if at + retention.refusals <= clock { store.put(key, nil) }
    }

    private func standing(of entity: [UInt8]) throws(LogError) -> Retention.Standing {
        try ask(else: .open) { processor throws(ProcessingError) in try processor.standing(of: entity, in: store) }
    }

    private func ask<Answer>(
        else refused: Answer, _ question: (any Processor) throws(ProcessingError) -> Answer
    ) throws(LogError) -> Answer {
        do throws(ProcessingError) { return try question(processor) } catch {
            switch error {
            case .log(let error): throw error
            case .rejected, .unreadable: return refused
            }
        }
    }

    /// When an entity was written last; long ago where it does not say.
    private static func touched(_ value: [UInt8]) -> Int64 {
        var reader = JSONReader(value)
        var time: Int64 = 0
        try? reader.object { key, reader throws(DecodeError) in
            switch key {
            case StateStore.touchedField, StateStore.formerTouchedField: time = try reader.integer()
            default: try reader.skip()
            }
        }
        return time
    }

    /// The batch in hand is committed.
    func commit() {
        if let staged { place = staged }
        staged = nil
    }

    /// The batch in hand is dropped.
    func drop() { staged = nil }
}

/// Where the sweep over a partition's entities stands.
struct SweepPlace: Equatable {
    /// When the next page is due.
    var due: Int64
    /// The last key that was looked at in this round; nil at its beginning.
    var after: [UInt8]?

    static let key = Array("sweep".utf8)

    var isBegun: Bool { after != nil }

    init(due: Int64, after: [UInt8]?) {
        self.due = due
        self.after = after
    }

    /// A number, and the key behind it.
    var text: [UInt8] { Array("\(due)".utf8) + (after.map { [UInt8(ascii: " ")] + $0 } ?? []) }

    init?(text: [UInt8]) {
        let parts = text.split(separator: UInt8(ascii: " "), maxSplits: 1)
        guard let first = parts.first, let due = Int64(String(decoding: first, as: UTF8.self)) else { return nil }
        self.init(due: due, after: parts.count > 1 ? Array(parts[1]) : nil)
    }
}

/// Where it is remembered that a message was refused.
enum Refusals {
    static let prefix = Array("rejected/".utf8)

    /// With which code, and when, in milliseconds since 1970; nil where an earlier version wrote it.
    struct Stored {
        var code: String
        var at: Int64?

        init(code: String, at: Int64?) {
            self.code = code
            self.at = at
        }

        /// The code, and the time behind it.
        var text: [UInt8] { Array((code + (at.map { " \($0)" } ?? "")).utf8) }

        init?(text: [UInt8]) {
            let parts = String(decoding: text, as: UTF8.self).split(separator: " ")
            guard let code = parts.first else { return nil }
            self.init(code: String(code), at: parts.count > 1 ? Int64(parts[1]) : nil)
        }
    }
}
