/// The sequences in which a reader may meet what stands on several topics, each topic read to its end before the next: by name from
/// each of them on, and backwards. Within a topic the sequence stays.
public func readingOrders<Record>(
    of records: [Record], by topic: (Record) -> String
) -> [(topics: [String], records: [Record])] {
    let read = Dictionary(grouping: records, by: topic)
    let topics = read.keys.sorted()
    return topics.indices.flatMap { start in
        let forward = Array(topics[start...] + topics[..<start])
        return [forward, forward.reversed()].map { order in (order, order.flatMap { read[$0]! }) }
    }
}
