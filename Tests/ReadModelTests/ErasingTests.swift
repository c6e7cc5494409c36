import Contracts
import Foundation
import Fulfillment
import Streams
import TestPlant
import Testing

@testable import ReadModel

/// Names, notes and tracking numbers leave the tables, the index and the file; the story stays.
@Suite("Erasing", .timeLimit(.minutes(15)))
struct ErasingTests {
    private static let secrets = ["ring Mrs Li", "floor-li", "1ZSECRET0001", "clerk-li", "/console/desk-li"]

    /// An order that was packed, cancelled, pulled and put back by a person.
    private func played(_ rig: ModelRig) throws -> StoreOrderKey {
        let key = try rig.awaiting("6001")
        try rig.plant.report(
            "OB-6001", key, "LAX1", .progressed(.packed, carrier: "UPS", trackingNumber: "1ZSECRET0001"), by: "floor-li"
        )
        try rig.status(key, .packed)
        try rig.plant.send(
            .cancellationRequested(
                CancellationRequested(
                    requestId: "r-1", storeOrder: key, reason: "other", requestedBy: "staff",
                    requestedAt: LivePlant.now(),
                    note: "ring Mrs Li")), from: "/console/desk-li")
        try rig.state(key, .verifying)
        try rig.plant.report("OB-6001", key, "LAX1", .parcelIntercepted(succeeded: true, reason: nil), by: "floor-li")
        try rig.plant.report(
            "OB-6001", key, "LAX1", .labelVoided(succeeded: true, trackingNumber: "1ZSECRET0001", reason: nil),
            by: "floor-li")
        try rig.state(key, .restocking)
        try rig.plant.send(
            .stockCommand(
                StockCommand(
                    warehouse: ModelRig.stock,
                    action: .adjust(
                        StockAdjustment(
                            adjustmentId: "adj-1", sku: "SKU-1", delta: 2, reasonCode: "intercepted", actor: "clerk-li",
                            caseId: "\(key)/c1", outboundOrderId: "OB-6001")))))
        try rig.state(key, .restocked)
        return key
    }

    /// Which of the secrets the model still shows, or its file holds.
    private func told(_ model: ReadModel, _ key: StoreOrderKey, _ path: String) throws -> [String] {
        let story =
            String(describing: try model.order(key))
            + String(describing: try model.movements(ModelRig.stock, sku: "SKU-1", PageRequest()))
        var bytes: [Data] = []
        for name in ["view.sqlite", "view.sqlite-wal"] {
            if let data = FileManager.default.contents(atPath: "\(path)/\(name)") { bytes.append(data) }
        }
        return Self.secrets.filter { secret in
            story.contains(secret) || bytes.contains { $0.range(of: Data(secret.utf8)) != nil }
        }
    }

    private func erase(_ rig: ModelRig, _ key: StoreOrderKey) throws {
        try rig.plant.append(.erasures, key.description, Erasure(key, at: LivePlant.now()).body)
    }

    @Test("removes what leads to a person from rows, index and file, and from a view that is rebuilt")
    func erased() throws {
        let rig = try ModelRig()
        defer { rig.stop() }
        let key = try played(rig)
        let path = "\(rig.plant.directory)/view"
        #expect(try told(rig.model, key, path) == Self.secrets)
        #expect(try rig.model.search("1ZSECRET0001", kinds: nil, storeId: nil, limit: 5).count == 1)
        let before = try #require(try rig.model.order(key))
        try erase(rig, key)
        _ = try LivePlant.eventually("nothing of it is left") {
            try told(rig.model, key, path).isEmpty ? true : nil
        } state: {
            "\((try? told(rig.model, key, path)) ?? [])"
        }
        for text in ["1ZSECRET0001", "1ZSECRET", "1zsecret"] {
            #expect(try rig.model.search(text, kinds: nil, storeId: nil, limit: 5).isEmpty, "\(text)")
        }
        // The story is as long as it was, and the case stands where it stood.
        let after = try #require(try rig.model.order(key))
        #expect(after.outboundOrders.map(\.now.status) == before.outboundOrders.map(\.now.status))
        #expect(try rig.model.cancellationCase("\(key)/c1")?.summary.state == .restocked)
        #expect(try rig.model.search("r-1", kinds: nil, storeId: nil, limit: 5).count == 1)

        // The topics still hold it: who reads them from their beginnings removes it as well.
        let other = try ModelRig.model(of: rig.plant, name: "other")
        defer { other.stop(until: .now + .seconds(30)) }
        _ = try LivePlant.eventually("it has read everything") { other.status.isCaughtUp ? true : nil }
        _ = try LivePlant.eventually("nothing of it is left there") {
            try told(other, key, "\(rig.plant.directory)/other").isEmpty ? true : nil
        } state: {
            "\((try? told(other, key, "\(rig.plant.directory)/other")) ?? [])"
        }
        #expect(try other.order(key)?.outboundOrders.map(\.now.status) == before.outboundOrders.map(\.now.status))
    }

    @Test("leaves what is said later, and other orders")
    func others() throws {
        let rig = try ModelRig()
        defer { rig.stop() }
        let key = try played(rig)
        let other = try rig.awaiting("6002")
        try rig.plant.request("r-2", other, note: "ring Mr Wu")
        try rig.state(other, .cancelled)
        try erase(rig, key)
        let path = "\(rig.plant.directory)/view"
        _ = try LivePlant.eventually("nothing of it is left") { try told(rig.model, key, path).isEmpty ? true : nil }
        #expect(String(describing: try rig.model.order(other)?.timeline).contains("ring Mr Wu"))
        // A record of the same millisecond as the erasure counts as said before it.
        usleep(2_000)
        try rig.plant.request("r-3", key, note: "once more")
        _ = try LivePlant.eventually("what is said later is kept") {
            String(describing: try rig.model.order(key)?.timeline).contains("once more") ? true : nil
        }
    }

    @Test("comes by itself where the order has ended and is as old as the policy says")
    func aged() throws {
        var policy = Policy()
        policy.keepPersonalSeconds = 1
        let rig = try ModelRig()
        defer { rig.stop() }
        let key = try played(rig)
        let open = try rig.awaiting("6003")
        try rig.plant.report(
            "OB-6003", open, "LAX1", .progressed(.packed, carrier: nil, trackingNumber: "1Z-OPEN"), by: "floor-wu")
        try rig.status(open, .packed)
        // Its own view is made until it is old enough when it begins: each looks at once when it has read
        // everything.
        let directory = "\(rig.plant.directory)/aged"
        let deadline = ContinuousClock.now + .seconds(60)
        var left = Self.secrets
        while !left.isEmpty, ContinuousClock.now < deadline {
            let aged = try ModelRig.model(of: rig.plant, name: "aged", policies: Policies(defaults: policy))
            _ = try LivePlant.eventually("it has read everything") { aged.status.isCaughtUp ? true : nil }
            for _ in 0..<20 where !left.isEmpty { left = try told(aged, key, directory) }
            let story = String(describing: try aged.order(open)?.timeline)
            #expect(story.contains("floor-wu") && story.contains("1Z-OPEN"))
            aged.stop(until: .now + .seconds(30))
        }
        #expect(left.isEmpty)
    }
}
