import Contracts

@testable import Streams
@testable import TestLogs

/// A session on its way to a process, in which faults happen: the process is killed, or the log says no. Where a defence
/// is switched off, it does instead what a runtime without it would do.
final class FaultySession: LogSession {
    private let inner: SimulatedSession
    private let faults: FaultDraw
    private let name: String
    private let flaw: Flaw?
    private let stateDirectory: String
    /// The process is dead: nothing that it does reaches anybody.
    private(set) var isKilled = false
    /// Stores that the commit in hand has written.
    private var storesWritten = 0
    /// The next offset of each partition by what was read.
    private var positions: [TopicPartition: Int64] = [:]
    /// The next offset of each partition by what is committed.
    private var committed: [TopicPartition: Int64] = [:]
    /// A commit that the stores have before the log, where that defence is off.
    private var owed: [TopicPartition: Int64]?
    /// What happened since it was last asked.
    private(set) var isBusy = false

    var id: Int { inner.id }

    init(_ inner: SimulatedSession, _ faults: FaultDraw, _ name: String, _ flaw: Flaw?, stateDirectory: String) {
        self.inner = inner
        self.faults = faults
        self.name = name
        self.flaw = flaw
        self.stateDirectory = stateDirectory
    }

    func takeBusy() -> Bool {
        defer { isBusy = false }
        return isBusy
    }

    /// The process ends here and now.
    func kill() { isKilled = true }

    private func strike(_ fault: Fault) throws(LogError) {
        if isKilled { throw dead }
        if faults.strikes(fault, name) {
            isKilled = true
            throw dead
        }
    }

    private var dead: LogError { LogError(.fatal, "\(name) was killed") }

    // MARK: Reading

    func alsoRead(
        _ topics: [String], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> (places: [TopicPartition: Int64], refused: [String: String]) {
        let found = try inner.alsoRead(topics, notBefore: known)
        positions.merge(found.places) { $1 }
        committed.merge(found.places) { $1 }
        return found
    }

    func poll(timeout: Duration) throws(LogError) -> [LogEvent] {
        try strike(.killWhilePolling)
        try payOwed()
        if faults.strikes(.brokerAway, name) { throw LogError(.retriable, "no broker answers") }
        let events = try inner.poll(timeout: timeout)
        if !events.isEmpty { isBusy = true }
        for case .records(let records) in events {
            for record in records { positions[TopicPartition(record.topic, record.partition)] = record.offset + 1 }
        }
        for case .revoked(let partitions, _) in events {
            positions = positions.filter { !partitions.contains($0.key.partition) }
        }
        return events
    }

    func readState(
        partition: Int32, from offset: Int64?, restart: () throws(LogError) -> Void,
        each: ([Record]) throws(LogError) -> Void
    ) throws(LogError) -> Int64 {
        if isKilled { throw dead }
        faults.tally.restores += 1
        if flaw == .restore { return offset ?? 0 }
        return try inner.readState(partition: partition, from: offset, restart: restart) { records throws(LogError) in
            try strike(.killWhileRestoring)
            try each(records)
        }
    }

    func newestState(
        partition: Int32, within count: Int64
    ) throws(LogError) -> (records: [Record], isWhole: Bool) {
        if isKilled { throw dead }
        return try inner.newestState(partition: partition, within: count)
    }

    func begin(
        _ partitions: [Int32], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> [TopicPartition: Int64] {
        try strike(.killBeforeBegin)
        isBusy = true
        let begun = try inner.begin(partitions, notBefore: flaw == .positionsInTheState ? [:] : known)
        committed.merge(begun) { $1 }
        return begun
    }

    func release(_ partitions: [Int32]) throws(LogError) {
        try strike(.killAfterRevoke)
        try payOwed()
        try inner.release(partitions)
    }

    // MARK: Writing

    func append(_ record: OutgoingRecord) throws(LogError) {
        try payOwed()
        try strike(.killWhileAppending)
        if faults.strikes(.refusal, name) { throw LogError(.refused, "the log refuses a record") }
        try inner.append(record)
    }

    func commit(_ next: [TopicPartition: Int64]) throws(LogError) {
        try payOwed()
        isBusy = true
        storesWritten = 0
        switch flaw {
        case .storeAfterLog: owed = next
        case .progressOfWhatWasProcessed: try commitToLog(positions)
        case .offsetOfWhatWasNotRead:
            try commitToLog(next.filter { committed[$0.key] != $0.value })
            committed.merge(next) { $1 }
        default: try commitToLog(next)
        }
    }

    private func commitToLog(_ next: [TopicPartition: Int64]) throws(LogError) {
        try strike(.killBeforeCommit)
        if faults.strikes(.abort, name) { throw LogError(.aborted, "the log aborted the transaction") }
        let unknown = LogError(.unknown, "nobody knows what became of the transaction")
        if faults.strikes(.unknownButAborted, name) {
            guard flaw == .newSessionAfterUnknownTakenForCommitted else {
                if flaw == .newSessionAfterUnknownTakenForAborted { throw LogError(.aborted, unknown.message) }
                throw unknown
            }
            try inner.abort()
            return
        }
        if faults.strikes(.unknownButCommitted, name) {
            try inner.commit(next)
            switch flaw {
            case .newSessionAfterUnknownTakenForCommitted: return
            case .newSessionAfterUnknownTakenForAborted: throw LogError(.aborted, unknown.message)
            default: throw unknown
            }
        }
        try inner.commit(next)
        faults.tally.commits += 1
        try strike(.killAfterLogCommit)
    }

    /// Commits to the log what the stores have already.
    private func payOwed() throws(LogError) {
        if isKilled { throw dead }
        guard let next = owed else { return }
        owed = nil
        try commitToLog(next)
    }

    /// Asked before each store is written.
    func committedStateEnd(_ partition: Int32) -> Int64? {
        if isKilled { return nil }
        if storesWritten > 0, faults.strikes(.killBetweenStores, name) {
            isKilled = true
            return nil
        }
        if faults.strikes(.fullDisk, "\(name) partition \(partition)") { Disk.fill(stateDirectory + "/\(partition)") }
        if faults.strikes(.slowDisk, name) { faults.pass(milliseconds: 100...20_000) }
        storesWritten += 1
        return flaw == nil ? inner.committedStateEnd(partition) : inner.stagedStateEnd(partition)
    }

    /// All stores are written.
    func hasCommitted() {
        if !isKilled, faults.strikes(.killAfterStores, name) { isKilled = true }
    }

    func abort() throws(LogError) {
        if isKilled { throw dead }
        try inner.abort()
        positions = [:]
    }

    func close(deadline: Duration) {
        // A killed process says no goodbye.
        if !isKilled { inner.close(deadline: deadline) }
    }
}

extension SimulatedSession {
    /// The end of the state that a session believes in, whether it was committed or not.
    func stagedStateEnd(_ partition: Int32) -> Int64? { staged[partition] ?? committedStateEnd(partition) ?? 0 }
}
