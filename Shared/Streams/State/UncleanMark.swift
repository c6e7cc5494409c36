internal import Glibc

/// A file beside an open state store that names the machine's boot. If it is found with another boot's name, the machine
/// went down while the store was open, and what its disk holds cannot be trusted. A killed process leaves it too, but with
/// the same boot's name: what that process wrote is safe with the kernel.
enum UncleanMark {
    /// Whether the store was left open by a machine that went down since.
    static func isFromBefore(_ directory: String) -> Bool {
        guard let left = read(path(directory)) else { return false }
        return left != boot
    }

    static func set(_ directory: String) {
        let file = unsafe open(path(directory), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { return }
        _ = unsafe write(file, boot, boot.count)
        fsync(file)
        close(file)
    }

    static func clear(_ directory: String) { unsafe unlink(path(directory)) }

    private static func path(_ directory: String) -> String { directory + "/open-since-boot" }

    /// The kernel's name for this boot of the machine.
    private static let boot = read("/proc/sys/kernel/random/boot_id") ?? []

    private static func read(_ path: String) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe Glibc.read(file, &bytes, bytes.count)
        return count < 0 ? nil : Array(bytes.prefix(count))
    }
}
