internal import Contracts
internal import Glibc
internal import Threads

/// A log within the process, on LMDB: one machine, nothing to install.
///
/// Durable where it has its own directory: what was committed is on the disk. Without one it lives in memory and is
/// gone with the process. Groups, transactions, fencing and compaction work as on Kafka, within this one process; a
/// second process is refused the directory.
public final class EmbeddedLog: Log, Sendable {
    let store: EmbeddedStore

    /// Opens or makes the log in a directory; nil keeps it in memory.
    public init(directory: String?) throws(LogError) {
        store = try EmbeddedStore(directory: directory)
    }

    /// Makes a log in a directory of a disk that is gone with the process: for more than memory should hold.
    public init(scratch directory: String) throws(LogError) {
        store = try EmbeddedStore(directory: directory, isScratch: true)
    }

    /// Gives the pages of embedded logs and state stores that this process has in memory back to the system. What is needed of
    /// them is read again.
    public static func releasePages() { MappedPages.release() }

    /// Whether there is an embedded log in a directory.
    public static func exists(in directory: String) -> Bool { unsafe access(directory + "/data.mdb", F_OK) == 0 }

    /// Reads the log in a directory, also while another process writes to it: `reader` gives what that has committed,
    /// and nothing can be written. A process may have a log open once only.
    /// - Throws: `.configuration` where there is none.
    public init(reading directory: String) throws(LogError) {
        guard Self.exists(in: directory) else {
            throw LogError(.configuration, "there is no embedded log in \(directory)")
        }
        store = try EmbeddedStore(reading: directory)
    }

    public func topics(timeout: Duration) throws(LogError) -> [String: TopicDescription] {
        store.monitor.locked {
            unsafe store.topics.mapValues { TopicDescription(partitions: $0.partitions, replication: 1) }
        }
    }

    public func create(_ topics: [TopicSettings]) throws(LogError) {
        for topic in topics { try store.create(topic) }
    }

    public func join(_ group: GroupSettings) throws(LogError) -> any LogSession {
        try EmbeddedSession(store, group)
    }

    public func reader(from positions: [TopicPartition: Position]) throws(LogError) -> any LogReader {
        try EmbeddedReader(store, positions)
    }

    public func appender() throws(LogError) -> any LogAppender { EmbeddedAppender(store) }

    public func close() { store.close() }
}

/// Writes outside of transactions.
final class EmbeddedAppender: LogAppender {
    private let store: EmbeddedStore

    init(_ store: EmbeddedStore) { self.store = store }

    func append(_ records: [OutgoingRecord]) throws(LogError) {
        guard !records.isEmpty else { return }
        _ = try store.commit(records, group: nil, next: [:])
    }

    func close() {}
}

/// Reads partitions without a group.
final class EmbeddedReader: LogReader {
    private let store: EmbeddedStore
    private var next: [TopicPartition: Int64] = [:]
    let ends: [TopicPartition: Int64]

    init(_ store: EmbeddedStore, _ positions: [TopicPartition: Position]) throws(LogError) {
        self.store = store
        var ends: [TopicPartition: Int64] = [:]
        for (place, position) in positions {
            let end = try store.end(of: place)
            ends[place] = end
            switch position {
            case .beginning: next[place] = 0
            case .end: next[place] = end
            case .offset(let offset): next[place] = offset
            }
        }
        self.ends = ends
    }

    func poll(timeout: Duration) throws(LogError) -> [Record] {
        let deadline = ContinuousClock.now + timeout
        while true {
            let records = try store.read(&next)
            if !records.isEmpty { return records }
            guard try store.waitForRecords(beyond: next, until: deadline) else { return [] }
        }
    }

    var isCaughtUp: Bool { ends.allSatisfy { place, end in next[place]! >= end } }
    var behind: Set<TopicPartition> { Set(ends.filter { place, end in next[place]! < end }.keys) }

    func close() {}
}
