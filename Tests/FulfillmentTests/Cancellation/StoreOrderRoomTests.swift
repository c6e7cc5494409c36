import Fulfillment
import Testing

/// Nobody can fill a store order until its own cancellation is lost.
@Suite("A store order has room")
struct StoreOrderRoomTests {
    /// Sends until one is refused. Returns how many were taken, and the refusal.
    private func flood(
        _ story: inout OrderStory, upTo most: Int, _ message: (Int) -> StoreOrderMessage
    ) -> (taken: Int, refusal: Rejection?) {
        for number in 0..<most {
            if let refusal = story.refusal(of: message(number)) { return (number, refusal) }
        }
        return (most, nil)
    }

    private func lines(_ count: Int, _ prefix: String = "S") -> [Line] {
        (0..<count).map { Line("\(prefix)-\($0)", 1) }
    }

    @Test("for reports that wait, by number and by lines; the order and its cancellation come through")
    func waitingReports() throws {
        var story = OrderStory()
        let found = flood(&story, upTo: 1_000) { .progress(.picking, of: "OB-\($0 + 1)") }
        #expect(found.taken == StoreOrderLimits.waitingReports)
        #expect(found.refusal?.code == .tooManyForOrder && found.refusal?.path == "storeOrderId")
        #expect(found.refusal?.message.contains("101 reports that wait") == true)

        let decided = try story.when(all: [.order("OB-200"), .reply(.allocated, of: "OB-200"), .cancel()])
        #expect(!decided.outcomes.isEmpty)
        // One that no longer waits makes room for another.
        _ = try story.when(.order("OB-1"))
        #expect(story.refusal(of: .progress(.picking, of: "OB-300")) == nil)

        story = OrderStory()
        let long = flood(&story, upTo: 100) { number in
            .report(
                .progressed(.packed, carrier: nil, trackingNumber: nil), of: "OB-\(number)",
                parcel: ParcelName(parcelId: "P"), lines: lines(1_500))
        }
        #expect(long.taken == StoreOrderLimits.waitingLines / 1_500 && long.refusal?.code == .tooManyForOrder)
    }

    @Test("for requests, and what was asked before is still answered")
    func requests() throws {
        var story = try given(.verifyingPicked)
        let found = flood(&story, upTo: 2_000) { .cancel("again-\($0)") }
        #expect(found.taken == StoreOrderLimits.requests - 1 && found.refusal?.code == .tooManyForOrder)
        // A request that is there already is not a further one.
        #expect(story.refusal(of: .cancel("again-1")) == nil)
        let told = try story.when(.pulled())
        #expect(Set(told.outcomes.map(\.requestId)).count == StoreOrderLimits.requests)
    }

    @Test("for the lines of requests")
    func requestedLines() throws {
        var story = try given([.order("OB-1", lines(2_000)), .reply(.allocated, lines(2_000))])
        let found = flood(&story, upTo: 100) { .cancel("part-\($0)", lines(1_500)) }
        #expect(found.taken == StoreOrderLimits.requestedLines / 1_500 && found.refusal?.code == .tooManyForOrder)
    }

    @Test("for outbound orders and for their lines")
    func outboundOrders() throws {
        var story = OrderStory()
        let many = flood(&story, upTo: 1_000) { .order("OB-\($0)", [Line("A", 1)]) }
        #expect(many.taken == StoreOrderLimits.outboundOrders && many.refusal?.code == .tooManyForOrder)
        story = OrderStory()
        let long = flood(&story, upTo: 100) { .order("OB-\($0)", lines(2_000)) }
        #expect(long.taken == StoreOrderLimits.lines / 2_000 && long.refusal?.code == .tooManyForOrder)
        #expect(!(try story.when(.cancel())).outcomes.isEmpty)
    }

    @Test("for parcels of an outbound order")
    func parcels() throws {
        var story = try given(.allocated)
        let found = flood(&story, upTo: 1_000) { .progress(.packed, tracking: "TN-\($0)") }
        #expect(found.taken == StoreOrderLimits.parcels && found.refusal?.code == .tooManyForOrder)
        #expect(!(try story.when(.cancel())).outcomes.isEmpty)
    }

    @Test("for parts of cases: each request opens a new case where the last one was refused")
    func caseParts() throws {
        var story = OrderStory()
        for number in 0..<50 {
            _ = try story.when(.order("OB-\(number)", [Line("A", 1)]))
            _ = try story.when(.reply(.allocated, [Line("A", 1)], of: "OB-\(number)"))
            _ = try story.when(.scan(.delivered, of: "OB-\(number)"))
        }
        let found = flood(&story, upTo: 2_000) { .cancel("again-\($0)") }
        #expect(found.taken == StoreOrderLimits.caseParts / 50 && found.refusal?.code == .tooManyForOrder)
    }
}

@Suite("A return order has room")
struct ReturnOrderRoomTests {
    private func received(_ receiptId: String, _ lines: Int) -> ReturnOrderCommand {
        .receive(
            ReturnOrderReceived(
                returnOrderId: "RET-1", storeOrder: Sample.storeOrder, receiptId: receiptId,
                lines: (0..<lines).map { .init(Line("S-\($0)", 1), condition: .good) }, complete: false))
    }

    @Test("for receipts that wait and for such that are taken, by number and by lines", arguments: [false, true])
    func receipts(isOpen: Bool) throws {
        func story() throws -> ReturnStory {
            let created = ReturnOrderCreated(
                returnOrderId: "RET-1", storeOrder: Sample.storeOrder, outboundOrderId: "OB-1",
                warehouse: Sample.warehouse, origin: .customer, caseId: nil, handling: .putAway,
                lines: [Line("A", 1_000)])
            return try ReturnStory(
                isOpen ? [.create(created)] : [], id: "RET-1",
                sent: isOpen ? [(.allocated, [Line("A", 1_000)]), (.issued, [Line("A", 1_000)])] : [])
        }
        for (lines, most) in [
            (1, ReturnOrderLimits.receipts), (1_500, ReturnOrderLimits.lines / 1_500),
        ] {
            var story = try story()
            var taken = 0
            var refusal: Rejection?
            while refusal == nil, taken <= 1_000 {
                do throws(Rejection) {
                    _ = try story.when(received("R-\(taken)", lines))
                    taken += 1
                } catch { refusal = error }
            }
            #expect(taken == most && refusal?.code == .tooManyForOrder && refusal?.path == "returnOrderId")
        }
    }
}
