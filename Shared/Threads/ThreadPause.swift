internal import Glibc

/// Pauses of a thread.
public enum ThreadPause {
    /// Returns at that moment; at once where it is over.
    public static func sleep(until moment: ContinuousClock.Instant) {
        var time = MonotonicTime.timespec(at: moment)
        while unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }
}
