import Contracts
import Fulfillment
import TestSupport
import Testing

@testable import Reconciliation
@testable import TestWorld

/// The verdict does not depend on the order in which topics are read: Kafka gives no order between topics.
@Suite("The order of reading", .timeLimit(.minutes(10)))
struct TopicOrderTests {
    /// What is found, without what names the first of several.
    private struct Found: Equatable, CustomStringConvertible {
        var broken: [String: Int]
        var openCases: Int
        var openTasks: Int

        init(_ records: some Sequence<Record>) {
            var reconciler = Reconciler()
            for record in records { reconciler.take(record) }
            let report = reconciler.verdict()
            broken = Dictionary(uniqueKeysWithValues: report.broken.map { ($0.name, report.problems($0)) })
            openCases = report.counts.openCases
            openTasks = report.counts.openTasks
        }

        var description: String { "\(broken), \(openCases) cases open, \(openTasks) tasks open" }
    }

    private static func check(_ records: [Record], _ what: @autoclosure () -> String) {
        let found = Found(records)
        for order in readingOrders(of: records, by: \.topic) {
            #expect(Found(order.records) == found, "\(what()), topics in the order \(order.topics)")
        }
    }

    @Test("does not matter for a log that is in order", arguments: 1...40)
    func clean(seed: UInt64) {
        var world = HonestWorld(seed: seed, keepsHistory: true)
        if seed % 2 == 0 { #expect(world.run() == nil) } else { world.run(steps: 20 + Int(seed % 80)) }
        Self.check(RecordedLog(world.world.history).records, "seed \(seed)")
    }

    @Test("does not matter for a log that lacks a message", arguments: 41...80)
    func broken(seed: UInt64) {
        var world = HonestWorld(seed: seed, keepsHistory: true)
        #expect(world.run() == nil)
        let records = RecordedLog(world.world.history).records
        // Three of them, by the seed: which ones is not what this is about.
        for number in 1...3 {
            var rest = records
            rest.remove(at: Int(seed) * number * 7919 % rest.count)
            Self.check(rest, "seed \(seed), message \(number) of three is gone")
        }
    }

    @Test("matters within a topic: one that is read backwards is noticed")
    func backwards() {
        var world = HonestWorld(seed: 1, keepsHistory: true)
        #expect(world.run() == nil)
        let records = RecordedLog(world.world.history).records
        #expect(Found(records.reversed()) != Found(records))
    }
}
