import Contracts
import Streams
import Testing

@testable import turnback

/// Topics as they have to be.
struct TopicsTests {
    private func known(_ count: Int32 = 3, except: [Topic] = []) -> [String: TopicDescription] {
        let topics = Topic.allCases.filter { !except.contains($0) }
        return Dictionary(
            uniqueKeysWithValues: topics.map { ($0.name, TopicDescription(partitions: count, replication: 1)) })
    }

    private func check(
        _ known: [String: TopicDescription], _ settings: TopicCheck.Settings = TopicCheck.Settings()
    ) -> TopicCheck {
        TopicCheck(known: known, settings, arguments: "--kafka k:9092", address: "k:9092")
    }

    @Test func nothingIsWrongWithThoseOfThePlan() {
        let settings = TopicPlan.settings(partitions: 3, replication: 1)
        let largest = settings.map { ($0.name, Int($0.settings["max.message.bytes"] ?? "") ?? 0) }
        let cleanup = settings.map { ($0.name, $0.compacted ? "compact" : "delete") }
        let found = check(
            known(),
            TopicCheck.Settings(
                cleanup: Dictionary(uniqueKeysWithValues: cleanup), largest: Dictionary(uniqueKeysWithValues: largest)))
        #expect(found.problems == [])
        #expect(found.remedies == [])
    }

    @Test func missingTopicsAreMadeWithTheCountOfTheOthers() {
        let found = check(known(6, except: [.inventoryMovements]))
        #expect(found.problems == ["inventory: topics are missing: fulfillment.inventory.movements.v1"])
        #expect(found.remedies == ["turnback topics create --kafka k:9092 --partitions 6"])
    }

    @Test func unequalCountsNameTheCommandForEachTopicThatHasLess() {
        var topics = known()
        topics[Topic.orderCommands.name]?.partitions = 2
        let found = check(topics)
        #expect(found.problems.count == 1)
        #expect(
            found.remedies == [
                "kafka-topics.sh --bootstrap-server k:9092 --alter --topic fulfillment.orders.commands.v1 --partitions 3"
            ])
    }

    @Test func stateThatIsNotCompactedIsAProblem() {
        let found = check(known(), TopicCheck.Settings(cleanup: [Topic.ordersState.name: "delete"]))
        #expect(found.problems.count == 1)
        #expect(found.remedies.first?.hasSuffix("--add-config cleanup.policy=compact") == true)
    }

    @Test func deadLettersMustHoldMoreThanTheInputs() {
        let found = check(
            known(),
            TopicCheck.Settings(largest: [Topic.orderCommands.name: 1_048_588, Topic.deadLetters.name: 1_048_588]))
        #expect(found.problems.count == 1)
        #expect(found.remedies.first?.hasSuffix("--add-config max.message.bytes=8388608") == true)
    }

    @Test func nothingIsMadeBesideTopicsWithAnotherCount() {
        let creation = TopicCreation(known: known(3, except: [.rejections]), partitions: 6, replication: 1)
        #expect(
            creation.problem
                == "6 partitions were asked for, but the topics that exist have 3: nothing was made; ask for --partitions 3, or delete them first"
        )
        let fitting = TopicCreation(known: known(3, except: [.rejections]), partitions: 3, replication: 1)
        #expect(fitting.problem == nil)
        #expect(fitting.missing == [.rejections])
        #expect(fitting.line(.rejections, json: false) == "created  fulfillment.rejections.v1")
        #expect(fitting.line(.orderEvents, json: false) == "exists   fulfillment.orders.events.v1")
    }
}
