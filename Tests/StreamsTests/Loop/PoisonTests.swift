import Contracts
import Foundation
import Fulfillment
import Streams
import Synchronization
import Testing

@Suite("Poison", .timeLimit(.minutes(15)))
struct PoisonTests {
    /// A log that never takes a reply about this.
    private func log(_ bench: LoopBench, refusing ids: String...) -> RefusingLog {
        RefusingLog(bench.log) { record in
            guard record.topic == Topic.inventoryReplies.name else { return false }
            return ids.contains { String(decoding: record.body.value ?? [], as: UTF8.self).contains("\"\($0)\"") }
        }
    }

    private func letters(_ records: [Record]) throws -> [String] {
        try records.map { record in
            let code = record.body.headers.last { $0.name == "__streams.errors.exception" }
            #expect(code?.value == Array("notWritable".utf8))
            guard case (_, .stockCommand(let command)) = try Message.decode(record.body, topic: .inventoryCommands),
                case .receive(let id, _) = command.action
            else { return "?" }
            return id
        }
    }

    @Test func theRecordThatTheLogNeverTakesIsADeadLetterAndAllOthersGoOn() throws {
        let bench = try LoopBench()
        let log = log(bench, refusing: "r-7", "r-12")
        for number in 1...20 { try bench.send(bench.receive("r-\(number)"), id: "\(number)") }
        try bench.running(on: log) {
            let good = (1...20).filter { $0 != 7 && $0 != 12 }.map { "r-\($0)=1" }
            #expect(try bench.replies(18) == good)
            let letters = try letters(try bench.wait(for: 2, on: .deadLetters))
            #expect(letters == ["r-7", "r-12"])
            // Nothing of what was dead-lettered is left in the state: sent again, it would be the first.
            let state = try bench.records(.inventoryState)
            #expect(!state.contains { $0.body.key == Array("count/r-7".utf8) })
            try bench.send(bench.receive("after"), id: "after")
            #expect(try bench.replies(19).last == "after=1")
        }
        #expect(log.refusals.load(ordering: .relaxed) == 9)
    }

    @Test func aPoisonousPartitionDoesNotHoldUpTheOthers() throws {
        let bench = try LoopBench()
        let log = log(bench, refusing: "bad")
        let merchants = ["m", "n", "o", "p"]
        for merchant in merchants { try bench.send(bench.receive("good-\(merchant)", merchant: merchant), id: merchant) }
        for merchant in merchants { try bench.send(bench.receive("bad", merchant: merchant), id: "bad-\(merchant)") }
        try bench.running(on: log) {
            let letters = try letters(try bench.wait(for: 4, on: .deadLetters))
            #expect(letters == ["bad", "bad", "bad", "bad"])
            #expect(Set(try bench.replies(4)) == Set(merchants.map { "good-\($0)=1" }))
        }
    }

    @Test func abortsThatAreNoRecordsFaultPutNothingAside() throws {
        let bench = try LoopBench()
        let log = log(bench)
        log.aborts.store(20, ordering: .relaxed)
        for number in 1...5 { try bench.send(bench.receive("r-\(number)"), id: "\(number)") }
        try bench.running(on: log) {
            let replies = try bench.replies(5)
            #expect(replies == (1...5).map { "r-\($0)=1" })
        }
        #expect(try bench.records(.deadLetters).isEmpty)
    }

    private func allocate(_ id: String) -> Message {
        .stockCommand(
            StockCommand(
                warehouse: WarehouseKey(merchantId: "m", warehouseId: "w"),
                action: .allocate(
                    StockMove(outboundOrderId: id, lines: [Line("A", 1)], replyTo: CountingProcessor.storeOrder))))
    }

    @Test(arguments: ["fails", CountingProcessor.refusedTimer])
    func aTimerWithWhichNothingCanBeDoneIsPutOffAndTheServiceGoesOn(_ bad: String) throws {
        let bench = try LoopBench()
        let log = log(bench, refusing: "fired-fails")
        try bench.running(on: log) {
            for id in ["a", bad, "z"] { try bench.send(allocate(id), id: id) }
            try bench.send(bench.receive("marker"), id: "m")
            try bench.wait(for: 1, on: .inventoryReplies)
            bench.clock.add(CountingProcessor.timerDelay, ordering: .relaxed)
            #expect(Set(try bench.replies(3).dropFirst()) == ["fired-a=1", "fired-z=1"])
            try bench.send(bench.receive("after"), id: "after")
            #expect(try bench.replies(4).last == "after=1")
        }
        // It is not gone: once the log takes it, it fires.
        guard bad == "fails" else { return }
        bench.clock.add(3_600_000, ordering: .relaxed)
        try bench.running {
            let replies = try bench.replies(5)
            #expect(replies.last == "fired-fails=1")
        }
    }

    @Test func whereEvenTheDeadLetterIsRefusedTheLoopEndsAndSaysWhatToDo() throws {
        let bench = try LoopBench()
        let log = RefusingLog(bench.log) { $0.topic != Topic.inventoryState.name }
        try bench.send(bench.receive("r"), id: "1")
        let error = try #require(bench.end(on: log))
        #expect(error.outcome == .configuration)
        #expect(error.message.contains("max.message.bytes"))
        try bench.running {
            let replies = try bench.replies(1)
            #expect(replies == ["r=1"])
        }
    }
}
