import Contracts
import Fulfillment
import Operations
import Streams

/// `turnback topics rewind`: has a service read one of its topics again from the beginning. It takes the place of the
/// service's loops for a moment, and sets back what the group and the state say of how far the topic was read, as one.
struct TopicRewind {
    let topology: ServiceTopology
    let topic: Topic

    /// How long it waits for all partitions: a loop that was killed is missed after its session.
    private static let patience = Duration.seconds(30)

    /// - Throws: usage, where there is no such service or it does not read the topic.
    init(service: String, topic name: String) throws(Failure) {
        let topologies = Plant.processors(Policies()).map(\.topology)
        guard let topology = topologies.first(where: { $0.name == service }) else {
            let names = topologies.map(\.name).joined(separator: ", ")
            throw Failure(.usage, "there is no service \(service); there are \(names)")
        }
        guard let topic = Topic(rawValue: name), topology.consumed.contains(topic) else {
            let names = topology.consumed.map(\.name).joined(separator: ", ")
            throw Failure(.usage, "\(service) does not read \(name); it reads \(names)")
        }
        self.topology = topology
        self.topic = topic
    }

    /// Sets it back, and says so.
    func run(on broker: Broker, json: Bool, _ shutdown: ShutdownSignal) throws(Failure) {
        try broker.require(topology.required)
        let partitions = broker.partitions[topic] ?? 0
        do throws(LogError) { try setBack(on: broker.kafka, partitions, shutdown) } catch {
            throw broker.failure(error)
        }
        guard !json else {
            return StandardStream.output.writeLine(
                JSONLine.object { writer in
                    writer.field("service", topology.name)
                    writer.field("topic", topic.name)
                    writer.field("partitions", Int(partitions))
                })
        }
        StandardStream.output.writeLine(
            "\(topology.name) reads \(topic.name) again from its beginning (\(partitions) partitions)")
    }

    private func setBack(on log: any Log, _ partitions: Int32, _ shutdown: ShutdownSignal) throws(LogError) {
        let session = try log.join(
            GroupSettings(
                group: topology.name, member: "rewind", inputs: topology.consumed.map(\.name),
                outputs: [], stateTopic: topology.state.name))
        defer { session.close(deadline: .seconds(5)) }
        let places = (0..<partitions).map { TopicPartition(topic.name, $0) }
        try hold(partitions, session, shutdown)
        for place in places {
            try session.append(InputPosition(next: 0, time: 0).record(of: place, stateTopic: topology.state.name))
        }
        try session.commit(Dictionary(uniqueKeysWithValues: places.map { ($0, 0) }))
    }

    /// Waits until it has all partitions, which it has alone.
    private func hold(_ partitions: Int32, _ session: any LogSession, _ shutdown: ShutdownSignal) throws(LogError) {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline, !shutdown.isRequested {
            for event in try session.poll(timeout: .milliseconds(100)) {
                switch event {
                case .assigned(let held) where held.count == partitions: return
                case .revoked(let lost, _): try session.release(lost)
                default: break
                }
            }
        }
        throw LogError(
            .configuration, "\(topology.name) is running, or was until a moment ago: stop all of its processes first")
    }
}
