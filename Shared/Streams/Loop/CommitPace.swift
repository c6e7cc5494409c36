/// Decides when a batch is committed: when the input is drained and a short pause since the last commit is over, at the
/// latest when the batch is full. The pause follows the time that commits take, so that the log is never asked for more
/// than it can do; the first message after a quiet time is committed at once.
struct CommitPace {
    /// What a batch holds at most.
    struct Limits: Sendable {
        var inputs = 2_000
        var outputs = 10_000
        var bytes = 8 << 20
    }

    enum Step: Equatable {
        case commit
        /// Poll again, at most so long.
        case poll(Duration)
    }

    let pauses: ClosedRange<Duration>
    let limits = Limits()
    /// How long to wait for input when there is nothing to commit.
    let idle: Duration

    private(set) var inputs = 0
    private var outputs = 0
    private var bytes = 0
    private var lastCommit: ContinuousClock.Instant?
    private(set) var pause: Duration

    init(pauses: ClosedRange<Duration>, idle: Duration) {
        self.pauses = pauses
        self.idle = idle
        pause = pauses.lowerBound
    }

    var isEmpty: Bool { inputs == 0 }

    var isFull: Bool { inputs >= limits.inputs || outputs >= limits.outputs || bytes >= limits.bytes }

    mutating func took(_ outputs: Int, _ bytes: Int) {
        inputs += 1
        self.outputs += outputs
        self.bytes += bytes
    }

    /// What to do now. `isDrained`: the last poll brought nothing.
    func next(at now: ContinuousClock.Instant, isDrained: Bool) -> Step {
        guard !isEmpty else { return .poll(idle) }
        if isFull { return .commit }
        guard isDrained else { return .poll(.zero) }
        guard let lastCommit else { return .commit }
        let left = pause - (now - lastCommit)
        return left <= .zero ? .commit : .poll(left)
    }

    /// The batch is committed, which took so long.
    mutating func committed(at now: ContinuousClock.Instant, after took: Duration) {
        reset()
        lastCommit = now
        let smoothed = (pause * 3 + took) / 4
        pause = min(max(smoothed, pauses.lowerBound), pauses.upperBound)
    }

    /// The batch was dropped.
    mutating func reset() {
        inputs = 0
        outputs = 0
        bytes = 0
    }
}
