/// How much a log line matters; the levels of swift-log.
public enum LogLevel: String, Sendable, CaseIterable, Comparable {
    /// Every step.
    case trace
    /// What helps to find a fault.
    case debug
    /// What an operator needs to know: started, ready, stopped.
    case info
    /// What is normal but worth a look.
    case notice
    /// What may become an error.
    case warning
    /// What failed.
    case error
    /// What ends the process.
    case critical

    /// By how much they matter.
    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .notice: 3
        case .warning: 4
        case .error: 5
        case .critical: 6
        }
    }
}

/// How log lines are written.
public enum LogFormat: String, Sendable, CaseIterable {
    /// For people.
    case text
    /// JSON lines, for collectors.
    case json
}
