import Foundation

/// One real broker for the test process, started when it is first asked for.
///
/// `TURNBACK_TEST_KAFKA=host:port` names a running broker to use instead. Else `$KAFKA_HOME/bin/single`, or
/// `../shared/kafka/bin/single` beside the package, starts one on a free pair of ports, with its data in a temporary
/// folder. It ends with the test process, however that ends.
enum RealBroker {
    /// False where there is no broker and none can be started.
    static var isAvailable: Bool { external != nil || script != nil }

    /// `host:port` of the broker; starts it at the first call, which takes a few seconds.
    static func bootstrap() throws -> String {
        if let external { return external }
        return try started.get()
    }

    /// A name that no other test uses.
    static func unique(_ name: String) -> String {
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
            let port = try freePortPair()
            let broker = Process()
            broker.executableURL = URL(fileURLWithPath: script)
            broker.arguments = ["start", folder, "\(port)"]
            broker.standardOutput = FileHandle.nullDevice
            broker.standardError = FileHandle.nullDevice
            try broker.run()
            broker.waitUntilExit()
            if broker.terminationStatus == 0 {
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
        let lifeline = Pipe()
        let watch = Process()
        watch.executableURL = URL(fileURLWithPath: "/bin/sh")
        watch.arguments = ["-c", #"cat > /dev/null; "$0" kill "$1"; rm -rf "$1""#, script, folder]
        // Only this process may hold the end that it writes to.
        guard fcntl(lifeline.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC) == 0 else {
            throw Failure("the broker's watch could not be set up")
        }
        watch.standardInput = lifeline
        watch.standardOutput = FileHandle.nullDevice
        watch.standardError = FileHandle.nullDevice
        try watch.run()
        lifelines.withLock { $0.append(lifeline) }
    }

    /// Held as long as the process lives.
    private static let lifelines = Held<Pipe>()

    private final class Held<Value>: @unchecked Sendable {
        // Unchecked: `values` is only touched with the lock held.
        private let lock = NSLock()
        private var values: [Value] = []
        func withLock(_ body: (inout [Value]) -> Void) {
            lock.lock()
            defer { lock.unlock() }
            body(&values)
        }
    }

    /// The broker takes a port and the next one.
    private static func freePortPair() throws -> UInt16 {
        for _ in 0..<100 {
            guard let first = bound(0) else { continue }
            defer { close(first.socket) }
            guard first.port < 65_000, let second = bound(first.port + 1) else { continue }
            close(second.socket)
            return first.port
        }
        throw Failure("no two free ports in a row")
    }

    private static func bound(_ port: UInt16) -> (socket: Int32, port: UInt16)? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else {
            close(descriptor)
            return nil
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}
