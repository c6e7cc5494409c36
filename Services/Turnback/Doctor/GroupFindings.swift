import Contracts
import Fulfillment
import Operations
import Processors
import Streams

/// What is to say of the services as Kafka knows them: who is in their groups, and how much waits for them.
enum GroupFindings {
    static let area = "services"

    /// Of the three services, where their topics are there.
    static func all(_ broker: Broker) -> [DoctorFinding] {
        Plant.processors(Policies()).map(\.topology).compactMap { topology in
            guard topology.inputs.allSatisfy({ broker.topics[$0.name] != nil }) else { return nil }
            do throws(LogError) {
                let members = try broker.kafka.members(of: topology.name).count
                return finding(
                    topology.name, members: members, waiting: try waiting(topology, broker), broker.arguments)
            } catch {
                return .unknown(
                    area, "\(topology.name): who is in its group, and what waits for it: \(error.message)",
                    "kafka-acls.sh --bootstrap-server \(broker.address) --add --allow-principal User:NAME "
                        + "--operation Describe --group \(topology.name)")
            }
        }
    }

    /// - Parameters:
    ///   - members: how many loops are in its group.
    ///   - waiting: how many messages of its topics it has not committed.
    static func finding(_ service: String, members: Int, waiting: Int64, _ arguments: String) -> DoctorFinding {
        let messages = waiting == 1 ? "1 message waits" : "\(Int(waiting).grouped) messages wait"
        let lag = waiting == 0 ? "nothing waits for it" : "\(messages) for it"
        guard members > 0 else {
            return .wrong(
                area, "\(service) does not run: nobody is in its group, and \(lag)",
                "\(service) \(arguments) --state ./state/\(service) --instance \(service)-0, or turnback serve \(arguments)")
        }
        let loops = members == 1 ? "1 loop" : "\(members) loops"
        let text = "\(service) runs with \(loops), and \(lag)"
        return waiting == 0 ? .good(area, text) : .note(area, text)
    }

    private static func waiting(_ topology: ServiceTopology, _ broker: Broker) throws(LogError) -> Int64 {
        let places = broker.places(in: topology.consumed)
        let ends = try broker.kafka.offsets(of: places)
        let committed = try broker.kafka.committed(topology.name, places)
        return places.reduce(0) { sum, place in
            guard let range = ends[place] else { return sum }
            return sum + max(0, range.upperBound - max(range.lowerBound, committed[place] ?? 0))
        }
    }
}
