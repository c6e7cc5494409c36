import Operations
import Testing

@Suite("Options that exclude each other", .timeLimit(.minutes(15)))
struct AlternativesTests {
    /// As `serve` has them, and as `reconcile` has them, which asks Kafka where nothing is said.
    private static func command(withDefault: Bool) -> Command {
        Command(
            "serve", summary: "Serves.",
            options: [
                ServiceSettings.data(defaultText: "in memory", help: "Where."),
                withDefault ? ServiceSettings.kafka : ServiceSettings.kafkaInstead(help: "Brokers."),
                ServiceSettings.kafkaConfig, ServiceSettings.state(default: "./state"),
            ], alternatives: [ServiceSettings.dataOrKafka])
    }

    private func parse(
        _ line: String, _ environment: [String: String] = [:], withDefault: Bool
    ) -> Result<Command.Outcome, ArgumentError> {
        Self.command(withDefault: withDefault).parse(
            arguments: line.split(separator: " ").map(String.init), environment: environment)
    }

    /// What is taken as data and as Kafka.
    private func chosen(
        _ line: String, _ environment: [String: String] = [:], withDefault: Bool
    ) throws -> (data: String?, kafka: String?) {
        guard case .run(let invocation) = try parse(line, environment, withDefault: withDefault).get() else {
            throw Unexpected(what: "\(line) was not taken as a command to run")
        }
        return (invocation.stringIfGiven("data"), invocation.stringIfGiven("kafka"))
    }

    private func error(_ line: String, _ environment: [String: String] = [:], withDefault: Bool) throws -> ArgumentError
    {
        guard case .failure(let error) = parse(line, environment, withDefault: withDefault) else {
            throw Unexpected(what: "\(line) was taken")
        }
        return error
    }

    @Test("are decided by the flag, and not by the environment", arguments: [false, true])
    func flagWins(withDefault: Bool) throws {
        #expect(try chosen("--data d", ["TURNBACK_KAFKA": "k:1"], withDefault: withDefault) == ("d", nil))
        #expect(try chosen("--kafka k:1", ["TURNBACK_DATA": "d"], withDefault: withDefault) == (nil, "k:1"))
        #expect(
            try chosen("--data d", ["TURNBACK_KAFKA": "k:1", "TURNBACK_DATA": "e"], withDefault: withDefault) == (
                "d", nil
            ))
    }

    @Test("are decided by the only variable where there is no flag", arguments: [false, true])
    func variableWins(withDefault: Bool) throws {
        #expect(try chosen("", ["TURNBACK_KAFKA": "k:1"], withDefault: withDefault) == (nil, "k:1"))
        #expect(
            try chosen("", ["TURNBACK_DATA": "d", "TURNBACK_KAFKA": ""], withDefault: withDefault) == ("d", nil),
            "an empty variable is not set")
    }

    @Test("are decided by the one that comes first where several variables are set, and that is one of them")
    func firstWins() throws {
        let options = Self.command(withDefault: false)
        let command = Command(
            "cases", summary: "Lists.", options: options.options,
            alternatives: [Alternatives(["data", "kafka"]).first("kafka")])
        func chosen(_ line: [String], _ environment: [String: String]) throws -> String? {
            guard case .run(let invocation) = try command.parse(arguments: line, environment: environment).get() else {
                return nil
            }
            return invocation.stringIfGiven("data") ?? invocation.stringIfGiven("kafka")
        }
        let both = ["TURNBACK_DATA": "d", "TURNBACK_KAFKA": "k:1"]
        #expect(try chosen([], both) == "k:1")
        #expect(try chosen(["--data", "e"], both) == "e", "a flag wins over every variable")
        #expect(try chosen([], ["TURNBACK_DATA": "d"]) == "d")
    }

    @Test func areDecidedByTheDefaultWhereNothingIsSaid() throws {
        #expect(try chosen("", withDefault: true) == (nil, "localhost:9092"))
        #expect(try chosen("", withDefault: false) == (nil, nil))
    }

    @Test("are refused as two flags: 64", arguments: [false, true])
    func twoFlags(withDefault: Bool) throws {
        let error = try error("--data d --kafka k:1", withDefault: withDefault)
        #expect(error.exitCode == .usage)
        #expect(error.line == "--data and --kafka exclude each other: leave one of them out; see 'serve --help'")
    }

    @Test("are refused as two variables: 78", arguments: [false, true])
    func twoVariables(withDefault: Bool) throws {
        let error = try error("", ["TURNBACK_DATA": "d", "TURNBACK_KAFKA": "k:1"], withDefault: withDefault)
        #expect(error.exitCode == .configuration)
        #expect(
            error.message
                == "TURNBACK_DATA and TURNBACK_KAFKA exclude each other: unset one of them, or say --data or --kafka")
    }

    @Test func takeWhatBelongsToOneOfThemWithThatOneAlone() throws {
        #expect(try chosen("--kafka k:1 --state s", withDefault: false) == (nil, "k:1"))
        #expect(try chosen("--data d", ["TURNBACK_KAFKA_CONFIG": "/none"], withDefault: false) == ("d", nil))
        let flag = try error("--data d --state s", withDefault: false)
        #expect(flag.exitCode == .usage)
        #expect(flag.message == "--state belongs to --kafka, and --data was chosen")
        let variable = try error("--kafka-config /etc/hostname", ["TURNBACK_DATA": "d"], withDefault: true)
        #expect(variable.message == "--kafka-config belongs to --kafka, and TURNBACK_DATA was chosen")
        #expect(
            try error("--state s", withDefault: false).message == "--state belongs to --kafka, and that is not there")
    }
}
