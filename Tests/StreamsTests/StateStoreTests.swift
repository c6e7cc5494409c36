import Contracts
import Foundation
import Streams
import Testing

@Suite("State store", .timeLimit(.minutes(15)))
struct StateStoreTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "state-\(UUID().uuidString)").path

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func open() throws -> StateStore { try StateStore(directory: directory) }

    @Test func aBatchSeesItsOwnChangesAndADroppedOneLeavesNothing() throws {
        let store = try open()
        store.put(bytes("a"), bytes("1"))
        #expect(try store.get(bytes("a")) == bytes("1"))
        store.drop()
        #expect(try store.get(bytes("a")) == nil)
        #expect(!store.hasChanges)
        store.close()
    }

    @Test func whatIsCommittedIsThereAfterReopeningWithItsOffset() throws {
        var store = try open()
        store.put(bytes("a"), bytes("1"))
        store.put(bytes("b"), bytes("2"))
        store.put(bytes("b"), nil)
        try store.commit(offset: 42)
        store.put(bytes("c"), bytes("not committed"))
        store.close()
        store = try open()
        #expect(store.offset == 42)
        #expect(store.reasonForWipe == nil)
        #expect(try store.get(bytes("a")) == bytes("1"))
        #expect(try store.get(bytes("b")) == nil)
        #expect(try store.get(bytes("c")) == nil)
        store.close()
    }

    @Test func changesAreWrittenOnceEachInTheOrderOfTheirFirst() throws {
        let store = try open()
        store.put(bytes("x"), bytes("1"))
        store.put(bytes("y"), bytes("2"))
        store.put(bytes("x"), bytes("3"))
        var seen: [String] = []
        try store.forEachChange { key, value throws(LogError) in
            seen.append(String(decoding: key + (value ?? []), as: UTF8.self))
        }
        #expect(seen == ["x3", "y2"])
        store.close()
    }

    @Test func recordsOfTheStateTopicAreRestoredWithTombstones() throws {
        let store = try open()
        func record(_ offset: Int64, _ key: String, _ value: String?) -> Record {
            Record(
                topic: "state", partition: 0, offset: offset, timestamp: 0,
                body: RecordBody(key: bytes(key), value: value.map(bytes)))
        }
        try store.restore([record(0, "a", "1"), record(3, "b", "2"), record(5, "a", nil)])
        #expect(store.offset == 6)
        #expect(try store.get(bytes("a")) == nil)
        #expect(try store.get(bytes("b")) == bytes("2"))
        try store.wipe("the test wants it so")
        #expect(store.offset == nil)
        #expect(try store.get(bytes("b")) == nil)
        store.close()
    }

    @Test func aDamagedFileIsEmptiedAndSaysWhy() throws {
        var store = try open()
        store.put(bytes("a"), bytes("1"))
        try store.commit(offset: 7)
        store.close()
        try Data(repeating: 0x5a, count: 8192).write(to: URL(fileURLWithPath: directory + "/data.mdb"))
        store = try open()
        #expect(store.reasonForWipe != nil)
        #expect(store.offset == nil)
        #expect(try store.get(bytes("a")) == nil)
        store.close()
    }

    @Test func aStoreLeftOpenByAMachineThatWentDownIsNotTrusted() throws {
        var store = try open()
        store.put(bytes("a"), bytes("1"))
        try store.commit(offset: 7)
        store.close()
        try Data("another boot\n".utf8).write(to: URL(fileURLWithPath: directory + "/open-since-boot"))
        store = try open()
        #expect(store.reasonForWipe?.contains("machine") == true)
        #expect(store.offset == nil)
        store.close()
    }

    @Test func aScanGivesAllCommittedEntitiesOfAPrefixInOrder() throws {
        let store = try open()
        for key in ["b/2", "a/1", "b/1", "c/1"] { store.put(bytes(key), bytes(key)) }
        try store.commit(offset: 1)
        #expect(try store.scan(prefix: bytes("b/")).map { String(decoding: $0.key, as: UTF8.self) } == ["b/1", "b/2"])
        store.close()
    }
}
