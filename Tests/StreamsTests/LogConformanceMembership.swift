import Contracts
import Streams
import Testing

extension LogConformance {
    static let membership: [Case] = [
        Case("a session that was closed without a commit leaves nothing behind") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(["a"], to: bench.input)
            let member = try bench.join()
            _ = try member.take(1)
            try member.append("lost", to: bench.output)
            member.close()
            let next = try bench.join()
            let records = try next.take(1)
            try next.append("kept", to: bench.output)
            try next.session.commit(records.next)
            #expect(try bench.contents(of: bench.output, partitions: 1, count: 1).texts == ["kept"])
            next.close()
        },
        Case("a session of the same name fences its predecessor, and nothing of that is seen") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(["a"], to: bench.input)
            let old = try bench.join()
            let records = try old.take(1)
            try old.append("old", to: bench.output)
            let new = try bench.join()
            let error = #expect(throws: LogError.self) { try old.session.commit(records.next) }
            #expect(error?.outcome == .fenced || error?.outcome == .unknown)
            old.close()
            let again = try new.take(1)
            #expect(again == records)
            try new.append("new", to: bench.output)
            try new.session.commit(again.next)
            #expect(try bench.contents(of: bench.output, partitions: 1, count: 1).texts == ["new"])
            new.close()
        },
        Case("two members share the partitions; what is revoked is committed first and goes on with the other") {
            bench in
            try bench.makeTopics(partitions: 2)
            for partition in Int32(0)..<2 {
                try bench.write(numbers(0..<10, "\(partition)-"), to: bench.input, partition: partition)
            }
            let one = try bench.join("one")
            try one.run("all partitions") { one.held == [0, 1] && one.records.count == 20 }
            // It has processed half of each partition when the partitions are taken away, and commits that then.
            one.beforeRelease = { partitions in
                let done = one.records.filter { $0.offset < 5 }
                guard !done.isEmpty else { return }
                for record in done { try one.append(record.text, to: bench.output, partition: record.partition) }
                try one.session.commit(done.next)
                one.drop { $0.offset < 5 || partitions.contains($0.partition) }
            }
            let two = try bench.join("two")
            try bench.until("one partition each", state: { "\(one.history), \(two.history)" }) {
                try one.step()
                try two.step()
                return one.held.count == 1 && two.held.count == 1 && one.records.count == 5 && two.records.count == 5
            }
            #expect(one.held.union(two.held) == [0, 1])
            for member in [one, two] {
                #expect(member.records.texts == numbers(5..<10, "\(member.held.first ?? -1)-"))
                for record in member.records {
                    try member.append(record.text, to: bench.output, partition: record.partition)
                }
                try member.session.commit(member.records.next)
            }
            let written = try bench.contents(of: bench.output, count: 20).texts
            #expect(written == numbers(0..<10, "0-") + numbers(0..<10, "1-"))
            two.close()
            one.drop()
            one.beforeRelease = { _ in }
            one.close()
        },
        Case("what is aborted when partitions are revoked is never seen, and comes again to whoever holds them then") {
            bench in
            try bench.makeTopics(partitions: 2)
            for partition in Int32(0)..<2 { try bench.write(["\(partition)"], to: bench.input, partition: partition) }
            let one = try bench.join("one")
            _ = try one.take(2)
            try one.append("dropped", to: bench.output)
            var isFirst = true
            one.beforeRelease = { _ in
                if isFirst { try one.session.abort() }
                isFirst = false
            }
            let two = try bench.join("two")
            try bench.until("one record each", state: { "\(one.history), \(two.history)" }) {
                try one.step()
                try two.step()
                return one.records.count == 1 && two.records.count == 1
            }
            for member in [one, two] {
                try member.append(member.records[0].text, to: bench.output)
                try member.session.commit(member.records.next)
            }
            #expect(Set(try bench.contents(of: bench.output, count: 2).texts) == ["0", "1"])
            one.close()
            two.close()
        },
        Case("records come only after the partitions were begun") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(["a"], to: bench.input)
            let session = try bench.log.join(bench.group())
            var assigned: [Int32] = []
            try bench.until("an assignment") {
                for event in try session.poll(timeout: .milliseconds(100)) {
                    if case .assigned(let partitions) = event { assigned = partitions }
                    if case .records = event { Issue.record("records before the partitions were begun") }
                }
                return assigned == [0]
            }
            for event in try session.poll(timeout: .milliseconds(100)) {
                if case .records = event { Issue.record("records before the partitions were begun") }
            }
            try session.begin([0])
            var records: [Record] = []
            try bench.until("the record") {
                for event in try session.poll(timeout: .milliseconds(100)) {
                    if case .records(let fresh) = event { records += fresh }
                }
                return records.texts == ["a"]
            }
            session.close(deadline: .seconds(5))
        },
        Case("a member that comes back with one more input than it had reads that one, too") { bench in
            try bench.makeTopics(partitions: 2)
            let added = "\(bench.prefix).added"
            try bench.log.create([TopicSettings(name: added, partitions: 2, replication: 1)])
            try bench.write(["a"], to: bench.input)
            try bench.write(["b"], to: added, partition: 1)
            let before = try bench.join()
            _ = try before.take(1)
            before.close()
            var group = bench.group()
            group.inputs.append(added)
            // As the loop does it: a session that cannot go on is recreated.
            var member = LogMember(try bench.log.join(group))
            try bench.until("both inputs are read", state: { "\(member.history), \(member.records.texts)" }) {
                do { try member.step() } catch let error as LogError where error.outcome == .retriable {
                    member.close()
                    member = LogMember(try bench.log.join(group))
                }
                return Set(member.records.texts) == ["a", "b"]
            }
            member.close()
        },
        Case("a group whose topics are missing, or differ in their partitions, is a configuration error") { bench in
            try bench.makeTopics(partitions: 2)
            var group = bench.group()
            group.inputs.append("\(bench.prefix).missing")
            let missing = #expect(throws: LogError.self) { try bench.log.join(group) }
            #expect(missing?.outcome == .configuration)
            #expect(missing?.message.contains("\(bench.prefix).missing") == true)
            let other = "\(bench.prefix).other"
            try bench.log.create([TopicSettings(name: other, partitions: 3, replication: 1)])
            group.inputs = [bench.input, other]
            let different = #expect(throws: LogError.self) { try bench.log.join(group) }
            #expect(different?.outcome == .configuration)
            #expect(different?.message.contains(other) == true)
        },
    ]
}
