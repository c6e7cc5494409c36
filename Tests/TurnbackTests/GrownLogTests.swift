import Contracts
import Foundation
import Fulfillment
import Operations
import ReadModel
import Reconciliation
import Streams
import Testing

@testable import turnback

@Suite("On topics that have grown", .timeLimit(.minutes(15)))
struct GrownLogTests {
    private let log: GrownLog
    private let partitions: [Topic: Int32]
    private static let count: Int32 = 6

    init() throws {
        let place = try LogPlace(inMemory: ())
        defer { place.close() }
        let shutdown = ShutdownSignal()
        let plant = try Plant(
            on: place.log, Plant.Settings(stateDirectory: place.stateDirectory, pauses: place.pauses),
            topics: try place.topics(), logger: Logger(label: "test", format: .text, level: .error), health: Health(),
            metrics: MetricsRegistry(), shutdown: shutdown)
        _ = try CancellationLoad(requests: 30, rate: 0).run(on: place, shutdown: shutdown)
        #expect(plant.stop())
        log = try GrownLog(place.log, from: TopicPlan.partitions, to: Self.count)
        partitions = TopicPlan.partitionCounts(in: try log.topics(timeout: .zero))
    }

    @Test("reconcile takes what was written of a key in its order")
    func reconcile() throws {
        let report = try TopicSweep(log).run()
        #expect(report.holds, "\(report.text(TextStyle(isEnabled: false)))")
        #expect(report.checked(.requestsAnswered) == 30)
        // In the order in which it comes, it would not hold.
        var reconciler = Reconciler()
        for record in try log.everything() { reconciler.take(record) }
        #expect(!reconciler.verdict().holds)
    }

    /// The store orders with events in two partitions, and the last event of each.
    private func moved() throws -> [StoreOrderKey: OutboundOrderChanged] {
        var found: [StoreOrderKey: (partitions: Set<Int32>, last: OutboundOrderChanged)] = [:]
        for record in try GrownLog.records(of: .orderEvents, Self.count, log) {
            guard case .outboundOrderChanged(let changed) = try Message.decode(record.body, topic: .orderEvents).1
            else {
                continue
            }
            var known = found[changed.storeOrder] ?? ([], changed)
            known.partitions.insert(record.partition)
            if changed.revision > known.last.revision { known.last = changed }
            found[changed.storeOrder] = known
        }
        let moved = found.filter { $0.value.partitions.count == 2 }.mapValues(\.last)
        #expect(!moved.isEmpty)
        return moved
    }

    /// The last movement of the stock, whose key is another's than in the beginning.
    private func lastMovements() throws -> [String: StockMoved] {
        var last: [String: StockMoved] = [:]
        let records = try GrownLog.records(of: .inventoryMovements, Self.count, log)
        for record in records.sorted(by: { ($0.partition, $0.offset) < ($1.partition, $1.offset) }) {
            guard case .stockMoved(let moved) = try Message.decode(record.body, topic: .inventoryMovements).1 else {
                continue
            }
            last[moved.movement.sku] = moved
        }
        return last
    }

    @Test("inspect shows the newest, and all of the past")
    func inspect() throws {
        let inspection = Inspection(log: log, partitions: partitions)
        for (key, last) in try moved() {
            let view = try inspection.order(key)
            #expect(view.outboundOrders.map(\.value.revision) == [last.revision])
            let caseView = try #require(view.cases.first)
            #expect(caseView.history.count >= 2)
        }
        for (sku, last) in try lastMovements() {
            let view = try inspection.stock(last.warehouse, sku: sku)
            #expect(view.movements.last?.value.movementId == last.movementId)
        }
    }

    @Test("follow knows the outbound orders of an order whose beginning is in another partition")
    func follow() throws {
        for key in try moved().keys {
            let filter = FollowFilter(order: key)
            var follower = Follower(log, partitions: partitions, filter: filter, fromBeginning: true)
            var seen: [FollowedRecord] = []
            let deadline = ContinuousClock.now + .seconds(20)
            try follower.run(until: { !seen.isEmpty || ContinuousClock.now > deadline }) { seen += $0 }
            // Two SKUs were allocated and released.
            #expect(seen.filter { $0.record.topic == Topic.inventoryMovements.name }.count == 4)
            #expect(seen.map(\.record.timestamp) == seen.map(\.record.timestamp).sorted())
        }
    }

    @Test("the read model answers with the newest, and keeps all of the past")
    func readModel() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "view-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let health = Health()
        let model = try ReadModel(
            log, ReadModel.Settings(directory: directory), topics: try log.topics(timeout: .zero),
            logger: Logger(label: "test", format: .text, level: .critical), health: health.register("view"))
        defer { #expect(model.stop(until: .now + .seconds(10))) }
        let deadline = ContinuousClock.now + .seconds(20)
        while health.readiness != .good, ContinuousClock.now < deadline { usleep(2_000) }
        for (key, last) in try moved() {
            let order = try #require(try model.order(key))
            #expect(order.outboundOrders.first { $0.now.outboundOrderId == last.outboundOrderId }?.now.revision == last.revision)
            #expect(!order.cases.isEmpty && order.cases.allSatisfy { $0.revision >= 2 })
        }
        for (sku, last) in try lastMovements() {
            let page = try model.movements(last.warehouse, sku: sku, PageRequest())
            #expect(page.rows.contains { $0.moved.movementId == last.movementId })
            let balance = try #require(try model.stockItem(last.warehouse, sku: sku)).row.balance
            #expect(balance.onHand == last.movement.balance.onHand && balance.allocated == last.movement.balance.allocated)
        }
    }
}
