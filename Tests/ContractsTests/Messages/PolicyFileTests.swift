import Contracts
import Fulfillment
import Testing

@Suite("The policy file", .timeLimit(.minutes(15)))
struct PolicyFileTests {
    private func refusal(_ json: String) -> DecodeError? {
        do throws(DecodeError) {
            _ = try Policies.decode(Array(json.utf8))
            return nil
        } catch { return error }
    }

    @Test("of the contract says the defaults, and acme's way")
    func example() throws {
        let policies = try Policies.decode(Array(Example.policy.utf8))
        #expect(policies.defaults == Policy())
        #expect(policies["acme"].restockBy == .adjustment)
        #expect(policies["acme"].verifySeconds == 14_400)
        #expect(policies["other"] == Policy())
    }

    @Test("may leave everything out", arguments: ["{}", #"{"defaults":{}}"#, #"{"merchants":{"m":{}}}"#, " \n{ }\n"])
    func empty(json: String) throws { #expect(try Policies.decode(Array(json.utf8))["m"] == Policy()) }

    @Test("gives a merchant the file's defaults for what it leaves out, wherever they stand")
    func inherits() throws {
        let json =
            #"{"merchants":{"m":{"restockBy":"adjustment"}},"defaults":{"verifySeconds":60,"whenWarehouseIsSilent":"keepOpen"}}"#
        let policy = try Policies.decode(Array(json.utf8))["m"]
        #expect(policy.verifySeconds == 60)
        #expect(policy.whenWarehouseIsSilent == .keepOpen)
        #expect(policy.restockBy == .adjustment)
    }

    @Test("says how long a merchant's ended orders are remembered")
    func keeps() throws {
        let json =
            #"{"defaults":{"keepEndedSeconds":864000,"keepTombstoneSeconds":864001},"merchants":{"m":{"restockSeconds":8640,"keepEndedSeconds":86400}}}"#
        let policies = try Policies.decode(Array(json.utf8))
        #expect(policies["m"].keepEndedSeconds == 86_400)
        #expect(policies["other"].keepEndedSeconds == 864_000)
        #expect(policies.shortestKeepEndedSeconds == 86_400)
        #expect(Policy().keepEndedSeconds == 180 * 86_400)
        #expect(policies["other"].keepTombstoneSeconds == 864_001)
        #expect(Policy().keepTombstoneSeconds == 3_650 * 86_400)
    }

    @Test("says how long names and tracking numbers are kept: never longer than the order itself")
    func personal() throws {
        let json =
            #"{"defaults":{"keepPersonalSeconds":604800},"merchants":{"m":{"keepPersonalSeconds":86400},"n":{"keepPersonalSeconds":99999999}}}"#
        let policies = try Policies.decode(Array(json.utf8))
        #expect(policies.keepPersonalSeconds([]) == 604_800)
        #expect(policies.keepPersonalSeconds(["m"]) == 86_400)
        #expect(policies.keepPersonalSeconds(["m", "other"]) == 604_800)
        #expect(policies.keepPersonalSeconds(["n", "m"]) == Policy().keepEndedSeconds)
        #expect(policies.shortestKeepPersonalSeconds == 86_400)
        #expect(Policy().keepPersonalSeconds == 90 * 86_400)
    }

    @Test("says what belongs together, and how far two reports' dates may be apart; none at all is allowed as well")
    func tolerances() throws {
        let json =
            #"{"defaults":{"splitSeconds":0,"sameSourceToleranceSeconds":0,"otherSourceToleranceSeconds":7},"merchants":{"m":{"splitSeconds":5}}}"#
        let policies = try Policies.decode(Array(json.utf8))
        #expect(policies["m"].splitSeconds == 5)
        #expect(policies["other"].splitSeconds == 0)
        #expect(policies["m"].reportTolerance == ReportTolerance(withinSourceSeconds: 0, betweenSourcesSeconds: 7))
        #expect(Policy().reportTolerance == ReportTolerance(withinSourceSeconds: 30, betweenSourcesSeconds: 300))
        #expect(Policy().splitSeconds == 60)
    }

    @Test("names merchants as JSON spells them")
    func merchantNames() throws {
        let policies = try Policies.decode(
            Array(#"{"merchants":{"a\"b":{"verifySeconds":1},"caf\u00e9":{"verifySeconds":2}}}"#.utf8))
        #expect(policies["a\"b"].verifySeconds == 1)
        #expect(policies["café"].verifySeconds == 2)
    }

    @Test(
        "that is wrong names the setting",
        arguments: [
            (#"{"default":{}}"#, "default"), (#"{"defaults":{"verifyseconds":1}}"#, "defaults.verifyseconds"),
            (#"{"defaults":{"verifySeconds":0}}"#, "defaults.verifySeconds"),
            (#"{"defaults":{"verifySeconds":"1"}}"#, "defaults.verifySeconds"),
            (#"{"defaults":{"splitSeconds":-1}}"#, "defaults.splitSeconds"),
            (#"{"defaults":{"keepEndedSeconds":0}}"#, "defaults.keepEndedSeconds"),
            (#"{"defaults":{"keepTombstoneSeconds":15551999}}"#, "defaults.keepTombstoneSeconds"),
            // What is forgotten has to outlast the case that may still ask for it, as the merged policy says.
            (#"{"defaults":{"keepEndedSeconds":676799}}"#, "defaults.keepEndedSeconds"),
            (#"{"merchants":{"m":{"restockSeconds":15552000}}}"#, "merchants.m.keepEndedSeconds"),
            (#"{"defaults":{"restockBy":"magic"}}"#, "defaults.restockBy"),
            (#"{"merchants":{"m":{"x":1}}}"#, "merchants.m.x"),
            (#"{"merchants":{"m":{"restockSeconds":1e99}}}"#, "merchants.m.restockSeconds"),
            (#"{"merchants":[]}"#, "merchants"),
            (#"{"defaults":{}} {}"#, ""), ("", ""),
            (#"{"defaults":{},"defaults":{}}"#, "defaults"),
            (#"{"defaults":{"verifySeconds":1,"verifySeconds":2}}"#, "defaults.verifySeconds"),
            (#"{"merchants":{"m":{},"\u006d":{}}}"#, "merchants.m"),
        ])
    func wrong(json: String, path: String) { #expect(refusal(json)?.path == path) }

    @Test("that says all of a policy reads as that policy, and has its fingerprint")
    func file() throws {
        let json =
            #"{"defaults":{"verifySeconds":60,"restockBy":"adjustment"},"merchants":{"b":{"splitSeconds":0},"a":{}}}"#
        let policies = try Policies.decode(Array(json.utf8))
        let again = try Policies.decode(Array(policies.file.compact.utf8))
        #expect(again.defaults == policies.defaults && again["b"] == policies["b"] && again["a"] == policies["a"])
        #expect(again.fingerprint == policies.fingerprint)
        #expect(again.file["merchants"] == ["b": ["splitSeconds": 0]])
    }

    @Test("has the fingerprint of what it says, not of how it is written")
    func fingerprint() throws {
        func print(_ json: String) throws -> String { try Policies.decode(Array(json.utf8)).fingerprint }
        #expect(try print("{}") == Policies().fingerprint && Policies().fingerprint.count == 12)
        #expect(try print(#"{"merchants":{"m":{"verifySeconds":14400}}}"#) == Policies().fingerprint)
        #expect(
            try print(#"{"merchants":{"m":{"splitSeconds":1},"a":{"splitSeconds":2}}}"#)
                == print(#"{ "merchants": {"a":{"splitSeconds":2}, "m":{"splitSeconds":1}}, "defaults":{}}"#))
        for setting in PolicySetting.all {
            let other =
                setting.name == "restockBy"
                ? "\"adjustment\"" : setting.name == "whenWarehouseIsSilent" ? "\"keepOpen\"" : "20000000"
            let json =
                "{\"defaults\":{\"keepTombstoneSeconds\":300000000,\"keepEndedSeconds\":200000000},"
                + "\"merchants\":{\"m\":{\"\(setting.name)\":\(setting.name.hasPrefix("keepE") || setting.name.hasPrefix("keepT") ? "250000000" : other)}}}"
            let base = "{\"defaults\":{\"keepTombstoneSeconds\":300000000,\"keepEndedSeconds\":200000000}}"
            #expect(try print(json) != print(base), "\(setting.name)")
        }
    }
}
