public import Fulfillment
internal import Synchronization

/// One thing that was logged.
public struct LogLine: Sendable, Equatable {
    /// When.
    public let time: Timestamp
    /// How much it matters.
    public let level: LogLevel
    /// The logger's label.
    public let label: String
    /// What happened, in the past tense and without values: these are metadata.
    public let message: String
    /// The values.
    public let metadata: LogMetadata

    /// An event from its parts.
    public init(time: Timestamp, level: LogLevel, label: String, message: String, metadata: LogMetadata) {
        self.time = time
        self.level = level
        self.label = label
        self.message = message
        self.metadata = metadata
    }
}

/// Where log lines go. Called from any thread.
public protocol LogHandler: Sendable {
    /// Writes the event.
    func log(_ event: LogLine)
}

/// Keeps what is logged: for tests.
public final class MemoryLogHandler: LogHandler {
    private let kept = Mutex<[LogLine]>([])

    /// Empty.
    public init() {}

    /// All that was logged.
    public var events: [LogLine] { kept.withLock { $0 } }

    /// Keeps the event.
    public func log(_ event: LogLine) { kept.withLock { $0.append(event) } }
}
