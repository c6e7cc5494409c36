import Contracts
import Synchronization
import TestSupport
import Testing

@testable import Streams

@Suite("EmbeddedWrites", .timeLimit(.minutes(5)))
struct EmbeddedWritesTests {
    /// Threads that write a record each, whose key is their number. The first one is held until all others wait.
    private final class Writers: Sendable {
        let writes = EmbeddedWrites()
        let others: ClosedRange<UInt8>
        let failing: UInt8?
        let batches = Mutex<[Set<UInt8>]>([])
        let failed = Mutex<Set<UInt8>>([])
        private let begun = Mutex(false)

        init(_ others: ClosedRange<UInt8>, failing: UInt8? = nil) {
            self.others = others
            self.failing = failing
        }

        func run() async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { [self] in try await blocking { self.write(0) } }
                for number in others {
                    group.addTask { [self] in
                        try await blocking {
                            while !self.begun.withLock({ $0 }) {}
                            self.write(number)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }

        private func write(_ number: UInt8) {
            let record = OutgoingRecord(topic: "t", partition: 0, body: RecordBody(key: [number], value: []))
            do throws(LogError) {
                _ = try writes.run(EmbeddedWrite(records: [record], next: [:])) { batch throws(LogError) in
                    if number == 0 {
                        begun.withLock { $0 = true }
                        while writes.waitingCount < others.count {}
                    }
                    let numbers = Set(batch.flatMap(\.records).compactMap { $0.body.key?.first })
                    batches.withLock { $0.append(numbers) }
                    if let failing, numbers.contains(failing) { throw LogError(.fatal, "no room") }
                    return [:]
                }
            } catch { _ = failed.withLock { $0.insert(number) } }
        }
    }

    @Test func allThatWaitAreWrittenTogether() async throws {
        let writers = Writers(1...8)
        try await writers.run()
        #expect(writers.batches.withLock { $0 } == [[0], Set(1...8)])
        #expect(writers.failed.withLock { $0 }.isEmpty)
    }

    @Test func nothingIsWrittenOnceItIsClosed() {
        let writes = EmbeddedWrites()
        #expect(writes.close(until: .now))
        #expect(throws: LogError.self) {
            try writes.run(EmbeddedWrite(records: [], next: [:])) { _ throws(LogError) in [:] }
        }
    }

    @Test func oneThatCannotBeWrittenFailsAlone() async throws {
        let writers = Writers(1...4, failing: 3)
        try await writers.run()
        let batches = writers.batches.withLock { $0 }
        #expect(batches.prefix(2) == [[0], Set(1...4)])
        #expect(Set(batches.dropFirst(2)) == [[1], [2], [3], [4]])
        #expect(writers.failed.withLock { $0 } == [3])
    }
}
