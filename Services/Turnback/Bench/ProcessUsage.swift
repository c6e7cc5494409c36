import Glibc
import Operations

/// What a process has taken so far, as the kernel counts it in /proc.
struct ProcessUsage {
    /// In user and kernel mode, all threads together.
    var cpu: Duration
    var threads: Int
    /// Its own memory, in KiB: neither files that are mapped nor libraries.
    var anonymousKiB: Int

    /// Nil where the process has ended.
    init?(_ process: pid_t) {
        guard let stat = FileBytes.read("/proc/\(process)/stat"),
            let status = FileBytes.read("/proc/\(process)/status")
        else { return nil }
        // The name comes second, in brackets, and may hold anything.
        let rest = String(decoding: stat, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
        guard rest.count > 12, let user = Int(rest[11]), let kernel = Int(rest[12]) else { return nil }
        cpu = .milliseconds((user + kernel) * 1_000 / sysconf(Int32(_SC_CLK_TCK)))
        let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
        func number(_ name: String) -> Int {
            let line = lines.first { $0.hasPrefix(name + ":") }
            return Int(line?.dropFirst(name.count + 1).filter(\.isNumber) ?? "") ?? 0
        }
        threads = number("Threads")
        anonymousKiB = number("RssAnon")
    }
}
