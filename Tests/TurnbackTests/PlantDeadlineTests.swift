import Contracts
import Foundation
import Fulfillment
import Operations
import Streams
import Synchronization
import Testing

@testable import turnback

/// All services in one process, on a clock that the test drives.
@Suite("Deadlines, in the running services", .timeLimit(.minutes(15)))
struct PlantDeadlineTests {
    /// A log, its services while `running`, and the clock.
    final class Bench: Sendable {
        let log: EmbeddedLog
        let clock = Atomic<Int64>(1_000_000)
        private let state = FileManager.default.temporaryDirectory.appending(path: "plant-\(UUID().uuidString)").path
        private let policies: Policies

        init(_ policies: Policies = Policies()) throws {
            self.policies = policies
            log = try EmbeddedLog(directory: nil)
            try Plant.prepare(log)
        }

        deinit { log.close() }

        func running(_ body: () throws -> Void) throws {
            let plant = try Plant(
                on: log,
                Plant.Settings(
                    policies: policies, stateDirectory: state, clock: { [self] in clock.load(ordering: .relaxed) }),
                topics: try log.topics(timeout: .seconds(1)),
                logger: Logger(label: "test", format: .text, level: .critical),
                health: Health(), metrics: MetricsRegistry(), shutdown: ShutdownSignal())
            defer { plant.stop() }
            try body()
        }

        func send(_ message: Message, id: String, at time: Timestamp? = nil) throws {
            let count = TopicPlan.partitions
            try log.appender().append([
                OutgoingRecord(
                    topic: message.type.topic.name, partition: Murmur2.partition(of: message.key.utf8, count: count),
                    body: message.body(Envelope(source: "test", id: id, type: message.type, time: time)))
            ])
        }

        /// Reads a topic until what was found suffices, and returns it.
        func read<Found>(
            _ topic: Topic, until isEnough: ([Found]) -> Bool, _ take: (Message) -> Found?
        ) throws -> [Found] {
            let places = (0..<TopicPlan.partitions).map { TopicPartition(topic.name, $0) }
            let reader = try log.reader(from: Dictionary(uniqueKeysWithValues: places.map { ($0, .beginning) }))
            defer { reader.close() }
            var found: [Found] = []
            let deadline = ContinuousClock.now + .seconds(30)
            while !isEnough(found), ContinuousClock.now < deadline {
                for record in try reader.poll(timeout: .milliseconds(50)) {
                    if let one = take(try Message.decode(record.body, topic: topic).1) { found.append(one) }
                }
            }
            return found
        }

        /// Waits until there are so many outcomes, and returns how they stand.
        func outcomes(_ count: Int) throws -> [String] {
            try read(.cancellationOutcomes, until: { $0.count >= count }) { message in
                guard case .cancellationChanged(let changed) = message else { return nil }
                return "\(changed.state.rawValue)/\(changed.code.rawValue)"
            }
        }

        /// Waits until there are so many outcomes, and returns what the last says of each outbound order.
        func parts(_ count: Int) throws -> [String] {
            let told = try read(.cancellationOutcomes, until: { $0.count >= count }) { message -> [String]? in
                guard case .cancellationChanged(let changed) = message else { return nil }
                return changed.outboundOrders.map(\.code.rawValue)
            }
            return told.count == count ? told[count - 1] : ["\(told.count) outcomes"]
        }

        /// When the first task of this kind is due.
        func due(_ kind: WarehouseTask.Kind, of id: String) throws -> Timestamp? {
            try read(.warehouseTasks, until: { !$0.isEmpty }) { message -> Timestamp? in
                guard case .task(let task) = message, task.kind == kind, task.outboundOrderId == id else { return nil }
                return task.dueAt
            }.first
        }

        /// When the case was escalated, as the store is told.
        func escalatedAt() throws -> Timestamp? {
            try read(.cancellationOutcomes, until: { !$0.isEmpty }) { message -> Timestamp? in
                guard case .cancellationChanged(let changed) = message,
                    changed.outboundOrders.contains(where: { $0.code == .escalated })
                else { return nil }
                return changed.changedAt
            }.first
        }

        /// Waits until so many outbound orders have this status.
        func reaches(_ status: OutboundStatus, _ count: Int = 1) throws {
            let seen = try read(.orderEvents, until: { Set($0).count >= count }) { message -> String? in
                guard case .outboundOrderChanged(let changed) = message, changed.status == status else { return nil }
                return changed.outboundOrderId
            }
            #expect(Set(seen).count >= count)
        }
    }

    private let key = StoreOrderKey(storeId: "s", storeOrderId: "1")
    private let now = Timestamp(milliseconds: 1_790_000_000_000)

    private func request(_ id: String) -> Message {
        .cancellationRequested(
            CancellationRequested(
                requestId: id, storeOrder: key, reason: "other", requestedBy: "buyer", requestedAt: now))
    }

