import Contracts
import Fulfillment
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
        let cleanup = settings.map { ($0.name, $0.compacted ? "compact" : "delete") }
        var values: [String: [String: String]] = [:]
        for topic in settings { for (name, value) in topic.settings { values[name, default: [:]][topic.name] = value } }
        let found = check(
            known(),
            TopicCheck.Settings(cleanup: Dictionary(uniqueKeysWithValues: cleanup), values: values))
        #expect(found.problems == [])
        #expect(found.remedies == [])
    }

    @Test func whatMayNotBeLookedAtIsToldWithTheRightThatIsMissing() throws {
        let found = check(known(), TopicCheck.Settings(untold: [Topic.ordersState.name, Topic.orderEvents.name]))
        #expect(found.problems.isEmpty)
        #expect(
            found.unchecked == [
                "not checked: the settings of fulfillment.orders.state.v1, fulfillment.orders.events.v1: this user lacks "
                    + "DescribeConfigs on them"
            ])
        #expect(
            found.remedies == [
                "kafka-acls.sh --bootstrap-server k:9092 --add --allow-principal User:NAME --operation DescribeConfigs "
                    + "--topic fulfillment.orders.state.v1 --topic fulfillment.orders.events.v1"
            ])
    }

    @Test func aTopicThatMayNotBeSeenIsNotTakenForMissing() throws {
        let found = check(known(6, except: [.rejections]), TopicCheck.Settings(hidden: [Topic.rejections.name]))
        #expect(found.problems.isEmpty)
        #expect(found.unchecked.count == 2 && found.unchecked.allSatisfy { $0.contains("fulfillment.rejections.v1") })
        #expect(found.remedies.map { $0.contains("--operation Describe ") } == [true, false])
    }

    @Test func aSettingThatIsNotKnownIsLacking() {
        var settings = TopicCheck.Settings()
        #expect(settings.lacks(Topic.ordersState.name) && settings.lacks(Topic.orderEvents.name))
        for topic in [Topic.ordersState, .orderEvents] {
            for one in topic.settings { settings.values[one.name, default: [:]][topic.name] = one.value }
        }
        #expect(settings.lacks(Topic.ordersState.name) && !settings.lacks(Topic.orderEvents.name))
        settings.cleanup[Topic.ordersState.name] = "compact"
        #expect(!settings.lacks(Topic.ordersState.name))
    }

    @Test func missingTopicsAreMadeWithTheCountOfTheOthers() {
        let found = check(known(6, except: [.inventoryMovements]))
        #expect(found.problems == ["topics are missing: fulfillment.inventory.movements.v1"])
        #expect(found.remedies == ["turnback topics create --kafka k:9092 --partitions 6"])
    }

    @Test func aTopicThatSeveralServicesNeedIsMissedOnce() {
        let topologies = Plant.processors(Policies()).map(\.topology)
        let problems = TopicPlan.problems(of: topologies, in: [:])
        #expect(problems.count == 1)
        let named = problems[0].dropFirst("topics are missing: ".count).split(separator: ", ")
        #expect(Set(named).count == named.count && named.count > 10, "\(problems)")
    }

    @Test func aTopicThatOnlyTheConsoleNeedsIsMissedToo() {
        let found = check(known(except: [.erasures]))
        #expect(found.problems == ["topics are missing: fulfillment.erasures.v1"])
        #expect(found.remedies == ["turnback topics create --kafka k:9092"])
        #expect(found.missing == ["fulfillment.erasures.v1"])
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

    /// Raised by themselves, topics part keys from their state.
    @Test func whereThereIsStateTheTopicsAreGrownAndNeverRaised() {
        var settings = TopicCheck.Settings()
        settings.state.filled = [.ordersState]
        for (lagging, written, target) in [
            (Topic.ordersState, 3, 6), (.ordersState, nil, 6), (.orderCommands, 6, 6),
        ] as [(Topic, Int32?, Int)] {
            settings.state.written = written.map { ["orders": $0] } ?? [:]
            var topics = known(6)
            topics[lagging.name]?.partitions = 3
            let found = check(topics, settings)
            #expect(found.remedies == ["turnback topics grow --kafka k:9092 --partitions \(target)"])
            #expect(found.problems.contains { $0.contains("stop what sends, then all services") })
        }
    }

    @Test func equalCountsThatAreNotTheStatesAreAProblem() {
        var settings = TopicCheck.Settings()
        settings.state.filled = [.ordersState]
        settings.state.written = ["orders": 3]
        #expect(check(known(3), settings).problems == [])
        let found = check(known(5), settings)
        #expect(found.problems.first?.contains("the state of orders is that of 3 partitions, and its topics have 5") == true)
        #expect(found.remedies == ["turnback topics grow --kafka k:9092 --partitions 6"])
    }

    @Test func whereNothingIsKnownOfTheStateThereMayBeSome() {
        var topics = known()
        topics[Topic.orderCommands.name]?.partitions = 2
        let found = check(topics, TopicCheck.Settings(state: .unknown))
        #expect(found.remedies == ["turnback topics grow --kafka k:9092 --partitions 3"])
    }

    @Test func stateThatIsNotCompactedIsAProblem() {
        let found = check(known(), TopicCheck.Settings(cleanup: [Topic.ordersState.name: "delete"]))
        #expect(found.problems.count == 1)
        #expect(found.remedies.first?.hasSuffix("--add-config cleanup.policy=compact") == true)
    }

    @Test func deadLettersMustHoldMoreThanTheInputs() {
        let found = check(
            known(),
            TopicCheck.Settings(values: [
                "max.message.bytes": [Topic.orderCommands.name: "9000000", Topic.deadLetters.name: "8388608"]
            ]))
        #expect(found.problems.count == 1)
        #expect(found.remedies.first?.hasSuffix("--add-config max.message.bytes=18000000") == true)
    }

    @Test(arguments: [
        (Topic.inventoryMovements, "retention.ms", "604800000", "retention.ms=-1"),
        (.ordersReroutes, "retention.ms", "3600000", "retention.ms=604800000"),
        (.deadLetters, "max.message.bytes", "1048588", "max.message.bytes=8388608"),
        (.orderCommands, "max.message.bytes", "1048588", "max.message.bytes=2097152"),
        (.returnsState, "segment.ms", "604800000", "segment.ms=3600000"),
        (.ordersState, "min.cleanable.dirty.ratio", "0.5", "min.cleanable.dirty.ratio=0.1"),
        (.inventoryState, "delete.retention.ms", "3600000", "delete.retention.ms=86400000"),
    ])
    func aSettingThatDiffersIsToldWithTheCommandThatMendsIt(topic: Topic, name: String, value: String, fixed: String) {
        let found = check(known(), TopicCheck.Settings(values: [name: [topic.name: value]]))
        #expect(found.problems.count == 1)
        #expect(found.problems.first?.hasPrefix("\(topic.name) has \(name)=\(value): it has to be at ") == true)
        #expect(
            found.remedies == [
                "kafka-configs.sh --bootstrap-server k:9092 --alter --entity-type topics --entity-name \(topic.name) "
                    + "--add-config \(fixed)"
            ])
    }

    @Test(arguments: [
        (Topic.ordersReroutes, "retention.ms", "-1"), (.ordersReroutes, "retention.ms", "999999999999"),
        (.orderCommands, "max.message.bytes", "4000000"), (.returnsState, "segment.ms", "60000"),
    ])
    func aSettingThatIsAsGoodIsNotComplainedOf(topic: Topic, name: String, value: String) {
        #expect(check(known(), TopicCheck.Settings(values: [name: [topic.name: value]])).problems == [])
    }

    @Test func nothingIsMadeBesideTopicsWithAnotherCount() {
        let creation = TopicCreation(known: known(3, except: [.rejections]), partitions: 6, replication: 1)
        #expect(
            creation.problem
                == "6 partitions were asked for, but the topics that exist have 3: nothing was made; ask for --partitions 3, grow them (turnback topics grow), or delete them first"
        )
        let fitting = TopicCreation(known: known(3, except: [.rejections]), partitions: 3, replication: 1)
        #expect(fitting.problem == nil)
        #expect(fitting.missing == [.rejections])
        #expect(fitting.line(.rejections, json: false) == "created  fulfillment.rejections.v1")
        #expect(fitting.line(.orderEvents, json: false) == "exists   fulfillment.orders.events.v1")
    }
}
