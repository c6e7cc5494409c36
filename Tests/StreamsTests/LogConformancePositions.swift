import Contracts
import Streams
import Testing

/// Where a partition's records begin: the group's offsets and what the state says, whichever is further on.
extension LogConformance {
    static let positions: [Case] = [
        Case("a partition begins at the higher of the group's offset and the state's") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(numbers(0..<6), to: bench.input)
            let place = TopicPartition(bench.input, 0)
            let first = try bench.join()
            let records = try first.take(6)
            try first.session.commit([place: 3])
            first.close()
            for (next, rest) in [(Int64(2), 3..<6), (5, 5..<6)] {
                let member = try bench.join()
                member.known = [place: InputPosition(next: next, time: records[Int(next) - 1].timestamp)]
                let texts = try member.take(rest.count).texts
                #expect(texts == numbers(rest))
                member.close()
            }
        },
        Case("a position in the state is where a group goes on that has lost its offsets") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(numbers(0..<5), to: bench.input)
            let first = try bench.join()
            let records = try first.take(5)
            try first.session.commit(records.next)
            first.close()
            guard try bench.factory.loseOffsets(of: bench.group().group, leftBy: "one", on: bench.log) else { return }
            try bench.write(["new"], to: bench.input)
            let next = try bench.join()
            next.known = [TopicPartition(bench.input, 0): InputPosition(next: 5, time: records[4].timestamp)]
            let texts = try next.take(1).texts
            #expect(texts == ["new"])
            // An abort goes back to where it began.
            try next.session.abort()
            let again = try next.take(1).texts
            #expect(again == ["new"])
            next.close()
        },
        Case("a position beyond the end of a topic is a mismatch, which names the topic and what to do") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(numbers(0..<5), to: bench.input)
            let member = try bench.join()
            member.known = [TopicPartition(bench.input, 0): InputPosition(next: 1_000, time: 1)]
            let error = #expect(throws: LogError.self) { try member.run("an assignment") { member.held == [0] } }
            #expect(error?.outcome == .mismatch)
            let command = "turnback topics rewind --service \(bench.group().group) --topic \(bench.input)"
            #expect(error?.message.contains(command) == true)
            member.close()
        },
        Case("who holds partitions may set back how far they were read, before they were begun") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(numbers(0..<5), to: bench.input)
            let first = try bench.join()
            try first.session.commit(try first.take(5).next)
            first.close()
            let session = try bench.log.join(bench.group())
            try bench.until("an assignment") {
                try session.poll(timeout: .milliseconds(100)).contains { event in
                    if case .assigned([0]) = event { true } else { false }
                }
            }
            try session.commit([TopicPartition(bench.input, 0): 0])
            session.close(deadline: .seconds(5))
            let next = try bench.join()
            let texts = try next.take(5).texts
            #expect(texts == numbers(0..<5))
            next.close()
        },
    ]
}
