public import Operations
internal import Threads

/// What people did here, each once: the first press of a form writes what it says, with its time, before it is sent. Whoever
/// presses again, or comes back after the line was down, sends that same message, which the services then see is the same.
///
/// One file per action, in a directory that outlives the process. The read model can be rebuilt from the topics; this cannot, for
/// it says what was promised before the topics had it. A lost one costs no unit: the ids of a message still distinguish it.
public final class ActionBook: Sendable {
    /// How long a form may be pressed again: a week. Older actions are removed at the start.
    private static let keptSeconds: Int64 = 604_800

    let directory: String
    /// One action at a time, so that two presses at one moment write one record.
    private let turn = Monitor(())

    /// - Parameter directory: made where it is missing, for this user alone.
    public init(directory: String) throws(Failure) {
        self.directory = directory
        guard PrivateFile.makeDirectory(directory) else {
            throw Failure(.configuration, "the directory \(directory) cannot be made: \(PrivateFile.reason)")
        }
        PrivateFile.sweep(directory, olderThan: Self.keptSeconds)
    }

    /// The secret behind the codes of forms: made once, so that a form outlives a restart.
    public func formSecret() throws(Failure) -> String {
        let path = directory + "/form-secret"
        if let bytes = PrivateFile.read(path), let text = String(validating: bytes, as: UTF8.self),
            RandomWord.isOne(text)
        {
            return text
        }
        let secret = RandomWord.make()
        guard PrivateFile.write(path, Array(secret.utf8)) else {
            throw Failure(.software, "\(path) cannot be written: \(PrivateFile.reason)")
        }
        return secret
    }

    /// What is known of an action; nil where nobody pressed it here.
    func record(_ id: String) -> ActionRecord? {
        guard RandomWord.isOne(id), let bytes = PrivateFile.read(path(id)) else { return nil }
        return ActionRecord(bytes)
    }

    /// The record of an action: the first one's, whoever asks again.
    func record(_ id: String, orMake make: () -> ActionRecord) throws(PageFailure) -> (
        record: ActionRecord, isFirst: Bool
    ) {
        let found: (ActionRecord, Bool)? = turn.withLock { _ in
            if let known = record(id) { return (known, false) }
            let new = make()
            return PrivateFile.write(path(id), new.bytes) ? (new, true) : nil
        }
        guard let found else { throw .notReachable }
        return found
    }

    private func path(_ id: String) -> String { "\(directory)/\(id)" }
}
