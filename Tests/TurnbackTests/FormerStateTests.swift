import Contracts
import Foundation
import Fulfillment
import Testing

@testable import Processors

/// `Released/orders-state.jsonl` holds records as the released version wrote them: of five store orders.
@Suite("State of the released version is read, and its orders go on", .timeLimit(.minutes(15)))
struct FormerStateTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Released/orders-state.jsonl")

    private func order(_ id: Int, _ policies: Policies = Policies()) throws -> StoreOrder {
        let lines = try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n")
        var reader = JSONReader(Array(lines[id - 1].utf8))
        return try StoreOrder.decodeState(&reader, policies)
    }

    private func report(_ order: StoreOrder, _ fact: WarehouseReport.Fact, minute: Int64 = 60) -> StoreOrderMessage {
        .reported(
            WarehouseReport(
                outboundOrderId: "OB-\(order.key.storeOrderId)", storeOrder: order.key, warehouseId: "LAX1",
                reportedAt: Self.time(minute), fact: fact))
    }

    /// Minutes after the orders were submitted.
    private static func time(_ minute: Int64) -> Timestamp {
        Timestamp(milliseconds: 1_795_507_200_000).adding(seconds: 60 * minute)
    }

    private func hear(_ order: inout StoreOrder, _ message: StoreOrderMessage) throws -> [StoreOrderEffect] {
        var identity = Fingerprint()
        identity.add("message \(order.seen.messages.count)")
        return try order.handle(
            message, identity: MessageIdentity(name: identity, content: 0), at: Self.time(60), policies: Policies())
    }

    private func request(_ order: StoreOrder, _ id: String, minute: Int64) -> StoreOrderMessage {
        .requested(
            CancellationRequested(
                requestId: id, storeOrder: order.key, reason: "other", requestedBy: "buyer",
                requestedAt: Self.time(minute)))
    }

    @Test("and written as of today: the same is read again", arguments: 1...5)
    func becomesOfToday(id: Int) throws {
        let read = try order(id)
        var writer = JSONWriter()
        writer.object(read.encodeState)
        var reader = JSONReader(writer.bytes)
        #expect(try StoreOrder.decodeState(&reader, Policies()) == read)
    }

    @Test("and sends no store anything again by itself", arguments: 1...5)
    func isQuiet(id: Int) throws {
        var order = try order(id)
        let known = order
        let told = try hear(&order, report(order, .goodsVerified(.inWarehouse)))
        #expect(told.outcomes == [])
        #expect(told.contradictions == [])
        #expect(order.cases.map(\.revision) == known.cases.map(\.revision))
    }

    @Test("with a late shipment: later requests hear of it, and it may be caught")
    func lateShipment() throws {
        var order = try order(1)
        let part = try #require(order.cases.first?.parts.first)
        #expect(part.state == .left)
        #expect(part.told == .cancelled)
        #expect(part.contradiction == .lateShipment)
        #expect(part.workStops == 1)
        #expect(!part.isWorkedOn)
        #expect(order.outboundOrders[0].whereabouts.custody == .unknown)
        #expect(order.outboundOrders[0].whereabouts.label == .printed)

        let joined = try hear(&order, request(order, "r9", minute: 30))
        let (outcomes, contradictions) = (joined.outcomes, joined.contradictions)
        #expect(outcomes.map(\.code) == [.alreadyCancelled])
        #expect(contradictions.map(\.requestId) == ["r9"])
        #expect(contradictions.map(\.code) == [.lateShipment])
        #expect(contradictions.map(\.quantity) == [3])

        let caught = try hear(&order, report(order, .parcelIntercepted(succeeded: true, reason: nil)))
        #expect(caught.outcomes == [])
        #expect(Set(caught.contradictions.map(\.requestId)) == ["r1", "r9"])
        #expect(Set(caught.contradictions.map(\.code)) == [.stoppedAfterAll])
    }

    @Test("with units on their way back: the rest ends the case")
    func restocking() throws {
        var order = try order(2)
        let outbound = order.outboundOrders[0]
        #expect(outbound.awaitedBy == ["RO-OB-2"])
        #expect(outbound.interceptions == 1)
        #expect(outbound.reached == .labelled)
        #expect(outbound.whereabouts.isPulled)
        #expect(outbound.whereabouts.labelVoided == true)
        #expect(order.cases[0].parts[0].back.mapValues(\.restored) == ["B": 1])

        let told = try hear(
            &order,
            .stockReplied(
                StockReply(
                    outboundOrderId: "OB-2", storeOrder: order.key, caseId: "shop/2/c1",
                    lines: [StockReply.ReplyLine(Line("A", 2), handling: .putAway)],
                    answer: .restored(RestockClaim(by: .returnOrder, id: "RO-OB-2")))))
        let outcome = try #require(told.outcomes.first)
        #expect(outcome.state == .restocked)
        #expect(outcome.revision == 5)
        #expect(outcome.labelVoided == true)
        #expect(outcome.quantities.restored == 3)
        #expect(!told.contains { if case .returnOrder = $0 { true } else { false } })
        let closed = told.compactMap { if case .taskClosed(let task) = $0 { task } else { nil } }
        #expect(closed.map(\.taskId) == ["T-OB-2-c1-putAway"])
    }

    /// It kept a deadline by the message's own time, and beside it how late that message was.
    @Test("with deadlines: they end at the same time by the service's clock")
    func deadlines() throws {
        #expect(try order(2).cases[0].parts[0].deadline?.milliseconds == 1_796_112_420_000 + 392_234_642)
        #expect(try order(3).cases[0].deadline?.milliseconds == 1_795_508_400_000 + 392_356_726)
        #expect(try order(3).waitingReports[0].deadline?.milliseconds == 1_795_508_460_000 + 392_296_769)
        #expect(try order(5).cases[0].parts[0].deadline?.milliseconds == 1_795_521_960_000 + 392_300_966)
    }

    @Test("of a merchant whose units come back by hand: no return order is awaited")
    func byHand() throws {
        var policy = Policy()
        policy.restockBy = .adjustment
        #expect(try order(2, Policies(merchants: ["acme": policy])).outboundOrders[0].awaitedBy == [])
    }

    @Test("with a request and a report that wait for their order: what is submitted with it is stopped, a replacement is not")
    func waiting() throws {
        var order = try order(3)
        #expect(order.waitingReports.map(\.origin?.id) == ["e15"])
        func submitted(_ id: String, minute: Int64) -> StoreOrderMessage {
            .submitted(
                OutboundOrderSubmitted(
                    outboundOrderId: id, storeOrder: order.key, merchantId: "acme", warehouseId: "LAX1",
                    lines: [Line("A", 2)], submittedAt: Self.time(minute)))
        }
        let came = try hear(&order, submitted("OB-3", minute: 20))
        #expect(came.outcomes.map(\.state) == [.releasing])
        #expect(order.cases[0].parts.map(\.outboundOrderId) == ["OB-3"])
        _ = try hear(&order, submitted("OB-3-2", minute: 21))
        _ = try hear(&order, submitted("OB-3-3", minute: 22))
        #expect(order.outboundOrders.map(\.status) == [.releasing, .releasing, .allocating])
    }

    @Test("with work that is to be stopped: the same task ends when it ships")
    func workStop() throws {
        var order = try order(4)
        #expect(order.cases[0].parts[0].isWorkedOn)
        let told = try hear(&order, report(order, .progressed(.shipped, carrier: nil, trackingNumber: "TN-4")))
        let closed = told.compactMap { if case .taskClosed(let task) = $0 { task } else { nil } }
        #expect(closed.map(\.taskId) == ["T-OB-4-c1-stopWork"])
        #expect(closed.map(\.result) == [.failed])
        #expect(told.contradictions.map(\.code) == [.lateShipment])
        #expect(told.outcomes == [])
    }

    @Test("with a parcel in hand whose label is to be voided: voided, it goes back")
    func pulled() throws {
        var order = try order(5)
        #expect(order.outboundOrders[0].whereabouts.isPulled)
        #expect(order.outboundOrders[0].whereabouts.label == .printed)
        let told = try hear(&order, report(order, .labelVoided(succeeded: true, trackingNumber: "TN-5", reason: nil)))
        #expect(told.outcomes.map(\.state) == [.restocking])
        let closed = told.compactMap { if case .taskClosed(let task) = $0 { task } else { nil } }
        #expect(closed.map(\.taskId) == ["T-OB-5-c1-voidLabel"])
        #expect(order.outboundOrders[0].awaitedBy == ["RO-OB-5"])
    }

    @Test("and units without a reported SKU are those of its lines, in order")
    func unitsWithoutSKU() throws {
        let lines = try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n")
        let text = String(lines[1]).replacing(#""unitsBack":[["B",1,0,0]],"#, with: "")
            .replacing(#""restored":1,"quarantined":0,"writtenOff":0"#, with: #""restored":1,"quarantined":1,"writtenOff":1"#)
        var reader = JSONReader(Array(text.utf8))
        let back = try StoreOrder.decodeState(&reader, Policies()).cases[0].parts[0].back
        #expect(back.mapValues { [$0.restored, $0.quarantined, $0.writtenOff] } == ["A": [1, 1, 0], "B": [0, 0, 1]])
    }
}

extension [StoreOrderEffect] {
    fileprivate var outcomes: [CancellationChanged] {
        compactMap { if case .cancellationChanged(let changed) = $0 { changed } else { nil } }
    }

    fileprivate var contradictions: [CancellationContradicted] {
        compactMap { if case .contradicted(let contradicted) = $0 { contradicted } else { nil } }
    }
}
