import Glibc
import Operations

/// A service in its own process, which the benchmark starts, stops and kills.
final class ChildService {
    let name: String
    private let process: pid_t
    private let log: String

    /// What it has taken so far; nil where it has ended.
    var usage: ProcessUsage? { ProcessUsage(process) }

    /// Starts the executable of this name that lies beside this one. What it logs goes to the file `log`, as JSON.
    /// - Parameter core: the one processor that it may use; nil for all.
    init(_ name: String, _ arguments: [String], log: String, core: Int? = nil) throws(Failure) {
        let program = Self.folder + "/" + name
        // taskset of util-linux starts it in its own place.
        let path = core == nil ? program : "/usr/bin/taskset"
        let arguments = core.map { ["-c", "\($0)", program] + arguments } ?? arguments
        self.name = name
        self.log = log
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe words.indices { unsafe free(words[index]) } }
        var process = pid_t()
        guard unsafe posix_spawn(&process, path, &actions, nil, &words, environ) == 0 else {
            throw Failure(
                .configuration, "\(path) cannot be started; build it with: swift build -c release --product \(name)")
        }
        self.process = process
    }

    func signal(_ signal: Int32) { kill(process, signal) }

    /// Sends a signal and waits for the end.
    func end(_ signal: Int32) {
        self.signal(signal)
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    }

    /// What it has logged so far, one per line.
    var lines: [String] {
        String(decoding: FileBytes.read(log) ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static var folder: String {
        var path = [CChar](repeating: 0, count: 4_096)
        let count = unsafe readlink("/proc/self/exe", &path, path.count - 1)
        let text = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }
}
