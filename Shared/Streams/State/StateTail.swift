public import Contracts

/// What the newest records of a partition of a state topic say, without reading all of it.
public enum StateTail {
    /// As many offsets are looked at first; then more and more.
    private static let first: Int64 = 256
    private static let factor: Int64 = 16

    /// The partition count with which the state was written, by the newest record that says how far an input was read; nil
    /// where there is none, or an earlier version wrote it. Each batch writes such records, so they are near the end.
    ///
    /// - Parameter newest: the records among so many offsets before the end, and whether nothing lies before them.
    public static func partitionCount(
        _ newest: (Int64) throws(LogError) -> (records: [Record], isWhole: Bool)
    ) throws(LogError) -> Int32? {
        var window = first
        while true {
            let tail = try newest(window)
            for record in tail.records.reversed() {
                guard let key = record.body.key, key.starts(with: InputPosition.prefix), let value = record.body.value,
                    Topic(rawValue: String(decoding: key.dropFirst(InputPosition.prefix.count), as: UTF8.self)) != nil
                else { continue }
                return InputPosition(text: value)?.partitions
            }
            if tail.isWhole { return nil }
            window *= factor
        }
    }
}
