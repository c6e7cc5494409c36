import Contracts
import Operations
import Reconciliation
import Streams

/// Reads all topics of a log from their beginnings to their ends as of now, and reconciles them.
///
/// The ends of the partitions are not of one moment: while services run, an outcome may be read and the movement before
/// it not. So where topics do not agree, what came meanwhile is read as well; what stays the same then is broken,
/// because all that it follows from was in the log before the second reading began.
struct TopicSweep {
    let log: any Log
    var allowOpen = false
    /// Counts the messages.
    var progress: ProgressLine?
    let shutdown: ShutdownSignal
    /// Where to go on from; nil: from the beginnings.
    var start: ReconcileSnapshot?

    /// How often what came meanwhile is read, and after which pause.
    private static let rounds = 5
    private static let pause = Duration.milliseconds(500)
    /// After how many messages the pages of an embedded log are given back: memory does not grow with the log.
    private static let pages = 2_000
    /// How long nothing may come before the end is reached.
    private static let patience = Duration.seconds(30)

    init(
        _ log: any Log, allowOpen: Bool = false, progress: ProgressLine? = nil,
        shutdown: ShutdownSignal = ShutdownSignal(), from start: ReconcileSnapshot? = nil
    ) {
        self.start = start
        self.log = log
        self.allowOpen = allowOpen
        self.progress = progress
        self.shutdown = shutdown
    }

    func run() throws(Failure) -> ReconcileReport { try prove().report }

    /// The report, and how far all was read for it.
    func prove() throws(Failure) -> (report: ReconcileReport, end: ReconcileSnapshot) {
        do throws(LogError) {
            let known = try log.topics(timeout: .seconds(10))
            let counts = TopicPlan.partitionCounts(in: known)
            var next = try Self.beginnings(known)
            var reconciliation = Reconciler()
            if let start {
                try goOn(&next, from: start)
                reconciliation = start.reconciler
                try readInStages(&next, counts, into: &reconciliation)
            } else if try !readUnlessGrown(&next, counts, into: &reconciliation) {
                next = try Self.beginnings(known)
                reconciliation = Reconciler()
                try readInStages(&next, counts, into: &reconciliation)
            }
            let unsettled = try settle(&reconciliation, &next)
            var report = reconciliation.report(unsettled)
            let end = ReconcileSnapshot(reconciliation, positions: positions(next))
            for invariant in report.broken {
                guard let place = report.first(invariant)?.place, report.messages[place] == nil else { continue }
                report.messages[place] = try message(at: place)
            }
            return (report, end)
        } catch { throw error.failure }
    }

    /// Moves the beginnings to where a snapshot stands.
    /// - Throws: where a topic ends before that, or begins behind it.
    private func goOn(
        _ next: inout [TopicPartition: Position], from snapshot: ReconcileSnapshot
    ) throws(LogError) {
        let there = try (log as? KafkaLog)?.offsets(of: Array(next.keys))
        let ends = try ends(of: Array(next.keys))
        for position in snapshot.positions {
            let place = TopicPartition(position.topic, position.partition)
            guard let end = ends[place], end >= position.next else {
                throw LogError(
                    .configuration,
                    "\(place) ends before offset \(position.next), up to which the snapshot has read it: it is of other topics")
            }
            if let first = there?[place]?.lowerBound, first > position.next {
                throw LogError(
                    .configuration,
                    "\(place) begins at offset \(first), and the snapshot has read it up to \(position.next): what stood "
                        + "between was deleted, and nothing proves it; make snapshots more often than the topics delete")
            }
            next[place] = .offset(position.next)
        }
    }

    private func ends(of places: [TopicPartition]) throws(LogError) -> [TopicPartition: Int64] {
        let reader = try log.reader(from: Dictionary(uniqueKeysWithValues: places.map { ($0, Position.end) }))
        defer { reader.close() }
        return reader.ends
    }

    /// How far each partition was read: one where nothing came begins where it began.
    private func positions(_ next: [TopicPartition: Position]) -> [ReconcileSnapshot.Position] {
        next.map { place, position in
            let offset = if case .offset(let offset) = position { offset } else { Int64(0) }
            return ReconcileSnapshot.Position(topic: place.topic, partition: place.partition, next: offset)
        }
    }

