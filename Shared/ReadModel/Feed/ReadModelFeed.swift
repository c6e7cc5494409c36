internal import Contracts
internal import Fulfillment
internal import Operations
internal import Streams
internal import Threads

/// Feeds the read model from the topics: the feeding thread's loop.
struct ReadModelFeed: Sendable {
    let log: any Log
    let file: ReadModelFile
    let policies: Policies
    let tenants: TenantReading
    let topics: [String: TopicDescription]
    let logger: Logger
    let health: HealthPart
    let state: Monitor<FeedState>
    let tail: ChangeTail
    let metrics: FeedMetrics?

    /// Records of a batch while much is to be read; the changed pages of so many fit into the writer's cache.
    private static let bulkRecords = 10_000
    /// The same in bytes: records may be large.
    private static let bulkBytes = 16 << 20
    /// After a pause, so many changes are sent to those who follow. Nobody could follow more.
    private static let toldBacklog = Int64(ReadLimits.changesKept)
    /// How often it is looked for topics of new tenants.
    private static let lookingForTopics = Duration.seconds(5)
    /// How often progress is logged.
    private static let progressPause = Duration.seconds(5)

    /// Runs until it is asked to stop, or until it cannot go on: then it says why.
    func run(until isOver: () -> Bool) -> ReadModelFailure? {
        var pause = Duration.milliseconds(100)
        var names = TopicNames(topics)
        while !isOver() {
            do throws(ReadModelFailure) {
                try follow(&names, until: isOver)
                if isOver() { return nil }
            } catch {
                health.notReady("reading the topics: \(error.message)")
                guard error.isRetriable else { return error }
                logger.warning("the read model is not fed", metadata: ["reason": .string(error.message)])
                state.withLock { $0.isCaughtUp = false }
                let deadline = ContinuousClock.now + pause
                while ContinuousClock.now < deadline, !isOver() {
                    state.wait(until: min(deadline, .now + .milliseconds(200))) { _ in false }
                }
                pause = min(pause * 2, .seconds(5))
            }
        }
        return nil
    }

    /// Reads on until it is asked to stop, or until there are topics of tenants that it does not read.
    private func follow(_ names: inout TopicNames, until isOver: () -> Bool) throws(ReadModelFailure) {
        let database = try sqlite { () throws(SQLiteError) in try file.writer() }
        defer { database.close() }
        let writer = try sqlite { () throws(SQLiteError) in
            try ReadModelWriter(database, policies: policies, tenants: tenants)
        }
        let stored = try sqlite { () throws(SQLiteError) in try positions(database) }
        let reader = try logged { () throws(LogError) in try log.reader(from: start(names, stored)) }
        defer { reader.close() }
        try checkEnds(reader.ends, stored)
        var progress = FeedProgress(ends: reader.ends, from: stored)
        writer.keepsChanges = !stored.isEmpty && progress.total <= Self.toldBacklog
        if !writer.keepsChanges {
            // Whoever followed before cannot go on from there.
            try sqlite { () throws(SQLiteError) in try database.execute("DELETE FROM changes") }
        }
        var logged = ContinuousClock.now
        var looked = ContinuousClock.now
        var aging = Aging()
        if progress.total > Self.toldBacklog {
            logger.info("reading the topics", metadata: ["messages": .string("\(progress.total)")])
        }
        while !isOver() {
            health.tick()
            if ContinuousClock.now - looked > Self.lookingForTopics {
                looked = .now
                if let more = newTopics(beside: names) {
                    names = more
                    return
                }
            }
            var records = try self.logged { () throws(LogError) in
                try reader.poll(timeout: .milliseconds(200))
            }
            var bytes = records.reduce(0) { $0 + $1.body.bytes.count }
            while !reader.isCaughtUp, records.count < Self.bulkRecords, bytes < Self.bulkBytes, !records.isEmpty {
                let more = try self.logged { () throws(LogError) in try reader.poll(timeout: .zero) }
                if more.isEmpty { break }
                bytes += more.reduce(0) { $0 + $1.body.bytes.count }
                records += more
            }
            let isCaughtUp = reader.isCaughtUp
            if !records.isEmpty {
                try take(records, writer)
                progress.took(records)
                // Offsets of markers and of what was aborted hold no messages: at the end none is left.
                metrics?.took(records, behind: isCaughtUp ? 0 : progress.remaining)
            }
            publish(writer, progress, isCaughtUp)
            if isCaughtUp {
                try sqlite { () throws(SQLiteError) in
                    try aging.pass(writer, clock: WallTime.now())
                    if records.isEmpty { try writer.clean() }
                }
                if !writer.keepsChanges {
                    logger.info("all topics are read", metadata: ["messages": .string("\(progress.total)")])
                    writer.keepsChanges = true
                }
                health.ready()
            } else {
                let text = "reading the topics, \(Int(progress.fraction * 100)) %"
                health.notReady(text)
                if ContinuousClock.now - logged > Self.progressPause {
                    logged = .now
                    logger.info(text, metadata: ["messages": .string("\(progress.total - progress.remaining)")])
                }
            }
        }
    }

