import Contracts
import Foundation
import Streams
import Testing

/// What is read and written without a group, and the topics.
extension LogConformance {
    static let outside: [Case] = [
        Case("topics are made once, and described") { bench in
            try bench.makeTopics(partitions: 3)
            try bench.makeTopics(partitions: 3)
            let known = try bench.log.topics(timeout: .seconds(30))
            #expect(known[bench.state]?.partitions == 3)
            #expect(known[bench.state]?.replication == 1)
            #expect(known["\(bench.prefix).missing"] == nil)
        },
        Case("what an appender has returned from is there") { bench in
            try bench.makeTopics()
            let appender = try bench.log.appender()
            for round in 0..<3 {
                try appender.append(
                    (0..<10).map { number in
                        OutgoingRecord(
                            topic: bench.input, partition: Int32(number % 2), body: RecordBody("\(round * 10 + number)")
                        )
                    })
                let records = try bench.contents(of: bench.input)
                #expect(records.count == (round + 1) * 10)
                for partition in 0..<2 {
                    let expected = numbers(0..<(round + 1) * 10, everySecondFrom: partition)
                    #expect(records.texts(of: Int32(partition)) == expected)
                }
            }
            try appender.append([])
            appender.close()
        },
        Case("an appender serves several threads, each in its order") { bench in
            try bench.makeTopics()
            let appender = try bench.log.appender()
            let topic = bench.input
            let failures = Failures()
            DispatchQueue.concurrentPerform(iterations: 4) { thread in
                for number in 0..<25 {
                    do {
                        try appender.append([
                            OutgoingRecord(topic: topic, partition: 0, body: RecordBody("\(thread)-\(number)")),
                            OutgoingRecord(topic: topic, partition: 1, body: RecordBody("\(thread)-\(number)")),
                        ])
                    } catch { failures.add(error) }
                }
            }
            #expect(failures.all.isEmpty)
            let records = try bench.contents(of: topic)
            for thread in 0..<4 {
                for partition in Int32(0)..<2 {
                    let texts = records.filter { $0.partition == partition }.texts.filter { $0.hasPrefix("\(thread)-") }
                    #expect(texts == numbers(0..<25, "\(thread)-"))
                }
            }
            appender.close()
        },
        Case("an append to a topic or partition that does not exist is a configuration error") { bench in
            try bench.makeTopics(partitions: 1)
            let appender = try bench.log.appender()
            for (topic, partition) in [("\(bench.prefix).missing", Int32(0)), (bench.input, 1)] {
                let error = #expect(throws: LogError.self) {
                    try appender.append([OutgoingRecord(topic: topic, partition: partition, body: RecordBody("x"))])
                }
                #expect(error?.outcome == .configuration)
                #expect(error?.message.contains(topic) == true)
            }
            try appender.append([OutgoingRecord(topic: bench.input, partition: 0, body: RecordBody("fine"))])
            #expect(try bench.contents(of: bench.input, partitions: 1).texts == ["fine"])
            appender.close()
        },
        Case("a reader starts at the beginning, at an offset or at the end, and says when it has caught up") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(numbers(0..<10), to: bench.input)
            #expect(try bench.contents(of: bench.input, partitions: 1).texts == numbers(0..<10))
            #expect(try bench.contents(of: bench.input, partitions: 1, from: .offset(7)).texts == numbers(7..<10))
            #expect(try bench.contents(of: bench.input, partitions: 1, from: .offset(10)).isEmpty)
            let reader = try bench.log.reader(from: [TopicPartition(bench.input, 0): .end])
            try bench.write(["after"], to: bench.input)
            var records: [Record] = []
            try bench.until("what came after the end") {
                records += try reader.poll(timeout: .milliseconds(200))
                return !records.isEmpty
            }
            #expect(records.texts == ["after"])
            #expect(records[0].offset == 10)
            try bench.until("caught up") {
                _ = try reader.poll(timeout: .milliseconds(200))
                return reader.isCaughtUp
            }
            try bench.write(["later"], to: bench.input)
            try bench.until("a later record") { try reader.poll(timeout: .milliseconds(200)).texts == ["later"] }
            #expect(reader.isCaughtUp)
            reader.close()
        },
        Case("a reader of nothing has caught up, and one of missing topics is refused") { bench in
            let reader = try bench.log.reader(from: [:])
            #expect(reader.isCaughtUp)
            #expect(try reader.poll(timeout: .milliseconds(1)).isEmpty)
            reader.close()
            let topic = "\(bench.prefix).missing"
            let error = #expect(throws: LogError.self) {
                try bench.log.reader(from: [TopicPartition(topic, 0): .beginning])
            }
            #expect(error?.outcome == .configuration)
            #expect(error?.message.contains(topic) == true)
        },
    ]
}

/// Errors of several threads.
private final class Failures: @unchecked Sendable {
    // Unchecked: `errors` is only touched with the lock held.
    private let lock = NSLock()
    private var errors: [any Error] = []
    func add(_ error: any Error) {
        lock.lock()
        defer { lock.unlock() }
        errors.append(error)
    }
    var all: [any Error] {
        lock.lock()
        defer { lock.unlock() }
        return errors
    }
}
