/// Where the records of a key lie in a topic that has grown.
///
/// A topic grows to a multiple of the partitions that it had. So a key stays where it is or goes to a new partition, whose
/// number is higher: of two partitions with records of one key, those in the lower one were written first.
public enum KeyHistory {
    /// The partitions in which a topic that has so many may have records of a key, in the order in which they were written:
    /// that of the key, and those that it had with every count that the topic may have grown from.
    public static func partitions(of key: some Collection<UInt8>, count: Int32) -> [Int32] {
        Set(divisors(count).map { Murmur2.partition(of: key, count: $0) }).sorted()
    }

    /// The partitions of topics with these counts in groups: read one group after the other, the records of each key come in
    /// the order in which they were written. Within a group no key has more than one partition.
    public static func stages(_ counts: some Sequence<Int32>) -> [Range<Int32>] {
        let ends = Set(counts.flatMap { divisors($0) }).sorted()
        return zip([0] + ends, ends).map { $0..<$1 }
    }

    private static func divisors(_ count: Int32) -> [Int32] {
        count < 1 ? [] : (1...count).filter { count % $0 == 0 }
    }
}
