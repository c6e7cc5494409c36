import Contracts
import Streams
import Testing

@Suite("Topic plan")
struct TopicPlanTests {
    private let topology = ServiceTopology(
        name: "inventory", inputs: [.inventoryCommands], reroutes: .inventoryReroutes, state: .inventoryState,
        outputs: [.inventoryReplies])

    private func known(_ change: (inout [String: TopicDescription]) -> Void = { _ in }) -> [String: TopicDescription] {
        var topics = Dictionary(
            uniqueKeysWithValues: Topic.allCases.map { ($0.name, TopicDescription(partitions: 3, replication: 1)) })
        change(&topics)
        return topics
    }

    @Test func topicsAsPlannedHaveNoProblem() {
        #expect(TopicPlan.problems(of: topology, in: known()).isEmpty)
    }

    @Test func missingTopicsAreNamed() {
        let problems = TopicPlan.problems(of: topology, in: known { $0[Topic.deadLetters.name] = nil })
        #expect(problems.count == 1)
        #expect(problems.first?.contains(Topic.deadLetters.name) == true)
    }

    @Test func unequalPartitionCountsOfWhatIsReadAreNamedWithTheirCounts() {
        let problems = TopicPlan.problems(of: topology, in: known { $0[Topic.inventoryState.name]?.partitions = 4 })
        #expect(problems.count == 1)
        #expect(problems.first?.contains("\(Topic.inventoryState.name) has 4") == true)
        #expect(problems.first?.contains("\(Topic.inventoryCommands.name) has 3") == true)
    }

    @Test func topicsThatAreOnlyWrittenMayDiffer() {
        let topics = known { $0[Topic.inventoryReplies.name]?.partitions = 6 }
        #expect(TopicPlan.problems(of: topology, in: topics).isEmpty)
    }

    @Test func onlyStateIsCompacted() {
        let compacted = TopicPlan.settings(partitions: 3, replication: 1).filter(\.compacted).map(\.name)
        #expect(compacted == [Topic.ordersState.name, Topic.inventoryState.name, Topic.returnsState.name])
    }
}