    /// What is still unsettled when everything that it follows from was read.
    private func settle(
        _ reconciliation: inout Reconciler, _ next: inout [TopicPartition: Position]
    ) throws(LogError) -> [Finding] {
        var unsettled = reconciliation.unsettled(allowOpen: allowOpen)
        for _ in 0..<Self.rounds where !unsettled.isEmpty && !shutdown.isRequested {
            shutdown.wait(until: .now + Self.pause)
            let count = try read(&next, into: &reconciliation)
            let now = reconciliation.unsettled(allowOpen: allowOpen)
            let before = Set(unsettled)
            unsettled = now.filter(before.contains)
            if count == 0 { return unsettled }
        }
        return unsettled
    }

    private static func beginnings(_ known: [String: TopicDescription]) throws(LogError) -> [TopicPartition: Position] {
        let missing = Reconciler.topics.filter { known[$0.name] == nil }
        guard missing.isEmpty else {
            throw LogError(.configuration, "these topics do not exist: \(missing.map(\.name).joined(separator: ", "))")
        }
        return Dictionary(
            uniqueKeysWithValues: TopicNames(known).places(in: Reconciler.topics).map { ($0, Position.beginning) })
    }

    /// Reads all partitions at once. False where a message of Turnback's own lies where fewer partitions have put it: the
    /// topics have grown, and what was written of one key is in several of them.
    private func readUnlessGrown(
        _ next: inout [TopicPartition: Position], _ counts: [Topic: Int32], into reconciliation: inout Reconciler
    ) throws(LogError) -> Bool {
        var hasGrown = false
        try read(&next, into: &reconciliation) { record in
            guard let topic = Topic(named: record.topic), Reconciler.own.contains(topic), let count = counts[topic],
                let key = record.body.keyRange
            else { return true }
            hasGrown = Murmur2.partition(of: record.body.bytes[key], count: count) != record.partition
            return !hasGrown
        }
        return !hasGrown
    }

    /// Reads partitions in such an order that what was written of a key earlier comes earlier.
    private func readInStages(
        _ next: inout [TopicPartition: Position], _ counts: [Topic: Int32], into reconciliation: inout Reconciler
    ) throws(LogError) {
        for stage in KeyHistory.stages(counts.values) {
            var places = next.filter { stage.contains($0.key.partition) }
            try read(&places, into: &reconciliation)
            next.merge(places) { $1 }
        }
    }

    /// Reads on from `next` to the ends as of now, or until `goesOn` says no. Returns how many messages came.
    @discardableResult
    private func read(
        _ next: inout [TopicPartition: Position], into reconciliation: inout Reconciler,
        while goesOn: (Record) -> Bool = { _ in true }
    ) throws(LogError) -> Int {
        let reader = try log.reader(from: next)
        defer { reader.close() }
        var count = 0
        var lastNews = ContinuousClock.now
        while !reader.isCaughtUp {
            if shutdown.isRequested { throw LogError(.fatal, "interrupted after \(count) messages") }
            let records = try reader.poll(timeout: .milliseconds(200))
            for record in records {
                guard goesOn(record) else { return count }
                reconciliation.take(record)
            }
            Self.goOn(&next, records)
            if (count + records.count) / Self.pages > count / Self.pages { EmbeddedLog.releasePages() }
            count += records.count
            progress?.advance(by: records.count)
            if !records.isEmpty { lastNews = .now }
            if ContinuousClock.now - lastNews > Self.patience {
                throw LogError(
                    .retriable,
                    "nothing came for \(Self.patience) and the end is not reached; \(count) messages were read")
            }
        }
        // Behind the last record there may be the mark of its transaction, which a topic deletes as well.
        for (place, end) in reader.ends {
            if case .offset(let offset)? = next[place], offset >= end { continue }
            next[place] = .offset(end)
        }
        return count
    }

    /// Moves `next` behind these records. The last one before a change of partition shows it.
    private static func goOn(_ next: inout [TopicPartition: Position], _ records: [Record]) {
        for (index, record) in records.enumerated() {
            if index + 1 < records.count, records[index + 1].partition == record.partition,
                records[index + 1].topic == record.topic
            {
                continue
            }
            next[TopicPartition(record.topic, record.partition)] = .offset(record.offset + 1)
        }
    }

    /// The key and the value of one message, cut where they are long.
    private func message(at place: Place) throws(LogError) -> String? {
        let record = try log.record(
            at: TopicPartition(place.name, place.partition), offset: place.offset, within: .seconds(5))
        guard let record else { return nil }
        let key = record.body.key.map { PlainText.of($0) } ?? "no key"
        let value = record.body.value.map { PlainText.of($0) } ?? "no value"
        return key + " " + value.prefix(600) + (value.count > 600 ? "…" : "")
    }
}
