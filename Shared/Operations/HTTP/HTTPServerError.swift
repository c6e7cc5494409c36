/// Why a server could not listen.
public struct HTTPServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Where it was to listen.
    public let address: HostPort
    /// What the system says to it.
    public let reason: String

    /// One line that names the setting, its value and what to do.
    public var description: String { "--http \(address): \(reason); choose another with --http HOST:PORT" }

    /// The same, as the end of a command: a wrong setting.
    public var failure: Failure { Failure(.configuration, description) }
}
