import Contracts
import Fulfillment
import Operations
import Streams

/// `turnback topics rewind`: has a service read one of its topics again from the beginning. It takes the place of the
/// service's loops for a moment, and sets back what the group and the state say of how far the topic was read, as one.
struct TopicRewind {
    let topology: ServiceTopology
    let topic: Topic

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
        let group = try HeldGroup(
            topology, on: log, as: "rewind", partitions: partitions, until: { shutdown.isRequested })
        defer { group.close() }
        let written = try writtenCount(group)
        let places = (0..<partitions).map { TopicPartition(topic.name, $0) }
        for place in places {
            let position = InputPosition(next: 0, time: 0, partitions: written)
            try group.session.append(position.record(of: place, stateTopic: topology.state.name))
        }
        try group.session.commit(Dictionary(uniqueKeysWithValues: places.map { ($0, 0) }))
    }

    /// The count that is written down with the state; nil where none is.
    private func writtenCount(_ group: HeldGroup) throws(LogError) -> Int32? {
        for partition in 0..<group.partitions {
            let found = try StateTail.partitionCount { window throws(LogError) in
                try group.session.newestState(partition: partition, within: window)
            }
            if let found { return found }
        }
        return nil
    }
}
