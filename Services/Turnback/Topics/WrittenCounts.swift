import Contracts
import Streams

extension Broker {
    /// The partition counts that are written down with the state of these services, by name; of those that run an earlier
    /// version, or have no state, nothing.
    func writtenCounts(of topologies: [ServiceTopology]) throws(LogError) -> [String: Int32] {
        var written: [String: Int32] = [:]
        let ranges = try kafka.offsets(of: places(in: topologies.map(\.state)))
        for topology in topologies {
            for partition in 0..<(partitions[topology.state] ?? 0) where written[topology.name] == nil {
                let place = TopicPartition(topology.state.name, partition)
                guard let range = ranges[place], !range.isEmpty else { continue }
                written[topology.name] = try StateTail.partitionCount { window throws(LogError) in
                    let start = max(range.lowerBound, range.upperBound - window)
                    var records: [Record] = []
                    try LogScan(log: kafka).read(from: [place: .offset(start)]) { records.append($0) }
                    return (records, start == range.lowerBound)
                }
            }
        }
        return written
    }
}
