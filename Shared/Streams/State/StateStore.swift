internal import CLMDB
public import Contracts
internal import Glibc
public import Threads

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

    /// What the batch in hand has changed and the log has not committed yet.
    private var changes: [EntityKey: Change] = [:]
    /// The keys of `changes` in order of their first change, so that what is written is the same on every run.
    private var changedKeys: [EntityKey] = []

    /// What becomes of an entity.
    private enum Change {
        case value([UInt8])
        /// Encoded when it is asked for: an entity that many messages of a batch change is encoded for the first and the
        /// last.
        case later(() -> [UInt8])
        case removed

        var value: [UInt8]? {
            switch self {
            case .value(let value): value
            case .later(let encode): encode()
            case .removed: nil
            }
        }
    }

    /// Whether a refusal is, or may be, among the entities; nil where nobody has looked yet.
    private var hasRefusals: Bool?
    /// The entities that were used last, as the batch in hand sees them.
    private var latest = DecodedEntities()

    /// The offset of the state topic's partition from which the file has to be brought up to date; nil for an empty file.
    public private(set) var offset: Int64?
    /// Why the file was emptied; nil where it was usable.
    public private(set) var reasonForWipe: String?

    /// Number of the layout of this file and of the entities in it. Another number means: rebuild.
    static let format: UInt32 = 2

    /// Milliseconds since 1970.
    private let clock: @Sendable () -> Int64
    /// Which partition of which log the file holds.
    private var origin: [UInt8]?
    /// When the file was up to date last.
    private var writtenAt: Int64?
    /// A commit or a restore has shown that the file can be used.
    private var isProven = false

    /// Opens or makes the store in its own directory.
    public convenience init(
        directory: String, clock: @escaping @Sendable () -> Int64 = WallTime.now
    ) throws(LogError) {
        try self.init(directory: directory, clock: clock, mapBytes: LMDBEnvironment.firstMapBytes)
    }

    init(directory: String, clock: @escaping @Sendable () -> Int64, mapBytes: Int) throws(LogError) {
        self.directory = directory
        self.clock = clock
        try Directory.make(directory)
        reasonForWipe = UncleanMark.reasonForDistrust(directory)
        if reasonForWipe != nil { Self.removeFiles(directory) }
        do {
            (environment, entities, meta) = try Self.open(directory, mapBytes)
        } catch let error where error.isDamage {
            reasonForWipe = error.description
            Self.removeFiles(directory)
            do { (environment, entities, meta) = try Self.open(directory, mapBytes) } catch {
                throw Self.unusable(error)
            }
        } catch { throw Self.unusable(error) }
        try load()
        UncleanMark.set(directory)
    }

    private static func open(
        _ directory: String, _ mapBytes: Int
    ) throws(LMDBError) -> (LMDBEnvironment, LMDBDatabase, LMDBDatabase) {
        let environment = try LMDBEnvironment(directory: directory, databases: 4, durable: false, mapBytes: mapBytes)
        return (environment, try environment.database("entities"), try environment.database("meta"))
    }

    private static func unusable(_ error: LMDBError) -> LogError {
        LogError(error.isDamage ? .unknown : .fatal, "the state store cannot be used: \(error)\(error.advice)")
    }

    private static func removeFiles(_ directory: String) {
        for name in ["data.mdb", "lock.mdb"] { unsafe unlink(directory + "/" + name) }
    }

    private func load() throws(LogError) {
        try attempt { () throws(LMDBError) in
            try environment.read { transaction throws(LMDBError) in
                guard let format = try transaction.get(meta, Self.formatKey) else { return }
                guard format.count == 4, format.number(at: 0) as UInt32 == Self.format else {
                    reasonForWipe = "it has another format"
                    return
                }
                offset = try transaction.get(meta, Self.offsetKey).map { Int64($0.number(at: 0) as UInt64) }
                origin = try transaction.get(meta, Self.originKey)
                writtenAt = try transaction.get(meta, Self.writtenKey).map { Int64($0.number(at: 0) as UInt64) }
            }
            if reasonForWipe != nil { try empty() }
        }
    }

    private static let formatKey = Array("format".utf8)
    private static let offsetKey = Array("offset".utf8)
    private static let originKey = Array("origin".utf8)
    private static let writtenKey = Array("written".utf8)

    /// The store is to hold this partition of this log: what was written for another, or too long ago, is emptied.
    public func claim(origin: String?) throws(LogError) {
        let claimed = origin.map { Array($0.utf8) }
        if offset != nil {
            if let known = self.origin, let claimed, known != claimed {
                try wipe("it is of \(String(decoding: known, as: UTF8.self)), not of \(origin ?? "")")
            } else if let writtenAt, clock() - writtenAt > Topic.removalsAreKept {
                try wipe("it was written more than \(Topic.removalsAreKept / 3_600_000) hours ago")
            }
        }
        self.origin = claimed
    }

    private func writeMeta(_ offset: Int64, _ transaction: LMDBTransaction) throws(LMDBError) {
        try transaction.put(meta, Self.formatKey, Self.bytes(Self.format))
        try transaction.put(meta, Self.offsetKey, [UInt8](offset: offset))
        try transaction.put(meta, Self.writtenKey, [UInt8](offset: clock()))
        if let origin { try transaction.put(meta, Self.originKey, origin) }
    }

    /// The file was written and read as it should: what comes after an unclean end may trust it.
    private func prove() {
        if !isProven { UncleanMark.set(directory, attempt: 0) }
        isProven = true
    }

    // MARK: The batch in hand

    /// The value of an entity, as the batch in hand sees it.
    public func get(_ key: [UInt8]) throws(LogError) -> [UInt8]? {
        if !changes.isEmpty, let changed = changes[EntityKey(key)] { return changed.value }
        var value: [UInt8]?
        try attempt { () throws(LMDBError) in
            value = try read(key, openReading())
        }
        return value
    }

    /// The value of an entity as it was decoded last; nil where it has to be read and decoded.
    @inlinable
    public func decoded<Entity>(_ key: [UInt8]) -> Entity? { (box(key) as? DecodedEntity<Entity>)?.entity }

    @usableFromInline
    func box(_ key: [UInt8]) -> AnyObject? { latest.box(EntityKey(key)) }

    /// Remembers what the value of an entity, as `get` returns it, was decoded into.
    ///
    /// - Parameter bytes: how many the value has.
    @inlinable
    public func keep<Entity>(_ key: [UInt8], decoded entity: Entity, bytes: Int) {
        keep(key, box: DecodedEntity(entity), bytes: bytes)
    }

    @usableFromInline
    func keep(_ key: [UInt8], box: AnyObject, bytes: Int) { latest.keep(EntityKey(key), box: box, bytes: bytes) }

    private func read(_ key: [UInt8], _ transaction: LMDBTransaction) throws(LMDBError) -> [UInt8]? {
        guard let found = try unsafe transaction.withValue(entities, key, { unsafe Checksum.open(key, $0) }) else {
            return nil
        }
        guard let value = found else { throw damaged(key) }
        return value
    }

    /// A value is not what was written: the file is not trusted when it is opened next.
    private func damaged(_ key: [UInt8]) -> LMDBError {
        UncleanMark.distrust(directory)
        return LMDBError(
            code: MDB_CORRUPTED, action: "reading \(String(decoding: key, as: UTF8.self)) in \(directory)/data.mdb")
    }

    /// What the batch in hand reads by, until it is committed.
    private func openReading() throws(LMDBError) -> LMDBTransaction {
        if let reading { return reading }
        let transaction = try environment.begin(readOnly: true)
        reading = transaction
        return transaction
    }

    /// The committed entities whose keys begin so, in the order of their keys; not those of the batch in hand. May be
    /// called from any thread.
    public func scan(prefix: [UInt8]) throws(LogError) -> [(key: [UInt8], value: [UInt8])] {
        var found: [(key: [UInt8], value: [UInt8])] = []
        var damaged: [UInt8]?
        try attempt { () throws(LMDBError) in
            try environment.read { transaction throws(LMDBError) in
                try unsafe transaction.scan(entities, from: prefix) { key, value in
                    guard unsafe key.starts(with: prefix) else { return false }
                    let key = unsafe [UInt8](key)
                    guard let value = unsafe Checksum.open(key, value) else {
                        damaged = key
                        return false
                    }
                    found.append((key, value))
                    return true
                }
            }
            if let damaged { throw self.damaged(damaged) }
        }
        return found
    }

    /// The first committed keys that begin so, in their order.
    func keys(prefix: [UInt8], limit: Int) throws(LogError) -> [[UInt8]] {
        var found: [[UInt8]] = []
        try attempt { () throws(LMDBError) in
            try environment.read { transaction throws(LMDBError) in
                try unsafe transaction.scan(entities, from: prefix) { key, _ in
                    guard found.count < limit, unsafe key.starts(with: prefix) else { return false }
                    unsafe found.append([UInt8](key))
                    return true
                }
            }
        }
        return found
    }

    /// Up to `limit` committed entities in the order of their keys, from the one that follows `key` on; nil: from the first.
    func page(after key: [UInt8]?, limit: Int) throws(LogError) -> [(key: [UInt8], value: [UInt8])] {
        var found: [(key: [UInt8], value: [UInt8])] = []
        var damaged: [UInt8]?
        try attempt { () throws(LMDBError) in
            try environment.read { transaction throws(LMDBError) in
                // The least key that is greater.
                try unsafe transaction.scan(entities, from: key.map { $0 + [0] } ?? []) { key, value in
                    guard found.count < limit else { return false }
                    let key = unsafe [UInt8](key)
                    guard let value = unsafe Checksum.open(key, value) else {
                        damaged = key
                        return false
                    }
                    found.append((key, value))
                    return true
                }
            }
            if let damaged { throw self.damaged(damaged) }
        }
        return found
    }

    /// False where nothing was ever refused in this partition: then nobody has to look for one.
    func mayHoldRefusals() throws(LogError) -> Bool {
        if let hasRefusals { return hasRefusals }
        let found = try !keys(prefix: Refusals.prefix, limit: 1).isEmpty
        hasRefusals = found
        return found
    }

    /// How many entities are committed.
    func count() throws(LogError) -> Int {
        var count = 0
        try attempt { () throws(LMDBError) in
            try environment.read { transaction throws(LMDBError) in count = try transaction.count(entities) }
        }
        return count
    }

    /// Changes an entity; nil removes it.
    public func put(_ key: [UInt8], _ value: [UInt8]?) {
        if value != nil, key.starts(with: Refusals.prefix) { hasRefusals = true }
        let key = EntityKey(key)
        latest.forget(key)
        change(key, value.map { .value($0) } ?? .removed)
    }

    /// Changes an entity, and remembers what its value is decoded into.
    public func put<Entity>(_ key: [UInt8], _ value: [UInt8], decoded entity: Entity) {
        let key = EntityKey(key)
        latest.keep(key, entity, bytes: value.count)
        change(key, .value(value))
    }

    /// Changes an entity, and remembers it as it is.
    ///
    /// - Parameter encode: gives its value.
    @inlinable
    public func put<Entity>(_ key: [UInt8], decoded entity: Entity, encode: @escaping () -> [UInt8]) {
        put(key, box: DecodedEntity(entity), encode: encode)
    }

    @usableFromInline
    func put(_ key: [UInt8], box: AnyObject, encode: @escaping () -> [UInt8]) {
        let key = EntityKey(key)
        if !changes.isEmpty, changes[key] != nil, let bytes = latest.bytes(key) {
            latest.keep(key, box: box, bytes: bytes)
            change(key, .later(encode))
        } else {
            let value = encode()
            latest.keep(key, box: box, bytes: value.count)
            change(key, .value(value))
        }
    }

    private func change(_ key: EntityKey, _ change: Change) {
        if changes.updateValue(change, forKey: key) == nil { changedKeys.append(key) }
    }

    /// Whether the batch in hand has changed anything.
    public var hasChanges: Bool { !changedKeys.isEmpty }

    /// What the batch in hand has changed, each entity once with its last value, in order of their first change.
    public func forEachChange(_ body: ([UInt8], [UInt8]?) throws(LogError) -> Void) throws(LogError) {
        for key in changedKeys {
            let value = changes[key]!.value
            if case .later? = changes[key], let value { changes[key] = .value(value) }
            try body(key.bytes, value)
        }
    }

    /// The log has committed the batch: writes it, with the state topic's offset after it.
    public func commit(offset: Int64) throws(LogError) {
        try attempt { () throws(LMDBError) in
            endReading()
            try environment.write { transaction throws(LMDBError) in
                for key in changedKeys { try Self.write(key.bytes, changes[key]!.value, entities, transaction) }
                try writeMeta(offset, transaction)
            }
        }
        self.offset = offset
        forgetChanges()
        prove()
    }

    /// The log has not committed the batch: forgets it.
    public func drop() {
        for key in changedKeys { latest.forget(key) }
        forgetChanges()
    }

    private func forgetChanges() {
        changes.removeAll(keepingCapacity: true)
        changedKeys.removeAll(keepingCapacity: true)
    }

    // MARK: Restoring

    /// Takes in records of the state topic.
    public func restore(_ records: some BidirectionalCollection<Record>) throws(LogError) {
        guard let last = records.last else { return }
        latest.forgetAll()
        hasRefusals = nil
        try attempt { () throws(LMDBError) in
            endReading()
            try environment.write { transaction throws(LMDBError) in
                for record in records {
                    guard let key = record.body.key else { continue }
                    try Self.write(key, record.body.value, entities, transaction)
                }
                try writeMeta(last.offset + 1, transaction)
            }
        }
        offset = last.offset + 1
    }

    /// Whether the store has what this record of the state topic says, which is the last that it was brought up to.
    func holds(_ record: Record) throws(LogError) -> Bool {
        guard let key = record.body.key else { return true }
        return try get(key) == record.body.value
    }

    /// Empties the store, so that it can be filled from the beginning of the state topic.
    public func wipe(_ reason: String) throws(LogError) {
        reasonForWipe = reason
        try attempt { () throws(LMDBError) in try empty() }
    }

    private func empty() throws(LMDBError) {
        latest.forgetAll()
        hasRefusals = nil
        endReading()
        try environment.write { transaction throws(LMDBError) in
            try transaction.empty(entities)
            try transaction.empty(meta)
        }
        offset = nil
    }

    // MARK: Ending

    /// Writes all to the disk and closes the file, which can then be trusted after a restart of the machine.
    /// - Parameter isCurrent: its partition was held until now, so nobody else has changed what it holds. Where that is not
    ///   known, it counts as no younger than what was last written to it.
    public func close(isCurrent: Bool = true) {
        endReading()
        if isCurrent, let offset {
            try? environment.write { transaction throws(LMDBError) in try writeMeta(offset, transaction) }
        }
        if (try? environment.sync()) != nil { UncleanMark.clear(directory) }
        environment.close()
    }

    /// Let go without `close`, the files are as a killed process leaves them.
    deinit { endReading() }

    private func endReading() {
        reading?.abort()
        reading = nil
    }

    private static func write(
        _ key: [UInt8], _ value: [UInt8]?, _ entities: LMDBDatabase, _ transaction: LMDBTransaction
    ) throws(LMDBError) {
        guard let value else {
            try transaction.delete(entities, key)
            return
        }
        try transaction.putSealed(entities, key, value)
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
