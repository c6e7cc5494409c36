public import Contracts
import Fulfillment

/// Recomputes balances, cases and claims from the topics alone, and holds every invariant of DESIGN.md against them.
/// It shares no decider and no state with the services.
///
/// Records may be given in any order of topics; within a partition in the order of their offsets, from the beginning or from
/// where a ``ReconcileSnapshot`` stands.
/// Where topics have grown, those of one key are in several partitions: then these one after the other (`KeyHistory`).
/// What two topics have to agree on is looked at in `unsettled`, once all of them are read.
///
/// Memory goes with what is open: unanswered requests, open cases and tasks, movements whose reply was not read yet. What
/// has ended is fingerprints: per million 10 MB for message ids, 10 for movement ids, 40 for outbound orders, 100 for lines
/// of them, 10 for store orders, 30 for requests, 30 for cases, 40 for outbound orders of cases, 10 for tasks, and 90 for
/// outbound orders that came back; and for messages that cause something 20.
public struct Reconciler: Sendable {
    /// The topics that are read: all but state and reroutes.
    public static let topics: [Topic] = [
        .cancellationRequests, .cancellationOutcomes, .orderCommands, .orderEvents, .warehouseReports, .warehouseTasks,
        .inventoryCommands, .inventoryOwnCommands, .inventoryReplies, .inventoryMovements, .returnCommands, .returnEvents, .rejections,
        .deadLetters,
    ]
    /// Topics that nobody else writes.
    public static let own: Set<Topic> = [
        .cancellationOutcomes, .orderEvents, .warehouseTasks, .inventoryReplies, .inventoryMovements, .returnEvents,
        .rejections,
    ]
    /// Sources of the messages that Turnback writes on topics where others write as well.
    private static let ownSources: Set<String> = ["turnback/orders", "turnback/inventory", "turnback/returns"]

    private var findings = Findings()
    private var requests = RequestBook()
    private var cases = CaseBook()
    private var stock = StockBook()
    private var goods = GoodsBook()
    private var replies = ReplyBook()
    private var outbound = OutboundBook()
    private var commands = CommandBook()
    private var holds = HoldBook()
    private var contradictions = ContradictionBook()
    private var tasks = TaskBook()
    private var returns = ReturnBook()
    private var parcels = ParcelBook()
    private var evidence = EvidenceBook()
    private var cancelled = CancelledBook()
    private var waiting = WaitingBook()
    private var causes = CauseBook()
    private var answers = AnswerBook()
    private var subjects = SubjectBook()
    private var receipts = ReceiptBook()
    private var departures = DepartureBook()
    private var identities = FingerprintSet()
    private var messages = 0
    /// The partitions where a message was read.
    private var begun: Set<Fingerprint> = []
    private var notes: [String] = []

    /// Of no message yet.
    public init() {}

    // MARK: Reading

    /// Takes in one record; of topics that are not `topics` it takes none.
    public mutating func take(_ record: Record) {
        guard let name = TopicName(record.topic), Self.topics.contains(name.topic) else { return }
        let topic = name.topic
        // A copy of what others sent, which was read where they did.
        if topic == .inventoryOwnCommands, SentOn(record) != nil { return noteBeginning(record) }
        noteBeginning(record)
        take(Reading(record, at: Place(topic: topic, alias: name.alias ?? "", partition: record.partition, offset: record.offset)))
    }

    /// Takes in one record that was read before.
    mutating func take(_ reading: Reading) {
        messages += 1
        if Self.own.contains(reading.place.topic) {
            takeOwn(reading)
        } else if reading.place.topic == .deadLetters {
            if let origin = reading.deadLetterOf { requests.deadLetter(origin) }
        } else {
            takeInput(reading)
        }
    }

    private mutating func noteBeginning(_ record: Record) {
        let partition = Fingerprint(record.topic, String(record.partition))
        guard begun.insert(partition).inserted, record.offset > 0 else { return }
        notes.append(
            "\(record.topic)/\(record.partition) begins at offset \(record.offset): what was before it was deleted (then "
                + "nothing that began there can be proven), or rolled back")
    }

