internal import Contracts
internal import Kafka

extension KafkaLogSession {
    public func commit(_ next: [TopicPartition: Int64]) throws(LogError) {
        guard producers.isOpen || !next.isEmpty else { return }
        // What belongs to others by now is never committed, and nothing else without it.
        if consumer.isAssignmentLost || next.keys.contains(where: { !assigned.contains($0.partition) }) {
            if producers.isOpen { try producers.abort(timeout: .seconds(30)) }
            throw group.lostBeforeCommit
        }
        let offsets = next.map { PartitionOffset(topic: $0.topic, partition: $0.partition, offset: $1) }
        try producers.commit(offsets, of: consumer)
        committed.merge(next) { $1 }
    }

    public func committedStateEnd(_ partition: Int32) -> Int64? { producers.committedStateEnd(partition) }

    public func abort() throws(LogError) {
        if producers.isOpen { try producers.abort(timeout: .seconds(30)) }
        pending.removeAll { event in
            switch event {
            case .records, .drained: true
            case .assigned, .revoked, .notice: false
            }
        }
        // An assignment now would pass for the answer to a revocation that nobody has seen yet.
        guard !isRevoking, !consumer.isAssignmentLost else {
            isMuted = true
            return
        }
        guard !begun.isEmpty else { return }
        delivered = committed
        try assign(committed)
    }
}