    private func take(_ records: [Record], _ writer: ReadModelWriter) throws(ReadModelFailure) {
        do throws(SQLiteError) {
            try writer.begin()
            for record in records { try writer.take(record) }
            try writer.commit()
        } catch {
            writer.rollback()
            throw ReadModelFailure(error)
        }
    }

    private func publish(_ writer: ReadModelWriter, _ progress: FeedProgress, _ isCaughtUp: Bool) {
        state.withLock { state in
            state.change = writer.change
            state.newest = writer.newest
            state.isCaughtUp = isCaughtUp
            state.progress = isCaughtUp ? 1 : progress.fraction
            state.checkedAt = WallTime.now()
        }
        tail.take(writer.takeChanges(), newest: writer.change)
    }

    // MARK: Positions

    /// The topics with those of new tenants; nil where there are none. Topics that are away are missed elsewhere.
    private func newTopics(beside names: TopicNames) -> TopicNames? {
        guard let known = try? log.topics(timeout: .seconds(3)) else { return nil }
        let found = TopicNames(known)
        return Set(found.ofTenants).isSubset(of: names.ofTenants) ? nil : found
    }

    private func positions(_ database: SQLiteConnection) throws(SQLiteError) -> [TopicPartition: Int64] {
        let rows = try database.statement("SELECT topic, partition, next FROM positions").all { row in
            (TopicPartition(row.text(0), Int32(row.integer(1))), row.integer(2))
        }
        return Dictionary(rows) { $1 }
    }

    private func start(
        _ names: TopicNames, _ stored: [TopicPartition: Int64]
    ) -> [TopicPartition: Position] {
        Dictionary(
            uniqueKeysWithValues: names.places(in: ReadModelWriter.sources).map { place in (place, stored[place].map { .offset($0) } ?? .beginning) })
    }

    /// A log that ends before what was read is another one than the file was made from.
    private func checkEnds(
        _ ends: [TopicPartition: Int64], _ stored: [TopicPartition: Int64]
    ) throws(ReadModelFailure) {
        for (place, next) in stored.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            guard let end = ends[place], end < next else { continue }
            throw ReadModelFailure(
                .anotherLog,
                "\(place) was read up to offset \(next) and ends at \(end): the topic was recreated, or has lost messages"
            )
        }
    }

    // MARK: Errors

    private func sqlite<Result>(_ body: () throws(SQLiteError) -> Result) throws(ReadModelFailure) -> Result {
        do throws(SQLiteError) { return try body() } catch { throw ReadModelFailure(error) }
    }

    private func logged<Result>(_ body: () throws(LogError) -> Result) throws(ReadModelFailure) -> Result {
        do throws(LogError) { return try body() } catch { throw ReadModelFailure(error) }
    }
}

/// How far the feed is, for those who ask and those who follow.
struct FeedState: Sendable {
    var change: Int64 = 0
    var newest: Int64 = 0
    var isCaughtUp = false
    var progress = 0.0
    var checkedAt: Int64?
}

/// How much of what was in the log at the start has been read.
struct FeedProgress {
    let total: Int64
    private(set) var remaining: Int64
    private let ends: [TopicPartition: Int64]
    private var next: [TopicPartition: Int64]

    init(ends: [TopicPartition: Int64], from stored: [TopicPartition: Int64]) {
        self.ends = ends
        next = stored
        total = ends.reduce(0) { $0 + max(0, $1.value - (stored[$1.key] ?? 0)) }
        remaining = total
    }

    var fraction: Double { total == 0 ? 1 : Double(total - remaining) / Double(total) }

    /// Takes note of records, which come in the order of each partition.
    mutating func took(_ records: [Record]) {
        guard remaining > 0 else { return }
        var place = TopicPartition("", 0)
        for index in records.indices {
            let record = records[index]
            if index + 1 < records.count {
                let after = records[index + 1]
                if after.partition == record.partition, after.topic == record.topic { continue }
            }
            place = TopicPartition(record.topic, record.partition)
            let end = ends[place] ?? 0
            let before = min(next[place] ?? 0, end)
            next[place] = record.offset + 1
            remaining -= max(0, min(record.offset + 1, end) - before)
        }
    }
}
