import Contracts
import Fulfillment
import Testing

@testable import Processors

@Suite("What a return's state says is read back", .timeLimit(.minutes(15)))
struct ReturnStateCodecTests {
    private let key = StoreOrderKey(storeId: "shop", storeOrderId: "1")
    private let now = Timestamp(milliseconds: 1_790_000_000_000)

    private var created: ReturnOrderCreated {
        ReturnOrderCreated(
            returnOrderId: "RET-1", storeOrder: key, outboundOrderId: "OB-1",
            warehouse: WarehouseKey(merchantId: "acme", warehouseId: "LAX1"), origin: .customer, caseId: "shop/1/c1",
            handling: .putAway, lines: [Line("A", 2)], trackingNumbers: ["TN"])
    }

    private func read<Entity>(
        _ encode: (inout JSONWriter) -> Void, _ decode: (inout JSONReader) throws(DecodeError) -> Entity
    ) throws -> Entity {
        var writer = JSONWriter()
        writer.object(encode)
        var reader = JSONReader(writer.bytes)
        return try decode(&reader)
    }

    @Test("with the return order and its receipts")
    func opened() throws {
        var created = created
        created.fromWarehouseId = "NYC2"
        var order = ReturnOrder(created, at: now)
        order.entries[0].received = 1
        order.entries[0].booked = 1
        order.receipts = [
            .init(
                receiptId: "rr", fingerprint: Fingerprint(value: 7),
                lines: [.init(Line("A", 1), .quarantine), .init(Line("A", 1), .dispose, missing: true)])
        ]
        (order.receipts[0].answered, order.receipts[0].claimed) = (["rr"], ["rr", "rest-of-rr"])
        order.discrepancies = [.init(kind: .missing, sku: "A", quantity: 1, receiptId: "rr")]
        let expected = ExpectedReturn(returnOrderId: "RET-1", storeOrder: key, order: order)
        #expect(try read(expected.encodeState, ExpectedReturn.decodeState) == expected)
    }

    @Test("with the receipts that are taken back, or were", arguments: ReturnOrder.Reversal.State.allCases)
    func reversed(state: ReturnOrder.Reversal.State) throws {
        var order = ReturnOrder(created, at: now)
        order.receipts = ["rr", "rr-2", "rr-3"].map { .init(receiptId: $0, fingerprint: Fingerprint(value: 7)) }
        (order.receipts[0].isComplete, order.receipts[0].isAfterAll) = (true, true)
        order.lost = [Line("A", 1)]
        order.receipts[0].booked = [
            .init(Line("A", 2), .putAway, neverLeft: 1, found: 1), .init(Line("B", 1), .dispose, missing: true),
        ]
        let origin = MessageOrigin(source: "/wms", id: "m1", topic: "t", partition: 2, offset: 1 << 40)
        order.receipts[0].reversal = .init(origin: origin, state: state)
        order.receipts[1].booked = []
        order.receipts[1].reversal = .init(origin: nil, state: state)
        order.reversed = ["rr-3"]
        var expected = ExpectedReturn(returnOrderId: "RET-1", storeOrder: key, order: order)
        let received = ReturnOrderReceived(
            returnOrderId: "RET-1", storeOrder: key, receiptId: "rr-4", lines: [.init(Line("A", 1), condition: .good)],
            complete: false)
        expected.postponed = [WaitingReceipt(received, origin: origin, deadline: now, madeAt: now)]
        expected.postponed[0].isTakenBack = true
        #expect(try read(expected.encodeState, ExpectedReturn.decodeState) == expected)
    }

    @Test("with the receipts that wait, and the return order that was refused")
    func unopened() throws {
        var expected = ExpectedReturn(returnOrderId: "RET-1", storeOrder: key)
        let received = ReturnOrderReceived(
            returnOrderId: "RET-1", storeOrder: key, receiptId: "rr",
            lines: [.init(Line("A", 1), condition: .damaged, handling: .dispose)], complete: true)
        let origin = MessageOrigin(source: "/wms", id: "m1", topic: "t", partition: 2, offset: 1 << 40)
        expected.waiting = [
            WaitingReceipt(received, origin: origin, deadline: now.adding(milliseconds: -5), madeAt: now),
            WaitingReceipt(received, origin: nil, deadline: now, madeAt: now),
        ]
        expected.refused = created
        #expect(try read(expected.encodeState, ExpectedReturn.decodeState) == expected)
        expected.refused = nil
        expected.announced = AnnouncedReturn(created, origin: origin, deadline: now.adding(milliseconds: 3))
        #expect(try read(expected.encodeState, ExpectedReturn.decodeState) == expected)
    }

    @Test("with what inventory answered")
    func sent() throws {
        var sent = SentGoods(outboundOrderId: "OB-1", storeOrder: key)
        var entry = SentGoods.Entry(sku: "A")
        (entry.waiting, entry.held, entry.out, entry.lost, entry.back) = (1, 2, 3, 4, 5)
        sent.entries = [entry, SentGoods.Entry(sku: "B")]
        sent.lastBack = RestockClaim(by: .adjustment, id: "adj")
        sent.overtaken = RestockClaim(by: .returnOrder, id: "RET-2")
        sent.awaitedBy = ["RET-1"]
        sent.isRefused = true
        sent.seen = SeenMessages(names: [1, .max].map { Fingerprint(value: $0) }, contents: [3])
        #expect(try read(sent.encodeState, SentGoods.decodeState) == sent)
    }

    /// As 0.1 wrote it.
    @Test("also where an older version wrote it")
    func older() throws {
        let text = """
            {"returnOrderId":"RET-1","storeId":"shop","storeOrderId":"1","outboundOrderId":"OB-1","merchantId":"acme",\
            "warehouseId":"LAX1","origin":"customer","caseId":"shop/1/c1","handling":"putAway","trackingNumbers":["TN"],\
            "state":"partlyReceived","revision":2,"lines":[{"sku":"A","expected":2,"received":1,"putAway":1,"quarantined":0,\
            "disposed":0}],"discrepancies":[],"changedAt":"2026-09-21T13:33:20.000Z","receipts":[{"receiptId":"rr",\
            "fingerprint":"7"}],"touchedAt":5}
            """
        var reader = JSONReader(Array(text.utf8))
        let expected = try ExpectedReturn.decodeState(&reader)
        var order = ReturnOrder(created, at: Timestamp(rfc3339: "2026-09-21T13:33:20.000Z")!)
        (order.state, order.revision) = (.partlyReceived, 2)
        (order.entries[0].received, order.entries[0].putAway, order.entries[0].booked) = (1, 1, 1)
        order.receipts = [.init(receiptId: "rr", fingerprint: Fingerprint(value: 7))]
        #expect(expected == ExpectedReturn(returnOrderId: "RET-1", storeOrder: key, order: order))
    }
}
