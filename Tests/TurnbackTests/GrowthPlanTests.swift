import Contracts
import Operations
import Streams
import Testing

@testable import turnback

@Suite("What there is to do to grow")
struct GrowthPlanTests {
    private func plan(
        _ target: Int32, from count: Int32 = 3, written: Int32? = 3, _ change: (inout [Topic: Int32]) -> Void = { _ in }
    ) -> GrowthPlan {
        var counts = Dictionary(uniqueKeysWithValues: Topic.allCases.map { ($0, count) })
        change(&counts)
        let names = Plant.topologies.map(\.name)
        return GrowthPlan(
            target: target, counts: counts,
            written: written.map { count in Dictionary(uniqueKeysWithValues: names.map { ($0, count) }) } ?? [:],
            topologies: Plant.topologies)
    }

    @Test func topicsThatNobodyHasTouchedAreRaisedFromTheirCount() {
        for written in [3, nil] as [Int32?] {
            let plan = plan(6, written: written)
            #expect(plan.problem == nil && plan.untouched == 3 && plan.toRaise == Topic.allCases && !plan.isDone)
        }
    }

    @Test func whatIsBegunIsFinished() {
        let raised = plan(6, from: 6)
        #expect(raised.problem == nil && raised.untouched == nil && raised.toRaise == [] && !raised.isDone)
        let between = plan(6) { $0[.ordersState] = 6 }
        #expect(between.problem == nil && between.untouched == nil && !between.toRaise.contains(.ordersState))
        let marked = plan(6, from: 6, written: 0)
        #expect(marked.problem == nil && !marked.isDone)
        let through = plan(6, from: 6, written: 6)
        #expect(through.isDone)
    }

    @Test func onlyAMultipleIsTaken() {
        #expect(plan(4).problem?.message.contains("ask for --partitions 6") == true)
        #expect(plan(5, from: 5).problem?.message.contains("ask for --partitions 6") == true)
        #expect(plan(4, written: nil).problem?.message.contains("ask for --partitions 6") == true)
        #expect(plan(9).problem == nil)
    }

    @Test func partitionsAreNotTakenAway() {
        let problem = plan(6, from: 3) { $0[.deadLetters] = 8 }.problem
        #expect(problem?.message.contains("has 8 partitions") == true)
        #expect(problem?.message.contains("--partitions 9") == true)
        #expect(problem?.exitCode == .usage)
    }
}
