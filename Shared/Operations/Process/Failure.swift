/// An error that ends a command with one line on standard error.
public struct Failure: Error, Sendable, CustomStringConvertible {
    /// How the process is to end.
    public let exitCode: ExitCode
    /// One line that names what is wrong and what is allowed.
    public let message: String

    /// A failure with its exit code and its line.
    public init(_ exitCode: ExitCode, _ message: String) {
        self.exitCode = exitCode
        self.message = message
    }

    /// The line.
    public var description: String { message }

    /// Prints `error: …` and ends the process.
    public func exit() -> Never {
        StandardStream.error.writeLine("error: \(PlainText.of(message))")
        exitCode.exit()
    }
}
