import Contracts
import Fulfillment
import Testing

@testable import Operations
@testable import turnback

@Suite("turnback policy", .timeLimit(.minutes(15)))
struct PolicyVerbTests {
    private func complaint(_ text: String) -> Failure? {
        let bytes = Array(text.utf8)
        do throws(DecodeError) {
            _ = try Policies.decode(bytes)
            return nil
        } catch { return PolicyComplaint("policy.json", bytes, error).failure }
    }

    @Test("check names the line, the setting and what is allowed")
    func complains() throws {
        let wrong = try #require(complaint("{\"defaults\": {\n  \"verifySeconds\": 60,\n  \"restockBy\": \"shelf\"}}"))
        #expect(wrong.exitCode == .dataErr)
        #expect(
            wrong.message
                == "policy.json, line 3: defaults.restockBy: expected one of returnOrder, adjustment, found \"shelf\"")
        #expect(complaint("{\n\"defaults\": {,}}")?.message.hasPrefix("policy.json, line 2: ") == true)
        #expect(
            complaint("{\"defaults\":{\"a\":1}}")?.message.contains("allowed are unknownOrderGraceSeconds, ") == true)
        #expect(
            complaint("{\"merchants\":{\"m\":{},\n\"m\":{}}}")?.message.contains("merchants.m: stands twice") == true)
    }

    @Test("check of a file that is not there ends with 66")
    func missing() throws {
        let parsed = PolicyVerb.command.parse(arguments: ["check", "/nonexistent/policy.json"], environment: [:])
        guard case .success(.run(let invocation)) = parsed else { return #expect(Bool(false), "\(parsed)") }
        let shutdown = ShutdownSignal()
        let failure = #expect(throws: Failure.self) { try PolicyVerb.run(invocation, shutdown: shutdown) }
        #expect(failure?.exitCode == .noInput)
    }

    @Test("check takes the file by --policy as well, and says what is wrong with a directory, or with none")
    func named() throws {
        func failure(_ arguments: [String]) throws -> Failure? {
            guard case .success(.run(let invocation)) = PolicyVerb.command.parse(arguments: arguments, environment: [:])
            else { return nil }
            do throws(Failure) {
                try PolicyVerb.run(invocation, shutdown: ShutdownSignal())
                return Failure(.ok, "")
            } catch { return error }
        }
        #expect(try failure(["check", "--policy", "/nonexistent/policy.json"])?.exitCode == .noInput)
        let directory = try failure(["check", "."])
        #expect(directory?.exitCode == .noInput && directory?.message.hasPrefix(". is a directory") == true)
        #expect(try failure(["check"])?.exitCode == .usage)
    }

    @Test("show has every setting, and what differs from the built-in ones")
    func shows() throws {
        let policies = try Policies.decode(
            Array(#"{"defaults":{"verifySeconds":7200},"merchants":{"acme":{"restockBy":"adjustment"}}}"#.utf8))
        let text = PolicyText.table(policies, "policy.json", TextStyle(isEnabled: false))
        for setting in PolicySetting.all { #expect(text.contains("\n\(setting.name) "), "\(setting.name)") }
        #expect(text.hasPrefix("policy \(policies.fingerprint): from policy.json"))
        #expect(text.contains(/verifySeconds +7200 +2 h +14400/))
        #expect(text.contains(/acme +restockBy +adjustment/))
        #expect(PolicyText.json(policies).contains("\"policy\":{\"defaults\":{\"unknownOrderGraceSeconds\":900,"))
    }
}
