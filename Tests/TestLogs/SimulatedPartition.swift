internal import Contracts
internal import Streams

/// One partition of a simulated log. An offset is spent for ever: by a record, by one that was aborted or compacted away,
/// and by the marker that ends a transaction.
struct SimulatedPartition: Sendable {
    /// What an offset holds.
    private enum Slot: Sendable {
        case record(Record)
        /// Of a transaction that has not ended: nobody sees it, nor anything behind it.
        case open(Record, Int)
        /// A marker, or what was aborted or compacted away.
        case nothing
    }

    private var slots: [Slot] = []
    /// The first offset of each open transaction.
    private var open: [Int: Int64] = [:]
    /// What lies before it was deleted.
    private(set) var first: Int64 = 0

    var end: Int64 { Int64(slots.count) }
    /// The end of what can be read: the first offset of a transaction that has not ended.
    var stableEnd: Int64 { open.values.min() ?? end }
    /// Transactions that have not ended here.
    var openTransactions: [Int] { open.keys.sorted() }

    /// Adds a record, outside of transactions where none is named. Returns its offset.
    @discardableResult
    mutating func append(_ record: OutgoingRecord, transaction: Int?, now: Int64) -> Int64 {
        let offset = end
        let record = Record(
            topic: record.topic, partition: record.partition, offset: offset, timestamp: record.timestamp ?? now,
            body: record.body)
        if let transaction {
            if open[transaction] == nil { open[transaction] = offset }
            slots.append(.open(record, transaction))
        } else {
            slots.append(.record(record))
        }
        return offset
    }

    /// Writes the marker that ends a transaction.
    mutating func finish(_ transaction: Int, committed: Bool) {
        guard let start = open.removeValue(forKey: transaction) else { return }
        for index in Int(start)..<slots.count {
            if case .open(let record, transaction) = slots[index] {
                slots[index] = committed ? .record(record) : .nothing
            }
        }
        slots.append(.nothing)
    }

    /// Records that can be read from here on, `limit` at most, and where to go on.
    func read(from offset: Int64, limit: Int = .max) -> (records: [Record], next: Int64) {
        var records: [Record] = []
        var next = max(offset, first)
        while next < stableEnd, records.count < limit {
            if case .record(let record) = slots[Int(next)] { records.append(record) }
            next += 1
        }
        return (records, next)
    }

    /// Keeps the newest record of each key before `end`, and no tombstone older than this.
    mutating func compact(before end: Int64, tombstonesBefore: Int64) {
        var newer: Set<[UInt8]> = []
        for index in (0..<Int(min(end, stableEnd))).reversed() {
            guard case .record(let record) = slots[index], let key = record.body.key else { continue }
            let isOld = !record.body.hasValue && record.timestamp < tombstonesBefore
            if !newer.insert(key).inserted || isOld { slots[index] = .nothing }
        }
    }

    /// Deletes what lies before an offset.
    mutating func delete(before offset: Int64) {
        first = max(first, min(offset, stableEnd))
        for index in 0..<Int(first) { slots[index] = .nothing }
    }
}
