import Operations
import Testing

@Suite("A command line", .timeLimit(.minutes(15)))
struct CommandTests {
    let command = Command(
        "turnback", summary: "Stops parcels.",
        options: [
            Option(
                "kafka", "HOST:PORT", variable: "TURNBACK_KAFKA", default: "localhost:9092", help: "Brokers.",
                rule: .addresses)
        ],
        subcommands: [
            Command(
                "publish", summary: "Publishes events.",
                options: [
                    Option(
                        "loops", "N", variable: "TURNBACK_LOOPS", default: "1", help: "Loops.", rule: .integer(1...64)),
                    Option("log", "FORMAT", variable: "TURNBACK_LOG", help: "Format.", rule: .oneOf(["text", "json"])),
                    Option("header", "NAME=VALUE", variable: "TURNBACK_HEADER", help: "A header.", repeated: true),
                    Option("http", "HOST:PORT", help: "Where.", rule: .address),
                ],
                flags: [Flag("json", variable: "TURNBACK_JSON", help: "JSON lines.")],
                arguments: [Argument("FILE", help: "a file, or - for standard input")]),
            Command(
                "topics", summary: "Topics.",
                subcommands: [Command("create", summary: "Creates."), Command("check", summary: "Checks.")]),
        ])

    func invocation(_ line: String, _ environment: [String: String] = [:]) throws -> Invocation {
        guard case .run(let invocation) = try parse(line, environment).get() else {
            throw Unexpected(what: "\(line) was not taken as a command to run")
        }
        return invocation
    }

    func error(_ line: String, _ environment: [String: String] = [:]) throws -> ArgumentError {
        guard case .failure(let error) = parse(line, environment) else { throw Unexpected(what: "\(line) was taken") }
        return error
    }

    func parse(_ line: String, _ environment: [String: String] = [:]) -> Result<Command.Outcome, ArgumentError> {
        command.parse(arguments: line.split(separator: " ").map(String.init), environment: environment)
    }

    @Test(
        "takes a value after the name and after an equals sign",
        arguments: ["publish --loops 4 f", "publish --loops=4 f"])
    func values(line: String) throws {
        #expect(try invocation(line).int("loops") == 4)
        #expect(try invocation(line).argument("FILE") == "f")
    }

    @Test func theCommandLineWinsOverTheVariableAndTheVariableOverTheDefault() throws {
        let environment = ["TURNBACK_LOOPS": "8"]
        #expect(try invocation("publish --loops 4 f", environment).int("loops") == 4)
        #expect(try invocation("publish f", environment).int("loops") == 8)
        #expect(try invocation("publish f", environment).origin("loops") == .environment("TURNBACK_LOOPS"))
        #expect(try invocation("publish f").int("loops") == 1)
        #expect(try invocation("publish f", ["TURNBACK_LOOPS": ""]).int("loops") == 1, "an empty variable is not set")
    }

    @Test func optionsOfACommandAreTakenBeforeAndAfterTheCommandsBelowIt() throws {
        #expect(try invocation("--kafka a:1 publish f").string("kafka") == "a:1")
        #expect(try invocation("publish --kafka a:1 f").string("kafka") == "a:1")
        #expect(try invocation("topics create --kafka a:1").verb == "topics create")
    }

    @Test func repeatedOptionsKeepTheirOrderAndTheLastOfTheOthersCounts() throws {
        let invocation = try invocation("publish --header a=1 --loops 2 --header=b=2 --loops 3 f")
        #expect(invocation.strings("header") == ["a=1", "b=2"])
        #expect(invocation.int("loops") == 3)
        #expect(try self.invocation("publish f", ["TURNBACK_HEADER": "a=1,b=2"]).strings("header") == ["a=1", "b=2"])
    }

    @Test func flagsAreRaisedByTheCommandLineOrAVariable() throws {
        #expect(try invocation("publish --json f").flag("json"))
        #expect(try invocation("publish f", ["TURNBACK_JSON": "TRUE"]).flag("json"))
        #expect(try !invocation("publish f", ["TURNBACK_JSON": "0"]).flag("json"))
        #expect(try error("publish f", ["TURNBACK_JSON": "maybe"]).exitCode == .configuration)
        #expect(try error("publish --json=1 f").exitCode == .usage)
    }

