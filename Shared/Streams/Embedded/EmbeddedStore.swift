internal import Contracts
internal import Glibc
internal import Threads

/// The file and the shared state of an embedded log. What its sessions, readers and appenders have in common.
final class EmbeddedStore: Sendable {
    struct Topic: Sendable {
        var number: UInt16
        var partitions: Int32
        var isCompacted: Bool
    }

    let environment: LMDBEnvironment
    let tables: EmbeddedTables
    let monitor = ConditionLock()
    let writes = EmbeddedWrites()
    /// Nil where the file is only read.
    private let lockFile: Int32?

    // Guarded by `monitor`.
    nonisolated(unsafe) private(set) var topics: [String: Topic] = [:]
    nonisolated(unsafe) private var ends: [TopicPartition: Int64] = [:]
    /// From which offset on each partition's records have checksums.
    nonisolated(unsafe) private var checked: [TopicPartition: Int64] = [:]
    nonisolated(unsafe) var groups: [String: GroupOwnership<ObjectIdentifier>] = [:]
    nonisolated(unsafe) private var isClosed = false

    /// - Parameter isScratch: the directory is gone with the process, and nothing waits for its disk.
    init(directory: String?, isScratch: Bool = false) throws(LogError) {
        let path: String
        if let directory {
            path = directory
            try Directory.make(path)
        } else {
            path = try Directory.temporary()
        }
        let isLost = isScratch || directory == nil
        let lockFile = try Directory.lock(path)
        self.lockFile = lockFile
        do {
            environment = try LMDBEnvironment(
                directory: path, databases: EmbeddedTables.count, durable: !isLost)
            tables = try EmbeddedTables(environment)
            try loadTopics()
            // Its files are open: without their names they are gone with the process, however it ends.
            if isLost { Directory.remove(path) }
        } catch {
            Directory.unlock(lockFile)
            throw Self.failure("the embedded log cannot be used", error)
        }
    }

    /// Reads the log in a directory, also while another process writes to it.
    init(reading directory: String) throws(LogError) {
        lockFile = nil
        try Directory.checkForReading(directory)
        do {
            environment = try LMDBEnvironment(reading: directory, databases: EmbeddedTables.count)
            tables = try EmbeddedTables(reading: environment)
            try loadTopics()
        } catch { throw Self.failure("the embedded log cannot be read", error) }
    }

    private var isReadOnly: Bool { lockFile == nil }

    /// Takes note of what another process has written.
    private func refresh() throws(LogError) {
        try attempt("reading topics") { () throws(LMDBError) in
            try monitor.locked { () throws(LMDBError) in try loadTopics(checks: false) }
        }
    }

    private func requireWriting() throws(LogError) {
        guard isReadOnly else { return }
        throw LogError(.configuration, "the embedded log in \(environment.path) is open for reading only")
    }

    private static func failure(_ action: String, _ error: LMDBError) -> LogError {
        error.isDamage
            ? LogError(.damaged, "the embedded log is damaged: \(error): \(LMDBError.damageAdvice)")
            : LogError(.fatal, "\(action): \(error)")
    }

    /// Reads the topics with their ends, and marks those partitions of an older version whose records have no checksums.
    /// - Parameter checks: whether the ends are compared with the records.
    private func loadTopics(checks: Bool = true) throws(LMDBError) {
        var unmarked: [(key: [UInt8], end: Int64)] = []
        try environment.read { transaction throws(LMDBError) in
            unsafe topics = try tables.allTopics(transaction)
            for (name, topic) in unsafe topics {
                for partition in 0..<topic.partitions {
                    let place = TopicPartition(name, partition)
                    let key = [UInt8](topic.number, partition)
                    let end = try tables.offset(in: tables.ends, key, transaction, "the end of \(place)") ?? 0
                    if checks { try requireEnd(end, of: place, topic, transaction) }
                    unsafe ends[place] = end
                    let first = try tables.offset(
                        in: tables.checked, key, transaction, "where the checksums of \(place) begin")
                    if first == nil { unmarked.append((key, end)) }
                    unsafe checked[place] = first ?? end
                }
            }
        }
        guard !unmarked.isEmpty, !isReadOnly else { return }
        try environment.write { transaction throws(LMDBError) in
            for (key, end) in unmarked { try tables.putOffset(end, in: tables.checked, key, transaction) }
        }
    }

