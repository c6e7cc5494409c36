import Contracts
import Foundation
import Testing

/// A client that other systems use: it publishes requests in each mode, and reads outcomes.
enum ForeignClient: String, CaseIterable, Sendable {
    case kcat, python, java

    /// How a message stands on the wire.
    enum Mode: String, CaseIterable, Sendable { case binary, structured, bare }

    /// One message as it is to be sent: headers, and the value on one line.
    struct Sending {
        var key: String
        var headers: [(name: String, value: String)]
        var value: String

        static let traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

        init(_ mode: Mode, key: String, id: String, request: [String: Any]) throws {
            func json(_ object: [String: Any]) throws -> String {
                String(
                    decoding: try JSONSerialization.data(
                        withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes]), as: UTF8.self)
            }
            let type = "fulfillment.cancellation.requested.v1"
            self.key = key
            switch mode {
            case .binary:
                headers = [
                    ("ce_specversion", "1.0"), ("ce_id", id), ("ce_source", "/shop"), ("ce_type", type),
                    ("content-type", "application/json"), ("traceparent", Self.traceparent),
                ]
                value = try json(request)
            case .structured:
                headers = [("content-type", "application/cloudevents+json; charset=UTF-8")]
                value = try json([
                    "specversion": "1.0", "id": id, "source": "/shop", "type": type, "traceparent": Self.traceparent,
                    "data": request,
                ])
            case .bare:
                headers = []
                value = try json(request)
            }
        }
    }

    static let requests = "fulfillment.cancellations.requests.v1"
    static let outcomes = "fulfillment.cancellations.outcomes.v1"

    /// Whether it is on this machine; CI has to have all of them.
    var isThere: Bool {
        switch self {
        case .kcat: true
        case .python: PythonClient.interpreter != nil
        case .java: JavaTools.home != nil
        }
    }

    /// Says so where it is not there, and fails in CI.
    func require() -> Bool {
        if isThere { return true }
        let reason = "not run: \(rawValue) (\(self == .python ? PythonClient.missing : JavaTools.missing))"
        if ProcessInfo.processInfo.environment["CI"] == "true" { Issue.record("\(reason)") } else { print(reason) }
        return false
    }

    /// Publishes messages of the same mode to the requests; where their keys land is the client's own doing.
    func publish(_ sendings: [Sending], broker: String) throws {
        guard let first = sendings.first else { return }
        let program: Program
        switch self {
        case .kcat:
            program = try Program(
                at: URL(filePath: "/usr/bin/kcat"),
                ["-P", "-b", broker, "-t", Self.requests, "-K", "\t", "-X", "partitioner=murmur2_random"]
                    + first.headers.flatMap { ["-H", "\($0.name)=\($0.value)"] },
                input: sendings.map { "\($0.key)\t\($0.value)\n" }.joined())
        case .python: program = try PythonClient.publish(sendings, broker: broker)
        case .java:
            let headers = first.headers.map { "\($0.name):\($0.value)" }.joined(separator: ",")
            program = try JavaTools.run(
                "kafka-console-producer.sh",
                ["--bootstrap-server", broker, "--topic", Self.requests, "--property", "parse.key=true"]
                    + (headers.isEmpty ? [] : ["--property", "parse.headers=true"]),
                input: sendings.map { (headers.isEmpty ? "" : headers + "\t") + "\($0.key)\t\($0.value)\n" }.joined())
        }
        guard program.end() == 0 else { throw NotSoYet(description: "\(rawValue) failed: \(program.complained)") }
    }

    /// The outcomes on the topic by now, as the client reads them.
    func read(broker: String) throws -> [[String: Any]] {
        let program: Program
        switch self {
        case .kcat:
            program = try Program(
                at: URL(filePath: "/usr/bin/kcat"),
                [
                    "-C", "-b", broker, "-t", Self.outcomes, "-o", "beginning", "-e", "-q", "-X",
                    "isolation.level=read_committed",
                ])
        case .python: program = try PythonClient.read(broker: broker)
        case .java:
            program = try JavaTools.run(
                "kafka-console-consumer.sh",
                [
                    "--bootstrap-server", broker, "--topic", Self.outcomes, "--from-beginning", "--isolation-level",
                    "read_committed", "--timeout-ms", "3000",
                ])
        }
        program.end()
        return program.printed.split(separator: "\n").compactMap { line in
            (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
        }
    }
}

