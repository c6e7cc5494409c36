import Contracts
import Foundation
import Fulfillment
import Operations
import Reconciliation
import Streams
import TestPlant
import Testing

@testable import turnback

/// `turnback erase`: what it writes down, and what it says remains.
@Suite("Erasing an order", .timeLimit(.minutes(15)))
struct EraseTests {
    private let key = StoreOrderKey(storeId: "shop-de", storeOrderId: "1001")
    private let other = StoreOrderKey(storeId: "shop-de", storeOrderId: "10011")
    private let stock = WarehouseKey(merchantId: "acme", warehouseId: "LAX1")

    private func order(_ plant: LivePlant) -> ErasedOrder {
        ErasedOrder(key, log: plant.log, names: TopicNames(plant.topics), isOver: { false })
    }

    @Test func itListsWhatLeadsToAPersonAndNothingElse() throws {
        let plant = try LivePlant()
        defer { plant.stop() }
        for (one, note) in [(key, "ring Mrs Li"), (other, "ring Mr Wu")] {
            try plant.submit("OB-\(one.storeOrderId)", one, [Line("A", 1)], stock)
            try plant.request("r-\(one.storeOrderId)", one, note: note)
            try plant.report(
                "OB-\(one.storeOrderId)", one, "LAX1", .progressed(.packed, carrier: nil, trackingNumber: "1Z"), by: nil
            )
        }
        // No valid message, with a text; and one that another order's key has.
        try plant.append(
            .orderCommands, key.description, RecordBody(key: key.bytes, value: Array(#"{"note":"ring her"#.utf8)))
        let dead = try LivePlant.eventually("it is a dead letter") { try plant.records(.deadLetters).first }
        // The copy has no text: it stays where it was written.
        #expect(dead.body.value == Array(#"{"note":""#.utf8))
        #expect(dead.body.headers.contains(Header("x-dead-letter-without", "note")))
        _ = try LivePlant.eventually("the events name the tracking number") {
            try plant.records(.orderEvents).contains { record in
                record.body.key == key.bytes && String(decoding: record.body.value ?? [], as: UTF8.self).contains("1Z")
            } ? true : nil
        }
        var erased = order(plant)
        let standing = try erased.standing()
        let unfinished = standing.unfinished
        #expect(standing.isKnown)
        let unknown = ErasedOrder(
            StoreOrderKey(storeId: "shop-de", storeOrderId: "100"), log: plant.log, names: TopicNames(plant.topics),
            isOver: { false })
        #expect(try unknown.standing() == ErasedOrder.Standing())
        #expect(!unfinished.isEmpty && unfinished.allSatisfy { $0.contains("OB-1001") }, "\(unfinished)")
        erased.retention = [Topic.cancellationRequests.name: 1_000]
        let remains = try erased.remains()
        func one(_ topic: Topic) -> ErasedOrder.Remains? { remains.first { $0.topic == topic.name } }
        let requests = try #require(one(.cancellationRequests))
        #expect((requests.messages, requests.withTexts, requests.withNumbers) == (1, 1, 0))
        #expect(requests.until == Timestamp(milliseconds: requests.newest + 1_000))
        let reports = try #require(one(.warehouseReports))
        #expect((reports.messages, reports.withTexts, reports.withNumbers, reports.until) == (1, 0, 1, nil))
        #expect((one(.orderEvents)?.withNumbers ?? 0) > 0)
        #expect(one(.deadLetters) == nil)
        #expect(one(.inventoryMovements) == nil && one(.rejections) == nil)
    }

    @Test func itIsWrittenUnderTheOrdersKeyAndSaysWhatRemains() throws {
        let plant = try LivePlant()
        defer { plant.stop() }
        let erased = order(plant)
        #expect(try erased.standing() == ErasedOrder.Standing())
        let now = Timestamp(milliseconds: 1_795_000_000_000)
        try erased.erase(at: now)
        let records = try plant.records(.erasures)
        #expect(records.map(\.body) == [Erasure(key, at: now).body])
        #expect(records[0].partition == Murmur2.partition(of: key.bytes, count: TopicPlan.partitions))

        let remains = ErasedOrder.Remains(
            topic: Topic.warehouseReports.name, messages: 2, withTexts: 1, withNumbers: 2, newest: 0, until: now)
        let report = EraseReport(key: key, remains: [remains])
        let text = report.text(TextStyle(isEnabled: false))
        #expect(text.contains("shop-de/1001 is erased") && text.contains("at least 2026-11-18"))
        #expect(report.jsonLines[0] == #"{"storeId":"shop-de","storeOrderId":"1001","erased":true}"#)
        #expect(report.jsonLines[1].contains(#""withTexts":1,"withTrackingNumbers":2"#))
        let none = EraseReport(key: key, isDry: true, remains: []).text(TextStyle(isEnabled: false))
        #expect(none.contains("nothing is erased") && none.contains("no message"))
    }

    /// A reconciliation goes on where another one has stopped, and refuses a snapshot of other topics.
    @Test func aSweepGoesOnFromASnapshot() throws {
        let plant = try LivePlant()
        defer { plant.stop() }
        func play(_ number: Int) throws {
            let one = StoreOrderKey(storeId: "shop-de", storeOrderId: "\(number)")
            try plant.receive("A", 5, stock, id: "rc-\(number)")
            try plant.submit("OB-\(number)", one, [Line("A", 1)], stock)
            try plant.request("r-\(number)", one)
            _ = try LivePlant.eventually("order \(number) is cancelled") {
                try plant.records(.cancellationOutcomes).contains { record in
                    let text = String(decoding: record.body.value ?? [], as: UTF8.self)
                    return text.contains("\"r-\(number)\"") && text.contains("\"final\":true")
                } ? true : nil
            }
        }
        try play(1)
        let first = try TopicSweep(plant.log).prove()
        #expect(first.report.holds)
        try play(2)
        let kept = try #require(ReconcileSnapshot(first.end.bytes))
        let second = try TopicSweep(plant.log, from: kept).prove()
        let whole = try TopicSweep(plant.log).prove()
        #expect(second.report.holds && whole.report.holds)
        #expect(second.report.counts.messages == whole.report.counts.messages)
        #expect(second.report.checked(.stockSums) == whole.report.checked(.stockSums))
        #expect(second.end.positions == whole.end.positions)
        var beyond = kept
        beyond.positions[0].next = 1_000_000
        #expect(throws: Failure.self) { try TopicSweep(plant.log, from: beyond).prove() }
    }

    @Test func aSnapshotsFileIsReplacedAsAWholeAndForItsOwnerAlone() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let file = SnapshotFile(path: directory.path + "/proof")
        #expect(try file.read() == nil)
        for next in [1, 2] as [Int64] {
            try file.write(ReconcileSnapshot(Reconciler(), positions: [.init(topic: "t", partition: 0, next: next)]))
            #expect(try file.read()?.positions.map(\.next) == [next])
        }
        let bad = SnapshotFile(path: directory.path + "/bad")
        try "not a snapshot".write(toFile: bad.path, atomically: true, encoding: .utf8)
        #expect(throws: Failure.self) { try bad.read() }
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }
}
