// What the CSV reader needs of the rest.
public enum ExitCode: Sendable { case noInput }

public struct Failure: Error {
    public init(_ exitCode: ExitCode, _ message: String) {}
}
