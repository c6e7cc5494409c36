internal import Contracts

/// What is written while the state is moved.
extension StateMove {
    /// Bytes of records that one transaction holds at most.
    private static let largest = 4 << 20
    /// So often a transaction is tried.
    private static let attempts = 5

    /// Writes a count down with the state of every partition, so that no loop starts by another one meanwhile.
    ///
    /// - Parameter count: 0 where the one that the state was written with is not known.
    public func mark(_ count: Int32, _ group: HeldGroup) throws(LogError) {
        let topic = topology.consumed[0].name
        var records: [OutgoingRecord] = []
        for (partition, store) in stores.enumerated() {
            let place = TopicPartition(topic, Int32(partition))
            var position = try store.positions(of: place.partition)[place] ?? InputPosition(next: 0, time: 0)
            position.partitions = count
            records.append(position.record(of: place, stateTopic: topology.state.name))
        }
        try commit(records, try begin(group), group)
    }

    /// Moves what lies in another partition than its key's.
    ///
    /// - Parameters:
    ///   - chunk: how many records one transaction moves.
    ///   - progress: gets how many were moved, after each.
    public func move(
        _ survey: StateSurvey, _ group: HeldGroup, chunk: Int, progress: (Int) -> Void
    ) throws(LogError) {
        let places = try begin(group)
        var batch: [OutgoingRecord] = []
        var (moved, inBatch, bytes) = (0, 0, 0)
        func write() throws(LogError) {
            guard !batch.isEmpty else { return }
            try commit(batch, places, group)
            moved += inBatch
            (inBatch, bytes) = (0, 0)
            batch.removeAll(keepingCapacity: true)
            progress(moved)
        }
        for partition in stores.indices {
            let here = Int32(partition)
            try forEachRecord(of: partition) { key, value throws(LogError) in
                switch try targets(of: key, in: here, former: survey.former) {
                case .stays: return
                case .moved(let home):
                    batch.append(record(home, key, value))
                    batch.append(record(here, key, nil))
                    inBatch += 1
                case .copied(let others): for other in others { batch.append(record(other, key, value)) }
                }
                bytes += key.count * 2 + value.count
                if batch.count >= 2 * chunk || bytes >= Self.largest { try write() }
            }
        }
        try write()
    }

    /// Everything lies where it belongs: writes the new count down, with how far the inputs were read. New partitions are
    /// read from their beginnings. What waits in the reroutes, and now belongs to another partition, is sent there.
    public func finish(_ group: HeldGroup, _ log: any Log) throws(LogError) {
        var next = try begin(group)
        var records: [OutgoingRecord] = []
        let reroutes = try waiting(next, log)
        // In an order that is the same on every run.
        for place in next.keys.sorted() {
            let offset = next[place]!
            let known =
                Int(place.partition) < stores.count
                ? try stores[Int(place.partition)].positions(of: place.partition) : [:]
            var position = known[place] ?? InputPosition(next: 0, time: 0)
            if let rerouted = reroutes[place] {
                records += rerouted.records
                position.next = rerouted.last.offset + 1
                position.time = rerouted.last.timestamp
                next[place] = max(offset, position.next)
            }
            position.partitions = target
            records.append(position.record(of: place, stateTopic: topology.state.name))
        }
        try commit(records, next, group)
    }

    /// Of partitions of the reroutes in which a message waits that belongs to another one: all that wait there, as they go
    /// on, and the last of them. They are processed where they come, so they must come where their state is.
    private func waiting(
        _ next: [TopicPartition: Int64], _ log: any Log
    ) throws(LogError) -> [TopicPartition: (records: [OutgoingRecord], last: Record)] {
        let topic = topology.reroutes.name
        let places = next.filter { $0.key.topic == topic }
        let reader = try log.reader(from: places.mapValues { .offset($0) })
        defer { reader.close() }
        var found: [TopicPartition: (records: [OutgoingRecord], last: Record)] = [:]
        var isMisplaced: Set<TopicPartition> = []
        while !reader.isCaughtUp {
            for record in try reader.poll(timeout: .milliseconds(100)) {
                let place = TopicPartition(record.topic, record.partition)
                let home = record.body.key.map { Murmur2.partition(of: $0, count: target) } ?? record.partition
                if home != record.partition { isMisplaced.insert(place) }
                let outgoing = OutgoingRecord(
                    topic: topic, partition: home, timestamp: record.timestamp, body: record.body)
                found[place] = ((found[place]?.records ?? []) + [outgoing], record)
            }
        }
        return found.filter { isMisplaced.contains($0.key) }
    }

    /// Where every place goes on; by these the log knows for which partitions a transaction speaks.
    private func begin(_ group: HeldGroup) throws(LogError) -> [TopicPartition: Int64] {
        if let begun { return begun }
        var known: [TopicPartition: InputPosition] = [:]
        for (partition, store) in stores.enumerated() { known.merge(try store.positions(of: Int32(partition))) { $1 } }
        let places = try group.session.begin(Array(0..<group.partitions), notBefore: known)
        guard Set(places.keys.map(\.partition)).count == Int(group.partitions) else {
            throw LogError(
                .configuration, "a process of \(topology.name) was started meanwhile: stop it, and run this again")
        }
        begun = places
        return places
    }

    private func record(_ partition: Int32, _ key: [UInt8], _ value: [UInt8]?) -> OutgoingRecord {
        OutgoingRecord(topic: topology.state.name, partition: partition, body: RecordBody(key: key, value: value))
    }

    /// Writes records as one, for all partitions that the group holds.
    private func commit(
        _ records: [OutgoingRecord], _ next: [TopicPartition: Int64], _ group: HeldGroup
    ) throws(LogError) {
        for attempt in 1...Self.attempts {
            try group.stay()
            do throws(LogError) {
                for record in records { try group.session.append(record) }
                return try group.session.commit(next)
            } catch {
                guard error.outcome == .aborted, attempt < Self.attempts else { throw error }
                try group.session.abort()
            }
        }
    }
}