    @Test func aRequestWhoseOrderNeverComesIsRefusedOnceAfterItsGraceAlsoOverARestart() throws {
        let bench = try Bench()
        try bench.running {
            try bench.send(request("r"), id: "r")
            #expect(try bench.outcomes(1) == ["waitingForOrder/waitingForOrder"])
        }
        bench.clock.add(Policy().unknownOrderGraceSeconds * 1000, ordering: .relaxed)
        try bench.running {
            let ended = try bench.outcomes(2)
            #expect(ended == ["waitingForOrder/waitingForOrder", "refused/unknownOrder"])
        }
        bench.clock.add(Policy().unknownOrderGraceSeconds * 1000, ordering: .relaxed)
        try bench.running {
            // The same request under another id, then another one: only the other one is answered.
            try bench.send(request("r"), id: "again")
            try bench.send(request("r-2"), id: "r-2")
            let all = try bench.outcomes(3)
            #expect(all.dropFirst(2) == ["waitingForOrder/waitingForOrder"])
        }
    }

    /// Two outbound orders under one case: the request was processed an hour late, the report of the second at once.
    @Test func aDeadlineIsDueSoLongAfterItsOwnMessageWasTakenInWhateverElseItsOrderWaitsFor() throws {
        var policy = Policy()
        policy.verifySeconds = 600
        policy.interceptSeconds = 600
        policy.escalationSeconds = 86_400
        let bench = try Bench(Policies(defaults: policy))
        func pass(seconds: Int64) { bench.clock.add(seconds * 1000, ordering: .relaxed) }
        func time(secondsAgo seconds: Int64 = 0) -> Timestamp {
            Timestamp(milliseconds: bench.clock.load(ordering: .relaxed) - seconds * 1000)
        }
        func report(_ fact: WarehouseReport.Fact, of id: String) throws {
            let report = WarehouseReport(
                outboundOrderId: id, storeOrder: key, warehouseId: "w", reportedAt: now, fact: fact)
            try bench.send(.warehouseReported(report), id: "\(fact)-\(id)", at: time())
        }
        pass(seconds: 86_400)
        try bench.running {
            for id in ["OB-1", "OB-2"] {
                let submitted = OutboundOrderSubmitted(
                    outboundOrderId: id, storeOrder: key, merchantId: "m", warehouseId: "w", lines: [Line("A", 1)],
                    submittedAt: now)
                try bench.send(.outboundOrderSubmitted(submitted), id: id, at: time())
                try report(.progressed(.packed, carrier: nil, trackingNumber: nil), of: id)
            }
            try bench.reaches(.packed, 2)
            try bench.send(request("r"), id: "r", at: time(secondsAgo: 3600))
            #expect(try bench.parts(1) == ["awaitingVerification", "awaitingVerification"])
            pass(seconds: 300)
            try report(.goodsVerified(.inWarehouse), of: "OB-2")
            #expect(try bench.parts(2) == ["awaitingVerification", "awaitingInterception"])
            // Not before: it was processed late, and so long ago. So it was said, and so it is dated.
            pass(seconds: 300)
            #expect(try bench.parts(3) == ["escalated", "awaitingInterception"])
            #expect(try bench.due(.verifyGoods, of: "OB-1") == time())
            #expect(try bench.escalatedAt() == time())
            // Not an hour later: the report was not late.
            pass(seconds: 300)
            #expect(try bench.parts(4) == ["escalated", "escalated"])
        }
    }

    @Test func aSilentWarehouseIsEscalatedThenTheMerchantsPolicyDecides() throws {
        var hasty = Policy()
        hasty.verifySeconds = 60
        hasty.escalationSeconds = 30
        let bench = try Bench(Policies(merchants: ["m": hasty]))
        try bench.running {
            try bench.send(
                .outboundOrderSubmitted(
                    OutboundOrderSubmitted(
                        outboundOrderId: "OB", storeOrder: key, merchantId: "m", warehouseId: "w",
                        lines: [Line("A", 1)],
                        submittedAt: now)), id: "o")
            try bench.send(
                .warehouseReported(
                    WarehouseReport(
                        outboundOrderId: "OB", storeOrder: key, warehouseId: "w", reportedAt: now,
                        fact: .progressed(.packed, carrier: nil, trackingNumber: nil))), id: "p")
            try bench.reaches(.packed)
            try bench.send(request("r"), id: "r")
            #expect(try bench.outcomes(1) == ["verifying/awaitingVerification"])
            bench.clock.add(60_000, ordering: .relaxed)
            #expect(try bench.outcomes(2).last == "escalated/escalated")
            bench.clock.add(30_000, ordering: .relaxed)
            #expect(try bench.outcomes(3).last == "refused/noAnswerFromWarehouse")
        }
    }
}
