internal import Glibc

/// A file beside an open state store that names the machine's boot, and how often the store was opened since without
/// being of use. If it is found with another boot's name, the machine went down while the store was open, and what its disk
/// holds cannot be trusted. A killed process leaves it too, but with the same boot's name: what that process wrote is safe
/// with the kernel. Only where processes end again and again as soon as they have opened it, the file may be why.
enum UncleanMark {
    /// So often a store is opened without being of use before it is emptied.
    static let attempts = 3
    private static let distrusted = attempts

    /// Why the store's file is not to be trusted; nil where it is.
    static func reasonForDistrust(_ directory: String) -> String? {
        guard let (boot, attempt) = left(directory) else { return nil }
        if boot != self.boot { return "the machine went down while it was open" }
        return attempt >= attempts ? "it was damaged, or several processes ended as soon as they had opened it" : nil
    }

    /// The store is open, for the next time in a row, or for this.
    static func set(_ directory: String, attempt: Int? = nil) {
        let former = left(directory).flatMap { $0.boot == boot && $0.attempt < attempts ? $0.attempt : nil } ?? 0
        guard let file = try? OwnFile.open(path(directory), O_WRONLY | O_CREAT) else { return }
        ftruncate(file, 0)
        let text = boot + Array("\n\(attempt ?? former + 1)\n".utf8)
        _ = unsafe write(file, text, text.count)
        fsync(file)
        close(file)
    }

    /// The store is to be emptied when it is opened next.
    static func distrust(_ directory: String) { set(directory, attempt: distrusted) }

    private static func left(_ directory: String) -> (boot: [UInt8], attempt: Int)? {
        guard let text = read(path(directory)) else { return nil }
        let lines = text.split(separator: UInt8(ascii: "\n"))
        let attempt = lines.count > 1 ? Int(String(decoding: lines[1], as: UTF8.self)) : 0
        return (lines.first.map { Array($0) } ?? [], attempt ?? 0)
    }

    static func clear(_ directory: String) { unsafe unlink(path(directory)) }

    static let fileName = "open-since-boot"

    private static func path(_ directory: String) -> String { "\(directory)/\(fileName)" }

    /// The kernel's name for this boot of the machine.
    private static let boot = (read("/proc/sys/kernel/random/boot_id") ?? []).filter { $0 != UInt8(ascii: "\n") }

    private static func read(_ path: String) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe Glibc.read(file, &bytes, bytes.count)
        return count < 0 ? nil : Array(bytes.prefix(count))
    }
}
