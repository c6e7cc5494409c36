import Foundation
import TestSupport
import Testing

/// A wrong setting stops the start with one line that names it, its value and what is allowed.
@Suite(.timeLimit(.minutes(15)))
struct BadInputTests {
    @Test(arguments: ["orders", "inventory", "returns"])
    func aWrongFlagIsAUsageError(service: String) throws {
        let result = try Program.run(service, ["--kafk", "x:1"])
        #expect(result.code == 64)
        #expect(result.complained.contains("--kafk"))
        #expect(result.complained.split(separator: "\n").count == 1)
    }

    @Test(arguments: [
        ("--kafka", "localhost"), ("--loops", "0"), ("--http", "nowhere"), ("--log-level", "loud"),
        ("--policy", "/nonexistent/policy.json"), ("--instance", "a/b"),
    ])
    func aWrongValueIsAConfigurationError(flag: String, value: String) throws {
        let result = try Program.run("orders", [flag, value])
        #expect(result.code == 78)
        #expect(result.complained.contains(flag) && result.complained.contains(value))
        #expect(result.complained.split(separator: "\n").count == 1)
    }

    @Test func aWrongVariableIsNamedAsSuch() throws {
        let result = try Program.run("orders", [], environment: ["TURNBACK_LOOPS": "many"])
        #expect(result.code == 78)
        #expect(result.complained.contains("TURNBACK_LOOPS") && result.complained.contains("many"))
    }

    @Test func aWrongPolicyNamesTheSettingAndWhatIsAllowed() throws {
        let file = try Files.temporary().appending(path: "policy.json")
        try Data(#"{"defaults":{"restockBy":"magic"}}"#.utf8).write(to: file)
        let result = try Program.run("orders", ["--policy", file.path])
        #expect(result.code == 78)
        #expect(result.complained.contains("defaults.restockBy"))
        #expect(result.complained.contains("returnOrder, adjustment") && result.complained.contains("magic"))
    }

    @Test func anUnknownKafkaPropertyIsNamed() throws {
        let file = try Files.temporary().appending(path: "kafka.properties")
        try Data("security.protocl=SSL\n".utf8).write(to: file)
        let result = try Program.run("orders", ["--kafka-config", file.path])
        #expect(result.code == 78)
        #expect(result.complained.contains("security.protocl"))
    }

    @Test func aPasswordThatEveryUserCanReadIsWarnedOf() throws {
        let file = try Files.temporary().appending(path: "kafka.properties")
        try Data("sasl.password=hush\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        let service = try Program(
            "orders",
            [
                "--kafka", "127.0.0.1:1", "--kafka-config", file.path, "--http", "127.0.0.1:0", "--log", "text",
                "--state", try Files.temporary().path,
            ])
        try eventually("it is reported") {
            service.complained.contains("chmod o-r \(file.path)") ? true : nil
        } state: {
            service.complained
        }
        #expect(service.stop() == 0)
        #expect(!service.complained.contains("hush"))
    }

    @Test func kafkaAwayIsSaidAndWaitedFor() throws {
        let (kafka, port) = (try FreePorts.pair(), try FreePorts.pair())
        let program = try Program(
            "orders",
            [
                "--kafka", "127.0.0.1:\(kafka)", "--http", "127.0.0.1:\(port)", "--log", "text", "--state",
                try Files.temporary().path,
            ])
        let http = HTTP(base: "http://127.0.0.1:\(port)")
        let answer = try eventually("it is alive and not ready") {
            let ready = try http.get("/readyz")
            return ready.status == 503 && ready.body.contains("127.0.0.1:\(kafka)") ? ready : nil
        } state: {
            program.complained
        }
        #expect(answer.body.contains("waiting"))
        #expect(try http.get("/healthz").status == 200)
        #expect(program.stop() == 0)
    }

    @Test(.enabled(if: Stack.isAvailable)) func missingTopicsAreNamedWithTheCommandThatMakesThem() throws {
        // Its own broker, since the one of the run has the topics.
        let kafka = try OwnBroker()
        defer { kafka.remove() }
        let http = try FreePorts.pair()
        let program = try Program(
            "inventory",
            [
                "--kafka", kafka.address, "--http", "127.0.0.1:\(http)", "--log", "text", "--state",
                try Files.temporary().path,
            ])
        defer { program.kill() }
        try eventually("the service has ended", within: .seconds(60)) {
            program.process.isRunning ? nil : true
        } state: {
            "\(program.complained)"
        }
        #expect(program.end() == 69)
        #expect(program.complained.contains("fulfillment.inventory.commands.v1"))
        #expect(program.complained.contains("turnback topics create --kafka \(kafka.address)"))
        for verb in [["bench"], ["bench", "--restart"], ["reconcile"]] {
            let result = try Program.run("turnback", verb + ["--kafka", kafka.address])
            #expect(result.code == 69)
            #expect(
                result.complained.contains("turnback topics create --kafka \(kafka.address)"), "\(result.complained)")
        }
    }
}