    /// A partition's last record is the one before its end: an end that is too low would have records written over.
    private func requireEnd(
        _ end: Int64, of place: TopicPartition, _ topic: Topic, _ transaction: LMDBTransaction
    ) throws(LMDBError) {
        let prefix = [UInt8](topic.number, place.partition)
        var isBeyond = false
        try unsafe transaction.scan(tables.records, from: prefix + [UInt8](offset: end)) { key, _ in
            isBeyond = unsafe key.starts(with: prefix)
            return false
        }
        var isThere = true
        if end > 0, !topic.isCompacted {
            isThere = try transaction.get(tables.records, prefix + [UInt8](offset: end - 1)) != nil
        }
        guard !isBeyond, isThere else { throw transaction.damage("the end of \(place), offset \(end),") }
    }

    func create(_ settings: TopicSettings) throws(LogError) {
        try requireWriting()
        try attempt("creating topic \(settings.name)") { () throws(LMDBError) in
            try monitor.locked { () throws(LMDBError) in
                guard unsafe topics[settings.name] == nil else { return }
                let topic = Topic(
                    number: UInt16(unsafe topics.count + 1), partitions: settings.partitions,
                    isCompacted: settings.compacted)
                try environment.write { transaction throws(LMDBError) in
                    try tables.putTopic(settings.name, topic, transaction)
                    for partition in 0..<topic.partitions {
                        try tables.putOffset(0, in: tables.checked, [UInt8](topic.number, partition), transaction)
                    }
                }
                unsafe topics[settings.name] = topic
                for partition in 0..<topic.partitions {
                    unsafe ends[TopicPartition(settings.name, partition)] = 0
                    unsafe checked[TopicPartition(settings.name, partition)] = 0
                }
            }
        }
    }

    /// The offset after the last record of a partition.
    func end(of place: TopicPartition) throws(LogError) -> Int64 {
        guard let end = monitor.locked({ unsafe ends[place] }) else { throw unknown(place) }
        return end
    }

    func topic(of place: TopicPartition) throws(LogError) -> Topic {
        guard let topic = monitor.locked({ unsafe topics[place.topic] }), place.partition >= 0,
            place.partition < topic.partitions
        else { throw unknown(place) }
        return topic
    }

    private func unknown(_ place: TopicPartition) -> LogError {
        LogError(
            .configuration, "topic \(place.topic) with partition \(place.partition) does not exist in the embedded log")
    }

    /// Waits until a partition has records beyond these positions. False at the deadline.
    func waitForRecords(
        beyond next: [TopicPartition: Int64], until deadline: ContinuousClock.Instant
    ) throws(LogError) -> Bool {
        if isReadOnly { return try lookForRecords(beyond: next, until: deadline) }
        return monitor.locked {
            while !hasRecords(beyond: next) {
                if unsafe isClosed || !monitor.wait(until: deadline) { return false }
            }
            return true
        }
    }

    /// How often it is looked whether another process has written.
    private static let lookInterval = Duration.milliseconds(100)

    private func lookForRecords(
        beyond next: [TopicPartition: Int64], until deadline: ContinuousClock.Instant
    ) throws(LogError) -> Bool {
        while true {
            try refresh()
            if monitor.locked({ hasRecords(beyond: next) }) { return true }
            guard ContinuousClock.now < deadline else { return false }
            _ = monitor.locked { monitor.wait(until: min(deadline, .now + Self.lookInterval)) }
        }
    }

    /// Within the lock: whether a partition has records beyond these positions.
    func hasRecords(beyond next: [TopicPartition: Int64]) -> Bool {
        next.contains { place, offset in unsafe (ends[place] ?? 0) > offset }
    }

    // MARK: Reading

    /// Records that one poll returns at most.
    private static let recordsPerPoll = 2_000

