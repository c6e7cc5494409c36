import Contracts
import Foundation
import Fulfillment
import Synchronization
import Testing

@testable import Streams
@testable import TestLogs

@Suite("Loop", .timeLimit(.minutes(15)))
struct LoopTests {
    @Test func whatFollowsFromAMessageIsWrittenWithTheStateAndTheProgress() throws {
        let bench = try LoopBench()
        try bench.running {
            try bench.send(bench.receive("r"), id: "1")
            try bench.send(bench.receive("r"), id: "2")
            #expect(try bench.replies(2) == ["r=1", "r=2"])
        }
        #expect(try bench.records(.inventoryState).contains { $0.body.key == Array("count/r".utf8) })
        // A second run goes on after the last message, with the state that it left.
        try bench.running {
            try bench.send(bench.receive("r"), id: "3")
            #expect(try bench.replies(3) == ["r=1", "r=2", "r=3"])
        }
    }

    @Test func whereTheGroupHasLostItsOffsetsNothingIsReadAgain() throws {
        let bench = try LoopBench()
        let log = SimulatedLog()
        try log.create(TopicPlan.settings(partitions: LoopBench.partitions, replication: 1))
        /// Sends the receipt, and steps a loop until so many replies are there.
        func answer(_ id: String, _ count: Int) throws -> [String] {
            let body = bench.receive("r").body(Envelope(source: "test", id: id, type: .stockReceive))
            let partition = Murmur2.partition(of: "m/w".utf8, count: LoopBench.partitions)
            try log.appender().append([
                OutgoingRecord(topic: Topic.inventoryCommands.name, partition: partition, body: body)
            ])
            var course = bench.loop(on: log, bench.directory).course()
            for _ in 0..<1_000 {
                _ = course.step()
                if try bench.records(.inventoryReplies, on: log).count >= count { break }
            }
            #expect(course.finish() == nil)
            return try bench.quantities(try bench.records(.inventoryReplies, on: log))
        }
        #expect(try answer("1", 1) == ["r=1"])
        #expect(try answer("2", 2) == ["r=1", "r=2"])
        log.loseOffsets(of: "counting")
        // Also where the local copy is lost too.
        try FileManager.default.removeItem(atPath: bench.directory)
        #expect(try answer("3", 3) == ["r=1", "r=2", "r=3"])
    }

    @Test func aLostStateDirectoryIsRebuiltFromTheStateTopic() throws {
        let bench = try LoopBench()
        try bench.running {
            for number in 1...5 { try bench.send(bench.receive("r"), id: "\(number)") }
            try bench.wait(for: 5, on: .inventoryReplies)
        }
        try FileManager.default.removeItem(atPath: bench.directory)
        try bench.running {
            try bench.send(bench.receive("r"), id: "6")
            #expect(try bench.replies(6).last == "r=6")
        }
    }

    @Test func theStateOfATopicThatWasMadeAnewIsRebuiltAlsoWhereItIsLongEnough() throws {
        let former = try LoopBench()
        try former.running {
            for number in 1...3 { try former.send(former.receive("r"), id: "\(number)") }
            try former.wait(for: 3, on: .inventoryReplies)
        }
        let first = try LoopBench()
        try first.running {
            for number in 1...9 { try first.send(first.receive(number == 1 ? "r" : "s"), id: "\(number)") }
            try first.wait(for: 9, on: .inventoryReplies)
        }
        // The former directory's offset lies within the new topic.
        try first.running(in: former.directory) {
            try first.send(first.receive("r"), id: "10")
            #expect(try first.replies(10).last == "r=2")
        }
    }

    @Test func theStateOfATopicThatWasMadeAnewIsRebuiltAlsoWhereItEndsRightBeforeTheOffset() throws {
        let former = try LoopBench()
        let first = try LoopBench()
        for (bench, count) in [(former, 3), (first, 2)] {
            try bench.running {
                for number in 1...count {
                    try bench.send(bench.receive("r"), id: "\(number)")
                    try bench.wait(for: number, on: .inventoryReplies)
                }
            }
        }
        try first.running(in: former.directory) {
            try first.send(first.receive("r"), id: "3")
            #expect(try first.replies(3).last == "r=3")
        }
    }

