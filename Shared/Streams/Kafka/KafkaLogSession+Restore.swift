public import Contracts
internal import Kafka

extension KafkaLogSession {
    /// In this order: the group's offsets, which waits for a former owner's transactions; the bounds of the state's
    /// partition; its records. The group is polled meanwhile.
    public func readState(
        partition: Int32, from offset: Int64?, restart: () throws(LogError) -> Void,
        each: ([Record]) throws(LogError) -> Void
    ) throws(LogError) -> Int64 {
        _ = try committedOffsets(of: places([partition]))
        let reader = try openStateReader()
        let bounds = try bounds(partition, reader)
        let meanwhile = { (problem: KafkaError?) throws(LogError) in
            if let problem, let notice = try self.judge(problem) { self.pending.append(.notice(notice)) }
            try self.stayInGroup()
        }
        var start = offset ?? bounds.first
        var end = bounds.end
        if start > end {
            // Markers of the last transaction may be on their way: only beyond the settled end it is out of range.
            end = try reader.read(partition: partition, from: end, each: { _ in }, meanwhile: meanwhile)
        }
        if start < bounds.first || start > end {
            try restart()
            start = bounds.first
        }
        return try reader.read(partition: partition, from: start, each: each, meanwhile: meanwhile)
    }

    public func newestState(
        partition: Int32, within count: Int64
    ) throws(LogError) -> (records: [Record], isWhole: Bool) {
        let reader = try openStateReader()
        let bounds = try bounds(partition, reader)
        guard bounds.first < bounds.end else { return ([], true) }
        let start = max(bounds.first, bounds.end - count)
        var records: [Record] = []
        try reader.read(
            partition: partition, from: start, until: bounds.end, each: { records += $0 },
            meanwhile: { () throws(LogError) in try self.stayInGroup() })
        return (records, start == bounds.first)
    }

    public func stateOrigin(_ partition: Int32) throws(LogError) -> String? {
        let cluster = try translated(otherwise: .retriable) { () throws(KafkaError) in
            try admin.open().clusterId(timeout: .seconds(30))
        }
        return "cluster \(cluster) \(group.stateTopic)/\(partition)"
    }

    private func openStateReader() throws(LogError) -> KafkaStateReader {
        if let stateReader { return stateReader }
        let reader = try KafkaStateReader(topic: group.stateTopic, group: group.group, settings)
        stateReader = reader
        return reader
    }

    private func bounds(_ partition: Int32, _ reader: KafkaStateReader) throws(LogError) -> (first: Int64, end: Int64) {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            do throws(KafkaError) { return try reader.bounds(partition: partition) } catch {
                guard error.isRetriable, ContinuousClock.now < deadline else {
                    throw LogError(inSession: error, otherwise: .retriable)
                }
            }
            try stayInGroup(wait: .milliseconds(50))
        }
    }
}
