import Contracts
import Streams
import Testing

extension LogConformance {
    static let transactions: [Case] = [
        Case("what is appended is not seen before the commit, and as a whole after it") { bench in
            try bench.makeTopics()
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0, 1] }
            for number in 0..<10 { try member.append("\(number)", to: bench.output, partition: Int32(number % 2)) }
            #expect(try bench.contents(of: bench.output).isEmpty)
            try member.session.commit([:])
            let texts = try bench.contents(of: bench.output, count: 10).texts
            #expect(texts == numbers(0..<10, everySecondFrom: 0) + numbers(0..<10, everySecondFrom: 1))
            member.close()
        },
        Case("offsets go up, with gaps only where the log says so") { bench in
            try bench.makeTopics(partitions: 1)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0] }
            try member.append("in a transaction", to: bench.output)
            try member.session.commit([:])
            // Once it is seen, its marker is written.
            _ = try bench.contents(of: bench.output, partitions: 1, count: 1)
            try bench.write(["after"], to: bench.output)
            let offsets = try bench.contents(of: bench.output, partitions: 1, count: 2).map(\.offset)
            #expect(offsets == (bench.factory.features.contains(.markersTakeOffsets) ? [0, 2] : [0, 1]))
            member.close()
        },
        Case("what is aborted is never seen, and the same records come again") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(["a", "b", "c", "d"], to: bench.input)
            let member = try bench.join()
            let first = try member.take(4)
            try member.append("first", to: bench.output)
            try member.session.commit(Array(first.prefix(1)).next)
            try member.append("aborted", to: bench.output)
            try member.append("aborted", to: bench.state, key: "k")
            try member.session.abort()
            member.drop()
            let again = try member.take(3)
            #expect(again == Array(first.suffix(3)))
            try member.append("second", to: bench.output)
            try member.session.commit(again.next)
            #expect(try bench.contents(of: bench.output, partitions: 1, count: 2).texts == ["first", "second"])
            #expect(try bench.contents(of: bench.state, partitions: 1).isEmpty)
            member.close()
        },
        Case("an abort without a transaction goes back to the committed offsets, the first time to the beginning") {
            bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(["a", "b"], to: bench.input)
            let member = try bench.join()
            let first = try member.take(2)
            try member.session.abort()
            #expect(try member.take(2) == first)
            member.close()
        },
        Case("records that come after an abort follow those that come again") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(numbers(0..<100), to: bench.input)
            let member = try bench.join()
            _ = try member.take(1)
            try member.session.abort()
            try bench.write(numbers(100..<200), to: bench.input)
            let records = try member.take(200)
            #expect(records.texts == numbers(0..<200))
            member.close()
        },
        Case("offsets alone can be committed, and a commit of nothing is none") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(["a", "b"], to: bench.input)
            let member = try bench.join()
            let records = try member.take(2)
            try member.session.commit([:])
            try member.session.commit(Array(records.prefix(1)).next)
            member.close()
            let next = try bench.join()
            #expect(try next.take(1).texts == ["b"])
            next.close()
        },
        Case("the group's progress survives a new session") { bench in
            try bench.makeTopics()
            try bench.write(numbers(0..<10, "a"), to: bench.input, partition: 0)
            try bench.write(numbers(0..<10, "b"), to: bench.second, partition: 1)
            let member = try bench.join()
            let records = try member.take(20)
            let done = records.filter { $0.partition == 0 && $0.offset < 4 } + records.filter { $0.partition == 1 }
            for record in done { try member.append(record.text, to: bench.output, partition: record.partition) }
            try member.session.commit(done.next)
            member.close()
            try bench.write(["c"], to: bench.second, partition: 1)
            let next = try bench.join()
            let rest = try next.take(7)
            #expect(rest.texts(of: 0) == numbers(4..<10, "a"))
            #expect(rest.texts(of: 1) == ["c"])
            next.close()
        },
        Case("what was committed survives the end of the log's client") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(["a", "b", "c"], to: bench.input)
            let member = try bench.join()
            let records = try member.take(3)
            try member.append("out", to: bench.output)
            try member.session.commit(Array(records.prefix(2)).next)
            member.close()
            try bench.reopen()
            #expect(try bench.contents(of: bench.output, partitions: 1, count: 1).texts == ["out"])
            let next = try bench.join()
            #expect(try next.take(1).texts == ["c"])
            next.close()
        },
        Case("2,000 records are one transaction, in order") { bench in
            try bench.makeTopics()
            try bench.write(numbers(0..<2_000), to: bench.input)
            let member = try bench.join()
            let records = try member.take(2_000)
            #expect(records.texts == numbers(0..<2_000))
            for record in records {
                try member.append(record.text, to: bench.output, partition: Int32(record.offset % 2))
            }
            try member.session.commit(records.next)
            let written = try bench.contents(of: bench.output, count: 2_000)
            #expect(written.texts(of: 0) == numbers(0..<2_000, everySecondFrom: 0))
            #expect(written.texts(of: 1) == numbers(0..<2_000, everySecondFrom: 1))
            member.close()
        },
        Case("many transactions, one after the other, keep their order") { bench in
            try bench.makeTopics(partitions: 1)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0] }
            for number in 0..<50 {
                try member.append("\(number)", to: bench.output)
                if number % 5 == 4 { try member.session.abort() } else { try member.session.commit([:]) }
            }
            let kept = numbers(0..<50).filter { Int($0)! % 5 != 4 }
            #expect(try bench.contents(of: bench.output, partitions: 1, count: kept.count).texts == kept)
            member.close()
        },
        Case("a record for a topic that does not exist is a configuration error") { bench in
            try bench.makeTopics(partitions: 1)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0] }
            let error = #expect(throws: LogError.self) {
                try member.append("x", to: "\(bench.prefix).missing")
                try member.session.commit([:])
            }
            #expect(error?.outcome == .configuration)
            #expect(error?.message.contains("\(bench.prefix).missing") == true)
            member.close()
        },
    ]
}
