import Operations
import Testing

@Suite("A service's settings", .timeLimit(.minutes(15)))
struct ServiceSettingsTests {
    func settings(
        _ arguments: [String] = [], _ environment: [String: String] = [:], service: String = "orders"
    ) throws -> ServiceSettings {
        let command = ServiceSettings.command(service: service, summary: "Decides.")
        guard case .run(let invocation) = try command.parse(arguments: arguments, environment: environment).get() else {
            throw Unexpected(what: "not taken as a run")
        }
        return ServiceSettings(service: service, invocation)
    }

    @Test(
        "have the contract's defaults",
        arguments: [("console", 8080), ("orders", 8081), ("inventory", 8082), ("returns", 8083)])
    func defaults(service: String, port: UInt16) throws {
        let settings = try settings(service: service)
        #expect(settings.http == HostPort(host: "127.0.0.1", port: port))
        #expect(settings.state == "./state/\(service)")
        #expect(settings.kafka == "localhost:9092")
        #expect(settings.loops == 1)
        #expect(settings.logLevel == .info)
        #expect(settings.kafkaConfig == nil && settings.policy == nil)
        #expect(!settings.instance.isEmpty)
    }

    @Test func areReadFromVariables() throws {
        let settings = try settings(
            [],
            [
                "TURNBACK_KAFKA": "a:1,b:2", "TURNBACK_STATE": "/tmp", "TURNBACK_HTTP": "[::1]:0",
                "TURNBACK_INSTANCE": "orders-1",
                "TURNBACK_LOOPS": "64", "TURNBACK_LOG": "json", "TURNBACK_LOG_LEVEL": "debug",
                "TURNBACK_POLICY": "/proc/self/status",
            ])
        #expect(settings.kafka == "a:1,b:2")
        #expect(settings.http.description == "[::1]:0")
        #expect(settings.instance == "orders-1")
        #expect(settings.loops == 64)
        #expect(settings.logFormat == .json)
        #expect(settings.logLevel == .debug)
        #expect(settings.policy == "/proc/self/status")
    }

    @Test(
        "that are wrong are named with what is allowed",
        arguments: [
            ("--kafka", "a:1,", "--kafka a:1,: must be HOST:PORT"),
            ("--kafka", "a:0", "--kafka a:0: must be HOST:PORT"),
            ("--http", "8080", "--http 8080: must be HOST:PORT"),
            ("--loops", "0", "--loops 0: must be a whole number from 1 to 64"),
            ("--instance", "a/b", "--instance a/b: must be 1 to 128 printable"),
            ("--instance", "a b", "--instance 'a b': must be"),
            ("--policy", "/none", "--policy /none: no such file or directory; must be a file that can be read"),
            ("--kafka-config", "/tmp", "--kafka-config /tmp: it is a directory; must be a file"),
            ("--state", "/etc/passwd", "--state /etc/passwd: it is a file; must be a directory"),
            ("--log", "xml", "--log xml: must be one of text, json"),
            (
                "--log-level", "warn",
                "--log-level warn: must be one of trace, debug, info, notice, warning, error, critical"
            ),
        ])
    func wrong(flag: String, value: String, message: String) throws {
        let error = try #require(throws: ArgumentError.self) { try settings([flag, value]) }
        #expect(error.exitCode == .configuration)
        #expect(error.line.hasPrefix(message), "\(error.line)")
    }

    @Test func areAllInTheHelpWithTheirVariablesAndDefaults() throws {
        let command = ServiceSettings.command(service: "returns", summary: "Return orders.")
        guard case .help(let text) = try command.parse(arguments: ["-h"], environment: [:]).get() else {
            throw Unexpected(what: "no help")
        }
        for option in ServiceSettings.options(service: "returns") {
            #expect(text.contains("--\(option.name) "))
            #expect(text.contains(try #require(option.variable)))
        }
        #expect(text.contains("127.0.0.1:8083"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }
}