    /// Reads on from `next`, and moves it behind what it returns.
    func read(_ next: inout [TopicPartition: Int64], limit: Int = recordsPerPoll) throws(LogError) -> [Record] {
        let ready = monitor.locked {
            next.compactMap { place, offset -> Ready? in
                guard let topic = unsafe topics[place.topic], let end = unsafe ends[place], end > offset else {
                    return nil
                }
                return Ready(
                    place: place, topic: topic, offset: offset, end: end, checked: unsafe checked[place] ?? 0)
            }
        }
        guard !ready.isEmpty else { return [] }
        var records: [Record] = []
        var moved = next
        try attempt("reading") { () throws(LMDBError) in
            try environment.read { transaction throws(LMDBError) in
                for one in ready where records.count < limit {
                    moved[one.place] = try read(one, transaction, limit, &records)
                }
            }
        }
        next = moved
        return records
    }

    /// A partition with records to read, and its end before the read transaction began.
    private struct Ready {
        var place: TopicPartition
        var topic: Topic
        var offset: Int64
        var end: Int64
        /// From here on, records have checksums.
        var checked: Int64
    }

    private func read(
        _ ready: Ready, _ transaction: LMDBTransaction, _ limit: Int, _ records: inout [Record]
    ) throws(LMDBError) -> Int64 {
        let prefix = [UInt8](ready.topic.number, ready.place.partition)
        var next = ready.offset
        var isFull = false
        /// The first offset whose record is not what was written, or is not there.
        var damaged: Int64?
        try unsafe transaction.scan(tables.records, from: prefix + [UInt8](offset: ready.offset)) { key, value in
            guard unsafe key.starts(with: prefix) else { return false }
            guard records.count < limit else {
                isFull = true
                return false
            }
            guard key.count == prefix.count + 8 else {
                damaged = next
                return false
            }
            let at = unsafe Int64(bigEndian: key.loadUnaligned(fromByteOffset: prefix.count, as: Int64.self))
            // Compaction leaves gaps, nothing else does.
            guard at == next || ready.topic.isCompacted && at > next,
                let read = unsafe StoredRecord.read(value, under: key.bytes, isChecked: at >= ready.checked)
            else {
                damaged = ready.topic.isCompacted ? at : next
                return false
            }
            records.append(
                Record(
                    topic: ready.place.topic, partition: ready.place.partition, offset: at, timestamp: read.timestamp,
                    body: read.body))
            next = at + 1
            return true
        }
        if damaged == nil, !isFull, next < ready.end, !ready.topic.isCompacted { damaged = next }
        if let damaged { throw transaction.damage("the record of \(ready.place) at offset \(damaged)") }
        // Offsets before the end may have been compacted away: nothing more is to come before it.
        return isFull ? next : max(next, ready.end)
    }

    // MARK: Writing

    /// Writes records and a group's progress in one transaction. Returns the offset after the last record of each partition,
    /// of others as well that were written with them.
    ///
    /// All that wait while the disk is written to go together in the next transaction, so that they share its way to the disk.
    func commit(
        _ records: [OutgoingRecord], group: String?, next: [TopicPartition: Int64]
    ) throws(LogError) -> [TopicPartition: Int64] {
        try requireWriting()
        return try writes.run(EmbeddedWrite(records: records, group: group, next: next)) { writes throws(LogError) in
            try write(writes)
        }
    }

    /// Called by one thread at a time, so that the ends in memory and in the file go together.
    private func write(_ writes: [EmbeddedWrite]) throws(LogError) -> [TopicPartition: Int64] {
        let records = writes.count == 1 ? writes[0].records : writes.flatMap(\.records)
        let firsts = try targets(of: records)
        var targets = firsts
        // Not asked for within the transaction: who makes a topic holds the monitor, and waits for the transaction's end.
        let topics = monitor.locked { unsafe self.topics }
        let now = WallTime.now()
        try attempt("committing") { () throws(LMDBError) in
            try environment.write { transaction throws(LMDBError) in
                targets = firsts
                var at = 0
                for record in records {
                    at = Target.index(of: record, in: targets, last: at)!
                    try put(record, targets[at].topic, targets[at].end, now, transaction)
                    targets[at].end += 1
                }
                for target in targets {
                    let key = [UInt8](target.topic.number, target.place.partition)
                    try tables.putOffset(target.end, in: tables.ends, key, transaction)
                }
                for write in writes { try putProgress(of: write, topics, transaction) }
            }
        }
        return monitor.locked {
            var written: [TopicPartition: Int64] = [:]
            for target in targets {
                unsafe ends[target.place] = target.end
                written[target.place] = target.end
            }
            monitor.broadcast()
            return written
        }
    }