/// Kafka's own command-line tools, which need Java.
enum JavaTools {
    static let missing = "set KAFKA_HOME to an unpacked Kafka 4.x"

    static let home: URL? = {
        guard let program = try? Program(at: Files.root.appending(path: "compose/kafka"), ["find"]), program.end() == 0
        else { return nil }
        let found = program.printed.trimmingCharacters(in: .whitespacesAndNewlines)
        return found.hasPrefix("/") ? URL(filePath: found) : nil
    }()

    static func run(_ tool: String, _ arguments: [String], input: String = "") throws -> Program {
        let home = try #require(home, "\(missing)")
        return try Program(
            at: home.appending(path: "bin/\(tool)"), arguments,
            environment: ["LOG_DIR": try Files.temporary().path, "KAFKA_HEAP_OPTS": "-Xmx256m"], input: input)
    }
}

/// Python with confluent-kafka, which carries its own librdkafka, in a virtual environment of this run.
enum PythonClient {
    static let missing = "python3 -m venv, or pip install confluent-kafka, failed"

    /// The folder that has the environment `.venv`, as the README's guide makes it.
    static let folder: URL? = {
        guard let folder = try? Files.temporary(),
            let program = try? Program(
                at: URL(filePath: "/bin/sh"),
                ["-c", "cd '\(folder.path)' && python3 -m venv .venv && .venv/bin/pip install -q confluent-kafka"])
        else { return nil }
        return program.end() == 0 ? folder : nil
    }()

    static var interpreter: URL? { folder?.appending(path: ".venv/bin/python") }

    private static let publishing = """
        import json, sys
        from confluent_kafka import Producer
        producer = Producer({"bootstrap.servers": sys.argv[1], "partitioner": "murmur2_random"})
        for line in sys.stdin:
            sending = json.loads(line)
            headers = [tuple(pair) for pair in sending["headers"]]
            producer.produce(sys.argv[2], key=sending["key"], value=sending["value"], headers=headers or None)
        sys.exit(producer.flush(30))
        """

    private static let reading = """
        import sys
        from confluent_kafka import Consumer, TopicPartition, OFFSET_BEGINNING, KafkaError
        consumer = Consumer({"bootstrap.servers": sys.argv[1], "group.id": "reader", "enable.auto.commit": False,
                             "isolation.level": "read_committed", "enable.partition.eof": True})
        partitions = consumer.list_topics(sys.argv[2]).topics[sys.argv[2]].partitions
        consumer.assign([TopicPartition(sys.argv[2], p, OFFSET_BEGINNING) for p in partitions])
        open_ = set(partitions)
        while open_:
            message = consumer.poll(10)
            if message is None: sys.exit(1)
            if message.error():
                if message.error().code() == KafkaError._PARTITION_EOF: open_.discard(message.partition())
                continue
            print(message.value().decode())
        consumer.close()
        """

    static func publish(_ sendings: [ForeignClient.Sending], broker: String) throws -> Program {
        let lines = try sendings.map { sending -> String in
            let object: [String: Any] = [
                "key": sending.key, "value": sending.value, "headers": sending.headers.map { [$0.name, $0.value] },
            ]
            return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self) + "\n"
        }
        return try Program(
            at: try #require(interpreter, "\(missing)"), ["-c", publishing, broker, ForeignClient.requests],
            input: lines.joined())
    }

    static func read(broker: String) throws -> Program {
        try Program(at: try #require(interpreter, "\(missing)"), ["-c", reading, broker, ForeignClient.outcomes])
    }
}
