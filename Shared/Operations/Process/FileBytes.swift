internal import Glibc

/// The bytes of a file.
public enum FileBytes {
    /// All of it; nil where it cannot be read.
    public static func read(_ path: String) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(file, &chunk, chunk.count)
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// Whether there is a directory of this name.
    public static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Writes a file for this user alone, so that it is there whole, also after the machine went down, or not at all. False
    /// where that cannot be done: `errno` says why.
    public static func writePrivate(_ path: String, _ bytes: [UInt8]) -> Bool {
        let draft = "\(path).new"
        let file = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return false }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                close(file)
                return false
            }
            rest = rest.dropFirst(count)
        }
        let isSafe = fsync(file) == 0
        return unsafe close(file) == 0 && isSafe && rename(draft, path) == 0
    }
}
