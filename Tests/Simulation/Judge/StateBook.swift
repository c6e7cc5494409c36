import Contracts
import Fulfillment

@testable import Processors
@testable import Streams

/// Holds what is on the state topics to the rule of where it has to lie: in the partition of the key of the messages that
/// change it.
struct StateBook {
    private let partitions: Int32
    /// What is there, by place and key.
    private var there: [TopicPartition: Set<[UInt8]>] = [:]
    private(set) var kinds: Set<String> = []

    init(_ partitions: Int32) { self.partitions = partitions }

    /// All that the three services and the runtime store, by how the keys begin.
    static let kinds: Set<String> = Set(StateKey.kinds.map { $0 + "/" }).union([
        "timer/order/", "timer/return/", "position/", "rejected/", "sweep/",
    ])
        // Nobody in the simulated world frees units without a case.
        .subtracting(["release/"])

    mutating func take(_ record: Record) {
        guard let key = record.body.key else { return }
        let place = TopicPartition(record.topic, record.partition)
        if record.body.hasValue {
            there[place, default: []].insert(key)
            kinds.insert(Self.kind(key))
        } else {
            there[place, default: []].remove(key)
        }
    }

    private static func kind(_ key: [UInt8]) -> String {
        let parts = String(decoding: key, as: UTF8.self).split(separator: "/", omittingEmptySubsequences: false)
        switch parts[0] {
        case "timer": return "timer/\(parts[1])/"
        default: return "\(parts[0])/"
        }
    }

    var complaints: [String] {
        var all: [String] = []
        for (place, keys) in there.sorted(by: { $0.key < $1.key }) {
            for key in keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                guard case .entity(let entity) = StateRecord(key: key) else { continue }
                let text = String(decoding: key, as: UTF8.self)
                guard let message = StateKey.messageKey(of: entity) else {
                    all.append("\(text) on \(place) is of no kind that is known")
                    continue
                }
                let home = Murmur2.partition(of: message, count: partitions)
                if home != place.partition { all.append("\(text) is on \(place), and belongs to partition \(home)") }
            }
        }
        return all
    }
}
