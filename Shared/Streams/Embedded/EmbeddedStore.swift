internal import Contracts
internal import Glibc

/// The files and the shared state of an embedded log. What its sessions, readers and appenders have in common.
///
/// Tables: `topics` (name → number and partitions), `records` (number, partition, offset → record), `ends` (number,
/// partition → next offset), `groups` (group, number, partition → next offset to read), `newest` (number, partition, key
/// → offset, of compacted topics: an older record of the key is removed when a newer one comes).
final class EmbeddedStore: Sendable {
    struct Topic: Sendable {
        var number: UInt16
        var partitions: Int32
        var isCompacted: Bool
    }

    let environment: LMDBEnvironment
    let tables: Tables
    let monitor = Monitor()
    private let writer = Monitor()
    private let lockFile: Int32

    // Guarded by `monitor`.
    nonisolated(unsafe) private(set) var topics: [String: Topic] = [:]
    nonisolated(unsafe) private var names: [UInt16: String] = [:]
    nonisolated(unsafe) private var ends: [TopicPartition: Int64] = [:]
    nonisolated(unsafe) var groups: [String: GroupOwnership<ObjectIdentifier>] = [:]
    nonisolated(unsafe) private var isClosed = false

    struct Tables: Sendable {
        let topics: LMDBDatabase
        let records: LMDBDatabase
        let ends: LMDBDatabase
        let groups: LMDBDatabase
        let newest: LMDBDatabase
    }

    init(directory: String?) throws(LogError) {
        let path: String
        if let directory {
            path = directory
            try Directory.make(path)
        } else {
            path = try Directory.temporary()
        }
        lockFile = try Directory.lock(path)
        do {
            environment = try LMDBEnvironment(directory: path, databases: 8, durable: directory != nil)
            tables = Tables(
                topics: try environment.database("topics"), records: try environment.database("records"),
                ends: try environment.database("ends"), groups: try environment.database("groups"),
                newest: try environment.database("newest"))
            try loadTopics()
            // Its files are open: without their names they are gone with the process, however it ends.
            if directory == nil { Directory.remove(path) }
        } catch { throw LogError(.fatal, "the embedded log cannot be used: \(error)") }
    }

    private func loadTopics() throws(LMDBError) {
        try environment.read { transaction throws(LMDBError) in
            try unsafe transaction.scan(tables.topics, from: []) { name, value in
                let name = unsafe String(decoding: name, as: UTF8.self)
                let bytes = unsafe [UInt8](value)
                unsafe topics[name] = Topic(
                    number: bytes.number(at: 0), partitions: Int32(bytes.number(at: 2) as UInt32),
                    isCompacted: bytes[6] == 1)
                return true
            }
            for (name, topic) in unsafe topics {
                unsafe names[topic.number] = name
                for partition in 0..<topic.partitions {
                    let end = try transaction.get(tables.ends, [UInt8](topic.number, partition))
                    unsafe ends[TopicPartition(name, partition)] = end.map { Int64($0.number(at: 0) as UInt64) } ?? 0
                }
            }
        }
    }

