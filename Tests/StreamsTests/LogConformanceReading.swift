import Contracts
import Streams
import Testing

extension LogConformance {
    static let reading: [Case] = [
        Case("the records of each partition come in their order, of all inputs") { bench in
            try bench.makeTopics()
            try bench.write(numbers(0..<50, "a"), to: bench.input, partition: 0)
            try bench.write(numbers(0..<50, "b"), to: bench.input, partition: 1)
            try bench.write(numbers(0..<50, "c"), to: bench.second, partition: 1)
            let member = try bench.join()
            let records = try member.take(150)
            for (topic, partition, prefix) in [(bench.input, 0, "a"), (bench.input, 1, "b"), (bench.second, 1, "c")] {
                let part = records.filter { $0.topic == topic && $0.partition == Int32(partition) }
                #expect(part.texts == numbers(0..<50, prefix))
                #expect(part.map(\.offset) == part.map(\.offset).sorted())
                #expect(part.first?.offset == 0)
            }
            member.close()
        },
        Case("keys, values, headers and timestamps come back as they were, missing ones apart from empty ones") {
            bench in
            try bench.makeTopics(partitions: 1)
            let bodies = [
                RecordBody(key: [1], value: nil),
                RecordBody(key: [1], value: []),
                RecordBody(key: nil, value: [2]),
                RecordBody(key: [], value: [3]),
                RecordBody(key: nil, value: nil),
                RecordBody(
                    key: [0, 255],
                    headers: [Header("a", [1]), Header("b", nil), Header("c", [UInt8]()), Header("a", [2])],
                    value: [0, 1, 2]),
                RecordBody(key: nil, headers: [Header("only", nil)], value: nil),
                RecordBody(key: Array(repeating: 7, count: 300), value: Array(repeating: 8, count: 100_000)),
            ]
            func records(_ topic: String) -> [OutgoingRecord] {
                bodies.enumerated().map { index, body in
                    OutgoingRecord(topic: topic, partition: 0, timestamp: 1_700_000_000_000 + Int64(index), body: body)
                }
            }
            func check(_ records: [Record], _ place: String) {
                #expect(records.map(\.body) == bodies, "\(place)")
                #expect(
                    records.map(\.timestamp) == Array(1_700_000_000_000..<1_700_000_000_000 + Int64(bodies.count)),
                    "\(place)")
            }
            let appender = try bench.log.appender()
            try appender.append(records(bench.input))
            let member = try bench.join()
            let inputs = try member.take(bodies.count)
            check(inputs, "read by a session")
            for record in records(bench.output) { try member.session.append(record) }
            try member.session.commit(inputs.next)
            check(try bench.contents(of: bench.output, partitions: 1, count: bodies.count), "written by a session")
            member.close()
            appender.close()
        },
        Case("a record without a timestamp gets the log's own") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(["x"], to: bench.input)
            let record = try #require(try bench.contents(of: bench.input, partitions: 1, count: 1).first)
            #expect(record.timestamp > 1_500_000_000_000)
        },
        Case("a poll of a session with nothing to read returns nothing") { bench in
            try bench.makeTopics(partitions: 1)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0] }
            #expect(try member.session.poll(timeout: .milliseconds(1)).isEmpty)
            member.close()
        },
    ]
}
