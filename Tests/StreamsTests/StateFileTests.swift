import Contracts
import Foundation
import Synchronization
import Testing
import Threads

@testable import Streams

/// What becomes of a state store's file that cannot be trusted: it is emptied, and says why. No case may end the process.
@Suite("State files", .timeLimit(.minutes(15)))
struct StateFileTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "file-\(UUID().uuidString)").path
    private var file: String { directory + "/data.mdb" }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func value(_ number: Int) -> [UInt8] {
        bytes("value \(number) " + String(repeating: "x", count: 200 + number % 7))
    }

    /// A store with many entities, some of them larger than a page, closed.
    private func make(_ count: Int = 3_000, origin: String? = nil) throws {
        let store = try StateStore(directory: directory)
        try store.claim(origin: origin)
        for number in 0..<count { store.put(bytes("key/\(number)"), value(number)) }
        for number in 0..<5 { store.put(bytes("large/\(number)"), [UInt8](repeating: 7, count: 20_000)) }
        try store.commit(offset: 42)
        store.close()
    }

    private func change(_ body: (FileHandle) throws -> Void) throws {
        let handle = try #require(FileHandle(forUpdatingAtPath: file))
        defer { try? handle.close() }
        try body(handle)
    }

    /// The store is empty, says why, and can be used.
    private func isEmptied(_ reason: String? = nil, _ comment: Comment? = nil) throws {
        let store = try StateStore(directory: directory)
        defer { store.close() }
        #expect(store.reasonForWipe != nil, comment)
        if let reason { #expect(store.reasonForWipe?.contains(reason) == true, "\(store.reasonForWipe ?? "")") }
        #expect(store.offset == nil, comment)
        #expect(try store.get(bytes("key/1")) == nil, comment)
        store.put(bytes("key/1"), value(1))
        try store.commit(offset: 1)
        #expect(try store.get(bytes("key/1")) == value(1), comment)
    }

    @Test func aSoundFileIsTrusted() throws {
        try make()
        let store = try StateStore(directory: directory)
        defer { store.close() }
        #expect(store.reasonForWipe == nil && store.offset == 42)
        for number in 0..<3_000 { #expect(try store.get(bytes("key/\(number)")) == value(number)) }
        #expect(try store.get(bytes("large/3"))?.count == 20_000)
    }

    @Test func garbageAnywhereInTheFileIsFoundWhenItIsOpenedOrRead() throws {
        try make()
        let sound = try Data(contentsOf: URL(fileURLWithPath: file))
        let pages = sound.count / 4096
        var emptied = 0
        var refused = 0
        for page in stride(from: 0, to: pages, by: 7) {
            var damaged = sound
            damaged.replaceSubrange(page * 4096..<(page + 1) * 4096, with: Data(repeating: 0x5a, count: 4096))
            try damaged.write(to: URL(fileURLWithPath: file))
            let store = try StateStore(directory: directory)
            if store.reasonForWipe != nil {
                emptied += 1
                #expect(store.offset == nil)
            } else {
                // A page that is not in use, or the inside of a large value.
                for number in 0..<3_000 { #expect(try store.get(bytes("key/\(number)")) == value(number)) }
                for number in 0..<5 {
                    do { _ = try store.get(bytes("large/\(number)")) } catch { refused += 1 }
                }
            }
            store.close()
        }
        #expect(emptied > pages / 14)
        #expect(refused > 0)
    }

    @Test func aValueThatIsNotWhatWasWrittenIsRefusedAndTheFileEmptiedNextTime() throws {
        try make()
        let sound = try Data(contentsOf: URL(fileURLWithPath: file))
        // Pages that are no longer in use may hold it as well.
        var (damaged, at) = (sound, 0)
        while let found = damaged.range(of: Data(bytes("value 1234 ")), in: at..<damaged.count) {
            damaged.replaceSubrange(found, with: Data(bytes("value 9234 ")))
            at = found.upperBound
        }
        try damaged.write(to: URL(fileURLWithPath: file))
        let store = try StateStore(directory: directory)
        #expect(store.reasonForWipe == nil)
        let error = #expect(throws: LogError.self) { try store.get(bytes("key/1234")) }
        #expect(error?.outcome == .unknown)
        #expect(error?.message.contains("key/1234") == true)
        #expect(try store.get(bytes("key/1235")) == value(1235))
        withExtendedLifetime(store) {}
        try isEmptied("damaged")
    }

    @Test(arguments: [1, 100, 4_096, 8_192, 40_960, 200_000])
    func aFileThatIsCutOffIsEmptied(_ length: UInt64) throws {
        try make()
        try change { try $0.truncate(atOffset: length) }
        try isEmptied()
    }

    @Test func anEmptyFileIsANewOne() throws {
        try make()
        try change { try $0.truncate(atOffset: 0) }
        let store = try StateStore(directory: directory)
        defer { store.close() }
        #expect(store.offset == nil)
    }

    @Test func aFileOfAnotherFormatIsEmptied() throws {
        try Directory.make(directory)
        let environment = try LMDBEnvironment(directory: directory, databases: 4, durable: false)
        let (entities, meta) = (try environment.database("entities"), try environment.database("meta"))
        try environment.write { transaction throws(LMDBError) in
            try transaction.put(entities, bytes("key/1"), value(1))
            try transaction.put(meta, bytes("format"), [0, 0, 0, 99])
            try transaction.put(meta, bytes("offset"), [0, 0, 0, 0, 0, 0, 0, 7])
        }
        environment.close()
        try isEmptied("format")
    }

    @Test func aFileOfAnotherClusterTopicOrPartitionIsEmptied() throws {
        try make(origin: "cluster a fulfillment.orders.state.v1/0")
        let store = try StateStore(directory: directory)
        try store.claim(origin: "cluster a fulfillment.orders.state.v1/0")
        #expect(store.offset == 42)
        try store.claim(origin: "cluster b fulfillment.orders.state.v1/0")
        #expect(store.offset == nil)
        #expect(store.reasonForWipe?.contains("cluster a") == true)
        store.close()
    }

    @Test func aFileOlderThanTheTombstonesOfTheStateTopicIsEmptied() throws {
        let (hour, written) = (Int64(3_600_000), Int64(1_790_000_000_000))
        var store = try StateStore(directory: directory, clock: { written })
        store.put(bytes("a"), bytes("1"))
        try store.commit(offset: 7)
        store.close()
        store = try StateStore(directory: directory, clock: { written + 23 * hour })
        try store.claim(origin: nil)
        #expect(store.offset == 7)
        // Closed then, it is as new as then.
        store.close()
        store = try StateStore(directory: directory, clock: { written + 46 * hour })
        try store.claim(origin: nil)
        #expect(store.offset == 7)
        withExtendedLifetime(store) {}
        store = try StateStore(directory: directory, clock: { written + 48 * hour })
        try store.claim(origin: nil)
        #expect(store.offset == nil)
        #expect(store.reasonForWipe?.contains("24 hours") == true)
        store.close()
    }

    @Test("a partition that was lost meanwhile was another's: its file is as old as what was last written to it")
    func aLostPartition() throws {
        let (hour, written) = (Int64(3_600_000), Int64(1_790_000_000_000))
        var store = try StateStore(directory: directory, clock: { written })
        store.put(bytes("a"), bytes("1"))
        try store.commit(offset: 7)
        store.close()
        // The machine stood still for a day with the file open, and others had the partition.
        store = try StateStore(directory: directory, clock: { written + 25 * hour })
        store.close(isCurrent: false)
        store = try StateStore(directory: directory, clock: { written + 25 * hour })
        try store.claim(origin: nil)
        #expect(store.offset == nil)
        #expect(store.reasonForWipe?.contains("24 hours") == true)
        store.close()
    }

    @Test func aFileThatEndsProcessesAgainAndAgainIsEmptied() throws {
        try make()
        // Opened, and let go as a process that ended leaves it.
        for _ in 1...3 {
            let store = try StateStore(directory: directory)
            #expect(store.reasonForWipe == nil)
            withExtendedLifetime(store) {}
        }
        try isEmptied("several processes")
    }

    @Test func aFileOfProcessesThatWereKilledInTheirWorkIsTrusted() throws {
        try make()
        for round in 1...6 {
            let store = try StateStore(directory: directory)
            #expect(store.reasonForWipe == nil)
            store.put(bytes("round"), bytes("\(round)"))
            try store.commit(offset: 42 + Int64(round))
            withExtendedLifetime(store) {}
        }
    }

    @Test func aFileGrowsByItselfAndLosesNothingWhileOthersRead() throws {
        let store = try StateStore(directory: directory, clock: WallTime.now, mapBytes: 1 << 16)
        let isDone = Atomic(false)
        let readers = DispatchGroup()
        nonisolated(unsafe) let shared = store
        for _ in 0..<3 {
            readers.enter()
            Thread.detachNewThread {
                while !isDone.load(ordering: .relaxed) { _ = try? unsafe shared.scan(prefix: Array("key/1".utf8)) }
                readers.leave()
            }
        }
        for batch in 0..<50 {
            for number in 0..<100 { store.put(bytes("key/\(batch)/\(number)"), value(number)) }
            _ = try store.get(bytes("key/0/0"))
            try store.commit(offset: Int64(batch))
        }
        isDone.store(true, ordering: .relaxed)
        readers.wait()
        for batch in 0..<50 {
            for number in 0..<100 { #expect(try store.get(bytes("key/\(batch)/\(number)")) == value(number)) }
        }
        store.close()
    }

    @Test(.enabled(if: SmallDisk.isPossible)) func aFullDiskIsToldWithWhatToDoAndNothingIsLost() throws {
        let disk = try #require(SmallDisk(megabytes: 2))
        defer { disk.remove() }
        let store = try StateStore(directory: disk.path + "/0")
        var committed = 0
        let error = #expect(throws: LogError.self) {
            for batch in 0..<200 {
                for number in 0..<100 { store.put(bytes("key/\(batch)/\(number)"), value(number)) }
                try store.commit(offset: Int64(batch + 1))
                committed = batch + 1
            }
        }
        #expect(committed > 0)
        #expect(error?.outcome == .fatal)
        #expect(error?.message.contains("make room") == true)
        // What was committed before is there, for the next process as well.
        withExtendedLifetime(store) {}
        store.drop()
        #expect(try store.get(bytes("key/\(committed - 1)/99")) == value(99))
    }

    @Test func aDirectoryThatCannotBeUsedIsNamedWithWhatToDo() throws {
        try Data().write(to: URL(fileURLWithPath: directory))
        let error = #expect(throws: LogError.self) { try StateStore(directory: directory + "/0") }
        #expect(error?.outcome == .configuration)
        #expect(error?.message.contains(directory) == true)
        #expect(error?.message.contains("name another directory") == true)
    }

    @Test func aDirectoryThatAnotherProcessHasIsRefusedUntilItLetsGo() throws {
        let first = try StateDirectory(directory)
        let error = #expect(throws: LogError.self) { try StateDirectory(directory) }
        #expect(error?.outcome == .configuration)
        #expect(error?.message.contains("\(directory) is in use by another process") == true)
        first.release()
        try StateDirectory(directory).release()
    }
}
