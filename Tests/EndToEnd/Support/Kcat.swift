import Foundation

/// kcat, a client that knows nothing of this project: publishes CloudEvents in binary mode and reads topics. It places
/// keys by another hash than Java's clients do, so most of what it sends comes to the wrong partition first.
struct Kcat {
    let broker: String

    struct Received {
        var topic: String
        var partition: Int
        var offset: Int
        /// When it was written, in milliseconds since 1970.
        var time: Int64
        var key: String
        var headers: [String: String]
        var payload: String
        var data: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(payload.utf8))) as? [String: Any] ?? [:]
        }
        var type: String { headers["ce_type"] ?? "" }
    }

    /// A partition that has moved away from a broker that hangs is found within seconds, not minutes.
    static let leavesWhatHangs = ["-X", "socket.timeout.ms=5000", "-X", "topic.metadata.refresh.interval.ms=5000"]

    /// Publishes one message so many times, with the same id each time.
    func publish(_ topic: String, key: String, type: String, id: String, _ data: [String: Any], times: Int = 1) throws {
        let json = try JSONSerialization.data(withJSONObject: data, options: [.sortedKeys, .withoutEscapingSlashes])
        let line = String(decoding: json, as: UTF8.self)
        try send(
            ["-t", topic, "-k", key]
                + ["ce_specversion=1.0", "ce_id=\(id)", "ce_source=/test/wms", "ce_type=\(type)", "content-type=application/json"]
                .flatMap { ["-H", $0] },
            Array(repeating: line, count: times).joined(separator: "\n") + "\n")
    }

    /// Publishes lines as they are.
    func send(_ arguments: [String], _ lines: String) throws {
        let program = try Program(
            at: URL(fileURLWithPath: "/usr/bin/kcat"), ["-P", "-b", broker, "-X", "acks=all"] + arguments, input: lines)
        guard program.end() == 0 else { throw NotSoYet(description: "kcat failed: \(program.complained)") }
    }

}

/// A kcat that follows a topic from its beginning, committed messages only. What it has read so far can be asked for at
/// any time.
final class KcatTail: @unchecked Sendable {
    // Safe to share: a lock guards what was read.
    private let lock = NSLock()
    private var program: Program
    private let topic: String
    private let broker: String
    private var taken = 0
    private var received: [Kcat.Received] = []
    /// What an earlier kcat had read: it counts until the one that follows it has read as much.
    private var known: [Kcat.Received] = []

    init(_ topic: String, broker: String) throws {
        self.topic = topic
        self.broker = broker
        program = try Self.start(topic, broker)
    }

    private static func start(_ topic: String, _ broker: String) throws -> Program {
        let program = try Program(
            at: URL(fileURLWithPath: "/usr/bin/kcat"),
            ["-C", "-b", broker, "-t", topic, "-o", "beginning", "-q", "-u", "-J", "-X", "isolation.level=read_committed"]
                + Kcat.leavesWhatHangs)
        Children.all.add([program.process.processIdentifier])
        return program
    }

    /// kcat ends when no broker is there: another one reads from the beginning.
    private func startAgain() {
        guard !program.process.isRunning, let fresh = try? Self.start(topic, broker) else { return }
        program = fresh
        taken = 0
        if received.count > known.count { known = received }
        received = []
    }

    /// Follows no more.
    func stop() { program.kill() }

    /// All messages of this key that were read by now.
    func read(key: String) -> [Kcat.Received] { all().filter { $0.key == key } }

    /// All messages that were read by now.
    func all() -> [Kcat.Received] {
        lock.withLock {
            let fresh = program.printed(from: taken)
            if let end = fresh.lastIndex(of: UInt8(ascii: "\n")) {
                taken += end + 1
                received += fresh[...end].split(separator: UInt8(ascii: "\n")).compactMap { Kcat.Received(json: Data($0)) }
            }
            defer { startAgain() }
            return received.count < known.count ? known : received
        }
    }
}

extension Kcat.Received {
    /// As kcat prints a message.
    init?(json: Data) {
        guard let one = (try? JSONSerialization.jsonObject(with: json)) as? [String: Any] else { return nil }
        let pairs = one["headers"] as? [Any] ?? []
        var headers: [String: String] = [:]
        for index in stride(from: 0, to: pairs.count - 1, by: 2) {
            if let name = pairs[index] as? String { headers[name] = pairs[index + 1] as? String }
        }
        self.init(
            topic: one["topic"] as? String ?? "", partition: one["partition"] as? Int ?? -1,
            offset: one["offset"] as? Int ?? -1, time: one["ts"] as? Int64 ?? 0, key: one["key"] as? String ?? "", headers: headers,
            payload: one["payload"] as? String ?? "")
    }
}
