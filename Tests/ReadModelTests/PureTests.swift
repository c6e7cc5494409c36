import Contracts
import Fulfillment
import Streams
import Testing

@testable import ReadModel

/// What needs neither a log nor a file.
@Suite("Parts of the read model")
struct PureTests {
    @Test("a cursor comes back as it went, and nothing else is one")
    func cursors() throws {
        for cursor in [Cursor(row: 1), Cursor(time: 1_795_000_000_000, row: .max), Cursor(time: 0, row: 0)] {
            #expect(try Cursor(PageRequest(after: cursor.text)) == cursor)
        }
        #expect(try Cursor(PageRequest()) == nil)
        for text in ["", "1", "-", "1-2-3", "é-1", "1-!", "1-zzzzzzzzzzzzzzzzzzzz"] {
            #expect(throws: ReadModelError.self, "\(text)") { _ = try Cursor(PageRequest(after: text)) }
        }
    }

    @Test("a page is kept within its limits")
    func pages() {
        #expect(PageRequest(limit: 0).limit == 1)
        #expect(PageRequest(limit: .max).limit == ReadLimits.pageRows)
        let rows = (1...3).map { (row: $0, cursor: Cursor(row: Int64($0))) }
        #expect(Page(rows, limit: 2) == Page(rows: [1, 2], next: Cursor(row: 2).text))
        #expect(Page(rows, limit: 3) == Page(rows: [1, 2, 3], next: nil))
    }

    @Test("a percentile is right to one part in twenty")
    func buckets() {
        for milliseconds in [1, 2, 59_000, 360_000, 6_000_000, 604_800_000] as [Int64] {
            let bound = TimeBucket.upperBound(TimeBucket.of(milliseconds))
            #expect(bound >= milliseconds - 1)
            #expect(Double(bound) <= Double(milliseconds) * 1.06 + 1)
        }
        #expect(TimeBucket.of(-5) == TimeBucket.of(1))
    }

    @Test("a search text is what was typed, without what a scanner adds, and never a command")
    func searchText() {
        #expect(SearchText("  \u{2}P-77\r\n\u{1d}").whole == "P-77")
        #expect(SearchText(" \t").isEmpty)
        #expect(SearchText("a\"b").phrase == "\"a\"\"b\"")
        #expect(SearchText("*\"-").phrase == nil)
        #expect(SearchText(String(repeating: "出", count: 1_000)).whole.utf8.count <= ReadLimits.searchBytes)
    }

