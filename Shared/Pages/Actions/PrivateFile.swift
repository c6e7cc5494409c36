internal import Glibc
internal import Operations

/// Small files of this user alone, each written whole or not at all.
enum PrivateFile {
    /// No file of these is larger: a message and what is said of it.
    private static let largest = 2 << 20

    /// Why the last call could not do what it was asked.
    static var reason: String { SystemError.text(errno) }

    static func makeDirectory(_ path: String) -> Bool {
        var made = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            made += made.isEmpty && part.isEmpty ? "/" : (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
            if made != "/", unsafe mkdir(made, 0o700) != 0, errno != EEXIST { return false }
        }
        return unsafe access(path, W_OK | X_OK) == 0
    }

    /// nil where there is none, or it cannot be read.
    static func read(_ path: String) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 14)
        while bytes.count <= largest {
            let count = unsafe block.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            guard count > 0 else { return nil }
            bytes += block.prefix(count)
        }
        return nil
    }

    /// Writes a file so that it is there whole, also after the machine went down, or not at all.
    static func write(_ path: String, _ bytes: [UInt8]) -> Bool { FileBytes.writePrivate(path, bytes) }

    /// Removes files of a directory that were written longer ago. Hidden ones and those with a `-` in their name stay.
    static func sweep(_ directory: String, olderThan seconds: Int64) {
        guard let opened = unsafe opendir(directory) else { return }
        defer { unsafe closedir(opened) }
        let oldest = Int64(time(nil)) - seconds
        while let entry = unsafe readdir(opened) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            guard RandomWord.isOne(name) || name.hasSuffix(".new") else { continue }
            let path = "\(directory)/\(name)"
            var status = stat()
            if unsafe stat(path, &status) == 0, Int64(status.st_mtim.tv_sec) < oldest { unsafe unlink(path) }
        }
    }
}