    private func putProgress(
        of write: EmbeddedWrite, _ topics: [String: Topic], _ transaction: LMDBTransaction
    ) throws(LMDBError) {
        guard let group = write.group else { return }
        for (place, offset) in write.next {
            guard let topic = topics[place.topic] else { continue }
            let key = EmbeddedTables.progress(group, topic.number, place.partition)
            try tables.putOffset(offset, in: tables.groups, key, transaction)
        }
    }

    /// A partition that records are written to, and the offset of the next one.
    private struct Target {
        let place: TopicPartition
        let topic: Topic
        var end: Int64

        /// Where the partition of a record stands among these. The last one is tried first: a batch has several records for
        /// one partition in a row, and few partitions.
        static func index(of record: OutgoingRecord, in targets: [Target], last: Int) -> Int? {
            func isMet(_ target: Target) -> Bool {
                target.place.partition == record.partition && target.place.topic == record.topic
            }
            return targets.indices.contains(last) && isMet(targets[last]) ? last : targets.firstIndex(where: isMet)
        }
    }

    /// The partitions of these records, as they are while nobody else writes.
    private func targets(of records: [OutgoingRecord]) throws(LogError) -> [Target] {
        var targets: [Target] = []
        var last = 0
        for record in records {
            if let known = Target.index(of: record, in: targets, last: last) {
                last = known
                continue
            }
            let place = TopicPartition(record.topic, record.partition)
            last = targets.count
            targets.append(Target(place: place, topic: try topic(of: place), end: try end(of: place)))
        }
        return targets
    }

    private func put(
        _ record: OutgoingRecord, _ topic: Topic, _ offset: Int64, _ now: Int64, _ transaction: LMDBTransaction
    ) throws(LMDBError) {
        let place = RecordPlace(topic.number, record.partition, offset: offset)
        let body = record.body
        try place.withBytes { place throws(LMDBError) in
            try unsafe transaction.put(tables.records, place, reserving: StoredRecord.length(body)) { target in
                unsafe StoredRecord.write(body, timestamp: record.timestamp ?? now, under: place, in: target)
            }
        }
        guard topic.isCompacted, let keyRange = body.keyRange else { return }
        var key = [UInt8](topic.number, record.partition, room: keyRange.count)
        key += body.bytes[keyRange]
        let older = try tables.offset(
            in: tables.newest, key, transaction,
            "the newest offset of a key in \(record.topic) partition \(record.partition)")
        if let older {
            try RecordPlace(topic.number, record.partition, offset: older).withBytes { place throws(LMDBError) in
                _ = try transaction.delete(tables.records, place)
            }
        }
        try tables.putOffset(offset, in: tables.newest, key, transaction)
    }

    /// The offset a group goes on from, in one partition; 0 where it has not begun.
    func committed(_ group: String, _ place: TopicPartition) throws(LogError) -> Int64 {
        let topic = try topic(of: place)
        var offset: Int64 = 0
        try attempt("reading offsets") { () throws(LMDBError) in
            try environment.read { transaction throws(LMDBError) in
                let key = EmbeddedTables.progress(group, topic.number, place.partition)
                offset =
                    try tables.offset(in: tables.groups, key, transaction, "where \(group) stands in \(place)") ?? 0
            }
        }
        return offset
    }

    private func attempt(_ action: String, _ body: () throws(LMDBError) -> Void) throws(LogError) {
        do { try body() } catch {
            throw Self.failure("the embedded log failed \(action)", error)
        }
    }

    /// How long the last transaction may take.
    private static let lastWrite = Duration.seconds(5)

    func close() {
        let wasOpen = monitor.locked {
            defer { unsafe isClosed = true }
            monitor.broadcast()
            return unsafe !isClosed
        }
        // Who writes still, because the disk hangs, uses it until the process ends.
        guard wasOpen, writes.close(until: .now + Self.lastWrite) else { return }
        environment.close()
        if let lockFile { Directory.unlock(lockFile) }
    }
}
