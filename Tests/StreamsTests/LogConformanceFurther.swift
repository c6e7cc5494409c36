import Contracts
import Streams
import Testing

extension LogConformance {
    /// Topics that are read beside the group's inputs.
    static let further: [Case] = [
        Case("a further topic is read from its beginning, is committed with the inputs, and goes on after a restart") {
            bench in
            try bench.makeTopics()
            try bench.write(["in"], to: bench.input)
            try bench.write(["a", "b"], to: bench.output, partition: 0)
            try bench.write(["c"], to: bench.output, partition: 1)
            let member = try bench.join()
            #expect(try member.take(1).texts == ["in"])
            let begun = try member.session.alsoRead([bench.output], notBefore: [:])
            #expect(begun.refused.isEmpty)
            #expect(begun.places == [TopicPartition(bench.output, 0): 0, TopicPartition(bench.output, 1): 0])
            // What is read already is not begun again.
            #expect(try member.session.alsoRead([bench.output], notBefore: [:]).places.isEmpty)
            let records = try member.take(3)
            #expect(records.filter { $0.partition == 0 }.texts == ["a", "b"])
            try member.session.commit(records.next)
            member.close()

            try bench.write(["d"], to: bench.output, partition: 0)
            let again = try bench.join()
            try again.run("an assignment") { again.held.count == 2 }
            let places = try again.session.alsoRead([bench.output], notBefore: [:]).places
            #expect(places[TopicPartition(bench.output, 0)].map { $0 >= 2 } == true)
            #expect(try again.take(2).texts.sorted() == ["d", "in"])
            again.close()
        },
        Case("a further topic that is not wanted any more is not read, and the inputs are") { bench in
            try bench.makeTopics()
            let member = try bench.join()
            try member.run("an assignment") { member.held.count == 2 }
            _ = try member.session.alsoRead([bench.output], notBefore: [:])
            _ = try member.session.alsoRead([], notBefore: [:])
            try bench.write(["not"], to: bench.output)
            try bench.write(["in"], to: bench.input)
            #expect(try member.take(1).texts == ["in"])
            member.close()
        },
        Case("after an abort what came of a further topic comes again") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(["a"], to: bench.output)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0] }
            _ = try member.session.alsoRead([bench.output], notBefore: [:])
            #expect(try member.take(1).texts == ["a"])
            try member.session.abort()
            #expect(try member.take(1).texts == ["a"])
            member.close()
        },
        Case("a further topic that has lost what was read is refused by name, and the inputs are read") { bench in
            try bench.makeTopics(partitions: 1)
            try bench.write(["in"], to: bench.input)
            let member = try bench.join()
            try member.run("an assignment") { member.held == [0] }
            let known = [TopicPartition(bench.output, 0): InputPosition(next: 5, time: 1)]
            let begun = try member.session.alsoRead([bench.output], notBefore: known)
            #expect(begun.places.isEmpty && begun.refused[bench.output] != nil)
            #expect(try member.take(1).texts == ["in"])
            member.close()
        },
    ]
}
