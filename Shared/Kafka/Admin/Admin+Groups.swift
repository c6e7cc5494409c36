internal import CRdKafka
internal import Threads

extension Admin {
    /// The members that a group has now, by the names of their clients; none where it does not exist. A member that comes
    /// back by its name counts for as long as its session: some seconds after it has left.
    public func members(of group: String, timeout: Duration) throws(KafkaError) -> [String] {
        let deadline = ContinuousClock.Instant.after(timeout)
        while true {
            do throws(KafkaError) { return try ask(group, deadline) } catch {
                serve(.zero)
                if let refusal = state.withLock({ $0.refusal }) { throw refusal }
                guard error.isRetriable || Self.comingUp.contains(error.code), deadline.timeLeft > .zero else { throw error }
                serve(min(deadline.timeLeft, .milliseconds(100)))
            }
        }
    }

    /// Codes of a broker that has just become the group's coordinator, or no longer is: it is asked again.
    private static let comingUp: Set<Int32> = [
        RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS.rawValue, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE.rawValue,
        RD_KAFKA_RESP_ERR_NOT_COORDINATOR.rawValue,
    ]

    private func ask(_ group: String, _ deadline: ContinuousClock.Instant) throws(KafkaError) -> [String] {
        let context = "ask for the members of group \(group)"
        var answer: UnsafePointer<rd_kafka_group_list>?
        let milliseconds = max(deadline.timeLeft.milliseconds, 1)
        try unsafe KafkaError.check(rd_kafka_list_groups(client.pointer, group, &answer, milliseconds), context)
        guard let answer = unsafe answer else { return [] }
        defer { unsafe rd_kafka_group_list_destroy(answer) }
        var names: [String] = []
        for index in 0..<Int(unsafe answer.pointee.group_cnt) {
            let found = unsafe answer.pointee.groups[index]
            guard unsafe String(cString: found.group) == group else { continue }
            // The broker does not know a group that it never heard of.
            if unsafe found.err == RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND { continue }
            try unsafe KafkaError.check(found.err, context)
            for member in 0..<Int(unsafe found.member_cnt) {
                names.append(unsafe String(cString: found.members[member].client_id))
            }
        }
        return names.sorted()
    }
}
