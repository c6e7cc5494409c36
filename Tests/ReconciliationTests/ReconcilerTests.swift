import Contracts
import Fulfillment
import Testing

@testable import Reconciliation

@Suite("reconcile holds what the topics say against every invariant", .timeLimit(.minutes(15)))
struct ReconcileTests {
    @Test("a correct history holds, with any topic read first", arguments: 0..<Reconciler.topics.count)
    func correct(from n: Int) {
        let report = ReconcileHistory.correct.verdict(from: n)
        #expect(report.holds, "\(report.broken.compactMap { report.first($0) })")
    }

    @Test("a correct history holds in the order in which it was written")
    func asWritten() {
        let report = ReconcileHistory.correct.verdictAsWritten()
        #expect(report.holds, "\(report.broken.compactMap { report.first($0) })")
        for invariant in Invariant.allCases {
            #expect(report.checked(invariant) > 0, "\(invariant.name) was not looked at")
        }
    }

    @Test("what is wrong is found, wherever the reading begins", arguments: Breakage.all)
    func broken(_ breakage: Breakage) throws {
        var history = ReconcileHistory.correct
        breakage.make(&history)
        for n in Reconciler.topics.indices {
            let report = history.verdict(from: n)
            #expect(!report.holds)
            #expect(
                report.problems(breakage.invariant) > 0, "read from topic \(n); broken: \(report.broken.map(\.name))")
            let finding = try #require(report.first(breakage.invariant))
            #expect(
                history.records.contains { $0.topic == finding.place.topic.name && $0.offset == finding.place.offset })
            #expect(!finding.expected.isEmpty && !finding.found.isEmpty)
        }
        #expect(history.verdictAsWritten().problems(breakage.invariant) > 0)
    }

    @Test("a tenant that gives itself the name of a service breaks nothing")
    func forged() {
        var reconciler = Reconciler()
        for record in ReconcileHistory.correct.records { reconciler.take(record) }
        for (offset, value) in ["{}", "{not json"].enumerated() {
            let headers = [
                Header("ce_specversion", "1.0"), Header("ce_id", "forged-\(offset)"), Header("ce_source", "turnback/orders"),
                Header("ce_type", MessageType.stockRestore.rawValue),
            ]
            reconciler.take(
                Record(
                    topic: "fulfillment.inventory.commands.v1.lax1", partition: 0, offset: Int64(offset), timestamp: 0,
                    body: RecordBody(key: Array("acme/LAX1".utf8), headers: headers, value: Array(value.utf8))))
        }
        let report = reconciler.verdict()
        #expect(report.holds, "\(report.broken.compactMap { report.first($0) })")
    }

    @Test("a dead letter under the name of a service breaks nothing where others write too; without the dead letter it does")
    func forgedOnCommon() {
        var reconciler = Reconciler()
        for record in ReconcileHistory.correct.records { reconciler.take(record) }
        let topics: [Topic] = [.inventoryCommands, .returnCommands]
        for topic in topics {
            let type: MessageType = topic == .returnCommands ? .returnOrderCancel : .stockRestore
            let headers = [
                Header("ce_specversion", "1.0"), Header("ce_id", "forged"), Header("ce_source", "turnback/orders"),
                Header("ce_type", type.rawValue),
            ]
            reconciler.take(
                Record(
                    topic: topic.name, partition: 0, offset: 900, timestamp: 0,
                    body: RecordBody(key: Array("acme/LAX1".utf8), headers: headers, value: Array("{}".utf8))))
        }
        #expect(!reconciler.verdict().holds)
        for (offset, topic) in topics.enumerated() {
            let headers = [
                Header("__streams.errors.topic", topic.name), Header("__streams.errors.partition", "0"),
                Header("__streams.errors.offset", "900"),
            ]
            reconciler.take(
                Record(
                    topic: Topic.deadLetters.name, partition: 0, offset: Int64(900 + offset), timestamp: 0,
                    body: RecordBody(key: nil, headers: headers, value: Array("{}".utf8))))
        }
        let report = reconciler.verdict()
        #expect(report.holds, "\(report.broken.compactMap { report.first($0) })")
    }

    @Test("every invariant has a history that breaks it", arguments: Invariant.allCases)
    func everyInvariant(_ invariant: Invariant) {
        #expect(Breakage.all.contains { $0.invariant == invariant })
    }

    @Test("names are unique, and in kebab-case")
    func names() {
        let names = Invariant.allCases.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.allSatisfy { $0 == "-" || ("a"..."z").contains($0) } })
    }

    @Test("a request without an answer is counted, and with --allow-open it breaks nothing")
    func allowOpen() {
        var history = ReconcileHistory.correct
        history.add(.request("1009", "r-9"), source: "shop")
        let report = history.verdict(allowOpen: true)
        #expect(report.holds)
        #expect(report.counts.requests.unanswered == 1)
        #expect(report.counts.requests.rejections == 1)
        #expect(report.counts.requests.deadLetters == 1)
        #expect(report.counts.requests.outcomes == 30)
        #expect(report.counts.requests.messages == 33)
    }

    @Test(
        "what orders has allocated was ordered, though some was short before the order was read",
        arguments: [false, true])
    func shortBefore(isAllocated: Bool) {
        var history = ReconcileHistory.correct
        history.add(.outbound("1077", "OB-77", 1, .picked, 2))
        if isAllocated { history.add(.command("1077", "OB-77", 3) { .allocate($0) }) }
        history.inventory(
            .movement(
                "m-77", .allocated, 3, [0, 3, 0], [9, 3, 1], outbound: "OB-77", cause: .init(.outboundOrder, "OB-77")))
        for n in Reconciler.topics.indices {
            #expect(history.verdict(from: n).problems(.nothingBeyondOrder) == (isAllocated ? 0 : 1))
        }
    }

    @Test("what is open is open: a case without an end, its task, its release")
    func open() {
        var history = ReconcileHistory.correct
        history.add(.request("1005", "r-8"), source: "shop")
        history.add(.outbound("1005", "OB-5", 1, .backordered, 1))
        history.add(.command("1005", "OB-5", 1) { .allocate($0) })
        history.inventory(.reply("1005", "OB-5", .backordered, [(1, nil)]))
        history.follows()
        history.hold("1005", "OB-5", 1)
        history.add(
            .outcome("1005", "r-8", 1, .verifying, .awaitingVerification, stage: .backordered) { $0.requested = 1 })
        history.add(.task("1005", "OB-5", .verifyGoods, nil))
        history.add(.reply("1005", "OB-6", .backordered, [(1, nil)]))
        history.add(.reply("1005", "OB-6", .released, [(1, nil)]))
        let report = history.verdict()
        #expect(report.holds, "\(report.broken.compactMap { report.first($0) })")
        #expect(report.counts.openCases == 4)
        #expect(report.open.map(\.count).reduce(0, +) == 4)
        #expect(report.open.contains { $0.state == .verifying && !$0.first.isEmpty })
        #expect(report.counts.requests.open == 4)
    }

    @Test("a log that does not begin at its beginning is noted")
    func cut() {
        var reconciliation = Reconciler()
        for record in ReconcileHistory.correct.records
        where record.topic == Topic.warehouseReports.name || record.offset > 0 {
            reconciliation.take(record)
        }
        let report = reconciliation.verdict()
        #expect(report.notes.contains { $0.hasPrefix("\(Topic.inventoryMovements.name)/0 begins at offset 1") })
        #expect(!report.holds)
    }
}
