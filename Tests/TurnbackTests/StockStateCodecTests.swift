import Contracts
import Fulfillment
import Testing

@testable import Processors

@Suite("What inventory's state says is read back", .timeLimit(.minutes(15)))
struct StockStateCodecTests {
    private func written(_ encode: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object(encode)
        return writer.bytes
    }

    @Test("a balance with its queue, and who waits")
    func queue() throws {
        var stock = Stock(sku: "A")
        (stock.onHand, stock.allocated, stock.quarantined) = (7, 3, 2)
        stock.absent = AbsentUnits(taken: 1, promised: 3, lost: 2)
        for short in [nil, "OB-2"] {
            stock.queue = Stock.Queue(first: "OB-1", last: "OB-3", wanted: 6, covered: 2, short: short)
            var reader = JSONReader(written(stock.encodeState))
            #expect(try Stock.decodeState(&reader) == stock)
        }
        let backorder = Backorder(
            outboundOrderId: "OB-1",
            places: [
                .init(Line("A", 2), after: "OB-2", isCovered: true), .init(Line("B", 1), before: "OB-0", after: nil),
            ])
        var reader = JSONReader(written(backorder.encodeState))
        #expect(try Backorder.decodeState(&reader) == backorder)
    }

    @Test("a queue that an earlier version stored: nobody is counted, and nobody covered")
    func oldQueue() throws {
        var reader = JSONReader(
            Array(#"{"sku":"A","onHand":5,"allocated":1,"firstWaiting":"OB-1","lastWaiting":"OB-2"}"#.utf8))
        let stock = try Stock.decodeState(&reader)
        #expect(stock.available == 4)
        #expect(
            stock.queue == Stock.Queue(first: "OB-1", last: "OB-2", wanted: nil, covered: 0, short: "OB-1"))
    }

    @Test("an allocation with all that became of its units, its cases and their holds")
    func allocation() throws {
        let key = StoreOrderKey(storeId: "shop", storeOrderId: "1")
        var entry = Allocation.Entry(sku: "A", ordered: 40)
        (entry.held, entry.released, entry.out, entry.restored) = (1, 2, 3, 4)
        (entry.quarantined, entry.disposed, entry.missing, entry.short, entry.broken) = (5, 6, 7, 8, 3)
        entry.claim = RestockClaim(by: .adjustment, id: "A-1")
        var allocation = Allocation(
            outboundOrderId: "OB-1", replyTo: key, entries: [entry, Allocation.Entry(sku: "B", ordered: 1)])
        allocation.isBackordered = true
        allocation.receipts = ["RO-1/rr-1/ff"]
        allocation.seen = SeenMessages(names: [7, 8].map { Fingerprint(value: $0) }, contents: [9])
        allocation.caseIds = ["shop/1/c1", "shop/1/c2"]
        for holds in [[], [Hold(caseId: "shop/1/c1", lines: [Line("A", 1)]), Hold(caseId: "shop/1/c2", lines: [])]] {
            allocation.holds = holds
            allocation.takenBack = holds
            allocation.takenBefore = holds.map { UnitsOfReceipt(receipt: "RO-1/\($0.caseId)/", lines: $0.lines) }
            allocation.notCome = holds.map { UnitsOfReceipt(receipt: "RO-2/\($0.caseId)/", lines: $0.lines) }
            var reader = JSONReader(written(allocation.encodeState))
            #expect(try Allocation.decodeState(&reader) == allocation)
        }
        (allocation.holds, allocation.takenBack, allocation.takenBefore, allocation.notCome) = ([], [], [], [])
        allocation.knowsHolds = false
        var reader = JSONReader(written(allocation.encodeState))
        #expect(try Allocation.decodeState(&reader) == allocation)
    }

    @Test("an allocation that an earlier version stored: one way for all, and nothing known of holds")
    func oldAllocation() throws {
        let old = #"""
            {"outboundOrderId":"OB-1","storeId":"shop","storeOrderId":"1","isBackordered":false,
             "entries":[{"sku":"A","ordered":3,"out":1,"restored":2},{"sku":"B","ordered":1,"out":1}],
             "claim":{"by":"returnOrder","id":"RO-OB-1"},"receipts":["RO-OB-1/rr-1/1f"],"seen":["a1"],"touched":5}
            """#
        var reader = JSONReader(Array(old.utf8))
        let allocation = try Allocation.decodeState(&reader)
        #expect(allocation.knowsHolds == false && allocation.holds.isEmpty && allocation.caseIds.isEmpty)
        #expect(allocation.entries.map(\.claim) == [RestockClaim(by: .returnOrder, id: "RO-OB-1"), nil])
        #expect(allocation.entries.map(\.restored) == [2, 0])
        #expect(allocation.receipts == ["RO-OB-1/rr-1/1f"])
    }
}
