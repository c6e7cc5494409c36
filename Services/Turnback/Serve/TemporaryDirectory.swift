import Glibc
import Operations

/// A directory of this process's own, in memory where the system has such a place.
final class TemporaryDirectory: Sendable {
    let path: String

    /// Makes one. Those that killed processes have left are removed.
    init() throws(Failure) {
        Self.sweep("/dev/shm")
        for parent in ["/dev/shm", EnvironmentVariables.value(of: "TMPDIR") ?? "/tmp", "/tmp"] {
            var template = Array("\(parent)/\(Self.prefix)\(getpid())-XXXXXX".utf8CString)
            let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
                unsafe mkdtemp(buffer.baseAddress!).map { unsafe String(cString: $0) }
            }
            if let made {
                path = made
                return
            }
        }
        throw Failure(.configuration, "no temporary directory can be made in /dev/shm, TMPDIR or /tmp")
    }

    private static let prefix = "turnback-state-"

    /// Removes the directories of processes that are no more.
    private static func sweep(_ parent: String) {
        for name in entries(of: parent) where name.hasPrefix(prefix) {
            let owner = name.dropFirst(prefix.count).split(separator: "-").first.flatMap { pid_t($0) }
            if let owner, kill(owner, 0) != 0, errno == ESRCH { remove(parent + "/" + name) }
        }
    }

    /// Removes the directory and all in it.
    func remove() { Self.remove(path) }

    /// Removes all that is in it.
    func empty() { for name in Self.entries(of: path) { Self.remove(path + "/" + name) } }

    private static func remove(_ path: String) {
        if unsafe unlink(path) == 0 { return }
        for name in entries(of: path) { remove(path + "/" + name) }
        unsafe rmdir(path)
    }

    /// The names in a directory; none where it is no directory.
    private static func entries(of path: String) -> [String] {
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
