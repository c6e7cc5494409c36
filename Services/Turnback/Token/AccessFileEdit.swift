import Access
import Contracts
import Glibc
import Operations

/// An access file that is read, changed and written back as a whole.
struct AccessFileEdit {
    private let path: String
    var list: AccessList

    /// - Throws: `.configuration` where it is wrong. One that does not exist is empty.
    init(_ path: String) throws(Failure) {
        self.path = path
        guard unsafe access(path, F_OK) == 0 else {
            list = AccessList()
            return
        }
        do { list = try AccessControl.read(path) } catch { throw Failure(.configuration, "\(path): \(error.reason)") }
    }

    /// Puts it in the place of the old one at once, for this user alone to read. A link to it stays one.
    func write() throws(Failure) {
        guard !FileBytes.writePrivate(Self.target(path), list.text) else { return }
        throw Failure(.configuration, "\(path): it cannot be written: \(SystemError.text(errno))")
    }

    /// What a path leads to; the path itself where nothing is there.
    private static func target(_ path: String) -> String {
        guard let found = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }
}
