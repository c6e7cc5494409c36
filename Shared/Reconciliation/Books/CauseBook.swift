import Contracts
import Fulfillment

/// Which message each message follows from, and whether all that followed is there.
///
/// What Turnback writes names the message that caused it, and says how many its service wrote because of that: so a message
/// whose cause is nowhere shows that the cause was lost, and one of too few that another was. 20 MB per million messages that
/// cause something.
struct CauseBook: Sendable {
    /// Messages that a service acts on, and messages from which something followed, by service and id.
    private var read = FingerprintSet()
    private var followed = FingerprintSet()
    /// How many consequences of something are still to come. What is refused first and accepted later has two of these.
    private var missing: [UInt64: (count: Int, place: Place)] = [:]
    /// Messages that name a cause which was not read yet.
    private var causeless: [UInt64: Place] = [:]
    /// Messages from which something has to follow, and nothing was read yet.
    private var silent: [UInt64: (duty: Duty, place: Place)] = [:]
    /// What several messages may say, where one suffices, and something followed from one.
    private var done = FingerprintSet()

    /// A message that a service acts on, by service and id: what follows from it names it so.
    typealias Cause = UInt64

    /// Why something has to follow from a message.
    enum Duty {
        /// It says what no other message says.
        case always
        /// It may say what another said before it; then nothing follows any more.
        case once(Fingerprint)
    }

    // MARK: What is read

    /// A message that a service acts on.
    ///
    /// - Parameter duty: why something has to follow from it; nil where it may change nothing.
    /// - Returns: what follows from it names it so.
    @discardableResult
    mutating func read(
        _ envelope: Envelope, by service: Service, _ duty: Duty? = nil, at place: Place, _ findings: inout Findings
    ) -> Cause {
        let cause = Fingerprint(service.rawValue, envelope.id)
        note(cause)
        if let duty {
            findings.count(.messagesAnswered)
            if followed.contains(cause) { fulfil(duty) } else { silent[cause.value] = (duty, place) }
        }
        return cause.value
    }

    private mutating func note(_ cause: Fingerprint) {
        if read.insert(cause) { causeless[cause.value] = nil }
    }

    private mutating func fulfil(_ duty: Duty) {
        if case .once(let what) = duty { done.insert(what) }
    }

    private func isDone(_ duty: Duty) -> Bool {
        if case .once(let what) = duty { done.contains(what) } else { false }
    }

    /// A message that a service wrote. Returns what it follows from.
    mutating func wrote(_ envelope: Envelope, at place: Place, _ findings: inout Findings) -> Cause? {
        guard let id = envelope.causationId, let service = Service(envelope.source) else { return nil }
        let cause = Fingerprint(service.rawValue, id)
        let origin = DerivedId.origin(of: envelope.id)
        findings.count(.causesThere)
        followed.insert(cause)
        if let heard = silent.removeValue(forKey: cause.value) { fulfil(heard.duty) }
        if isOfTimer(envelope, service, id, origin) { note(cause) }
        if !read.contains(cause) { causeless[cause.value] = place }
        if let count = envelope.causationCount {
            findings.count(.nothingLeftOut)
            let together = origin ?? cause.value
            let left = (missing[together]?.count ?? count) - 1
            missing[together] = left == 0 ? nil : (left, place)
        }
        return cause.value
    }

    /// A message that cannot be read, under a service's name on a topic where others write as well: it has to be a dead letter.
    mutating func unreadable(at place: Place, _ findings: inout Findings) {
        findings.count(.messagesAnswered)
        silent[Fingerprint("unreadable", place.description).value] = (.always, place)
    }

    /// A deadline stands on no topic; what it brings about has ids that derive from it.
    private func isOfTimer(_ envelope: Envelope, _ service: Service, _ id: String, _ origin: UInt64?) -> Bool {
        guard id.utf8.contains(UInt8(ascii: "@")) else { return false }
        return DerivedId(service: service.rawValue, source: "\(envelope.source)/timers", id: id).origin == origin
    }

    // MARK: What is left

    /// Messages without their cause, causes without a consequence, and what nothing followed from.
    ///
    /// - Parameter isDeadLetter: whether the message at a place is one; then nothing else follows.
    func unsettled(isDeadLetter: (Place) -> Bool) -> [Finding] {
        let lost = causeless.values.map { place in
            Finding(
                invariant: .causesThere, place: place, expected: "the message that caused this one",
                found: "none on any topic")
        }
        let leftOut = missing.values.map { one in
            Finding(
                invariant: .nothingLeftOut, place: one.place,
                expected: "as many messages as it says follow from its cause",
                found: one.count > 0 ? "\(one.count) less" : "\(-one.count) more")
        }
        let unanswered = silent.values.filter { !isDone($0.duty) && !isDeadLetter($0.place) }.map { one in
            Finding(
                invariant: .messagesAnswered, place: one.place,
                expected: "something that follows from it, or a rejection",
                found: "nothing")
        }
        return lost + leftOut + unanswered
    }
}

/// A service of Turnback's, which acts on messages and writes others because of them.
enum Service: String {
    case orders, inventory, returns

    /// By the `ce_source` of what it writes.
    init?(_ source: String) {
        switch source {
        case "turnback/orders": self = .orders
        case "turnback/inventory": self = .inventory
        case "turnback/returns": self = .returns
        default: return nil
        }
    }
}

// MARK: Kept

extension CauseBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        read.archive(&archive)
        followed.archive(&archive)
        archive.keep(&missing, blank: (0, .blank)) { one, archive in
            archive.keep(&one.count)
            archive.keep(&one.place)
        }
        archive.keep(&causeless)
        archive.keep(&silent, blank: (.always, .blank)) { one, archive in
            one.duty.archive(&archive)
            archive.keep(&one.place)
        }
        done.archive(&archive)
    }
}

extension CauseBook.Duty: Archived {
    mutating func archive(_ archive: inout Archive) {
        var what: Fingerprint? = if case .once(let what) = self { what } else { nil }
        archive.keep(&what, blank: Fingerprint()) { $1.keep(&$0) }
        self = what.map { .once($0) } ?? .always
    }
}