    @Test("a key of a record or a case is distinguished from other text")
    func keys() {
        #expect(StoreOrderKey(record: "shop-de/1001") == StoreOrderKey(storeId: "shop-de", storeOrderId: "1001"))
        #expect(StoreOrderKey(ofCase: "shop-de/1001/c1") == StoreOrderKey(storeId: "shop-de", storeOrderId: "1001"))
        for text in ["", "/", "a", "a/", "/b", "a/b/c"] { #expect(StoreOrderKey(record: text) == nil, "\(text)") }
        for text in ["a/b", "a/b/", "a//c1", "a/b/c/d"] { #expect(StoreOrderKey(ofCase: text) == nil, "\(text)") }
    }

    @Test("progress counts what was there at the start, and no more")
    func progress() {
        let places = [TopicPartition("t", 0), TopicPartition("t", 1)]
        var progress = FeedProgress(ends: [places[0]: 10, places[1]: 5], from: [places[0]: 4])
        #expect(progress.total == 11)
        func record(_ partition: Int32, _ offset: Int64) -> Record {
            Record(
                topic: "t", partition: partition, offset: offset, timestamp: 0, body: RecordBody(key: [], value: nil))
        }
        progress.took([record(0, 4), record(0, 5), record(1, 0)])
        #expect(progress.remaining == 8)
        progress.took([record(1, 4), record(0, 9), record(0, 12), record(1, 7)])
        #expect(progress.remaining == 0)
        #expect(progress.fraction == 1)
        #expect(FeedProgress(ends: [:], from: [:]).fraction == 1)
    }

    @Test("a parcel that lies pulled is put back, and what a part of it is asked for is refused")
    func pulled() {
        func known(_ status: OutboundStatus, isPulled: Bool, label: Bool = false) -> CancellationForecast.Known {
            CancellationForecast.Known(
                outboundOrderId: "OB", merchantId: "m", status: status, custody: .warehouse, ordered: [Line("A", 2)],
                lines: [Line("A", 2)],
                consignments: [
                    .init(
                        lines: [Line("A", 2)], status: status, custody: .warehouse, isPulled: isPulled, hasLabel: label)
                ])
        }
        func step(_ one: CancellationForecast.Known, _ lines: [Line]? = nil) -> CancellationForecast.Step? {
            CancellationForecast.of([one], lines: lines, policies: Policies()).first?.step
        }
        let policy = Policy()
        #expect(step(known(.packed, isPulled: true)) == .putBack(seconds: policy.restockSeconds))
        #expect(step(known(.packed, isPulled: true, label: true)) == .putBack(seconds: policy.interceptSeconds))
        #expect(step(known(.packed, isPulled: false)) == .verify(seconds: policy.verifySeconds))
        #expect(step(known(.packed, isPulled: false), [Line("A", 1)]) == .refuse(.partialAfterWorkStarted))
        #expect(step(known(.awaitingOutbound, isPulled: false), [Line("A", 1)]) == .cancel(available: 1))
        #expect(step(known(.backordered, isPulled: false)) == .cancel(available: 0))
        #expect(step(known(.awaitingOutbound, isPulled: false), [Line("B", 1)]) == nil)
    }

    @Test("what came back was of the parcel that was pulled, and a request meets the other one")
    func pulledAndGone() {
        var back = UnitsBack()
        back.restored = 2
        let gone = CancellationForecast.Consignment(lines: [Line("A", 1)], status: .inTransit, custody: .carrier)
        let pulled = CancellationForecast.Consignment(
            lines: [Line("A", 2)], status: .intercepted, custody: .warehouse, isPulled: true)
        for consignments in [[gone, pulled], [pulled, gone]] {
            let known = CancellationForecast.Known(
                outboundOrderId: "OB", merchantId: "m", status: .inTransit, custody: .unknown, ordered: [Line("A", 3)],
                lines: [Line("A", 3)], consignments: consignments, back: ["A": back])
            #expect(
                CancellationForecast.of([known], lines: nil, policies: Policies())
                    == [CancellationForecast(outboundOrderId: "OB", step: .refuse(.inTransit), units: 1)])
        }
    }

    @Test("a hold has what was ordered and nobody freed, except for what was sent all the same")
    func held() {
        let key = StoreOrderKey(storeId: "shop", storeOrderId: "1")
        let asked = StockMove(outboundOrderId: "OB", lines: [Line("A", 3)], caseId: "shop/1/c1", replyTo: key)
        var replies = MovementReplies(key)
        func take(_ kind: StockMovement.Kind, allocated: Int) {
            let one = StockMovement(
                kind: kind, sku: "A", quantity: 1, onHandDelta: 0, allocatedDelta: allocated, quarantinedDelta: 0,
                balance: Stock(sku: "A"), cause: StockMovement.Cause(.outboundOrder, "OB"), outboundOrderId: "OB")
            let warehouse = WarehouseKey(merchantId: "m", warehouseId: "W1")
            _ = replies.take(
                StockMoved(
                    movementId: kind.rawValue, warehouse: warehouse, movement: one,
                    movedAt: Timestamp(milliseconds: 0)))
            _ = replies.finish()
        }
        func held() -> [Line] { replies.held(asked, of: [Line("A", 3)]).lines.map(\.line) }
        #expect(held() == [Line("A", 3)])
        take(.released, allocated: -1)
        #expect(held() == [Line("A", 2)])
        take(.issued, allocated: -1)
        #expect(held() == [Line("A", 2)])
        take(.issued, allocated: 0)
        #expect(held() == [Line("A", 3)])
    }
}
