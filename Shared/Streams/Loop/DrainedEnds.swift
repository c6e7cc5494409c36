/// Up to where places can be committed that were read to the end: behind their last records lie the markers of
/// transactions, which take offsets. Without it the group would seem to be one message behind for ever.
///
/// Such offsets go along with each commit. Where no other one follows, they are committed alone once nothing has come
/// for a moment; that writes to none of the topics that services read, so that it brings no markers about which would
/// be committed in their turn.
struct DrainedEnds {
    /// So long nothing comes before offsets are committed alone: as long as a batch without effect waits.
    static let quiet = CommitPace.longestWait
    /// The shortest time between two such commits: messages that come one by one do not have one each.
    static let apart = Duration.seconds(5)

    private var ends: [TopicPartition: Int64] = [:]
    private var lastCame: ContinuousClock.Instant?
    private var lastAlone: ContinuousClock.Instant?

    /// Records came.
    mutating func came(at now: ContinuousClock.Instant) { lastCame = now }

    /// Everything before these offsets was given out.
    mutating func reached(_ found: [TopicPartition: Int64], at now: ContinuousClock.Instant) {
        ends.merge(found) { $1 }
        lastCame = now
    }

    /// Those that lie behind what is committed.
    func beyond(_ positions: [TopicPartition: Int64]) -> [TopicPartition: Int64] {
        ends.filter { place, end in positions[place].map { end > $0 } ?? false }
    }

    /// Whether offsets are to be committed alone.
    func isDue(at now: ContinuousClock.Instant) -> Bool {
        guard !ends.isEmpty, let lastCame, now - lastCame >= Self.quiet else { return false }
        return lastAlone.map { now - $0 >= Self.apart } ?? true
    }

    /// All of them are committed.
    mutating func committed() { ends.removeAll(keepingCapacity: true) }

    /// They were committed alone, or there was nothing to commit.
    mutating func committedAlone(at now: ContinuousClock.Instant) {
        committed()
        lastAlone = now
    }

    /// What was given out comes again.
    mutating func drop() { committed() }

    /// Forgets partitions that are given up.
    mutating func forget(_ partitions: [Int32]) { ends = ends.filter { !partitions.contains($0.key.partition) } }
}
