import Contracts
import Fulfillment
import Streams

/// Recomputes balances, cases and claims from the topics alone, and holds every invariant of DESIGN.md against them.
/// It shares no decider and no state with the services.
///
/// Records may be taken in any order of topics; within a partition in the order of their offsets, from the beginning.
/// What two topics have to agree on is looked at in `unsettled`, once all of them are read.
///
/// Memory goes with what is open: unanswered requests, open cases and tasks, movements whose reply was not read yet. What
/// has ended is fingerprints: per million 10 MB for message ids, 10 for movement ids, 40 for outbound orders, 20 for lines
/// of them, 30 for requests, 30 for cases, 40 for outbound orders of cases, 10 for tasks, and 90 for outbound orders that
/// came back.
struct Reconciliation: Sendable {
    /// The topics that are read: all but state and reroutes.
    static let topics: [Topic] = [
        .cancellationRequests, .cancellationOutcomes, .orderCommands, .orderEvents, .warehouseReports, .warehouseTasks,
        .inventoryCommands, .inventoryReplies, .inventoryMovements, .returnCommands, .returnEvents, .rejections,
        .deadLetters,
    ]
    /// Topics that nobody else writes.
    private static let own: Set<Topic> = [
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
    private var identities = FingerprintSet()
    private var messages = 0
    private var begun: Set<TopicPartition> = []
    private var notes: [String] = []

    init() {}

    // MARK: Reading

    /// Takes in one record; of topics that are not `topics` it takes none.
    mutating func take(_ record: Record) {
        guard let topic = Topic(rawValue: record.topic) else { return }
        let place = Place(topic: topic, partition: record.partition, offset: record.offset)
        messages += 1
        noteBeginning(record)
        switch topic {
        case _ where Self.own.contains(topic): takeOwn(record.body, at: place)
        case .deadLetters: requests.deadLetter(record.body)
        case .cancellationRequests, .orderCommands, .warehouseReports: takeRequest(record.body, at: place)
        case .inventoryCommands, .returnCommands: takeCommand(record.body, at: place)
        default: messages -= 1
        }
    }

    private mutating func noteBeginning(_ record: Record) {
        guard record.offset > 0 else {
            begun.insert(TopicPartition(record.topic, record.partition))
            return
        }
        guard begun.insert(TopicPartition(record.topic, record.partition)).inserted else { return }
        notes.append(
            "\(record.topic)/\(record.partition) begins at offset \(record.offset): what was before it was deleted (then "
                + "nothing that began there can be proven), or rolled back")
    }

    /// A request is taken from whichever of its service's topics it came by.
    private mutating func takeRequest(_ body: RecordBody, at place: Place) {
        do throws(DecodeError) {
            let opened = try EnvelopeReader(body, topic: place.topic)
            guard opened.envelope.type == .cancellationRequested else { return }
            var data = opened.data
            // One that was accepted under older rules of ids and texts was answered; one that is not, has a dead letter.
            data.isOwn = true
            let message = try Message(opened.envelope, &data)
            guard case .cancellationRequested(let request) = message else { return }
            let identity = Fingerprint(opened.envelope.source, opened.envelope.id)
            let second = Envelope.secondRequestId(
                request, source: opened.envelope.source, id: opened.envelope.id, content: message.content)
            requests.asked(request, second: second, identity: identity, at: place, &findings)
        } catch {
            guard place.topic == .cancellationRequests else { return }
            requests.asked(nil, second: nil, identity: Fingerprint(), at: place, &findings)
        }
    }

    /// Of the commands, only what Turnback itself sent is looked at: others may send theirs twice.
    private mutating func takeCommand(_ body: RecordBody, at place: Place) {
        guard let opened = try? EnvelopeReader(body, topic: place.topic),
            Self.ownSources.contains(opened.envelope.source)
        else { return }
        identify(opened.envelope, at: place)
        var data = opened.data
        do throws(DecodeError) {
            guard case .stockCommand(let command) = try Message(opened.envelope, &data) else { return }
            commands.sent(command, at: place, &findings)
            holds.sent(command, at: place)
        } catch {
            findings.expect(
                .readable, false, at: place, expected: "a message of this contract",
                found: "\(error.code.rawValue): \(error)")
        }
    }

    private mutating func identify(_ envelope: Envelope, at place: Place) {
        findings.expect(
            .messageIdentity, identities.insert(Fingerprint(place.topic.name, envelope.source, envelope.id)), at: place,
            expected: "a message of its own", found: "\(envelope.source) \(envelope.id) once more")
    }

    private mutating func takeOwn(_ body: RecordBody, at place: Place) {
        do throws(DecodeError) {
            let opened = try EnvelopeReader(body, topic: place.topic)
            identify(opened.envelope, at: place)
            var data = opened.data
            let message = try Message(opened.envelope, &data)
            let isRightKey = body.keyRange.map { body.bytes[$0].elementsEqual(message.key.utf8) } ?? false
            findings.expect(
                .readable, opened.envelope.type.topic == place.topic && isRightKey, at: place,
                expected: "\(opened.envelope.type.rawValue) on \(opened.envelope.type.topic.name) under \(message.key)",
                found: "key \(body.key.map { String(decoding: $0, as: UTF8.self) } ?? "missing")")
            try takeOwn(message, opened.data, at: place)
        } catch {
            findings.expect(
                .readable, false, at: place, expected: "a message of this contract",
                found: "\(error.code.rawValue): \(error)")
        }
    }

    private mutating func takeOwn(_ message: Message, _ data: JSONReader, at place: Place) throws(DecodeError) {
        switch message {
        case .cancellationChanged(let outcome): told(outcome, final: try data.bool(of: "final"), at: place)
        case .cancellationContradicted(let one): told(one, at: place)
        case .outboundOrderChanged(let changed):
            outbound.changed(changed, at: place, &findings)
            commands.changed(changed, at: place, &findings)
            goods.ordered(changed, at: place, &findings)
            replies.changed(changed, at: place)
            if tasks.changed(changed) { holds.isInSeveralParcels(changed, at: place) }
        case .task(let task): tasks.told(task, at: place, &findings)
        case .stockReply(let reply):
            replies.replied(reply, at: place, &findings)
            commands.replied(reply, at: place)
            holds.replied(reply, at: place)
            tasks.replied(reply)
        case .stockMoved(let moved):
            stock.moved(moved, available: try data.integer(of: "available"), at: place, &findings)
            goods.moved(moved, at: place, &findings)
            replies.moved(moved.movement, at: place)
        case .returnOrderChanged(let order): returns.changed(order, at: place, &findings)
        case .rejected(let rejection): requests.rejected(rejection)
        // The rest is on the wrong topic, which was told of.
        default: break
        }
    }

    private mutating func told(_ outcome: CancellationChanged, final: Bool?, at place: Place) {
        OutcomeRules.check(outcome, final: final, at: place, &findings)
        if let former = requests.told(outcome, at: place, &findings) {
            cases.leave(former, outcome, at: place, &findings)
        }
        replies.told(cases.told(outcome, at: place, &findings), of: outcome.storeOrder, at: place)
        replies.told(outcome)
        commands.told(outcome, at: place)
        holds.told(outcome, at: place, &findings)
        contradictions.told(outcome)
    }

    private mutating func told(_ one: CancellationContradicted, at place: Place) {
        contradictions.told(one, at: place, &findings)
        cases.told(one)
        replies.told(one)
        commands.told(one, at: place, &findings)
        holds.told(one, at: place)
        tasks.told(one)
    }

    // MARK: Judging

    /// What topics do not agree on at this moment. While services run it may be on its way: what stays the same
    /// while they go on is broken.
    mutating func unsettled(allowOpen: Bool = false) -> [Finding] {
        requests.sweep()
        let all =
            requests.unsettled + cases.unsettled + replies.unsettled(cases) + tasks.unsettled(cases)
            + tasks.unasked(cases) + commands.unsettled + holds.unsettled
        return allowOpen ? all.filter { $0.invariant != .requestsAnswered } : all
    }

    /// The report on all that was read.
    /// - Parameter allowOpen: requests without an answer are counted, and not broken.
    mutating func verdict(allowOpen: Bool = false) -> ReconcileReport {
        report(unsettled(allowOpen: allowOpen))
    }

    /// The report, with these of the `unsettled` findings.
    mutating func report(_ unsettled: [Finding]) -> ReconcileReport {
        requests.sweep()
        var all = findings
        all.count(.tasksAsked, cases.waitingForWarehouse.count)
        // The first in the log's order, where several are found at once.
        for finding in unsettled.sorted(by: { $0.place.offset < $1.place.offset }) { all.add(finding) }
        return ReconcileReport(
            findings: all,
            counts: ReconcileReport.Counts(
                messages: messages, requests: requests.counts, openCases: cases.openCount, openTasks: tasks.openCount),
            notes: notes)
    }
}

extension JSONReader {
    /// One boolean of an object, which the domain's value does not keep; nil where it is not there.
    fileprivate func bool(of name: StaticString) throws(DecodeError) -> Bool? {
        var reader = self
        var value: Bool?
        try reader.object { key, reader throws(DecodeError) in
            if name ~= key { value = try reader.bool() } else { try reader.skip() }
        }
        return value
    }

    /// One whole number of an object, which the domain's value does not keep; nil where it is not there.
    fileprivate func integer(of name: StaticString) throws(DecodeError) -> Int? {
        var reader = self
        var value: Int?
        try reader.object { key, reader throws(DecodeError) in
            if name ~= key { value = Int(try reader.integer()) } else { try reader.skip() }
        }
        return value
    }
}
