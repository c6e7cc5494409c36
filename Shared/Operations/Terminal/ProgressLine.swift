internal import Glibc
internal import Synchronization

/// One line on standard error that says how far a long work has come: rewritten in place on a terminal, else a line
/// every 10 seconds. Safe to advance from any thread; advancing is one atomic addition and a look at the clock.
public final class ProgressLine: Sendable {
    private let label: String
    private let total: Int?
    private let started: ContinuousClock.Instant
    private let isTerminal: Bool
    private let count = Atomic<Int>(0)
    private let nextWrite: Mutex<ContinuousClock.Instant>

    /// A line that starts now. The total is nil where it is not known.
    public init(_ label: String, total: Int? = nil) {
        self.label = label
        self.total = total
        started = .now
        isTerminal = StandardStream.error.isTerminal
        nextWrite = Mutex(started + (isTerminal ? .milliseconds(100) : Self.lineInterval))
    }

    /// Counts more as done.
    public func advance(by amount: Int = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
        let now = ContinuousClock.now
        // Who does not get the lock leaves the writing to the thread that has it.
        let due = nextWrite.withLockIfAvailable { next -> Bool in
            if now < next { return false }
            next = now + (isTerminal ? .milliseconds(100) : Self.lineInterval)
            return true
        }
        if due == true { write(at: now) }
    }

    /// Writes the line a last time, on a terminal, and ends it.
    public func finish() {
        if isTerminal {
            write(at: .now)
            StandardStream.error.write("\n")
        }
    }

    private static let lineInterval = Duration.seconds(10)

    private func write(at now: ContinuousClock.Instant) {
        let count = count.load(ordering: .relaxed)
        let text = ProgressText(label: label, count: count, total: total, elapsed: now - started)
        if isTerminal {
            StandardStream.error.write("\r\(text.render(width: TerminalWidth.of(.error) - 1))\u{1B}[K")
        } else {
            StandardStream.error.writeLine(text.render(width: .max))
        }
    }
}

/// What a progress line says.
struct ProgressText {
    let label: String
    let count: Int
    let total: Int?
    let elapsed: Duration

    func render(width: Int) -> String {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let rate = seconds > 0 ? Double(count) / seconds : 0
        var parts = ["\(label) \(count.grouped)"]
        if let total {
            parts[0] += "/\(total.grouped)"
            if total > 0 { parts.append("\(min(100, count * 100 / total)) %") }
        }
        parts.append("\(Int(rate).grouped)/s")
        if let total, count < total, rate > 0 { parts.append("\(Self.clock(Double(total - count) / rate)) left") }
        return DisplayWidth.truncated(parts.joined(separator: "  "), to: width)
    }

    /// Seconds as 1:02:03, or 2:03 below an hour.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 359_999).rounded())
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
    }
}
