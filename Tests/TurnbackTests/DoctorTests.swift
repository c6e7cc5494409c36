import Operations
import Testing

@testable import turnback

@Suite("turnback doctor", .timeLimit(.minutes(15)))
struct DoctorTests {
    private func instance(
        _ name: String, policy: String? = "aaaaaaaaaaaa", version: String = "1", ahead: Int? = 0,
        notReady: String? = nil
    ) -> InstanceFacts {
        InstanceFacts(url: "http://\(name)", notReady: notReady, version: version, policy: policy, clockAhead: ahead)
    }

    private func wrong(_ findings: [DoctorFinding]) -> [DoctorFinding] { findings.filter { $0.verdict == .wrong } }

    @Test("names the programs whose policies differ, and the file's fingerprint")
    func policies() throws {
        let same = InstanceFindings.all([instance("a"), instance("b")], silent: [], policy: "aaaaaaaaaaaa")
        #expect(wrong(same) == [])
        #expect(same.contains { $0.area == "policy" && $0.verdict == .good })

        let other = InstanceFindings.all(
            [instance("a"), instance("b", policy: "bbbbbbbbbbbb")], silent: [], policy: nil)
        let finding = try #require(wrong(other).first)
        #expect(wrong(other).count == 1 && finding.area == "policy" && !finding.remedies.isEmpty)
        #expect(finding.text.contains("http://a has aaaaaaaaaaaa, http://b has bbbbbbbbbbbb"))

        let file = InstanceFindings.all([instance("a")], silent: [], policy: "cccccccccccc")
        #expect(wrong(file).first?.text.contains("--policy here is cccccccccccc") == true)
    }

    @Test("says of each program what is wrong with it")
    func programs() {
        let findings = wrong(
            InstanceFindings.all(
                [instance("a", ahead: 6), instance("b", ahead: -5), instance("c", notReady: "not ready: restoring")],
                silent: [.init(url: "http://d", reason: "Connection refused")], policy: nil))
        #expect(
            findings.map(\.text) == [
                "http://d does not answer: Connection refused", "http://a: its clock is 6 s ahead of this machine's",
                "http://c is not ready: not ready: restoring",
            ])
        let versions = InstanceFindings.all([instance("a"), instance("b", version: "2")], silent: [], policy: nil)
        #expect(versions.last?.verdict == .note && versions.last?.area == "version")
    }

    @Test("reads what programs export")
    func metrics() {
        let registry = MetricsRegistry()
        registry.buildInfo(service: "orders")
        registry.policyInfo("0123456789ab")
        var facts = instance("a", policy: nil, version: "")
        facts.read(registry.exposition())
        #expect(facts.policy == "0123456789ab" && facts.version == Version.current)
        #expect(HTTPDate.seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
        #expect(HTTPDate.seconds("yesterday") == nil)
    }

    @Test("judges Kafka by its brokers' settings")
    func brokers() {
        func findings(_ brokers: [Int32: [String: String]], _ copies: Int? = 3) -> [DoctorFinding] {
            BrokerFindings.all(brokers, replication: copies, address: "k:9092")
        }
        let good = ["offsets.topic.replication.factor": "3", "transaction.state.log.replication.factor": "3"]
        #expect(wrong(findings([1: good, 2: good, 3: good])) == [])
        #expect(findings([1: [:]]).map(\.verdict) == [.unknown])
        let old = wrong(findings([1: ["inter.broker.protocol.version": "3.7-IV4"]]))
        #expect(old.count == 1 && old[0].text.hasPrefix("version 3.7-IV4"))
        #expect(wrong(findings([1: good, 2: good, 3: good], 1)).map(\.text) == ["topics have one copy on 3 brokers"])
        let thin = good.merging(["transaction.state.log.replication.factor": "1"]) { $1 }
        #expect(wrong(findings([1: good, 2: good, 3: thin])).count == 1)
        let unclean = good.merging(["unclean.leader.election.enable": "true"]) { $1 }
        #expect(wrong(findings([1: good, 2: good, 3: unclean])).count == 1)
    }

    @Test("says which services are not in their groups, and what waits for them")
    func groups() {
        func finding(_ members: Int, _ waiting: Int64) -> DoctorFinding {
            GroupFindings.finding("orders", members: members, waiting: waiting, "--kafka k:9092")
        }
        let away = finding(0, 1_234)
        #expect(away.verdict == .wrong)
        #expect(away.text == "orders does not run: nobody is in its group, and 1,234 messages wait for it")
        #expect(away.remedies.first?.hasPrefix("orders --kafka k:9092 --state ./state/orders") == true)
        #expect(finding(0, 0).verdict == .wrong)
        #expect(finding(2, 0) == .good("services", "orders runs with 2 loops, and nothing waits for it"))
        #expect(finding(1, 1) == .note("services", "orders runs with 1 loop, and 1 message waits for it"))
    }

    @Test("warns before a disk is full")
    func disk() {
        #expect(DiskFindings.of("/d", free: 50 << 30, all: 100 << 30).verdict == .good)
        #expect(DiskFindings.of("/d", free: 1 << 29, all: 2 << 30).verdict == .wrong)
        #expect(DiskFindings.of("/d", free: 2 << 30, all: 100 << 30).verdict == .wrong)
        #expect(DiskFindings.of("/nonexistent/there").verdict == .note)
        #expect(DiskFindings.of("/nonexistent/there", isNamed: true).verdict == .wrong)
    }

    @Test("takes programs as hosts, ports and URLs")
    func addresses() {
        #expect(DoctorVerb.addresses("a:1,https://b:2") == ["http://a:1", "https://b:2"])
        #expect(
            DoctorVerb.addresses("a") == nil && DoctorVerb.addresses("a:1,") == nil
                && DoctorVerb.addresses("a:0") == nil)
    }

    @Test("prints each finding with what fixes it")
    func report() {
        let report = DoctorReport(findings: [
            .good("disk", "free"), .wrong("topics", "one is missing", "turnback topics create"),
        ])
        #expect(report.wrong == 1)
        #expect(
            report.lines(TextStyle(isEnabled: false)) == [
                "ok       disk    free", "WRONG    topics  one is missing", "                 → turnback topics create",
            ])
        #expect(
            report.jsonLines[1].contains(
                "\"verdict\":\"wrong\",\"text\":\"one is missing\",\"remedies\":[\"turnback topics create\"]"))
    }
}
