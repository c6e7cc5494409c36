import Access
import Contracts
import Operations
import Streams
import Threads

/// What is to say of a Kafka and of Turnback's topics on it.
enum KafkaFindings {
    /// How far a message's time may be ahead of this machine's clock, in milliseconds.
    static let aheadMilliseconds: Int64 = 60_000

    /// - Parameter access: who has their own topics.
    static func all(
        _ invocation: Invocation, _ access: AccessControl, _ shutdown: ShutdownSignal
    ) -> [DoctorFinding] {
        let address = invocation.string("kafka")
        do throws(Failure) {
            let broker = try Broker(invocation, shutdown)
            defer { broker.close() }
            return try brokers(broker) + topics(broker, access, invocation.stringIfGiven("access"))
                + GroupFindings.all(broker) + clocks(broker)
        } catch {
            return [.wrong("Kafka", error.message, "start it, or name another one: turnback doctor --kafka \(address)")]
        }
    }

    private static func brokers(_ broker: Broker) throws(Failure) -> [DoctorFinding] {
        let replication = Topic.allCases.compactMap { broker.topics[$0.name].map { Int($0.replication) } }.min()
        do throws(LogError) {
            return BrokerFindings.all(
                try broker.kafka.brokerSettings(), replication: replication, address: broker.address)
        } catch { return [.unknown("Kafka", "its settings: \(error.message)")] }
    }

    private static func topics(
        _ broker: Broker, _ access: AccessControl, _ file: String?
    ) throws(Failure) -> [DoctorFinding] {
        let check = try TopicCheck(broker, tenants: access.isOpen ? nil : access.list.tenantTopics, access: file)
        let count = Topic.allCases.count
        guard !check.problems.isEmpty || !check.unchecked.isEmpty else {
            return [.good("topics", "all \(count) are there, with the right settings and partitions")]
        }
        let missing = check.missing
        // Each service names its own; here they are named once.
        let problems = missing.isEmpty ? check.problems : check.problems.filter { !$0.contains("topics are missing") }
        let absent =
            missing.isEmpty ? [] : ["\(missing.count) of \(count) are not there: \(missing.joined(separator: ", "))"]
        let text = (absent + problems + check.unchecked).joined(separator: "; ")
        // What is only not known to be well is not wrong.
        let verdict: DoctorFinding.Verdict = check.problems.isEmpty ? .unknown : .wrong
        return [DoctorFinding(area: "topics", verdict: verdict, text: text, remedies: check.remedies)]
    }

    /// Kafka does not say what time it has; a message from the future says that some clock is wrong.
    private static func clocks(_ broker: Broker) throws(Failure) -> [DoctorFinding] {
        let places = broker.places(in: Topic.allCases.filter { broker.topics[$0.name] != nil && !$0.isInternal })
        do throws(LogError) {
            let ends = try broker.kafka.offsets(of: places)
            let later = try broker.kafka.offsets(of: places, at: WallTime.now() + aheadMilliseconds)
            let ahead = Set(later.filter { place, offset in offset < ends[place]?.upperBound ?? 0 }.keys.map(\.topic))
            guard !ahead.isEmpty else { return [.good("clocks", "no message on the topics comes from the future")] }
            return [
                .wrong(
                    "clocks",
                    "messages on \(ahead.sorted().joined(separator: ", ")) are dated more than a minute ahead of this "
                        + "machine's clock",
                    "set the clocks of this machine, of Kafka and of the senders by NTP, such as with chrony")
            ]
        } catch { return [.unknown("clocks", "the newest messages cannot be looked at: \(error.message)")] }
    }
}
