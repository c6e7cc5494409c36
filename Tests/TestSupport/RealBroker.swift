import Foundation

/// One real broker for the test process, started when it is first asked for.
///
/// `TURNBACK_TEST_KAFKA=host:port` names a running broker to use instead. Else `$KAFKA_HOME/bin/single`, or
/// `../shared/kafka/bin/single` beside the package, starts one on a free pair of ports, with its data in a temporary
/// folder. It ends with the test process, however that ends.
public enum RealBroker {
    /// False where there is no broker and none can be started.
    public static var isAvailable: Bool { external != nil || script != nil }

    /// `host:port` of the broker; starts it at the first call, which takes a few seconds.
    public static func bootstrap() throws -> String {
        if let external { return external }
        return try started.get()
    }

    /// A name that no other test uses.
    public static func unique(_ name: String) -> String {
        "\(name)-\(UInt64.random(in: 0...UInt64.max))"
    }

    private static var external: String? {
        ProcessInfo.processInfo.environment["TURNBACK_TEST_KAFKA"].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static var script: String? {
        var homes: [String] = []
        if let home = ProcessInfo.processInfo.environment["KAFKA_HOME"] { homes.append(home) }
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        homes.append(package.appendingPathComponent("../shared/kafka").standardizedFileURL.path)
        guard hasJava else { return nil }
        return homes.map { "\($0)/bin/single" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static var hasJava: Bool {
        let environment = ProcessInfo.processInfo.environment
        var folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        if let home = environment["JAVA_HOME"] { folders.append("\(home)/bin") }
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/java") }
    }

    private static let started = Result { try start() }

    private static func start() throws -> String {
        guard let script else { throw Failure("there is no broker to start") }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(unique("turnback-broker")).path
        var last = ""
        // Another process may take the ports before the broker does: then others are tried.
        for _ in 0..<3 {
            let port = try FreePorts.pair()
            let broker = try spawn(script, ["start", folder, "\(port)"])
            if try status(of: broker) == 0 {
                try endWithThisProcess(script, folder)
                return "127.0.0.1:\(port)"
            }
            last = (try? String(contentsOfFile: "\(folder)/broker.log", encoding: .utf8)) ?? ""
            try? FileManager.default.removeItem(atPath: folder)
        }
        throw Failure("the broker did not start: \(last.suffix(2_000))")
    }

    /// A shell waits at a pipe that this process holds open, and so learns of its end even if it crashes.
    private static func endWithThisProcess(_ script: String, _ folder: String) throws {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0, fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0 else { throw Failure("no pipe") }
        let watch = #"cat > /dev/null; "$0" kill "$1"; rm -rf "$1""#
        _ = try spawn("/bin/sh", ["-c", watch, script, folder], input: ends[0])
        close(ends[0])
    }

    /// Starts a program without its output. Not Foundation's `Process`, which waits for the end of all that a program
    /// leaves running, here the broker.
    private static func spawn(_ path: String, _ arguments: [String], input: Int32? = nil) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        if let input {
            unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        for output in Int32(1)...2 {
            unsafe posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
        }
        var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var process = pid_t()
        let failed = unsafe posix_spawn(&process, path, &actions, nil, &words, environ)
        guard failed == 0 else { throw Failure("\(path) could not be started: error \(failed)") }
        return process
    }

    private static func status(of process: pid_t) throws -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw Failure("a program's end was missed: error \(errno)") }
        }
        return status
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}
