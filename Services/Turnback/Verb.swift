import Operations

/// A verb of the command line: a folder beside this file.
protocol Verb {
    static var command: Command { get }
    /// Whether it keeps a log, and writes there what others write on standard error.
    static var hasLog: Bool { get }
    /// Runs it to its end, or until `shutdown`. What it throws is printed, and decides the exit code.
    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure)
}

extension Verb {
    static var hasLog: Bool { false }
}
