internal import Synchronization

/// How often values of each size were seen: durations in seconds, sizes in bytes. Observing is a short search and two
/// atomic additions; a scrape at that moment may see one of them without the other.
public final class Histogram: Sendable {
    /// From 1 ms to 10 s: for the time that a message or a request takes.
    public static let latencyBuckets: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// From 1 µs to 10 ms: for what is done in memory.
    public static let shortBuckets: [Double] = [
        0.000_001, 0.000_002_5, 0.000_005, 0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.001, 0.01,
    ]
    /// 1 to 10,000: for how many messages a batch has.
    public static let countBuckets: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000]

    let bounds: [Double]
    /// Per bucket, not cumulated; the last one is beyond the last bound.
    private let counts: [Counter]
    private let total = Gauge()

    init(bounds: [Double]) {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "the bounds of buckets must ascend")
        self.bounds = bounds
        counts = (0...bounds.count).map { _ in Counter() }
    }

    /// Counts a value.
    public func observe(_ value: Double) {
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        counts[bucket].increment()
        total.add(value)
    }

    /// Counts a duration, in seconds.
    public func observe(_ duration: Duration) {
        let parts = duration.components
        observe(Double(parts.seconds) + Double(parts.attoseconds) / 1e18)
    }

    /// How many values were counted.
    public var count: UInt64 { bucketCounts.reduce(0, +) }

    /// The sum of all values.
    public var sum: Double { total.value }

    var bucketCounts: [UInt64] { counts.map(\.value) }
}
