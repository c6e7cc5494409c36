internal import CLMDB
internal import Contracts

/// The tables of an embedded log's file, and how their small values are read and written: with a checksum each, which those
/// that version 0.1 wrote have not.
///
/// `topics` (name → number and partitions), `records` (number, partition, offset → record), `ends` (number, partition → next
/// offset), `groups` (group, number, partition → next offset to read), `newest` (number, partition, key → offset, of
/// compacted topics: an older record of the key is removed when a newer one comes), `checked` (number, partition → the first
/// offset whose record has a checksum).
struct EmbeddedTables: Sendable {
    let topics: LMDBDatabase
    let records: LMDBDatabase
    let ends: LMDBDatabase
    let groups: LMDBDatabase
    let newest: LMDBDatabase
    let checked: LMDBDatabase

    /// How many tables a file has room for.
    static let count: UInt32 = 8
    /// The bytes of a topic's entry: its number, its partitions, whether it is compacted.
    private static let topicLength = 7
    private static let offsetLength = 8

    init(_ environment: LMDBEnvironment) throws(LMDBError) {
        topics = try environment.database("topics")
        records = try environment.database("records")
        ends = try environment.database("ends")
        groups = try environment.database("groups")
        newest = try environment.database("newest")
        checked = try environment.database("checked")
    }

    /// The tables of a file that is only read.
    init(reading environment: LMDBEnvironment) throws(LMDBError) {
        topics = try environment.database(existing: "topics")
        records = try environment.database(existing: "records")
        ends = try environment.database(existing: "ends")
        groups = try environment.database(existing: "groups")
        newest = try environment.database(existing: "newest")
        checked = try environment.database(existing: "checked")
    }

    /// The key of a group's progress in a partition.
    static func progress(_ group: String, _ number: UInt16, _ partition: Int32) -> [UInt8] {
        Array(group.utf8) + [0] + [UInt8](number, partition)
    }

    func putOffset(
        _ offset: Int64, in table: LMDBDatabase, _ key: [UInt8], _ transaction: LMDBTransaction
    ) throws(LMDBError) {
        try transaction.putSealed(table, key, [UInt8](offset: offset))
    }

    /// An offset; nil where there is none under this key.
    /// - Parameter what: what it is, for the error that says it is damaged.
    func offset(
        in table: LMDBDatabase, _ key: [UInt8], _ transaction: LMDBTransaction, _ what: @autoclosure () -> String
    ) throws(LMDBError) -> Int64? {
        let found = try unsafe transaction.withValue(table, key) { stored -> Int64? in
            let isWritten =
                unsafe stored.count == Self.offsetLength
                || stored.count == Self.offsetLength + Checksum.length && Checksum.holds(key.span.bytes, stored)
            return isWritten ? unsafe Int64(bigEndian: stored.loadUnaligned(as: Int64.self)) : nil
        }
        guard let found else { return nil }
        guard let offset = found else { throw transaction.damage(what()) }
        return offset
    }

    func putTopic(_ name: String, _ topic: EmbeddedStore.Topic, _ transaction: LMDBTransaction) throws(LMDBError) {
        var value: [UInt8] = []
        value.append(number: topic.number)
        value.append(number: UInt32(topic.partitions))
        value.append(topic.isCompacted ? 1 : 0)
        try transaction.putSealed(topics, Array(name.utf8), value)
    }

    /// All topics. Their numbers are 1, 2 and so on: another one means that a topic is lost.
    func allTopics(_ transaction: LMDBTransaction) throws(LMDBError) -> [String: EmbeddedStore.Topic] {
        var entries: [(key: [UInt8], value: [UInt8])] = []
        try unsafe transaction.scan(topics, from: []) { key, value in
            unsafe entries.append(([UInt8](key), [UInt8](value)))
            return true
        }
        var found: [String: EmbeddedStore.Topic] = [:]
        for (key, stored) in entries {
            let name = String(decoding: key, as: UTF8.self)
            guard let value = Self.open(key, stored, length: Self.topicLength), value[6] <= 1,
                let partitions = Int32(exactly: value.number(at: 2) as UInt32), partitions > 0
            else { throw transaction.damage("the entry of topic \(name)") }
            found[name] = EmbeddedStore.Topic(
                number: value.number(at: 0), partitions: partitions, isCompacted: value[6] == 1)
        }
        guard Set(found.values.map { Int($0.number) }) == Set(1..<found.count + 1) else {
            throw transaction.damage("the list of topics")
        }
        return found
    }

    /// What was sealed, or written by version 0.1; nil where it is neither.
    private static func open(_ key: [UInt8], _ stored: [UInt8], length: Int) -> [UInt8]? {
        if stored.count == length { return stored }
        guard stored.count == length + Checksum.length else { return nil }
        return unsafe stored.withUnsafeBytes { unsafe Checksum.open(key, $0) }
    }
}
