internal import Streams

/// Why the read model is not fed.
struct ReadModelFailure: Error {
    enum Kind {
        /// The same may be tried again.
        case retriable
        /// The file is not what was written: it is to be rebuilt.
        case damagedFile
        /// The log is not the one that the file was made from: it is to be rebuilt.
        case anotherLog
        /// What is read cannot be believed any more.
        case damagedLog
    }

    let kind: Kind
    let message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    init(_ error: SQLiteError) { self.init(error.isDamage ? .damagedFile : .retriable, error.message) }

    init(_ error: LogError) { self.init(error.outcome == .damaged ? .damagedLog : .retriable, error.message) }

    var isRetriable: Bool { kind == .retriable }
}
