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
}
