import Testing

@testable import Fulfillment

/// Stopped parcels whose contents nobody has reported are received box by box.
@Suite("Parcels of unknown contents are opened", .timeLimit(.minutes(15)))
struct UnknownBoxesTests {
    private static func label(_ number: Int) -> StoreOrderMessage { .progress(.labelled, tracking: "TN-\(number)") }

    private static func pulled(_ number: Int) -> StoreOrderMessage {
        .report(.parcelIntercepted(succeeded: true, reason: nil), parcel: ParcelName(trackingNumber: "TN-\(number)"))
    }

    private static func voided(_ number: Int) -> StoreOrderMessage {
        .report(.labelVoided(succeeded: true, trackingNumber: "TN-\(number)", reason: nil))
    }

    /// Three units in two boxes; both are asked for.
    private static let two: [StoreOrderMessage] =
        [.order("OB-1", [Line("A", 3)]), .reply(.allocated, [Line("A", 3)]), label(1), label(2), .cancel()]
    /// The second one left, the first one lies there.
    private static let oneLeft =
        two + [.report(.carrierScanned(.pickedUp, trackingNumber: "TN-2")), pulled(1), voided(1)]

    private static func received(_ units: Int, complete: Bool?, by id: String = "RO-OB-1") -> StoreOrderMessage {
        .stockReplied(
            StockReply(
                outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, caseId: Sample.caseId,
                lines: units > 0 ? [StockReply.ReplyLine(Line("A", units), handling: .putAway)] : [],
                answer: .restored(RestockClaim(by: .returnOrder, id: id)), complete: complete))
    }

    @Test("nothing is distinguished until the box is closed")
    func closed() throws {
        var story = try given(Self.oneLeft)
        #expect(try story.when(Self.received(1, complete: false)).stock.isEmpty)
        let told = try story.when(Self.received(1, complete: true))
        #expect(told.stock == [.issue(.sample([Line("A", 1)]))])
        #expect(told.outcomes.last?.quantities == .of(requested: 3, refused: 1, intercepted: 2, restored: 2))
    }

    @Test("an earlier version of inventory does not say whether more comes: the first receipt shows it")
    func unsaid() throws {
        var story = try given(Self.oneLeft)
        #expect(try story.when(Self.received(1, complete: nil)).stock == [.issue(.sample([Line("A", 2)]))])
    }

    @Test("the word that closes it may come alone")
    func word() throws {
        var story = try given(Self.oneLeft + [Self.received(2, complete: false)])
        #expect(try story.when(Self.received(0, complete: true)).stock == [.issue(.sample([Line("A", 1)]))])
        // Said again it changes nothing.
        #expect(try story.when(Self.received(0, complete: true)).stock.isEmpty)
    }

    @Test("where nothing came, all of it left")
    func empty() throws {
        var story = try given(Self.oneLeft)
        let told = try story.when(Self.received(0, complete: true))
        #expect(told.stock.contains(.issue(.sample([Line("A", 3)]))))
        #expect(told.outcomes.last?.state == .refused && told.outcomes.last?.nextAction == .createReturn)
    }

    @Test("a refused receipt closes it as well")
    func refused() throws {
        var story = try given(Self.oneLeft + [Self.received(1, complete: false)])
        let refused = StockReply(
            outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, caseId: Sample.caseId, lines: [],
            answer: .refused(
                .alreadyRestored, message: "", claimedBy: .returnOrder, returnOrderId: "RO-OB-1", receiptId: "rr-2"),
            command: .restore, complete: true)
        #expect(try story.when(.stockReplied(refused)).stock == [.issue(.sample([Line("A", 2)]))])
    }

    @Test("of two that lie there the rest is expected from the second one, and what is not in it is missing")
    func both() throws {
        var story = try given(Self.two + [Self.pulled(1), Self.voided(1), Self.pulled(2)])
        func created(_ told: Told) -> ReturnOrderCreated? {
            if case .create(let created)? = told.returns.last { created } else { nil }
        }
        let first = try #require(created(try story.when(Self.voided(2))))
        #expect(first.contentsUnknown && first.lines == [Line("A", 3)])
        let second = try #require(created(try story.when(Self.received(2, complete: true))))
        #expect(second.returnOrderId == "RO-OB-1-2" && !second.contentsUnknown && second.lines == [Line("A", 1)])
        #expect(second.trackingNumbers == ["TN-2"])
        let told = try story.when(Self.received(1, complete: true, by: "RO-OB-1-2"))
        #expect(told.outcomes.last?.state == .restocked && told.outcomes.last?.labelVoided == true)
    }
}
