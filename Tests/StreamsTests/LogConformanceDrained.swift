import Contracts
import Streams
import Testing

/// Places that were read to their ends: a log whose markers take offsets says where they end.
extension LogConformance {
    static let drained: [Case] = [
        Case("a group that has read everything can be committed up to the end, markers included") { bench in
            try bench.makeTopics(partitions: 1)
            let place = TopicPartition(bench.input, 0)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0] }
            // A service that writes to its own input.
            try member.append("a", to: bench.input)
            try member.session.commit([:])
            let end: Int64 = bench.factory.features.contains(.markersTakeOffsets) ? 2 : 1
            try member.run("the end") { max(member.records.next[place] ?? 0, member.ends[place] ?? 0) == end }
            let texts = member.records.texts
            #expect(texts == ["a"])
            try member.session.commit([place: end])
            member.close()
            let next = try bench.join()
            try next.run("an assignment") { next.held == [0] }
            let reader = try bench.log.reader(from: [place: .end])
            defer { reader.close() }
            let (begun, written) = (next.begun[place], reader.ends[place])
            #expect(begun == end)
            #expect(written == end)
            try bench.write(["b"], to: bench.input)
            let fresh = try next.take(1).texts
            #expect(fresh == ["b"])
            next.close()
        },
        Case("an end comes behind all records before it, and again after an abort") { bench in
            try bench.makeTopics(partitions: 1)
            let place = TopicPartition(bench.input, 0)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0] }
            for number in 0..<3_000 { try member.append("\(number)", to: bench.input) }
            try member.session.commit([:])
            member.whenDrained = { ends in
                guard let end = ends[place] else { return }
                let next = member.records.next[place]
                #expect(next == end - 1, "only the marker lies behind what was given out")
            }
            for _ in 0..<2 {
                try member.run("all of them") { member.records.count == 3_000 }
                if bench.factory.features.contains(.markersTakeOffsets) {
                    try member.run("the end") { member.ends[place] == 3_001 }
                }
                member.forgetEnds()
                try member.session.abort()
                member.drop()
            }
            member.close()
        },
    ]
}