    @Test func whatIsNoValidMessageGoesToTheDeadLettersUntouchedWithItsReason() throws {
        let bench = try LoopBench()
        let poison = RecordBody(
            key: Array("k".utf8),
            headers: [
                Header("ce_specversion", "1.0"), Header("ce_id", "1"), Header("ce_source", "/s"),
                Header("ce_type", MessageType.stockReceive.rawValue), Header("empty", [UInt8]?.none),
            ],
            value: Array(
                #"{"merchantId":"m","warehouseId":"w","receiptId":"r","lines":[{"sku":"A","quantity":0}]}"#.utf8))
        try bench.running {
            try bench.write(poison, 0)
            try bench.send(bench.receive("after"), id: "2")
            #expect(try bench.replies(1) == ["after=1"])
            let letter = try #require(try bench.wait(for: 1, on: .deadLetters).first)
            #expect(letter.body.key == poison.key)
            #expect(letter.body.value == poison.value)
            #expect(Array(letter.body.headers.prefix(5)) == poison.headers)
            let added = Dictionary(
                letter.body.headers.dropFirst(5).map { ($0.name, String(decoding: $0.value ?? [], as: UTF8.self)) },
                uniquingKeysWith: { $1 })
            #expect(added["__streams.errors.exception"] == "invalidField")
            #expect(added["__streams.errors.message"]?.contains("lines[0].quantity") == true)
            #expect(added["__streams.errors.topic"] == Topic.inventoryCommands.name)
            #expect(added["__streams.errors.partition"] == "0")
            #expect(added["__streams.errors.offset"] == "0")
            #expect(added["x-dead-letter-group"] == "counting")
        }
    }

    @Test func aRefusedMessageIsRejectedOnceHoweverOftenItComes() throws {
        let bench = try LoopBench()
        let adjust = Message.stockCommand(
            StockCommand(
                warehouse: WarehouseKey(merchantId: "m", warehouseId: "w"),
                action: .adjust(StockAdjustment(adjustmentId: "a", sku: "A", delta: 1, reasonCode: "r", actor: "p"))))
        try bench.running {
            try bench.send(adjust, id: "1", times: 3)
            try bench.send(bench.receive("after"), id: "2")
            #expect(try bench.replies(1) == ["after=1"])
            let rejections = try bench.wait(for: 1, on: .rejections)
            #expect(rejections.count == 1)
            guard case (_, .rejected(let rejected)) = try Message.decode(rejections[0].body, topic: .rejections) else {
                Issue.record("no rejection")
                return
            }
            #expect(rejected.rejection.code == .insufficientStock)
            #expect(rejected.messageId == "1" && rejected.messageSource == "test")
        }
    }

    @Test func whatComesOfARefusedMessageBesidesItsRefusalIsNeverDropped() throws {
        let bench = try LoopBench()
        let adjust = Message.stockCommand(
            StockCommand(
                warehouse: WarehouseKey(merchantId: "m", warehouseId: "w"),
                action: .adjust(
                    StockAdjustment(
                        adjustmentId: "a", sku: CountingProcessor.besides, delta: 1, reasonCode: "r", actor: "p"))))
        try bench.running {
            try bench.send(adjust, id: "1", times: 3)
            try bench.send(bench.receive("after"), id: "2")
            #expect(try bench.replies(5) == ["refused=1", "besides=1", "besides=2", "besides=3", "after=1"])
            #expect(try bench.wait(for: 1, on: .rejections).count == 1)
            let ids = try bench.wait(for: 5, on: .inventoryReplies).map {
                try Message.decode($0.body, topic: .inventoryReplies).0.id
            }
            #expect(Set(ids).count == 5)
        }
    }

    @Test func aRefusalThatAnOlderVersionToldIsNotToldAgain() throws {
        let bench = try LoopBench()
        func adjust(_ id: String) -> Message {
            .stockCommand(
                StockCommand(
                    warehouse: WarehouseKey(merchantId: "m", warehouseId: "w"),
                    action: .adjust(StockAdjustment(adjustmentId: id, sku: "A", delta: 1, reasonCode: "r", actor: "p")))
            )
        }
        // As it kept refusals: under source and id alone.
        let name = Envelope(source: "test", id: "1", type: .stockAdjust).identity
        let partition = Murmur2.partition(of: "m/w".utf8, count: LoopBench.partitions)
        try bench.log.appender().append([
            OutgoingRecord(
                topic: Topic.inventoryState.name, partition: partition,
                body: RecordBody(
                    key: Array("rejected/\(String(name.value, radix: 16))".utf8), value: Array("insufficientStock".utf8)
                ))
        ])
        try bench.running {
            try bench.send(adjust("a"), id: "1")
            try bench.send(adjust("b"), id: "2")
            let rejections = try bench.wait(for: 1, on: .rejections)
            guard case (_, .rejected(let rejected)) = try Message.decode(rejections[0].body, topic: .rejections) else {
                return
            }
            #expect(rejected.messageId == "2")
        }
    }

    @Test func aMessageOnTheWrongPartitionIsProcessedOnceOnTheRightOneInOrder() throws {
        let bench = try LoopBench()
        let right = Murmur2.partition(of: "m/w".utf8, count: LoopBench.partitions)
        try bench.running {
            for number in 1...20 {
                try bench.send(bench.receive("r-\(number)"), id: "\(number)", partition: (right + 1) % 3)
            }
            #expect(try bench.replies(20) == (1...20).map { "r-\($0)=1" })
        }
        let state = try bench.records(.inventoryState).filter { $0.body.key?.starts(with: "count/".utf8) == true }
        #expect(state.allSatisfy { $0.partition == right })
        let rerouted = try bench.records(.inventoryReroutes)
        #expect(rerouted.count == 20)
        #expect(rerouted.allSatisfy { $0.partition == right && $0.body.key == Array("m/w".utf8) })
    }

    @Test func aMessageWithoutItsKeyIsProcessedUnderTheRightOne() throws {
        let bench = try LoopBench()
        let keyless = bench.receive("r").body(Envelope(source: "test", id: "1", type: .stockReceive))
        try bench.running {
            for partition in 0..<LoopBench.partitions {
                try bench.write(RecordBody(key: nil, headers: keyless.headers, value: keyless.value), partition)
            }
            #expect(Set(try bench.replies(3)) == ["r=1", "r=2", "r=3"])
        }
    }

    @Test func idsOfWhatIsWrittenFollowFromTheMessageThatCausedIt() throws {
        let first = try LoopBench()
        let second = try LoopBench()
        var ids: [[String]] = []
        for bench in [first, second] {
            try bench.running {
                try bench.send(bench.receive("r"), id: "1")
                ids.append(
                    try bench.wait(for: 1, on: .inventoryReplies).map { record in
                        let (envelope, _) = try Message.decode(record.body, topic: .inventoryReplies)
                        #expect(envelope.causationId == "1")
                        return envelope.id
                    })
            }
        }
        #expect(ids[0] == ids[1])
    }
}

@Suite("Timers", .timeLimit(.minutes(15)))
struct TimerTests {
    private func allocate(_ id: String) -> Message {
        .stockCommand(
            StockCommand(
                warehouse: WarehouseKey(merchantId: "m", warehouseId: "w"),
                action: .allocate(
                    StockMove(outboundOrderId: id, lines: [Line("A", 1)], replyTo: CountingProcessor.storeOrder))))
    }

    @Test func aTimerFiresWhenItIsDueAndNotBefore() throws {
        let bench = try LoopBench()
        try bench.running {
            try bench.send(allocate("o"), id: "1")
            try bench.send(bench.receive("marker"), id: "2")
            #expect(try bench.replies(1) == ["marker=1"])
            bench.clock.add(CountingProcessor.timerDelay - 1, ordering: .relaxed)
            try bench.send(bench.receive("marker"), id: "3")
            #expect(try bench.replies(2) == ["marker=1", "marker=2"])
            bench.clock.add(1, ordering: .relaxed)
            #expect(try bench.replies(3).last == "fired-o=1")
        }
    }

    @Test func timersSurviveARestartAndALostDirectoryAndFireOnce() throws {
        let bench = try LoopBench()
        try bench.running {
            for id in ["a", "b"] { try bench.send(allocate(id), id: id) }
            try bench.send(bench.receive("marker"), id: "m")
            try bench.wait(for: 1, on: .inventoryReplies)
        }
        try FileManager.default.removeItem(atPath: bench.directory)
        bench.clock.add(CountingProcessor.timerDelay, ordering: .relaxed)
        try bench.running {
            let fired = Set(try bench.replies(3).dropFirst())
            #expect(fired == ["fired-a=1", "fired-b=1"])
        }
        bench.clock.add(10 * CountingProcessor.timerDelay, ordering: .relaxed)
        try bench.running {
            try bench.send(bench.receive("marker"), id: "m2")
            #expect(try bench.replies(4).last == "marker=2")
        }
    }

    @Test func aTimerThatIsSetAnewFiresAtTheNewTimeOnly() throws {
        let bench = try LoopBench()
        try bench.running {
            try bench.send(allocate("o"), id: "1")
            try bench.send(bench.receive("marker"), id: "2")
            try bench.wait(for: 1, on: .inventoryReplies)
            bench.clock.add(CountingProcessor.timerDelay / 2, ordering: .relaxed)
            try bench.send(allocate("o"), id: "3")
            try bench.send(bench.receive("marker"), id: "4")
            try bench.wait(for: 2, on: .inventoryReplies)
            bench.clock.add(CountingProcessor.timerDelay / 2, ordering: .relaxed)
            try bench.send(bench.receive("marker"), id: "5")
            #expect(try bench.replies(3).last == "marker=3")
            bench.clock.add(CountingProcessor.timerDelay / 2, ordering: .relaxed)
            #expect(try bench.replies(4).last == "fired-o=1")
        }
    }
}
