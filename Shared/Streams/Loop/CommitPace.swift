/// Decides when a batch is committed: when the input is drained and a short pause since the last commit is over, at the
/// latest when the batch is full. The pause follows the time that commits take, so that the log is never asked for more
/// than it can do; the first message after a quiet time is committed at once.
///
/// A batch that has no effect but progress is not urgent: should its messages come again, they have no effect again. It
/// waits for the next batch that has one, and a second at most.
struct CommitPace {
    /// What a batch holds at most, and how long it may be filled: well below the time after which the log gives a
    /// transaction up.
    struct Limits: Sendable {
        var inputs = 2_000
        var outputs = 10_000
        var bytes = 8 << 20
        var age = Duration.seconds(2)
    }

    enum Step: Equatable {
        case commit
        /// Poll again, at most so long.
        case poll(Duration)
    }

    let pauses: ClosedRange<Duration>
    let limits: Limits
    /// How long to wait for input when there is nothing to commit.
    let idle: Duration

    private(set) var inputs = 0
    private var outputs = 0
    private var bytes = 0
    private var hasEffect = false
    private var begun: ContinuousClock.Instant?
    private var lastCommit: ContinuousClock.Instant?
    private(set) var pause: Duration

    init(pauses: ClosedRange<Duration>, idle: Duration, limits: Limits = Limits()) {
        self.pauses = pauses
        self.limits = limits
        self.idle = idle
        pause = pauses.lowerBound
    }

    var isEmpty: Bool { inputs == 0 }

    /// Whether the batch is to be committed before anything more is taken into it.
    func isFull(at now: ContinuousClock.Instant) -> Bool {
        inputs >= limits.inputs || outputs >= limits.outputs || bytes >= limits.bytes
            || (hasEffect && begun.map { now - $0 >= limits.age } ?? false)
    }

    /// A message is in the batch, with what it has brought about.
    mutating func took(_ outputs: Int, _ bytes: Int, hasEffect: Bool, at now: ContinuousClock.Instant) {
        if inputs == 0 { begun = now }
        inputs += 1
        self.outputs += outputs
        self.bytes += bytes
        if hasEffect { self.hasEffect = true }
    }

    /// How long a batch without effect may wait.
    static let longestWait = Duration.seconds(1)

    /// What to do now. `isDrained`: the last poll brought nothing. `isDue`: timers wait to be fired, so that there is
    /// something to do in any case.
    func next(at now: ContinuousClock.Instant, isDrained: Bool, isDue: Bool = false) -> Step {
        guard !isEmpty else { return .poll(isDue ? .zero : idle) }
        if isFull(at: now) { return .commit }
        guard isDrained else { return .poll(.zero) }
        if !hasEffect, let begun {
            let left = Self.longestWait - (now - begun)
            return left <= .zero ? .commit : .poll(min(left, idle))
        }
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
        hasEffect = false
        begun = nil
    }
}
