import Contracts
import Fulfillment

/// Which message each message follows from, and whether all that followed is there.
///
/// What Turnback writes has an id that derives from the message that caused it, its service, and a number that goes up
/// by one: so a message whose cause is nowhere tells that the cause was lost, and a number left out tells that one of its
/// consequences was. 20 MB a million messages that cause something.
struct CauseBook: Sendable {
    /// What follows from messages that were read: where its ids begin (48 bits), and how many there are.
    private var known = FingerprintMap()
    /// What follows from messages that were not read yet.
    private var orphans: [UInt64: Orphan] = [:]
    /// Of messages that were read, the sum of the numbers less what it is where none is left out.
    private var gaps: [UInt64: (off: Int64, place: Place)] = [:]
    /// Messages from which something has to follow, and nothing was read yet.
    private var silent: [UInt64: (duty: Duty, place: Place)] = [:]
    /// What several messages may say, of which one suffices, and something followed from one.
    private var done = FingerprintSet()

    /// Why something has to follow from a message.
    enum Duty {
        /// It says what no other message says.
        case always
        /// It may say what another said before it; then nothing follows any more.
        case once(Fingerprint)
    }

    private struct Orphan: Sendable {
        /// The position of the first id that was read; the sum of the others' distances to it; how many there are.
        var base: UInt64
        var distances: Int64
        var count: Int64
        var place: Place
    }

    private struct Known {
        var start: UInt64
        var count: Int64

        init?(_ packed: UInt64) {
            guard packed != 0 else { return nil }
            start = packed & Self.mask
            count = Int64(packed >> 48) - 1
        }

        init(start: UInt64, count: Int64) {
            self.start = start & Self.mask
            self.count = count
        }

        /// Beside 0, which stands for nothing.
        var packed: UInt64 { (UInt64(min(count, Self.most)) + 1) << 48 | start }

        /// The number of an id.
        func number(_ position: UInt64) -> Int64 { Int64((position &- start) & Self.mask) }

        static let mask: UInt64 = 1 << 48 - 1
        private static let most: Int64 = 1 << 16 - 2
    }

    /// A message that a service acts on.
    ///
    /// - Parameter duty: why something has to follow from it; nil where it may change nothing.
    /// - Returns: the origin of the ids of what follows.
    @discardableResult
    mutating func read(
        _ envelope: Envelope, by service: Service, _ duty: Duty? = nil, at place: Place, _ findings: inout Findings
    ) -> UInt64 {
        let ids = DerivedId(service: service.rawValue, source: envelope.source, id: envelope.id)
        know(ids, at: place)
        guard let duty else { return ids.origin }
        findings.count(.messagesAnswered)
        if let one = Known(known[Fingerprint(value: ids.origin)]), one.count > 0 {
            fulfil(duty)
        } else {
            silent[ids.origin] = (duty, place)
        }
        return ids.origin
    }

    private mutating func fulfil(_ duty: Duty) {
        if case .once(let what) = duty { done.insert(what) }
    }

    private func isDone(_ duty: Duty) -> Bool {
        if case .once(let what) = duty { done.contains(what) } else { false }
    }

    private mutating func know(_ ids: DerivedId, at place: Place) {
        let key = Fingerprint(value: ids.origin)
        guard known[key] == 0 else { return }
        var one = Known(start: ids.start, count: 0)
        if let orphan = orphans.removeValue(forKey: ids.origin) {
            one.count = orphan.count
            let numbers = orphan.distances &+ orphan.count &* Int64(bitPattern: orphan.base &- ids.start)
            note(numbers &- Self.sum(orphan.count), of: ids.origin, at: orphan.place)
        }
        known[key] = one.packed
    }

    /// A message that a service wrote. Returns the origin of its id.
    mutating func wrote(_ envelope: Envelope, at place: Place, _ findings: inout Findings) -> UInt64? {
        guard let trace = DerivedId.Trace(envelope.id) else {
            findings.expect(
                .causesThere, false, at: place, expected: "an id that derives from the message that caused it",
                found: envelope.id)
            return nil
        }
        findings.count(.causesThere)
        findings.count(.nothingLeftOut)
        let key = Fingerprint(value: trace.origin)
        if known[key] == 0, let timer = Self.timer(envelope), timer.origin == trace.origin { know(timer, at: place) }
        guard var one = Known(known[key]) else {
            var orphan =
                orphans[trace.origin] ?? Orphan(base: trace.position, distances: 0, count: 0, place: place)
            orphan.distances &+= Int64(bitPattern: trace.position &- orphan.base)
            orphan.count += 1
            orphan.place = place
            orphans[trace.origin] = orphan
            return trace.origin
        }
        let number = one.number(trace.position)
        note(number &- one.count, of: trace.origin, at: place)
        one.count += 1
        known[key] = one.packed
        if one.count == 1, let heard = silent.removeValue(forKey: trace.origin) { fulfil(heard.duty) }
        return trace.origin
    }

    /// A deadline that a service's own timer brought, which stands on no topic: its consequences name it.
    private static func timer(_ envelope: Envelope) -> DerivedId? {
        guard let id = envelope.causationId, id.utf8.contains(UInt8(ascii: "@")), let service = envelope.source.split(separator: "/").last else { return nil }
        return DerivedId(service: String(service), source: "\(envelope.source)/timers", id: id)
    }

    /// The sum of the numbers of so many messages of which none is left out.
    private static func sum(_ count: Int64) -> Int64 { count &* (count &- 1) / 2 }

    private mutating func note(_ more: Int64, of origin: UInt64, at place: Place) {
        let off = (gaps[origin]?.off ?? 0) &+ more
        gaps[origin] = off == 0 ? nil : (off, place)
    }

    /// Messages without their cause, causes of which a consequence is missing, and what nothing followed from.
    var unsettled: [Finding] {
        let lost = orphans.values.map { orphan in
            Finding(
                invariant: .causesThere, place: orphan.place, expected: "the message that caused this one",
                found: "none on any topic")
        }
        let gaps = gaps.values.map { gap in
            Finding(
                invariant: .nothingLeftOut, place: gap.place,
                expected: "all that followed from the same message, in their numbers", found: "a number left out")
        }
        let silent = silent.values.filter { !isDone($0.duty) }.map { one in
            Finding(
                invariant: .messagesAnswered, place: one.place, expected: "something that follows from it, or a rejection",
                found: "nothing")
        }
        return lost + gaps + silent
    }
}
