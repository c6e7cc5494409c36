internal import Contracts

/// Forgets what has ended, so that the state does not grow for ever.
///
/// Each entity that can end has one entry in the state store, written when it is first stored, under a key that begins
/// with the time at which to look at it: `expiry/<milliseconds>/<entity>`. The next one that is due is the first of all,
/// so nothing is held in memory. A look drops the entity if it has ended and was not touched for as long as it is to be
/// remembered; else it sets a new entry. Entries are not moved when an entity changes, so that a change costs no more.
///
/// Dropped is dropped: a message that comes later finds nothing, as if the entity had never been; or the tombstone that the
/// processor leaves in its place, which is dropped after a time of its own.
final class Expiry {
    private let store: StateStore
    private let timers: Timers
    private let processor: any Processor
    private let retention: Retention
    private let kinds: [[UInt8]]
    /// Before this time nothing is due.
    private var quietUntil = Int64.min
    /// What the batch in hand has forgotten. If the batch stores it again, it is as if for the first time.
    private var forgotten: Set<[UInt8]> = []
    /// What was due is in the batch in hand.
    private var isSwept = false
    /// The last look was at as much as one batch looks at: more may be due.
    private var mayHaveMore = false

    /// How the keys of entries begin.
    static let prefix = Array("expiry/".utf8)
    /// Digits of a time in a key: enough until the year 2286.
    private static let digits = 13
    /// Entities that one batch looks at.
    static let limit = 500
    /// When an entity that is still open is looked at again.
    static let nextLook: Int64 = 86_400_000

    init(_ store: StateStore, _ timers: Timers, _ processor: any Processor) {
        self.store = store
        self.timers = timers
        self.processor = processor
        retention = processor.retention
        kinds = retention.kinds.map { Array($0.utf8) }
    }

    /// Gives every entity that the batch in hand stores for the first time its entry.
    func stage(clock: Int64) throws(LogError) {
        let fresh = try store.newKeys(and: forgotten) { key in
            key.starts(with: Refusals.prefix) || kinds.contains { key.starts(with: $0) }
        }
        for key in fresh {
            set(key, at: clock + (key.starts(with: Refusals.prefix) ? retention.refusals : retention.firstLook))
        }
    }

    /// Looks at some of what is due. False where nothing is.
    func sweep(clock: Int64) throws(LogError) -> Bool {
        guard !isSwept, clock >= quietUntil else { return false }
        let entries = try store.keys(prefix: Self.prefix, limit: Self.limit)
        let due = entries.prefix { Self.time(of: $0) <= clock }
        mayHaveMore = due.count == Self.limit
        guard !due.isEmpty else {
            quietUntil = entries.first.map(Self.time) ?? .max
            return false
        }
        for entry in due {
            store.put(entry, nil)
            try look(at: Self.entity(of: entry), clock)
        }
        isSwept = true
        return true
    }

    /// Whether the last look may have left something that is due.
    func hasMore(at clock: Int64) -> Bool { mayHaveMore && clock >= quietUntil }

    private func look(at entity: [UInt8], _ clock: Int64) throws(LogError) {
        guard let value = try store.get(entity) else { return }
        if entity.starts(with: Refusals.prefix) { return forget(entity) }
        switch try standing(of: entity) {
        case .open: set(entity, at: clock + Self.nextLook)
        case .ended(let keep):
            let until = Self.touched(value) + keep
            if until > clock { return set(entity, at: until) }
            let tombstone = try ask(else: nil) { processor throws(ProcessingError) in
                try processor.tombstone(of: entity, in: store, at: clock)
            }
            timers.set(entity, at: nil)
            guard let tombstone else { return forget(entity) }
            store.put(entity, tombstone)
            set(entity, at: clock + Self.nextLook)
        }
    }

    private func forget(_ entity: [UInt8]) {
        store.put(entity, nil)
        forgotten.insert(entity)
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

    private func set(_ entity: [UInt8], at time: Int64) {
        let text = String(max(0, time))
        let padded = String(repeating: "0", count: max(0, Self.digits - text.utf8.count)) + text
        store.put(Self.prefix + Array("\(padded)/".utf8) + entity, [])
        quietUntil = min(quietUntil, time)
    }

    /// The entity that an entry is about.
    static func entity(of entry: [UInt8]) -> [UInt8] { Array(entry.dropFirst(prefix.count + digits + 1)) }

    private static func time(of entry: [UInt8]) -> Int64 {
        Int64(String(decoding: entry.dropFirst(prefix.count).prefix(digits), as: UTF8.self)) ?? 0
    }

    /// When an entity was written last; long ago where it does not say.
    private static func touched(_ value: [UInt8]) -> Int64 {
        var reader = JSONReader(value)
        var time: Int64 = 0
        try? reader.object { key, reader throws(DecodeError) in
            if StateStore.touchedField ~= key { time = try reader.integer() } else { try reader.skip() }
        }
        return time
    }

    /// The batch in hand is committed.
    func commit() {
        isSwept = false
        forgotten.removeAll(keepingCapacity: true)
    }

    /// The batch in hand is dropped.
    func drop() {
        isSwept = false
        forgotten.removeAll(keepingCapacity: true)
        mayHaveMore = false
        quietUntil = .min
    }
}

/// Where it is remembered that a message was refused.
enum Refusals {
    static let prefix = Array("rejected/".utf8)
}
