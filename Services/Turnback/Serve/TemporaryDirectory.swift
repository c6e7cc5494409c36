import Glibc
import Operations

/// A directory of this process's own, in memory where the system has such a place.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws(Failure) {
        for parent in ["/dev/shm", EnvironmentVariables.value(of: "TMPDIR") ?? "/tmp", "/tmp"] {
            var template = Array("\(parent)/turnback-state-XXXXXX".utf8CString)
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

    /// Removes the directory and all in it.
    func remove() { Self.remove(path) }

    private static func remove(_ path: String) {
        guard let directory = unsafe opendir(path) else {
            unsafe unlink(path)
            return
        }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { remove(path + "/" + name) }
        }
        unsafe closedir(directory)
        unsafe rmdir(path)
    }
}
