internal import Glibc

/// CLOCK_MONOTONIC, which pthread waits by and which is cheap to read.
public enum MonotonicTime {
    /// Nanoseconds since some moment in the past.
    public static func nanoseconds() -> UInt64 {
        var now = Glibc.timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }

    /// The moment at which this much time from now, until the instant, is over; at most a year ahead.
    static func timespec(at instant: ContinuousClock.Instant) -> timespec {
        let left = min(max(instant - .now, .zero), .seconds(31_536_000)).components
        let nanoseconds =
            nanoseconds() + UInt64(left.seconds) * 1_000_000_000 + UInt64(left.attoseconds / 1_000_000_000)
        return Glibc.timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    }
}

extension ContinuousClock.Instant {
    /// How long it is until then; zero when it is past.
    public var timeLeft: Duration { max(.zero, self - .now) }

    /// The moment `duration` from now.
    public static func after(_ duration: Duration) -> Self { .now + duration }
}
