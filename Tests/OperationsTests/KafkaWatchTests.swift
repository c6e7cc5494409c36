import Synchronization
import Testing

@testable import Operations

@Suite("Kafka away and back", .timeLimit(.minutes(15)))
struct KafkaWatchTests {
    @Test("is said once each, however many clients complain")
    func presence() {
        var presence = KafkaPresence()
        let start = ContinuousClock.now
        #expect(!presence.isInDoubt && presence.isSilent(at: start) == nil)
        presence.complains()
        presence.complains()
        #expect(presence.isInDoubt)
        #expect(presence.isSilent(at: start) == .gone)
        presence.complains()
        #expect(presence.isSilent(at: start + .seconds(1)) == nil)
        #expect(presence.answers(at: start + .seconds(7)) == .back(after: .seconds(7)))
        #expect(!presence.isInDoubt && presence.answers(at: start) == nil)
    }

    @Test("is not said where Kafka answers all the same")
    func oneOfSeveral() {
        var presence = KafkaPresence()
        presence.complains()
        #expect(presence.answers(at: .now) == nil && !presence.isInDoubt)
    }

    @Test("is what librdkafka says of connections, and nothing else")
    func notices() {
        #expect(KafkaPresence.saysAbsence("produce: 3/3 brokers are down (_ALL_BROKERS_DOWN)"))
        #expect(KafkaPresence.saysAbsence("consume: a:1/1: Connect to ipv4#1 failed: Connection refused (_TRANSPORT)"))
        #expect(!KafkaPresence.saysAbsence("produce: SASL authentication error (_AUTHENTICATION)"))
    }

    @Test("keeps the process from being ready in between")
    func ready() throws {
        let health = Health()
        health.register("loop").ready()
        let lines = MemoryLogHandler()
        let watch = KafkaWatch(at: "k:9092", Logger(label: "test", level: .info, handler: lines), health: health)
        // Asked four times: silent, silent, silent, there.
        let asked = Mutex<[Health.Verdict]>([])
        watch.report("produce: 1/1 brokers are down (_ALL_BROKERS_DOWN)")
        watch.run {
            let count = asked.withLock { all in
                all.append(health.readiness)
                return all.count
            }
            watch.report("consume: Disconnected (_TRANSPORT)")
            if count == 4 { watch.requestStop() }
            return count == 4
        }
        #expect(
            asked.withLock { $0 } == [
                .good, .bad("Kafka: waiting for Kafka at k:9092, which does not answer"),
                .bad("Kafka: waiting for Kafka at k:9092, which does not answer"),
                .bad("Kafka: waiting for Kafka at k:9092, which does not answer"),
            ])
        #expect(health.readiness == .good)
        #expect(
            lines.events.map { "\($0.level) \($0.message)" }
                == ["warning Kafka does not answer; waiting for it", "info Kafka answers again"])
        #expect(lines.events.first?.metadata["reason"] == .string("consume: Disconnected"))
    }
}
