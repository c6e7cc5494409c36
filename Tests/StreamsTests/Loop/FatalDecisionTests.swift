import Contracts
import Foundation
import Fulfillment
import Synchronization
import Testing

@testable import Streams

/// A decider with a trap in it: the process ends, and the next one finds the same message.
@Suite("A decision that ends the process", .timeLimit(.minutes(15)))
struct FatalDecisionTests {
    /// Counts receipts as `CountingProcessor` does, and ends the process over one of them, and over one timer.
    struct Fragile: Processor {
        let inner = CountingProcessor()
        var topology: ServiceTopology { inner.topology }

        func process(_ message: Message, _ context: inout ProcessingContext) throws(ProcessingError) {
            if case .stockCommand(let command) = message, case .receive("trap", _) = command.action {
                fatalError("the decider is wrong about this one")
            }
            try inner.process(message, &context)
        }

        func fire(_ entity: [UInt8], _ context: inout ProcessingContext) throws(ProcessingError) {
            if entity == Array("trap".utf8) { fatalError("the decider is wrong about this timer") }
            try inner.fire(entity, &context)
        }
    }

    /// The log and the state of a service, on disk, as several processes in a row find them.
    struct Place: Codable {
        var directory: String
        var clock: Int64 = 1_000_000

        /// Serves until the service has answered so many messages; returns them, with the codes of the dead letters.
        func serve(until replies: Int) throws -> (replies: [String], deadLetters: [String]) {
            let bench = try LoopBench(logDirectory: directory + "/log")
            defer { bench.log.close() }
            bench.clock.store(clock, ordering: .relaxed)
            let loop = bench.loop(on: bench.log, directory + "/state", processor: Fragile())
            try bench.running(loop) { _ = try bench.wait(for: replies, on: .inventoryReplies) }
            let codes = try bench.records(.deadLetters).map { record in
                let code = record.body.headers.last { $0.name == "__streams.errors.exception" }
                return String(decoding: code?.value ?? [], as: UTF8.self)
            }
            return (try bench.replies(replies), codes)
        }
    }

    private func remove(_ directory: String) { try? FileManager.default.removeItem(atPath: directory) }

    private func place(_ messages: (LoopBench) -> [Message]) throws -> Place {
        let directory = try Directory.temporary()
        let bench = try LoopBench(logDirectory: directory + "/log")
        defer { bench.log.close() }
        try bench.send(messages(bench))
        return Place(directory: directory)
    }

    @Test("A message that ends three processes is a dead letter for the fourth, and all others are decided")
    func message() async throws {
        let place = try place { bench in ["before", "trap", "after"].map { bench.receive($0) } }
        defer { remove(place.directory) }
        for _ in 1...DecisionMark.limit {
            await #expect(processExitsWith: .failure) { [place = place as Place] in _ = try place.serve(until: 2) }
        }
        let result = try place.serve(until: 2)
        #expect(result.replies == ["before=1", "after=1"])
        #expect(result.deadLetters == ["notProcessable"])
    }

    @Test("A timer that ends three processes is put off, and all others fire")
    func timer() async throws {
        var place = try place { bench in
            ["a", "trap", "z"].map { id in
                .stockCommand(
                    StockCommand(
                        warehouse: WarehouseKey(merchantId: "m", warehouseId: "w"),
                        action: .allocate(
                            StockMove(
                                outboundOrderId: id, lines: [Line("A", 1)], replyTo: CountingProcessor.storeOrder))))
            } + [bench.receive("marker")]
        }
        defer { remove(place.directory) }
        _ = try place.serve(until: 1)
        place.clock += CountingProcessor.timerDelay
        for _ in 1...DecisionMark.limit {
            await #expect(processExitsWith: .failure) { [place = place as Place] in _ = try place.serve(until: 3) }
        }
        #expect(Set(try place.serve(until: 3).replies) == ["marker=1", "fired-a=1", "fired-z=1"])
    }

    @Test("What a process ended over is counted in a row, and by message")
    func counts() throws {
        let directory = try Directory.temporary()
        defer { remove(directory) }
        let (one, other) = (DecisionMark.Subject.record("t", offset: 7), DecisionMark.Subject.record("t", offset: 8))
        func end(over subject: DecisionMark.Subject) { DecisionMark(directory: directory).begin(subject) }
        end(over: one)
        end(over: one)
        #expect(DecisionMark(directory: directory).ends(over: one) == 2)
        let mark = DecisionMark(directory: directory)
        mark.begin(other)
        mark.end()
        #expect(DecisionMark(directory: directory).ends(over: one) == 2)
        end(over: other)
        let last = DecisionMark(directory: directory)
        #expect(last.ends(over: other) == 1 && last.ends(over: one) == 0)
        #expect(DecisionMark.Subject.timer(Array("t".utf8)) != .timer(Array("u".utf8)))
    }
}
