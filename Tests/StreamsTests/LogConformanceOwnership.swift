import Contracts
import Streams
import Testing

/// What a member may commit that no longer holds a partition. Only its offsets say for which partitions a transaction
/// speaks.
extension LogConformance {
    static let ownership: [Case] = [
        Case("what names an offset of a partition that was given up is not committed, although nothing was read") {
            bench in
            try bench.makeTopics(partitions: 2)
            let one = try bench.join("one")
            try one.run("all partitions") { one.held == [0, 1] }
            let two = try bench.join("two")
            try bench.until("one partition each", state: { "\(one.history), \(two.history)" }) {
                try one.step()
                try two.step()
                return one.held.count == 1 && two.held.count == 1
            }
            let lost = try #require(two.held.first)
            try one.append("late", to: bench.state, partition: lost, key: "k")
            let error = #expect(throws: LogError.self) {
                try one.session.commit([TopicPartition(bench.input, lost): 0])
            }
            #expect(error?.outcome == .aborted)
            try two.append("mine", to: bench.state, partition: lost, key: "k")
            try two.session.commit([TopicPartition(bench.input, lost): 0])
            #expect(try bench.contents(of: bench.state, count: 1).texts == ["mine"])
            one.close()
            two.close()
        },
        Case("a member that was given up without hearing of it commits nothing that names an offset") { bench in
            try bench.afterExpulsion { expelled, owner in
                try expelled.append("late", to: bench.state, key: "k")
                let error = #expect(throws: LogError.self) {
                    try expelled.session.commit([TopicPartition(bench.input, 0): 0])
                }
                #expect(error?.outcome == .aborted)
                try owner.append("mine", to: bench.state, key: "k")
                try owner.session.commit([TopicPartition(bench.input, 0): 0])
                #expect(try bench.contents(of: bench.state, partitions: 1, count: 1).texts == ["mine"])
            }
        },
        Case("what names no offset is not compared with the group: so whoever writes for a partition names one") {
            bench in
            try bench.afterExpulsion { expelled, owner in
                try expelled.append("unchecked", to: bench.output)
                try expelled.session.commit([:])
                #expect(try bench.contents(of: bench.output, partitions: 1, count: 1).texts == ["unchecked"])
            }
        },
    ]
}

extension LogBench {
    /// A member of one partition that the group has given up and that does not know, and the partition's owner since.
    fileprivate func afterExpulsion(_ body: (_ expelled: LogMember, _ owner: LogMember) throws -> Void) throws {
        try makeTopics(partitions: 1)
        guard let deaf = try factory.makeDeaf(log) else { return }
        defer { if deaf !== log { deaf.close() } }
        let expelled = LogMember(try deaf.join(group("expelled")))
        try expelled.run("the partition") { expelled.held == [0] }
        try factory.expel("expelled", of: group().group, from: log)
        let owner = try join("owner")
        try owner.run("the partition") { owner.held == [0] }
        try body(expelled, owner)
        owner.close()
        expelled.close()
    }
}