    /// What others may send, and some of it orders and returns as well.
    private mutating func takeInput(_ reading: Reading) {
        let place = reading.place
        // On a tenant's topic Turnback's services write nothing that others send: a source there is what its sender calls itself.
        let isOwn = place.alias.isEmpty && reading.envelope.map { Self.ownSources.contains($0.source) } ?? false
        let isOfInventory = place.topic == .inventoryOwnCommands
        let follows =
            isOwn && (reading.message != nil || isOfInventory)
            ? reading.envelope.flatMap { identify($0, at: place) } : nil
        guard let envelope = reading.envelope, let message = reading.message else {
            // Where others write as well, anybody may use a service's name: then a dead letter is the answer.
            if isOwn {
                if isOfInventory { unreadable(reading) } else { causes.unreadable(at: place, &findings) }
            }
            if place.topic == .cancellationRequests {
                requests.asked(nil, seconds: [], identity: Fingerprint(), at: place, &findings)
            }
            return
        }
        switch message {
        case .outboundOrderSubmitted(let submitted):
            waiting.submitted(submitted)
            let id = Fingerprint(submitted.storeOrder, submitted.outboundOrderId)
            let cause = causes.read(envelope, by: .orders, .once(id), at: place, &findings)
            subjects.read(cause, submitted)
        // A request is taken from whichever of its service's topics it came by.
        case .cancellationRequested(let request):
            let cause = causes.read(envelope, by: .orders, at: place, &findings)
            subjects.read(cause, request)
            waiting.asked(request)
            // Earlier versions took the note in as well.
            let seconds = [message.content, message.formerContent].compactMap { content in
                content.flatMap { Envelope.secondRequestId(request, source: envelope.source, id: envelope.id, content: $0) }
            }
            requests.asked(
                request, seconds: seconds, identity: Fingerprint(envelope.source, envelope.id), at: place, &findings)
        case .warehouseReported(let report):
            let cause = causes.read(envelope, by: .orders, at: place, &findings)
            subjects.read(cause, about: Fingerprint(report.storeOrder, report.outboundOrderId))
            parcels.reported(report)
            evidence.reported(report)
            departures.reported(report, envelope, at: place)
        case .stockCommand(let command):
            let cause = causes.read(envelope, by: .inventory, command.duty, at: place, &findings)
            if case .hold(let move) = command.action { subjects.read(cause, move) }
            answers.asked(command, content: message.content, cause, at: place, &findings)
            if let follows { subjects.wrote(follows, command, at: place, &findings) }
            if isOwn {
                commands.sent(command, at: place, &findings)
                holds.sent(command, at: place)
                goods.sent(command, at: place)
            }
        // A receipt may wait for its return order, and that for its goods: then what follows from it follows from those.
        case .returnOrderCommand(let command):
            let cause = causes.read(envelope, by: .returns, at: place, &findings)
            subjects.read(cause, about: Fingerprint(command.storeOrder, command.returnOrderId))
            receipts.said(command, cause)
            if let follows, case .create(let created) = command {
                let order = Fingerprint(created.storeOrder, created.outboundOrderId)
                subjects.wrote(follows, about: order, at: place, &findings)
            }
        // The rest is written by Turnback alone, on other topics.
        default: break
        }
    }

    /// What Turnback wrote. Returns what it follows from.
    private mutating func identify(_ envelope: Envelope, at place: Place) -> CauseBook.Cause? {
        findings.expect(
            .messageIdentity, identities.insert(Fingerprint(place.name, envelope.source, envelope.id)), at: place,
            expected: "its own message", found: "\(envelope.source) \(envelope.id) once more")
        return causes.wrote(envelope, at: place, &findings)
    }

    private mutating func unreadable(_ reading: Reading) {
        guard let error = reading.error else { return }
        findings.expect(
            .readable, false, at: reading.place, expected: "a message of this contract",
            found: "\(error.code.rawValue): \(error)")
    }

    private mutating func takeOwn(_ reading: Reading) {
        let place = reading.place
        let cause = reading.envelope.flatMap { identify($0, at: place) }
        guard let envelope = reading.envelope, let message = reading.message else { return unreadable(reading) }
        findings.expect(
            .readable, envelope.type.topic == place.topic && reading.isUnderItsKey, at: place,
            expected: "\(envelope.type.rawValue) on \(envelope.type.topic.name) under \(message.key)",
            found: "another key, or \(place.topic.name)")
        switch message {
        case .cancellationChanged(let outcome):
            if let cause { subjects.wrote(cause, outcome, at: place, &findings) }
            told(outcome, final: reading.final, at: place)
        case .cancellationContradicted(let one): told(one, at: place)
        case .outboundOrderChanged(let changed):
            let order = Fingerprint(changed.storeOrder, changed.outboundOrderId)
            if let cause { subjects.wrote(cause, about: order, at: place, &findings) }
            let units = outbound.changed(changed, at: place, &findings)
            cancelled.changed(changed, by: units, at: place)
            waiting.changed(changed)
            commands.changed(changed, at: place, &findings)
            goods.ordered(changed, at: place, &findings)
            replies.changed(changed, at: place)
            parcels.changed(changed)
            evidence.changed(changed, at: place, &findings)
        case .task(let task):
            let order = Fingerprint(task.storeOrder, task.outboundOrderId)
            if let cause { subjects.wrote(cause, about: order, at: place, &findings) }
            tasks.told(task, at: place, &findings)
            parcels.told(task)
        case .stockReply(let reply):
            let toOrders = causes.read(envelope, by: .orders, reply.dutyOfOrders, at: place, &findings)
            let toReturns = causes.read(envelope, by: .returns, reply.dutyOfReturns, at: place, &findings)
            let order = Fingerprint(reply.storeOrder, reply.outboundOrderId)
            for one in [toOrders, toReturns] { subjects.read(one, about: order) }
            replies.replied(reply, at: place, &findings)
            commands.replied(reply, at: place)
            holds.replied(reply, at: place)
            evidence.replied(reply, at: place, &findings)
            departures.replied(reply, at: place, &findings)
            waiting.replied(reply)
            if let cause {
                if reply.answer == .held { subjects.wrote(cause, reply.lines.map(\.line), at: place, &findings) }
                answers.answered(reply, cause, at: place)
            }
            tasks.replied(reply)
        case .stockMoved(let moved):
            stock.moved(moved, available: reading.available, at: place, &findings)
            goods.moved(moved, at: place, &findings)
            replies.moved(moved.movement, at: place)
            if let cause { answers.moved(moved.movement, cause, at: place) }
        case .returnOrderChanged(let order):
            returns.changed(order, at: place, &findings)
            receipts.changed(order, cause, at: place, &findings)
            if let cause {
                let (storeOrder, one) = (order.created.storeOrder, order.created)
                subjects.wrote(
                    cause, about: Fingerprint(storeOrder, one.outboundOrderId),
                    Fingerprint(storeOrder, one.returnOrderId), at: place, &findings)
            }
        case .rejected(let rejection):
            requests.rejected(rejection)
            departures.rejected(rejection)
            if let cause, Service(envelope.source) == .inventory { answers.rejected(cause) }
        // The rest is on the wrong topic, which was reported.
        default: break
        }
    }

