/// What every service gets: the flags and variables of the contract (CONTRACTS.md, section 2), checked.
public struct ServiceSettings: Sendable {
    /// The service's name: `orders`.
    public let service: String
    /// Brokers, `HOST:PORT[,…]`.
    public let kafka: String
    /// A file of librdkafka properties.
    public let kafkaConfig: String?
    /// Where the state is kept.
    public let state: String
    /// Where HTTP is answered.
    public let http: HostPort
    /// Names the group member and the transactional ids: stable over restarts.
    public let instance: String
    /// How many loops share the partitions.
    public let loops: Int
    /// The policy file.
    public let policy: String?
    /// How log lines are written.
    public let logFormat: LogFormat
    /// Which log lines are written.
    public let logLevel: LogLevel

    /// Reads them from a command line of a command that declares `ServiceSettings.options(service:)`.
    public init(service: String, _ invocation: Invocation) {
        self.service = service
        kafka = invocation.string("kafka")
        kafkaConfig = invocation.stringIfGiven("kafka-config")
        state = invocation.string("state")
        http = invocation.address("http")
        instance = invocation.stringIfGiven("instance") ?? HostName.current()
        loops = invocation.int("loops")
        policy = invocation.stringIfGiven("policy")
        logFormat =
            invocation.choiceIfGiven("log", as: LogFormat.self) ?? (StandardStream.error.isTerminal ? .text : .json)
        logLevel = invocation.choice("log-level", as: LogLevel.self)
    }

    /// A logger as these settings want it, under the service's name unless another label is given.
    public func logger(_ label: String? = nil) -> Logger {
        Logger(label: label ?? service, format: logFormat, level: logLevel)
    }
}
