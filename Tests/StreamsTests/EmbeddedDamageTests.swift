import Contracts
import Foundation
import Testing

@testable import Streams

/// What becomes of an embedded log whose file was changed by another hand than its own: it says where, and never traps.
@Suite("A damaged embedded log", .timeLimit(.minutes(15)))
struct EmbeddedDamageTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "damage-\(UUID().uuidString)").path
    private var file: String { directory + "/data.mdb" }
    private static let count = 600

    private func body(_ number: Int) -> RecordBody {
        RecordBody(
            key: Array("key/\(number % 50)".utf8),
            headers: [Header("id", Array("\(number)".utf8)), Header("none", nil)],
            value: Array("value \(number) ".utf8) + [UInt8](repeating: 7, count: number % 97 == 0 ? 9_000 : 200))
    }

    private func settings(_ name: String, compacted: Bool = false) -> TopicSettings {
        TopicSettings(name: name, partitions: 2, replication: 1, compacted: compacted)
    }

    /// A log with two topics, closed.
    private func make() throws {
        let log = try EmbeddedLog(directory: directory)
        defer { log.close() }
        try log.create([settings("events"), settings("state", compacted: true)])
        for topic in ["events", "state"] {
            try log.appender().append(
                (0..<Self.count).map { OutgoingRecord(topic: topic, partition: 1, timestamp: 5, body: body($0)) })
        }
    }

    /// What stands in a topic, by offset.
    private func read(_ topic: String, from offset: Int64 = 0) throws -> [Int64: Record] {
        let log = try EmbeddedLog(directory: directory)
        defer { log.close() }
        return try read(topic, from: offset, of: log)
    }

    private func read(_ topic: String, from offset: Int64 = 0, of log: EmbeddedLog) throws -> [Int64: Record] {
        let reader = try log.reader(from: [TopicPartition(topic, 1): .offset(offset)])
        var records: [Int64: Record] = [:]
        while !reader.isCaughtUp { for one in try reader.poll(timeout: .zero) { records[one.offset] = one } }
        return records
    }

    private func damageFound(_ body: () throws -> some Any) throws -> LogError {
        let error = try #require(throws: LogError.self) { _ = try body() }
        #expect(error.outcome == .damaged, "\(error)")
        #expect(error.message.contains(file) && error.message.contains("put back a copy"), "\(error)")
        return error
    }

    /// Changes what stands in the tables, by LMDB's own ways: its pages stay sound.
    private func change(_ body: (EmbeddedTables, LMDBTransaction) throws(LMDBError) -> Void) throws {
        let environment = try LMDBEnvironment(
            directory: directory, databases: EmbeddedTables.count, durable: true)
        let tables = try EmbeddedTables(environment)
        try environment.write { transaction throws(LMDBError) in try body(tables, transaction) }
        environment.close()
    }

    private func key(_ offset: Int64) -> [UInt8] { [UInt8](1, 1) + [UInt8](offset: offset) }

    @Test func aByteThatTheDiskHasChangedIsFoundWithItsPlace() throws {
        try make()
        var data = try Data(contentsOf: URL(fileURLWithPath: file))
        var at = 0
        // Pages that are no longer in use may hold it as well.
        while let found = data.range(of: Data("value 123 ".utf8), in: at..<data.count) {
            data.replaceSubrange(found, with: Data("value 923 ".utf8))
            at = found.upperBound
        }
        try data.write(to: URL(fileURLWithPath: file))
        let error = try damageFound { try read("events") }
        #expect(error.message.contains("the record of events partition 1 at offset 123 is not what was written"))
        #expect(try read("events", from: 124).count == Self.count - 124, "what lies behind it is sound")
    }

    @Test func garbageAnywhereIsFoundOrDoesNoHarm() throws {
        try make()
        let (events, state) = (try read("events"), try read("state"))
        #expect(events.count == Self.count && state.count == 50)
        let sound = try Data(contentsOf: URL(fileURLWithPath: file))
        var found = 0
        for start in stride(from: 0, to: sound.count, by: 1_531) {
            var damaged = sound
            for at in start..<min(start + 3, sound.count) { damaged[at] ^= 0x5a }
            try damaged.write(to: URL(fileURLWithPath: file))
            do {
                #expect(try read("events") == events, "byte \(start)")
                let left = try read("state")
                #expect(left.allSatisfy { state[$0.key] == $0.value }, "byte \(start)")
                // What is written next goes to no page that is in use.
                let log = try EmbeddedLog(directory: directory)
                defer { log.close() }
                for _ in 0..<3 {
                    try log.appender().append(
                        (0..<20).map { OutgoingRecord(topic: "events", partition: 1, timestamp: 5, body: body($0)) })
                }
                let after = try read("events", of: log)
                #expect(
                    after.count == Self.count + 60 && events.allSatisfy { after[$0.key] == $0.value }, "byte \(start)")
            } catch let error as LogError {
                #expect(error.outcome == .damaged, "byte \(start): \(error)")
                found += 1
            }
        }
        #expect(found > 10)
    }

    /// A process or a machine that went down in a commit leaves pages that no commit names: nothing of them was promised.
    @Test func whatAnUnfinishedCommitHasLeftBehindIsPassedOver() throws {
        try make()
        let events = try read("events")
        let handle = try #require(FileHandle(forUpdatingAtPath: file))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(repeating: 0x5a, count: 3 * 4_096 + 1_000))
        try handle.close()
        #expect(try read("events") == events)
        let log = try EmbeddedLog(directory: directory)
        try log.appender().append([OutgoingRecord(topic: "events", partition: 1, timestamp: 5, body: body(1))])
        log.close()
        #expect(try read("events").count == Self.count + 1)
    }

    @Test func aRecordThatIsMissingIsFound() throws {
        try make()
        try change { tables, transaction throws(LMDBError) in try transaction.delete(tables.records, key(200)) }
        #expect(try damageFound { try read("events") }.message.contains("at offset 200 "))
        try change { tables, transaction throws(LMDBError) in
            for offset in 300..<Self.count - 1 { try transaction.delete(tables.records, key(Int64(offset))) }
        }
        #expect(try damageFound { try read("events", from: 300) }.message.contains("at offset 300 "))
    }

    @Test func aRecordUnderAnotherPlaceIsFound() throws {
        try make()
        try change { tables, transaction throws(LMDBError) in
            let other = try transaction.get(tables.records, key(7)) ?? []
            try transaction.put(tables.records, key(8), other)
        }
        #expect(try damageFound { try read("events") }.message.contains("at offset 8 "))
    }

    @Test(arguments: [[], [1], [UInt8](repeating: 9, count: 11), [UInt8](repeating: 9, count: 12)])
    func anEndOrATopicOrAGroupThatCannotBeIsFound(value: [UInt8]) throws {
        try make()
        try change { tables, transaction throws(LMDBError) in
            try transaction.put(tables.groups, EmbeddedTables.progress("orders", 1, 1), value)
        }
        let log = try EmbeddedLog(directory: directory)
        let session = try log.join(
            GroupSettings(group: "orders", member: "m", inputs: ["events"], outputs: [], stateTopic: "state"))
        defer { session.close(deadline: .zero) }
        #expect(
            try damageFound { try session.begin([1], notBefore: [:]) }.message.contains("where orders stands in events")
        )
        log.close()
        try change { tables, transaction throws(LMDBError) in try transaction.put(tables.ends, [UInt8](1, 1), value) }
        #expect(try damageFound { try read("events") }.message.contains("the end of events partition 1"))
        try change { tables, transaction throws(LMDBError) in
            try transaction.put(tables.topics, Array("events".utf8), value)
        }
        #expect(try damageFound { try read("events") }.message.contains("the entry of topic events"))
    }

    @Test func anEndThatIsTooLowIsFoundBeforeAnythingIsWrittenOver() throws {
        try make()
        try change { tables, transaction throws(LMDBError) in try transaction.delete(tables.ends, [UInt8](1, 1)) }
        #expect(try damageFound { try read("events") }.message.contains("the end of events partition 1, offset 0,"))
    }

    @Test func aTopicThatIsLostIsFound() throws {
        try make()
        try change { tables, transaction throws(LMDBError) in
            try transaction.delete(tables.topics, Array("events".utf8))
        }
        #expect(try damageFound { try read("state") }.message.contains("the list of topics"))
    }

    // MARK: Version 0.1

    /// The file as version 0.1 left it: nothing in it has a checksum.
    private func makeOld() throws {
        try make()
        try change { tables, transaction throws(LMDBError) in
            for table in [tables.topics, tables.ends, tables.newest, tables.records] {
                var entries: [(key: [UInt8], value: [UInt8])] = []
                try unsafe transaction.scan(table, from: []) { key, value in
                    unsafe entries.append(([UInt8](key), [UInt8](value)))
                    return true
                }
                for var entry in entries {
                    entry.value.removeLast(Checksum.length)
                    if table.dbi == tables.records.dbi { entry.value[16] &= 1 }
                    try transaction.put(table, entry.key, entry.value)
                }
            }
            try transaction.empty(tables.checked)
        }
    }

    @Test func aFileOfVersion01IsReadAndWrittenOn() throws {
        try make()
        let (events, state) = (try read("events"), try read("state"))
        try FileManager.default.removeItem(atPath: directory)
        try makeOld()
        #expect(try read("events") == events)
        #expect(try read("state") == state)
        let log = try EmbeddedLog(directory: directory)
        for topic in ["events", "state"] {
            try log.appender().append([OutgoingRecord(topic: topic, partition: 1, timestamp: 5, body: body(49))])
        }
        log.close()
        #expect(try read("events").count == Self.count + 1)
        #expect(try read("state").count == 50, "the older record of the key was removed")
        try change { tables, transaction throws(LMDBError) in
            var value = try transaction.get(tables.records, key(Int64(Self.count))) ?? []
            value[30] ^= 1
            try transaction.put(tables.records, key(Int64(Self.count)), value)
        }
        #expect(try damageFound { try read("events") }.message.contains("at offset \(Self.count) "))
    }

    @Test func lengthsThatCannotBeInAFileOfVersion01DoNotTrap() throws {
        try makeOld()
        for at in 8...22 {
            try change { tables, transaction throws(LMDBError) in
                var value = try transaction.get(tables.records, key(5)) ?? []
                value[at] ^= 0x80
                try transaction.put(tables.records, key(5), value)
            }
            do { _ = try read("events").values.map(\.body.headers) } catch let error as LogError {
                #expect(error.outcome == .damaged)
            }
            try change { tables, transaction throws(LMDBError) in
                var value = try transaction.get(tables.records, key(5)) ?? []
                value[at] ^= 0x80
                try transaction.put(tables.records, key(5), value)
            }
        }
        try change { tables, transaction throws(LMDBError) in try transaction.put(tables.records, key(5), [1, 2, 3]) }
        #expect(try damageFound { try read("events") }.message.contains("at offset 5 "))
    }
}
