import Contracts
import Fulfillment

/// What the messages that services act on are about, compared with what follows from them: a report of one outbound order
/// brings nothing about for another, a submission asks for the units that it names, and a request stops no others.
///
/// 23 bytes per message from which something may follow, and as many per line of a request that names lines.
struct SubjectBook: Sendable {
    /// What a message is about, by cause: an outbound order or a return order. A source may use an id for several messages:
    /// then nothing is compared with it.
    private var subjects = FingerprintMap()
    /// The units that a submission asks for, with where they are; by cause.
    private var submitted = FingerprintMap()
    /// How much of a SKU a request asks for, by cause and SKU; and under the cause alone that it names lines, with their units.
    private var asked = FingerprintMap()
    /// What waits until its cause is read, or until another message under the same id says something else.
    private var waiting: [UInt64: [Claim]] = [:]

    private static let several: UInt64 = 1

    private struct Claim: Sendable {
        var place: Place
        var about: About
    }

    fileprivate enum About: Sendable {
        /// One of these is what it is about.
        case subject([UInt64])
        case submission(UInt64)
        case lines([Line])
        case units(Int)
    }

    // MARK: What brings something about

    /// A report, a reply or a command to returns.
    mutating func read(_ cause: CauseBook.Cause, about subject: Fingerprint) {
        Self.note(Slots.key(subject), under: Fingerprint(value: cause), in: &subjects)
        settle(cause)
    }

    mutating func read(_ cause: CauseBook.Cause, _ submission: OutboundOrderSubmitted) {
        let warehouse = WarehouseKey(merchantId: submission.merchantId, warehouseId: submission.warehouseId)
        let sum = Self.sum(submission.lines, of: submission.outboundOrderId, warehouse)
        Self.note(sum, under: Fingerprint(value: cause), in: &submitted)
        let subject = Fingerprint(submission.storeOrder, submission.outboundOrderId)
        Self.note(Slots.key(subject), under: Fingerprint(value: cause), in: &subjects)
        settle(cause)
    }

    mutating func read(_ cause: CauseBook.Cause, _ request: CancellationRequested) {
        read(cause, request.lines)
    }

    /// A hold: inventory answers with no more.
    mutating func read(_ cause: CauseBook.Cause, _ hold: StockMove) {
        read(cause, hold.lines)
    }

    /// Inventory's answer to a hold.
    mutating func wrote(_ cause: CauseBook.Cause, _ held: [Line], at place: Place, _ findings: inout Findings) {
        hold(Claim(place: place, about: .lines(held)), cause, &findings)
    }

    private mutating func read(_ cause: CauseBook.Cause, _ lines: [Line]?) {
        let units = UInt64(min(max(0, (lines ?? []).units), 1 << 40))
        Self.note(lines == nil ? 2 : units << 8 | 4, under: Fingerprint(value: cause), in: &asked)
        for line in lines?.merged() ?? [] {
            Self.note(UInt64(max(0, line.quantity)) << 8 | 4, under: Self.line(cause, line.sku), in: &asked)
        }
        settle(cause)
    }

    private static func note(_ value: UInt64, under key: Fingerprint, in map: inout FingerprintMap) {
        let known = map[key]
        map[key] = known == 0 || known == value ? value : several
    }

    private static func line(_ cause: CauseBook.Cause, _ sku: String) -> Fingerprint {
        var key = Fingerprint(value: cause)
        key.add(sku)
        return key
    }

    private static func sum(_ lines: [Line], of id: String, _ warehouse: WarehouseKey) -> UInt64 {
        let sum = LineSum.of(lines) &+ Slots.key(Fingerprint(id, warehouse.merchantId, warehouse.warehouseId))
        return sum <= several ? 2 : sum
    }

    // MARK: What follows

    /// A change of an outbound order or of a return order, or a task: it is about what its cause is about.
    mutating func wrote(
        _ cause: CauseBook.Cause, about subjects: Fingerprint..., at place: Place, _ findings: inout Findings
    ) {
        hold(Claim(place: place, about: .subject(subjects.map(Slots.key))), cause, &findings)
    }

