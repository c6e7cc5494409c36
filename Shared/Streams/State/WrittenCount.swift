/// What follows from the partition count that is written down with a service's state.
public enum WrittenCount {
    /// What is wrong where the topics have another count, and what to do.
    /// - Parameter written: 0 where the state is being moved, and nobody knows the count that it had.
    public static func problem(of service: String, written: Int32, topics: Int32) -> String {
        let former = written == 0 ? "another number of" : "\(written)"
        let has = "the state of \(service) is that of \(former) partitions, and its topics have \(topics)"
        guard written < topics else {
            return "\(has): they were recreated; nothing was read; put back the topics that the state belongs to"
        }
        return
            "\(has): keys would be looked for where their state is not; nothing was read; stop all services, then run: turnback topics grow --partitions \(growth(from: written, to: topics))"
    }

    /// The least count to grow to that the topics can have: a multiple of the one that is written down.
    public static func growth(from written: Int32, to topics: Int32) -> Int32 {
        written < 1 ? topics : (topics + written - 1) / written * written
    }
}
