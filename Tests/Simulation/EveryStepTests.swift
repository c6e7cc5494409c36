import Contracts
import Fulfillment
import TestSupport
import Testing

/// One outbound order in three boxes: one is pulled and comes back, one is gone, and of one nobody knows where it is. A
/// process is killed at each place in turn at which it can be: what is published in the end is the same every time.
@Suite("Three boxes, with a crash at every step", .timeLimit(.minutes(15)))
struct EveryStepTests {
    static let key = StoreOrderKey(storeId: "shop", storeOrderId: "1")
    static let warehouse = WarehouseKey(merchantId: "acme", warehouseId: "LAX1")
    static let start = Timestamp(milliseconds: 1_790_000_000_000)

    static func box(_ number: Int, _ fact: WarehouseReport.Fact, _ lines: [Line] = [], at seconds: Int64)
        -> ScriptedRun.Step
    {
        .send(
            .warehouseReported(
                WarehouseReport(
                    outboundOrderId: "OB-1", storeOrder: key, warehouseId: warehouse.warehouseId,
                    reportedAt: start.adding(seconds: seconds), fact: fact, parcel: ParcelName(parcelId: "P\(number)"),
                    lines: lines)))
    }

    static let packed: [ScriptedRun.Step] =
        [
            .send(
                .stockCommand(
                    StockCommand(warehouse: warehouse, action: .receive(receiptId: "rc", lines: [Line("A", 6)])))),
            .send(
                .outboundOrderSubmitted(
                    OutboundOrderSubmitted(
                        outboundOrderId: "OB-1", storeOrder: key, merchantId: warehouse.merchantId,
                        warehouseId: warehouse.warehouseId, lines: [Line("A", 6)], submittedAt: start))),
        ]
        + (1...3).map { number in
            box(
                number, .progressed(.labelled, carrier: "UPS", trackingNumber: "1Z\(number)"), [Line("A", number)],
                at: Int64(number))
        } + [
            .send(
                .cancellationRequested(
                    CancellationRequested(
                        requestId: "r1", storeOrder: key, reason: "buyerChangedMind", requestedBy: "buyer",
                        requestedAt: start.adding(seconds: 5)))),
            box(1, .parcelIntercepted(succeeded: true, reason: nil), at: 10),
            box(1, .labelVoided(succeeded: true, trackingNumber: "1Z1", reason: nil), at: 11),
            box(2, .carrierScanned(.pickedUp, trackingNumber: "1Z2"), at: 12),
            .receiveWhatIsExpected,
        ]

    /// What became of the third box.
    enum Third: CaseIterable, Sendable { case neverSeen, leaves, isFound }

    static func script(_ third: Third) -> [ScriptedRun.Step] {
        let silence = [ScriptedRun.Step.wait(seconds: 90_000), .wait(seconds: 90_000), .wait(seconds: 90_000)]
        switch third {
        case .neverSeen: return packed + silence
        case .leaves:
            return packed + silence + [box(3, .carrierScanned(.inTransit, trackingNumber: "1Z3"), at: 300_000)]
        case .isFound:
            return packed + silence + [
                box(3, .parcelIntercepted(succeeded: true, reason: nil), at: 300_000),
                box(3, .labelVoided(succeeded: true, trackingNumber: "1Z3", reason: nil), at: 300_001),
                .receiveWhatIsExpected,
            ]
        }
    }

    /// On hand, and still promised; what is counted by hand. Six units stood there: one in the first box, two in the second,
    /// three in the third.
    static func counted(_ third: Third) -> (onHand: Int, allocated: Int) {
        switch third {
        case .neverSeen: (4, 3)
        case .leaves: (1, 0)
        case .isFound: (4, 0)
        }
    }

    @Test("the books are right without a crash, and the same after one at each place", arguments: Third.allCases)
    func endsTheSame(third: Third) async throws {
        try await blocking {
            let steps = Self.script(third)
            let quiet = try ScriptedRun.run(steps, policies: Policies(), deathAt: 0)
            let stock = try #require(quiet.books.stock["A"])
            #expect((stock.onHand, stock.allocated) == Self.counted(third))
            let outcome = try #require(quiet.books.finals["r1"]?.first)
            #expect(outcome.state == .partlyStopped && outcome.code == .noAnswerFromWarehouse)
            #expect((outcome.quantities.refused, outcome.quantities.restored) == (5, 1))
            #expect(quiet.books.contradictions == (third == .isFound ? ["r1 stoppedAfterAll 3"] : []))
            #expect(quiet.complaints == [])
            #expect(quiet.places > 100)
            var wrong: [String] = []
            for place in 1...quiet.places {
                let one = try ScriptedRun.run(steps, policies: Policies(), deathAt: place)
                if one.killed == nil { wrong.append("nobody was killed at place \(place)") }
                let name = "killed at place \(place), \(one.killed ?? "")"
                if let complaint = one.complaints.first { wrong.append("\(name): \(complaint)") }
                if one.books != quiet.books { wrong.append("\(name): \(one.books), not \(quiet.books)") }
            }
            print("three boxes, the third \(third): a crash at each of \(quiet.places) places")
            #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(3))")
        }
    }

    @Test("a store that is written before the log has committed is noticed")
    func withoutADefence() async throws {
        try await blocking {
            let steps = Self.script(.neverSeen)
            let quiet = try ScriptedRun.run(steps, policies: Policies(), deathAt: 0)
            let isNoticed = try (1...quiet.places).contains { place in
                let one = try ScriptedRun.run(steps, policies: Policies(), deathAt: place, flaw: .storeAfterLog)
                return one.books != quiet.books || !one.complaints.isEmpty
            }
            #expect(isNoticed)
        }
    }
}
