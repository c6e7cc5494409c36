public import Contracts
internal import Glibc

/// The state of one partition: what its messages have left behind, by entity.
///
/// The truth is the state topic; this LMDB file holds it up to an offset that is written in the same transaction. It is
/// written only after the log's commit, so it may be behind, never ahead; the tail of the state topic repairs it. A file
/// that is damaged, of another format, or left open by a machine that went down is emptied and filled from the topic.
public final class StateStore {
    private var environment: LMDBEnvironment
    private var entities: LMDBDatabase
    private var meta: LMDBDatabase
    private var reading: LMDBTransaction?
    private let directory: String

    /// What the batch in hand has changed and the log has not committed yet; nil values are removals.
    private var changes: [[UInt8]: [UInt8]?] = [:]
    /// The keys of `changes` in order of their first change, so that what is written is the same on every run.
    private var changedKeys: [[UInt8]] = []

    /// The offset of the state topic's partition from which the file has to be brought up to date; nil for an empty file.
    public private(set) var offset: Int64?
    /// Why the file was emptied when it was opened; nil where it was usable.
    public private(set) var reasonForWipe: String?

    /// Number of the layout of this file and of the entities in it. Another number means: rebuild.
    static let format: UInt32 = 2

    /// Opens or makes the store in a directory of its own.
    public init(directory: String) throws(LogError) {
        self.directory = directory
        try Directory.make(directory)
        reasonForWipe = UncleanMark.isFromBefore(directory) ? "the machine went down while it was open" : nil
        if reasonForWipe != nil { Self.removeFiles(directory) }
        do {
            (environment, entities, meta) = try Self.open(directory)
        } catch let error where error.isDamage {
            reasonForWipe = error.description
            Self.removeFiles(directory)
            do { (environment, entities, meta) = try Self.open(directory) } catch { throw Self.unusable(error) }
        } catch { throw Self.unusable(error) }
        try load()
        UncleanMark.set(directory)
    }

    private static func open(_ directory: String) throws(LMDBError) -> (LMDBEnvironment, LMDBDatabase, LMDBDatabase) {
        let environment = try LMDBEnvironment(directory: directory, databases: 4, durable: false)
        return (environment, try environment.database("entities"), try environment.database("meta"))
    }

    private static func unusable(_ error: LMDBError) -> LogError {
        LogError(.fatal, "the state store cannot be used: \(error)")
    }

    private static func removeFiles(_ directory: String) {
        for name in ["data.mdb", "lock.mdb"] { unsafe unlink(directory + "/" + name) }
    }

    private func load() throws(LogError) {
        try attempt { () throws(LMDBError) in
            let (format, stored) = try environment.read { transaction throws(LMDBError) in
                (try transaction.get(meta, Self.formatKey), try transaction.get(meta, Self.offsetKey))
            }
            if let format, format.number(at: 0) as UInt32 == Self.format {
                offset = stored.map { Int64($0.number(at: 0) as UInt64) }
            } else if format != nil {
                reasonForWipe = "it has another format"
                try empty()
            }
        }
    }

    private static let formatKey = Array("format".utf8)
    private static let offsetKey = Array("offset".utf8)

    // MARK: The batch in hand

    /// The value of an entity, as the batch in hand sees it.
    public func get(_ key: [UInt8]) throws(LogError) -> [UInt8]? {
        if let changed = changes[key] { return changed }
        var value: [UInt8]?
        try attempt { () throws(LMDBError) in
            let transaction: LMDBTransaction
            if let reading { transaction = reading } else { transaction = try environment.begin(readOnly: true) }
            reading = transaction
            value = try transaction.get(entities, key)
        }
        return value
    }

    /// The committed entities whose keys begin so, in the order of their keys; not those of the batch in hand. May be
    /// called from any thread.
    public func scan(prefix: [UInt8]) throws(LogError) -> [(key: [UInt8], value: [UInt8])] {
        var found: [(key: [UInt8], value: [UInt8])] = []
        try attempt { () throws(LMDBError) in
            try environment.read { transaction throws(LMDBError) in
                try unsafe transaction.scan(entities, from: prefix) { key, value in
                    guard unsafe key.starts(with: prefix) else { return false }
                    unsafe found.append(([UInt8](key), [UInt8](value)))
                    return true
                }
            }
        }
        return found
    }

    /// Changes an entity; nil removes it.
    public func put(_ key: [UInt8], _ value: [UInt8]?) {
        if changes.updateValue(value, forKey: key) == nil { changedKeys.append(key) }
    }

    /// Whether the batch in hand has changed anything.
    public var hasChanges: Bool { !changedKeys.isEmpty }

    /// What the batch in hand has changed, each entity once with its last value, in order of their first change.
    public func forEachChange(_ body: ([UInt8], [UInt8]?) throws(LogError) -> Void) throws(LogError) {
        for key in changedKeys { try body(key, changes[key]!) }
    }

    /// The log has committed the batch: writes it, with the state topic's offset after it.
    public func commit(offset: Int64) throws(LogError) {
        try attempt { () throws(LMDBError) in
            endReading()
            try environment.write { transaction throws(LMDBError) in
                for key in changedKeys { try Self.write(key, changes[key]!, entities, transaction) }
                try transaction.put(meta, Self.formatKey, Self.bytes(Self.format))
                try transaction.put(meta, Self.offsetKey, [UInt8](offset: offset))
            }
        }
        self.offset = offset
        drop()
    }

    /// The log has not committed the batch: forgets it.
    public func drop() {
        changes.removeAll(keepingCapacity: true)
        changedKeys.removeAll(keepingCapacity: true)
    }

    // MARK: Restoring

    /// Takes in records of the state topic.
    public func restore(_ records: [Record]) throws(LogError) {
        guard let last = records.last else { return }
        try attempt { () throws(LMDBError) in
            endReading()
            try environment.write { transaction throws(LMDBError) in
                for record in records {
                    guard let key = record.body.key else { continue }
                    try Self.write(key, record.body.value, entities, transaction)
                }
                try transaction.put(meta, Self.formatKey, Self.bytes(Self.format))
                try transaction.put(meta, Self.offsetKey, [UInt8](offset: last.offset + 1))
            }
        }
        offset = last.offset + 1
    }

    /// Empties the store, so that it can be filled from the beginning of the state topic.
    public func wipe() throws(LogError) {
        try attempt { () throws(LMDBError) in try empty() }
    }

    private func empty() throws(LMDBError) {
        endReading()
        try environment.write { transaction throws(LMDBError) in
            try transaction.empty(entities)
            try transaction.empty(meta)
        }
        offset = nil
    }

    // MARK: Ending

    /// Writes all to the disk and closes the file, which can then be trusted after a restart of the machine.
    public func close() {
        endReading()
        if (try? environment.sync()) != nil { UncleanMark.clear(directory) }
        environment.close()
    }

    private func endReading() {
        reading?.abort()
        reading = nil
    }

    private static func write(
        _ key: [UInt8], _ value: [UInt8]?, _ entities: LMDBDatabase, _ transaction: LMDBTransaction
    ) throws(LMDBError) {
        if let value { try transaction.put(entities, key, value) } else { try transaction.delete(entities, key) }
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(number: number)
        return bytes
    }

    private func attempt(_ body: () throws(LMDBError) -> Void) throws(LogError) {
        do { try body() } catch { throw Self.unusable(error) }
    }
}