    private mutating func told(_ outcome: CancellationChanged, final: Bool?, at place: Place) {
        OutcomeRules.check(outcome, final: final, at: place, &findings)
        if let former = requests.told(outcome, at: place, &findings) {
            cases.leave(former, outcome, at: place, &findings)
        }
        for (order, units) in cases.told(outcome, at: place, &findings) {
            replies.told(units, of: order, at: place)
            cancelled.told(units[0], of: order, at: place)
        }
        cancelled.told(outcome)
        replies.told(outcome)
        commands.told(outcome, at: place)
        holds.told(outcome, at: place, &findings)
        contradictions.told(outcome)
        parcels.told(outcome)
        evidence.told(outcome, isWhole: cases.isToldWhole(outcome.caseId), at: place, &findings)
    }

    private mutating func told(_ one: CancellationContradicted, at place: Place) {
        contradictions.told(one, at: place, &findings)
        departures.told(one)
        cases.told(one)
        replies.told(one)
        cancelled.told(one)
        commands.told(one, at: place, &findings)
        holds.told(one, at: place)
        tasks.told(one)
    }

    // MARK: Judging

    /// What topics do not agree on at this moment. While services run it may be on its way: what stays the same
    /// while they go on is broken.
    public mutating func unsettled(allowOpen: Bool = false) -> [Finding] {
        requests.sweep()
        let ofCases =
            requests.unsettled + cases.unsettled + replies.unsettled(cases) + waiting.unsettled(cases)
            + cases.unsettled(naming: waiting.naming)
        let ofTasks = tasks.unsettled(cases, holds, parcels) + tasks.unasked(cases, holds)
        let ofCommands = commands.unsettled(parcels, evidence) + holds.unsettled(parcels, evidence) + answers.unsettled
        let ofOrders =
            evidence.unsettled(parcels) + outbound.unsettled(parcels, evidence)
            + cancelled.unsettled(parcels, evidence) + goods.unsettled + receipts.unsettled + subjects.unsettled
            + departures.unsettled(evidence)
        let all = ofCases + ofTasks + ofCommands + ofOrders + causes.unsettled(isDeadLetter: requests.isDeadLetter)
        return allowOpen ? all.filter { $0.invariant != .requestsAnswered } : all
    }

    /// The report on all that was read.
    /// - Parameter allowOpen: requests without an answer are counted, and not broken.
    public mutating func verdict(allowOpen: Bool = false) -> ReconcileReport {
        report(unsettled(allowOpen: allowOpen))
    }

    /// The report, with these of the `unsettled` findings.
    public mutating func report(_ unsettled: [Finding]) -> ReconcileReport {
        requests.sweep()
        var all = findings
        all.count(.tasksAsked, cases.waitingForWarehouse.count)
        // The first in the log's order, where several are found at once.
        for finding in unsettled.sorted(by: { $0.place.offset < $1.place.offset }) { all.add(finding) }
        return ReconcileReport(
            findings: all,
            counts: ReconcileReport.Counts(
                messages: messages, requests: requests.counts, openCases: cases.openCount, openTasks: tasks.openCount),
            open: cases.byWait, notes: notes)
    }
}

// MARK: Kept

extension Reconciler: Archived {
    mutating func archive(_ archive: inout Archive) {
        findings.archive(&archive)
        requests.archive(&archive)
        cases.archive(&archive)
        stock.archive(&archive)
        goods.archive(&archive)
        replies.archive(&archive)
        outbound.archive(&archive)
        commands.archive(&archive)
        holds.archive(&archive)
        contradictions.archive(&archive)
        tasks.archive(&archive)
        returns.archive(&archive)
        parcels.archive(&archive)
        evidence.archive(&archive)
        cancelled.archive(&archive)
        waiting.archive(&archive)
        causes.archive(&archive)
        answers.archive(&archive)
        subjects.archive(&archive)
        receipts.archive(&archive)
        departures.archive(&archive)
        identities.archive(&archive)
        archive.keep(&messages)
        archive.keep(&begun)
        archive.keep(&notes)
    }
}
