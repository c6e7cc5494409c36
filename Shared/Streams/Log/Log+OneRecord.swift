public import Contracts

extension Log {
    /// One record; nil where it is gone, or was never there.
    public func record(
        at place: TopicPartition, offset: Int64, within patience: Duration
    ) throws(LogError) -> Record? {
        let reader = try reader(from: [place: .offset(offset)])
        defer { reader.close() }
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline {
            if let first = try reader.poll(timeout: .milliseconds(200)).first {
                return first.offset == offset ? first : nil
            }
            if reader.isCaughtUp { break }
        }
        return nil
    }
}