    /// A command that orders or returns sent.
    mutating func wrote(_ cause: CauseBook.Cause, _ command: StockCommand, at place: Place, _ findings: inout Findings)
    {
        switch command.action {
        case .allocate(let move):
            let sum = Self.sum(move.lines, of: move.outboundOrderId, command.warehouse)
            hold(Claim(place: place, about: .submission(sum)), cause, &findings)
            wrote(cause, about: Fingerprint(move.replyTo, move.outboundOrderId), at: place, &findings)
        case .release(let move), .hold(let move):
            hold(Claim(place: place, about: .lines(move.lines)), cause, &findings)
            wrote(cause, about: Fingerprint(move.replyTo, move.outboundOrderId), at: place, &findings)
        case .issue(let move), .unhold(let move):
            wrote(cause, about: Fingerprint(move.replyTo, move.outboundOrderId), at: place, &findings)
        case .shorten(let short):
            wrote(cause, about: Fingerprint(short.replyTo, short.outboundOrderId), at: place, &findings)
        case .restore(let restore):
            wrote(
                cause, about: Fingerprint(restore.replyTo, restore.outboundOrderId),
                Fingerprint(restore.replyTo, restore.returnOrderId), at: place, &findings)
        case .reverse(let one):
            wrote(
                cause, about: Fingerprint(one.replyTo, one.outboundOrderId),
                Fingerprint(one.replyTo, one.returnOrderId), at: place, &findings)
        case .receive, .adjust: break
        }
    }

    /// An outcome asks for no more than the request that brought it about.
    mutating func wrote(
        _ cause: CauseBook.Cause, _ outcome: CancellationChanged, at place: Place, _ findings: inout Findings
    ) {
        hold(Claim(place: place, about: .units(outcome.quantities.requested)), cause, &findings)
    }

    private mutating func hold(_ claim: Claim, _ cause: CauseBook.Cause, _ findings: inout Findings) {
        findings.count(.followsAsSaid)
        if !isRead(cause) || complaint(claim.about, cause) != nil { waiting[cause, default: []].append(claim) }
    }

    private func isRead(_ cause: CauseBook.Cause) -> Bool {
        let key = Fingerprint(value: cause)
        return subjects[key] != 0 || submitted[key] != 0 || asked[key] != 0
    }

    private mutating func settle(_ cause: CauseBook.Cause) {
        guard let claims = waiting.removeValue(forKey: cause) else { return }
        let left = claims.filter { complaint($0.about, cause) != nil }
        if !left.isEmpty { waiting[cause] = left }
    }

    /// What was not read has no complaint here: that a cause is nowhere stands in the book of causes.
    var unsettled: [Finding] {
        waiting.flatMap { cause, claims in
            claims.compactMap { claim in
                complaint(claim.about, cause).map { found in
                    Finding(
                        invariant: .followsAsSaid, place: claim.place, expected: "what its cause says, and no more",
                        found: found)
                }
            }
        }
    }

    private func complaint(_ about: About, _ cause: CauseBook.Cause) -> String? {
        let key = Fingerprint(value: cause)
        switch about {
        case .subject(let named):
            let subject = subjects[key]
            return subject <= Self.several || named.contains(subject) ? nil : "something about another order"
        case .submission(let sum):
            let known = submitted[key]
            return known <= Self.several || known == sum ? nil : "other units than were submitted"
        case .lines(let lines):
            // Only of a request that names lines, or of a hold.
            guard asked[key] & 0xff == 4 else { return nil }
            let wrong = lines.first { line in
                let known = asked[Self.line(cause, line.sku)]
                return known != Self.several && known >> 8 < UInt64(max(0, line.quantity))
            }
            return wrong.map { "\($0.quantity) of \($0.sku)" }
        case .units(let units):
            guard asked[key] & 0xff == 4 else { return nil }
            return asked[key] >> 8 < UInt64(max(0, units)) ? "\(units) units" : nil
        }
    }
}

// MARK: Kept

extension SubjectBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        subjects.archive(&archive)
        submitted.archive(&archive)
        asked.archive(&archive)
        archive.keep(&waiting, blank: []) { claims, archive in
            archive.keep(&claims, blank: Claim(place: .blank, about: .units(0))) { claim, archive in
                archive.keep(&claim.place)
                claim.about.archive(&archive)
            }
        }
    }
}

extension SubjectBook.About: Archived {
    mutating func archive(_ archive: inout Archive) {
        var (kind, subjects, sum, lines, units) = (0, [UInt64](), UInt64(0), [Line](), 0)
        switch self {
        case .subject(let some): (kind, subjects) = (1, some)
        case .submission(let some): (kind, sum) = (2, some)
        case .lines(let some): (kind, lines) = (3, some)
        case .units(let some): (kind, units) = (4, some)
        }
        archive.keep(&kind)
        switch kind {
        case 1:
            archive.keep(&subjects)
            self = .subject(subjects)
        case 2:
            archive.keep(&sum)
            self = .submission(sum)
        case 3:
            archive.keep(&lines)
            self = .lines(lines)
        case 4:
            archive.keep(&units)
            self = .units(units)
        default: archive.fail()
        }
    }
}
