import Contracts
import Streams
import Testing

extension LogConformance {
    static let state: [Case] = [
        Case("state is read from the beginning, then on from where the last read has ended") { bench in
            try bench.makeTopics(partitions: 2)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0, 1] }
            for number in 0..<5 { try member.append("\(number)", to: bench.state, partition: 1, key: "k\(number)") }
            try member.append("other", to: bench.state, partition: 0, key: "k")
            try member.session.commit([:])
            let first = try member.readState(1, from: nil)
            #expect(first.records.texts == numbers(0..<5))
            #expect(first.restarts == 0)
            #expect(Set(first.records.map(\.topic)) == [bench.state])
            #expect(Set(first.records.map(\.partition)) == [1])
            let idle = try member.readState(1, from: first.end)
            #expect(idle.records.isEmpty)
            #expect(idle.restarts == 0)
            #expect(idle.end >= first.end)
            try member.append("more", to: bench.state, partition: 1, key: "k0")
            try member.session.append(
                OutgoingRecord(topic: bench.state, partition: 1, body: RecordBody(key: [1], value: nil)))
            try member.session.commit([:])
            let second = try member.readState(1, from: idle.end)
            #expect(second.records.map(\.body.value) == [Array("more".utf8), nil])
            #expect(second.restarts == 0)
            member.close()
        },
        Case("the end of what a session has committed to the state is known, and is a place to go on from") { bench in
            try bench.makeTopics(partitions: 2)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0, 1] }
            #expect(member.session.committedStateEnd(0) == nil)
            for number in 0..<5 { try member.append("\(number)", to: bench.state, key: "k\(number)") }
            try member.session.commit([:])
            let end = try #require(member.session.committedStateEnd(0))
            let last = try #require(try member.readState(0, from: nil).records.last)
            #expect(end == last.offset + 1)
            #expect(member.session.committedStateEnd(1) == nil)
            let rest = try member.readState(0, from: end)
            #expect(rest.records.isEmpty)
            #expect(rest.restarts == 0)
            try member.append("aborted", to: bench.state, key: "k")
            try member.session.abort()
            #expect(member.session.committedStateEnd(0) == end)
            try member.append("on", to: bench.state, key: "k")
            try member.session.commit([:])
            #expect(try member.readState(0, from: end).records.texts == ["on"])
            #expect((member.session.committedStateEnd(0) ?? 0) > end)
            member.close()
        },
        Case("state that was aborted is not read") { bench in
            try bench.makeTopics(partitions: 1)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0] }
            try member.append("kept", to: bench.state, key: "a")
            try member.session.commit([:])
            try member.append("aborted", to: bench.state, key: "a")
            try member.session.abort()
            #expect(try member.readState(0, from: nil).records.texts == ["kept"])
            member.close()
        },
        Case("a position beyond the end starts over: restart first, then all from the beginning") { bench in
            try bench.makeTopics(partitions: 1)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0] }
            for number in 0..<3 { try member.append("\(number)", to: bench.state, key: "k\(number)") }
            try member.session.commit([:])
            let read = try member.readState(0, from: 1_000_000)
            #expect(read.restarts == 1)
            #expect(read.restartedAt == 0)
            #expect(read.records.texts == numbers(0..<3))
            let empty = try member.readState(0, from: read.end)
            #expect(empty.restarts == 0)
            member.close()
        },
        Case("an empty state is read at once") { bench in
            try bench.makeTopics(partitions: 1)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0] }
            let read = try member.readState(0, from: nil)
            #expect(read.records.isEmpty)
            #expect(read.end == 0)
            member.close()
        },
        Case("the next owner reads all that the former one has committed, between assigned and begin") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(["a", "b"], to: bench.input)
            for round in 0..<5 {
                let session = try bench.log.join(bench.group())
                var texts: [String] = []
                try bench.until("an assignment") {
                    for event in try session.poll(timeout: .milliseconds(100)) {
                        guard case .assigned(let partitions) = event, !partitions.isEmpty else { continue }
                        _ = try session.readState(partition: 0, from: nil, restart: {}) { texts += $0.texts }
                        try session.begin(partitions)
                        return true
                    }
                    return false
                }
                #expect(texts == numbers(0..<round))
                try session.append(
                    OutgoingRecord(
                        topic: bench.state, partition: 0,
                        body: RecordBody(key: [UInt8(round)], value: Array("\(round)".utf8))))
                try session.commit([:])
                session.close(deadline: .seconds(5))
            }
        },
        Case("the newest records of any partition of the state are read, whoever holds it; not what is not committed") { bench in
            try bench.makeTopics(partitions: 2)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0, 1] }
            let none = try member.session.newestState(partition: 1, within: 5)
            #expect(none.records.isEmpty)
            #expect(none.isWhole)
            for number in 0..<20 { try member.append("\(number)", to: bench.state, partition: 1, key: "k\(number)") }
            try member.session.commit([:])
            // What ends a transaction may take offsets, too, and a moment.
            var newest = try member.session.newestState(partition: 1, within: 6)
            try bench.until("the end is seen", state: { "\(newest.records.texts)" }) {
                newest = try member.session.newestState(partition: 1, within: 6)
                return newest.records.texts.last == "19"
            }
            #expect(newest.records.count >= 4 && newest.records.count <= 6)
            #expect(newest.records.texts == Array(numbers(0..<20).suffix(newest.records.count)))
            #expect(!newest.isWhole)
            let all = try member.session.newestState(partition: 1, within: 1_000)
            #expect(all.records.texts == numbers(0..<20))
            #expect(all.isWhole)
            try member.append("open", to: bench.state, partition: 1, key: "k")
            #expect(try member.session.newestState(partition: 1, within: 1_000).records.texts == numbers(0..<20))
            try member.session.abort()
            let other = try bench.join("two")
            #expect(try other.session.newestState(partition: 1, within: 1_000).records.texts == numbers(0..<20))
            other.close()
            member.close()
        },
        Case("2,000 state records are read in order") { bench in
            try bench.makeTopics(partitions: 1)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0] }
            for number in 0..<2_000 { try member.append("\(number)", to: bench.state, key: "k\(number)") }
            try member.session.commit([:])
            #expect(try member.readState(0, from: nil).records.texts == numbers(0..<2_000))
            member.close()
        },
    ]
}

/// What a read of the state has given.
private struct StateRead {
    var records: [Record] = []
    var restarts = 0
    /// How many records had come when it started over.
    var restartedAt: Int?
    var end: Int64 = 0
}

extension LogMember {
    fileprivate func readState(_ partition: Int32, from offset: Int64?) throws -> StateRead {
        var read = StateRead()
        read.end = try session.readState(
            partition: partition, from: offset,
            restart: {
                read.restarts += 1
                read.restartedAt = read.records.count
            }, each: { read.records += $0 })
        return read
    }
}