    func create(_ settings: TopicSettings) throws(LogError) {
        try attempt("creating topic \(settings.name)") { () throws(LMDBError) in
            try monitor.locked { () throws(LMDBError) in
                guard unsafe topics[settings.name] == nil else { return }
                let topic = Topic(
                    number: UInt16(unsafe topics.count + 1), partitions: settings.partitions,
                    isCompacted: settings.compacted)
                try environment.write { transaction throws(LMDBError) in
                    var value: [UInt8] = []
                    value.append(number: topic.number)
                    value.append(number: UInt32(topic.partitions))
                    value.append(topic.isCompacted ? 1 : 0)
                    try transaction.put(tables.topics, Array(settings.name.utf8), value)
                }
                unsafe topics[settings.name] = topic
                unsafe names[topic.number] = settings.name
                for partition in 0..<topic.partitions { unsafe ends[TopicPartition(settings.name, partition)] = 0 }
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
        LogError(.configuration, "topic \(place.topic) with partition \(place.partition) does not exist in the embedded log")
    }

    /// Waits until a partition has records beyond these positions. False at the deadline.
    func waitForRecords(beyond next: [TopicPartition: Int64], until deadline: ContinuousClock.Instant) -> Bool {
        monitor.locked {
            while !hasRecords(beyond: next) {
                if unsafe isClosed || !monitor.wait(until: deadline) { return false }
            }
            return true
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
                guard let topic = unsafe topics[place.topic], let end = unsafe ends[place], end > offset else { return nil }
                return Ready(place: place, number: topic.number, offset: offset, end: end)
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
        var number: UInt16
        var offset: Int64
        var end: Int64
    }

    private func read(
        _ ready: Ready, _ transaction: LMDBTransaction, _ limit: Int, _ records: inout [Record]
    ) throws(LMDBError) -> Int64 {
        let prefix = [UInt8](ready.number, ready.place.partition)
        var next = ready.offset
        var isFull = false
        try unsafe transaction.scan(tables.records, from: prefix + [UInt8](offset: ready.offset)) { key, value in
            let key = unsafe [UInt8](key)
            guard key.starts(with: prefix) else { return false }
            guard records.count < limit else {
                isFull = true
                return false
            }
            let at = Int64(key.number(at: 6) as UInt64)
            unsafe records.append(
                Record(stored: value, topic: ready.place.topic, partition: ready.place.partition, offset: at))
            next = at + 1
            return true
        }
        // Offsets before the end may have been compacted away: nothing more is to come before it.
        return isFull ? next : max(next, ready.end)
    }

    // MARK: Writing

    /// Writes records and a group's progress in one transaction. Returns the offset after the last record of each partition.
    func commit(
        _ records: [OutgoingRecord], group: String?, next: [TopicPartition: Int64]
    ) throws(LogError) -> [TopicPartition: Int64] {
        for record in records { _ = try topic(of: TopicPartition(record.topic, record.partition)) }
        return try writer.locked { () throws(LogError) in try write(records, group, next) }
    }

    /// Within the writer's lock, so that the ends in memory and in the file go together.
    private func write(
        _ records: [OutgoingRecord], _ group: String?, _ next: [TopicPartition: Int64]
    ) throws(LogError) -> [TopicPartition: Int64] {
        var written: [TopicPartition: Int64] = [:]
        let now = WallTime.now()
        try attempt("committing") { () throws(LMDBError) in
            try environment.write { transaction throws(LMDBError) in
                written.removeAll(keepingCapacity: true)
                for record in records {
                    let place = TopicPartition(record.topic, record.partition)
                    let (topic, known) = monitor.locked { unsafe (topics[record.topic]!, ends[place] ?? 0) }
                    let offset = written[place] ?? known
                    try put(record, topic, offset, now, transaction)
                    written[place] = offset + 1
                }
                for (place, end) in written {
                    let number = monitor.locked { unsafe topics[place.topic]!.number }
                    try transaction.put(tables.ends, [UInt8](number, place.partition), [UInt8](offset: end))
                }
                for (place, offset) in next {
                    guard let group, let topic = monitor.locked({ unsafe topics[place.topic] }) else { continue }
                    try transaction.put(
                        tables.groups, Array(group.utf8) + [0] + [UInt8](topic.number, place.partition),
                        [UInt8](offset: offset))
                }
            }
        }
        monitor.locked {
            for (place, end) in written { unsafe ends[place] = max(ends[place] ?? 0, end) }
            monitor.broadcast()
        }
        return written
    }

    private func put(
        _ record: OutgoingRecord, _ topic: Topic, _ offset: Int64, _ now: Int64, _ transaction: LMDBTransaction
    ) throws(LMDBError) {
        let prefix = [UInt8](topic.number, record.partition)
        let body = record.body
        try unsafe transaction.put(
            tables.records, prefix + [UInt8](offset: offset), reserving: Record.headLength + body.bytes.count
        ) { target in
            unsafe Record.store(body, timestamp: record.timestamp ?? now, in: target)
        }
        guard topic.isCompacted, let keyRange = body.keyRange else { return }
        let key = prefix + body.bytes[keyRange]
        if let older = try transaction.get(tables.newest, key) { try transaction.delete(tables.records, prefix + older) }
        try transaction.put(tables.newest, key, [UInt8](offset: offset))
    }

    /// The offset a group goes on from, in one partition; 0 where it has not begun.
    func committed(_ group: String, _ place: TopicPartition) throws(LogError) -> Int64 {
        let topic = try topic(of: place)
        var offset: Int64 = 0
        try attempt("reading offsets") { () throws(LMDBError) in
            try environment.read { transaction throws(LMDBError) in
                let key = Array(group.utf8) + [0] + [UInt8](topic.number, place.partition)
                if let stored = try transaction.get(tables.groups, key) { offset = Int64(stored.number(at: 0) as UInt64) }
            }
        }
        return offset
    }

    private func attempt(_ action: String, _ body: () throws(LMDBError) -> Void) throws(LogError) {
        do { try body() } catch {
            throw LogError(.fatal, "the embedded log failed \(action): \(error)")
        }
    }

    func close() {
        let wasOpen = monitor.locked {
            defer { unsafe isClosed = true }
            monitor.broadcast()
            return unsafe !isClosed
        }
        guard wasOpen else { return }
        environment.close()
        Glibc.close(lockFile)
    }
}