    @Test func whatFollowsTwoDashesIsNoOption() throws {
        #expect(try invocation("publish -- --loops").argument("FILE") == "--loops")
        #expect(try invocation("publish -").argument("FILE") == "-")
    }

    @Test(
        "that is wrong is a usage error that says what was meant",
        arguments: [
            ("publish --lops 4 f", "unknown option --lops, did you mean '--loops'?; see 'turnback publish --help'"),
            ("publsih f", "unknown command publsih, did you mean 'publish'?; see 'turnback --help'"),
            ("dance", "unknown command dance, known are publish, topics; see 'turnback --help'"),
            ("topics", "'turnback topics' needs a command: create, check; see 'turnback topics --help'"),
            ("publish --loops", "--loops needs a value: N, a whole number from 1 to 64; see 'turnback publish --help'"),
            ("publish", "FILE is missing: a file, or - for standard input; see 'turnback publish --help'"),
            ("publish a b", "unexpected argument b; see 'turnback publish --help'"),
            ("publish -x f", "unknown option -x: options are written --name; see 'turnback publish --help'"),
        ])
    func usage(line: String, message: String) throws {
        let error = try error(line)
        #expect(error.exitCode == .usage)
        #expect(error.line == message)
    }

    @Test func aWrongValueIsAConfigurationErrorThatNamesWhereItCameFrom() throws {
        let flag = try error("publish --loops 99 f")
        #expect(flag.exitCode == .configuration)
        #expect(flag.message == "--loops 99: must be a whole number from 1 to 64")
        let variable = try error("publish f", ["TURNBACK_LOOPS": "many"])
        #expect(variable.exitCode == .configuration)
        #expect(variable.message == "TURNBACK_LOOPS=many: must be a whole number from 1 to 64")
        let word = try error("publish --log jsn f")
        #expect(word.message == "--log jsn: must be one of text, json, did you mean 'json'?")
        #expect(try error("publish --kafka broker f").message.hasPrefix("--kafka broker: must be HOST:PORT"))
    }

    @Test func anErrorIsOneLineWhateverTheValue() throws {
        let error = try error("publish f", ["TURNBACK_LOOPS": "1\n\u{1B}[2J"])
        #expect(error.message.hasPrefix("TURNBACK_LOOPS=1\\u{a}\\u{1b}[2J: must be"))
        #expect(!error.line.contains("\n"))
    }

    @Test func aSettingThatTurnsOutWrongLaterIsNamedAsItWasGiven() throws {
        #expect(try invocation("publish --loops 2 f").failure("loops", "too many").message == "--loops 2: too many")
        let variable = try invocation("publish f", ["TURNBACK_LOOPS": "2"]).failure("loops", "too many")
        #expect(variable.message == "TURNBACK_LOOPS=2: too many")
        #expect(variable.exitCode == .configuration)
    }

    @Test("asks for help", arguments: ["publish --help", "publish -h", "help publish", "publish --loops 99 --help"])
    func help(line: String) throws {
        guard case .help(let text) = try parse(line).get() else { throw Unexpected(what: "no help for \(line)") }
        #expect(text.contains("USAGE: turnback publish [OPTIONS] FILE"))
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("Loops. (a whole number from 1 to 64; default 1; variable TURNBACK_LOOPS)"))
        #expect(words.contains("EXIT CODES: 0 Done, or stopped as asked. 64 ") && words.contains("--no-color"))
        #expect(text.contains("--kafka HOST:PORT"), "options of the command above are listed")
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func asksForTheVersion() throws {
        guard case .version(let text) = try parse("publish --version").get() else {
            throw Unexpected(what: "no version")
        }
        #expect(text == "0.1.0")
    }
}

/// What a test did not expect.
struct Unexpected: Error, CustomStringConvertible {
    let what: String
    var description: String { what }
}
