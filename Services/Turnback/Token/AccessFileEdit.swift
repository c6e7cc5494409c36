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

    /// Puts it in the place of the old one at once, for this user alone to read.
    func write() throws(Failure) {
        let draft = path + ".new"
        func failure(_ action: String) -> Failure {
            Failure(.configuration, "\(path): \(action): \(SystemError.text(errno))")
        }
        let file = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("it cannot be written") }
        var rest = list.text[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress!, $0.count) }
            guard count > 0 else {
                close(file)
                throw failure("it cannot be written")
            }
            rest = rest.dropFirst(count)
        }
        let isDurable = fsync(file) == 0
        guard close(file) == 0, isDurable, unsafe rename(draft, path) == 0 else {
            throw failure("it cannot be written")
        }
    }
}
