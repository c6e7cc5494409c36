import Fulfillment
import Testing

@Suite("A receipt is taken back", .timeLimit(.minutes(15)))
struct ReversedReceiptTests {
    private let reverse = ReturnOrderCommand.reverse(
        ReceiptReversed(returnOrderId: "RO-OB-1", storeOrder: Sample.storeOrder, receiptId: "rr-1"))
    private let put = [StockReply.ReplyLine(Line("A", 2), handling: .putAway, neverLeft: 2)]
    private let reversed = StockReply.Answer.reversed(.returnOrder)

    private func booked(complete: Bool = false) throws -> ReturnStory {
        var story = try ReturnStory([.create(), .receive(good: [Line("A", 2)], complete: complete)])
        let lost = [StockReply.ReplyLine(Line("B", 1), handling: .dispose)]
        _ = story.booked(complete ? put + lost : put)
        return story
    }

    @Test("its booked units leave stock, and then it is expected again")
    func takenBack() throws {
        var story = try booked()
        let told = try story.when(reverse)
        #expect(told.states.isEmpty && told.reversals.map(\.lines) == [put])
        #expect(told.reversals.map(\.receiptId) == ["rr-1"])
        #expect(story.order?.entries[0].received == 2)
        #expect(story.hear(reversed, put, receipt: "rr-1").states == [.awaitingArrival])
        #expect(story.order?.entries == [.init(sku: "A", expected: 2), .init(sku: "B", expected: 1)])
        #expect(story.order?.reversed == ["rr-1"])
        // The same receipt is known; what really comes has another id.
        #expect(try story.when(.receive(good: [Line("A", 2)])).isEmpty)
        #expect(try story.when(.receive(good: [Line("A", 2)], receipt: "rr-2")).restored.units == 2)
    }

    @Test("also the one that closed the return order, with what it wrote off")
    func closing() throws {
        var story = try booked(complete: true)
        #expect(story.order?.state == .received)
        let told = try story.when(reverse).reversals.flatMap(\.lines)
        #expect(told.map(\.line) == [Line("A", 2), Line("B", 1)])
        #expect(story.hear(reversed, told, receipt: "rr-1").states == [.awaitingArrival])
        #expect(story.order?.discrepancies == [] && story.order?.entries.map(\.booked) == [0, 0])
        #expect(try story.when(.receive(good: Sample.lines, receipt: "rr-2")).states == [.received])
    }

    @Test("once, however often it is asked for")
    func once() throws {
        var story = try booked()
        #expect(try story.when(reverse).reversals.count == 1)
        #expect(try story.when(reverse).isEmpty)
        _ = story.hear(reversed, put, receipt: "rr-1")
        #expect(story.hear(reversed, put, receipt: "rr-1").isEmpty)
        #expect(try story.when(reverse).isEmpty)
    }

    @Test("with what it had too much of, and leaves other receipts alone")
    func others() throws {
        var story = try ReturnStory([
            .create(), .receive(good: [Line("B", 1)], receipt: "rr-0"), .receive(good: [Line("A", 3), Line("C", 1)]),
        ])
        _ = story.booked([.init(Line("B", 1), handling: .putAway)], receipt: "rr-0")
        _ = story.booked(put)
        _ = try story.when(reverse)
        #expect(story.hear(reversed, put, receipt: "rr-1").states == [.partlyReceived])
        #expect(story.order?.discrepancies == [])
        #expect(story.order?.entries.map(\.received) == [0, 1] && story.order?.entries.map(\.booked) == [0, 1])
    }

    @Test("waits for what inventory makes of it; where nothing was booked there is nothing to take out of stock")
    func unanswered() throws {
        var story = try ReturnStory([.create(), .receive(good: [Line("A", 2)])])
        #expect(try story.when(reverse).isEmpty)
        let half = [StockReply.ReplyLine(Line("A", 1), handling: .putAway)]
        #expect(story.booked(half).reversals.isEmpty)
        #expect(story.hear(.refusal(.exceedsIssued, of: "rr-1"), half).reversals.map(\.lines) == [half])
        var none = try ReturnStory([.create(), .receive(good: [Line("C", 2)])])
        #expect(try none.when(reverse).states == [.awaitingArrival] && none.order?.discrepancies == [])
    }

    @Test("is refused to who asked for it where the units are not there any more: the receipt stands")
    func refused() throws {
        var story = try booked()
        _ = try story.when(reverse)
        let told = story.hearReversalRefused()
        #expect(told.reversalRefusals.map(\.code) == [.insufficientStock])
        #expect(told.reversalRefusals.map(\.messageId) == ["m3"])
        #expect(story.order?.entries.map(\.putAway) == [2, 0] && story.order?.discrepancies == [])
        #expect(story.hearReversalRefused().isEmpty && story.hear(reversed, put, receipt: "rr-1").isEmpty)
        // It may be asked for again later.
        #expect(try story.when(reverse).reversals.count == 1)
        #expect(story.hear(reversed, put, receipt: "rr-1").states == [.awaitingArrival])
    }

    @Test("is refused where there is no such receipt, and for goods that came to another warehouse")
    func unknown() throws {
        var story = try ReturnStory([.create()])
        #expect(story.refusal(of: reverse)?.code == .unknownReceipt)
        guard case .create(var created) = ReturnOrderCommand.create() else { return }
        created.fromWarehouseId = "NYC2"
        var elsewhere = try ReturnStory([.create(created), .receive(good: [Line("A", 2)])])
        #expect(elsewhere.refusal(of: reverse)?.code == .notReversible)
    }

    @Test("one that waits for its return order is forgotten")
    func waiting() throws {
        var story = try ReturnStory([.receive(good: [Line("A", 2)])])
        #expect(try story.when(reverse).isEmpty)
        #expect(story.expected.isEmpty)
    }
}

extension ReturnStory {
    /// Inventory cannot take the units of rr-1 out any more.
    fileprivate mutating func hearReversalRefused() -> [ReturnOrderEffect] {
        hear(.refusal(.insufficientStock, of: "rr-1"), [], ofReversal: true)
    }
}

extension [ReturnOrderEffect] {
    fileprivate var reversals: [StockReversal] {
        compactMap {
            if case .stock(let command) = $0, case .reverse(let reversal) = command.action { reversal } else { nil }
        }
    }

    fileprivate var reversalRefusals: [(code: Rejection.Code, messageId: String)] {
        compactMap {
            if case .reversalRefused(let origin, let rejection) = $0 { (rejection.code, origin?.id ?? "") } else { nil }
        }
    }
}
