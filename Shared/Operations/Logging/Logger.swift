internal import Fulfillment
internal import Threads

/// Writes log lines under a label, with the API of swift-log. A value: a copy with other metadata is cheap.
///
///     logger.info("committed", metadata: ["partition": .int(1), "messages": .int(420)])
public struct Logger: Sendable {
    /// Which part of the program speaks: `orders`, `serve`.
    public let label: String
    /// Lines below it are not written, and their message is not even built.
    public var level: LogLevel
    /// What every line of this logger says.
    public var metadata: LogMetadata
    /// Where lines go.
    public let handler: any LogHandler

    /// A logger over a handler.
    public init(label: String, level: LogLevel = .info, metadata: LogMetadata = [:], handler: any LogHandler) {
        self.label = label
        self.level = level
        self.metadata = metadata
        self.handler = handler
    }

    /// A logger that writes to standard error.
    public init(label: String, format: LogFormat, level: LogLevel = .info) {
        let handler: any LogHandler =
            switch format {
            case .text: TextLogHandler(style: TextStyle(for: .error))
            case .json: JSONLogHandler()
            }
        self.init(label: label, level: level, handler: handler)
    }

    /// The same logger under another label, with more metadata.
    public func named(_ label: String, metadata: LogMetadata = [:]) -> Logger {
        Logger(label: label, level: level, metadata: self.metadata.merging(metadata), handler: handler)
    }

    /// One value of the metadata.
    public subscript(metadataKey key: String) -> LogValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a line, if its level is written.
    public func log(
        level: LogLevel, _ message: @autoclosure () -> String, metadata: @autoclosure () -> LogMetadata = [:]
    ) {
        guard level >= self.level else { return }
        handler.log(
            LogLine(
                time: Timestamp(milliseconds: WallTime.now()), level: level, label: label, message: message(),
                metadata: self.metadata.merging(metadata())))
    }

    /// Every step.
    public func trace(_ message: @autoclosure () -> String, metadata: @autoclosure () -> LogMetadata = [:]) {
        log(level: .trace, message(), metadata: metadata())
    }
    /// What helps to find a fault.
    public func debug(_ message: @autoclosure () -> String, metadata: @autoclosure () -> LogMetadata = [:]) {
        log(level: .debug, message(), metadata: metadata())
    }
    /// What an operator needs to know.
    public func info(_ message: @autoclosure () -> String, metadata: @autoclosure () -> LogMetadata = [:]) {
        log(level: .info, message(), metadata: metadata())
    }
    /// What is normal but worth a look.
    public func notice(_ message: @autoclosure () -> String, metadata: @autoclosure () -> LogMetadata = [:]) {
        log(level: .notice, message(), metadata: metadata())
    }
    /// What may become an error.
    public func warning(_ message: @autoclosure () -> String, metadata: @autoclosure () -> LogMetadata = [:]) {
        log(level: .warning, message(), metadata: metadata())
    }
    /// What failed.
    public func error(_ message: @autoclosure () -> String, metadata: @autoclosure () -> LogMetadata = [:]) {
        log(level: .error, message(), metadata: metadata())
    }
    /// What ends the process.
    public func critical(_ message: @autoclosure () -> String, metadata: @autoclosure () -> LogMetadata = [:]) {
        log(level: .critical, message(), metadata: metadata())
    }
}
