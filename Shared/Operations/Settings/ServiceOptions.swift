extension ServiceSettings {
    /// A service as a command: its name, one line, and the options of all services.
    public static func command(service: String, summary: String, discussion: String = "") -> Command {
        Command(
            service, summary: summary, discussion: discussion, options: options(service: service),
            examples: [
                "\(service) --kafka localhost:9092 --state ./state/\(service) --instance \(service)-0",
                "\(service) \(HealthCheck.verb)",
            ])
    }

    /// All options of a service.
    public static func options(service: String) -> [Option] {
        [
            kafka, kafkaConfig, state(default: "./state/\(service)"), http(default: defaultAddress(service: service)),
            instance, loops, policy, tenants, log, logLevel,
        ]
    }

    /// 127.0.0.1 with 8080 for the console (and `turnback serve`), 8081 orders, 8082 inventory, 8083 returns, 8084 connect.
    public static func defaultAddress(service: String) -> HostPort {
        let ports: [String: UInt16] = ["orders": 8081, "inventory": 8082, "returns": 8083, "connect": 8084]
        return HostPort(host: "127.0.0.1", port: ports[service] ?? 8080)
    }

    /// `--kafka`.
    public static let kafka = Option(
        "kafka", "HOST:PORT[,…]", variable: "TURNBACK_KAFKA", default: "localhost:9092", help: "Kafka's brokers.",
        rule: .addresses)

    /// `--kafka`, for a verb that runs on the embedded log where no Kafka is named.
    public static func kafkaInstead(help: String) -> Option {
        Option(
            "kafka", "HOST:PORT[,…]", variable: "TURNBACK_KAFKA", defaultText: "none: the embedded log", help: help,
            rule: .addresses)
    }

    /// `--data`, for a verb that takes an embedded log instead of Kafka.
    public static func data(defaultText: String, help: String) -> Option {
        Option("data", "DIR", variable: "TURNBACK_DATA", defaultText: defaultText, help: help, rule: .directory)
    }

    /// Which log a verb with both options takes: the embedded one or Kafka. All such verbs decide it by this.
    public static let dataOrKafka = Alternatives(
        ["data", "kafka"], companions: ["kafka-config": "kafka", "state": "kafka"])

    /// `--kafka-config`.
    public static let kafkaConfig = Option(
        "kafka-config", "FILE", variable: "TURNBACK_KAFKA_CONFIG", defaultText: "none",
        help: "Properties of librdkafka, name=value per line: SASL, TLS.", rule: .readableFile)

    /// `--state`.
    public static func state(default path: String) -> Option {
        Option(
            "state", "DIR", variable: "TURNBACK_STATE", default: path,
            help: "Where the state is kept. What is lost there is rebuilt from Kafka.", rule: .directory)
    }

    /// `--http`.
    public static func http(default address: HostPort) -> Option {
        Option(
            "http", "HOST:PORT", variable: "TURNBACK_HTTP", default: address.description,
            help: "Where HTTP is answered: /healthz, /readyz, /metrics. Port 0 is any free port.", rule: .address)
    }

    /// `--hosts`, for a program that browsers post to.
    public static let hosts = Option(
        "hosts", "NAME[,…]", variable: "TURNBACK_HOSTS", defaultText: "localhost and addresses alone",
        help: "The names under which browsers may post to it; a page of another site may lead any name here.",
        rule: .custom(allowed: "names of hosts with commas between them", accepts: { !$0.isEmpty && !$0.contains("/") })
    )

    /// `--rebuild`, for a program with a read model.
    public static let rebuild = Flag(
        "rebuild", variable: "TURNBACK_REBUILD", help: "Rebuild the read model from the topics.")

    /// The names of `--hosts`.
    public static func hosts(_ invocation: Invocation) -> [String] {
        (invocation.stringIfGiven("hosts") ?? "").split(separator: ",").map { String($0.filter { $0 != " " }) }
    }

    /// `--instance`. The contract's rule for ids, and no white space at all: it becomes part of Kafka's ids.
    public static let instance = Option(
        "instance", "NAME", variable: "TURNBACK_INSTANCE", defaultText: "the host's name",
        help: "A name that stays the same over restarts: names the group member and the transactional ids.",
        rule: .custom(
            allowed: "1 to 128 printable characters without '/' and without white space", accepts: isInstance))

    /// `--loops`.
    public static let loops = Option(
        "loops", "N", variable: "TURNBACK_LOOPS", default: "1", help: "How many loops share the partitions.",
        rule: .integer(1...64))

    /// `--policy`.
    public static let policy = Option(
        "policy", "FILE", variable: "TURNBACK_POLICY", defaultText: "built-in defaults",
        help: "Deadlines and restock ways, per merchant, as JSON.", rule: .readableFile)

    /// `--log`.
    public static let log = Option(
        "log", "FORMAT", variable: "TURNBACK_LOG", defaultText: "text on a terminal, else json",
        help: "How log lines are written to standard error.", rule: .oneOf(LogFormat.allCases.map(\.rawValue)))

    /// `--log-level`.
    public static let logLevel = Option(
        "log-level", "LEVEL", variable: "TURNBACK_LOG_LEVEL", default: "info",
        help: "The least level that is written.", rule: .oneOf(LogLevel.allCases.map(\.rawValue)))

    private static func isInstance(_ name: String) -> Bool {
        (1...128).contains(name.utf8.count)
            && name.unicodeScalars.allSatisfy { scalar in
                guard scalar != "/", !scalar.properties.isWhitespace else { return false }
                switch scalar.properties.generalCategory {
                case .control, .format, .surrogate, .unassigned, .privateUse: return false
                default: return true
                }
            }
    }
}
