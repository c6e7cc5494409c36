/// Why a query could not be answered.
public struct ReadModelError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What follows from it.
    public enum Kind: Sendable, Equatable {
        /// The cursor or the text of the question cannot be read: the question is wrong.
        case badRequest
        /// Who asks may not see it: it answers like what does not exist.
        case hidden
        /// The file is closed, busy or full: the same question may be asked again.
        case unavailable
        /// The file is not what was written: it is to be rebuilt from the topics.
        case damaged
    }

    public var kind: Kind
    /// One line: what was tried, and what SQLite says.
    public var message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    public var description: String { message }
}
