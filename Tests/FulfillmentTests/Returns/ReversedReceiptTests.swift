import Fulfillment
import Testing

@Suite("A receipt is taken back", .timeLimit(.minutes(15)))
struct ReversedReceiptTests {
    private let reverse = ReturnOrderCommand.reverse("rr-1")
    private let put = [StockReply.ReplyLine(Line("A", 2), handling: .putAway, neverLeft: 2)]
    private let lost = [StockReply.ReplyLine(Line("B", 1), handling: .dispose, neverLeft: 1)]
    private let reversed = StockReply.Answer.reversed(.returnOrder)

    private func booked(complete: Bool = false) throws -> ReturnStory {
        var story = try ReturnStory([.create(), .receive(good: [Line("A", 2)], complete: complete)])
        _ = story.booked(complete ? put + lost : put)
        return story
    }

    @Test("its booked units leave stock, and then it is expected again")
    func takenBack() throws {
        var story = try booked()
        let told = try story.when(reverse)
        #expect(told.states.isEmpty && told.reversals.map(\.lines) == [[.init(Line("A", 2), .putAway, neverLeft: 2)]])
        #expect(told.reversals.map(\.receiptId) == ["rr-1"] && told.reversals.map(\.caseId) == [Sample.caseId])
        #expect(story.order?.entries[0].received == 2)
        #expect(story.hear(reversed, put, receipt: "rr-1").states == [.awaitingArrival])
        #expect(story.order?.entries == [.init(sku: "A", expected: 2), .init(sku: "B", expected: 1)])
        #expect(story.order?.reversed == ["rr-1"])
        // The same receipt is known; what really comes has another id.
        #expect(try story.when(.receive(good: [Line("A", 2)])).isEmpty)
        #expect(story.refusal(of: .receive(good: [Line("A", 1)]))?.code == .receiptIdReused)
        #expect(try story.when(.receive(good: [Line("A", 2)], receipt: "rr-2")).restored.units == 2)
    }

    @Test("also the one that closed the return order, with what it wrote off")
    func closing() throws {
        var story = try booked(complete: true)
        #expect(story.order?.state == .received)
        let told = try story.when(reverse).reversals.flatMap(\.lines)
        #expect(
            told == [
                .init(Line("A", 2), .putAway, neverLeft: 2), .init(Line("B", 1), .dispose, missing: true, neverLeft: 1),
            ])
        #expect(story.hear(reversed, put + lost, receipt: "rr-1").states == [.awaitingArrival])
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
        #expect(story.order?.entries.map(\.received) == [0, 0] && story.order?.reversed == ["rr-1"])
    }

    @Test("it is expected again, even where Turnback said otherwise before it knew, and not what it says afterwards")
    func overtakes() throws {
        let by = { (id: String) in RestockClaim(by: .adjustment, id: id) }
        let cancel = { (id: String) in ReturnOrderCommand.cancel("RO-OB-1", by: by(id)) }
        var story = try booked()
        _ = try story.when(reverse)
        for (answer, lines) in [
            (.allocated, Sample.lines), (.restored(.returnOrder), [Line("A", 2)]),
            (.restored(by("adj-1")), [Line("B", 1)]), (reversed, [Line("A", 2)]),
        ] as [(StockReply.Answer, [Line])] {
            story.hear(answer, lines)
        }
        _ = story.hear(reversed, put, receipt: "rr-1")
        #expect(try story.when(cancel("adj-1")).isEmpty)
        #expect(story.order?.state == .awaitingArrival)
        story.hear(.restored(by("adj-2")), [Line("A", 2)])
        #expect(try story.when(cancel("adj-2")).states == [.cancelled])
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

    @Test("what another receipt had too much of, beside it, may be received again")
    func surplus() throws {
        var story = try ReturnStory([
            .create(), .receive(good: [Line("A", 1)]), .receive(good: [Line("A", 2)], receipt: "rr-2"),
        ])
        let one = [StockReply.ReplyLine(Line("A", 1), handling: .putAway)]
        _ = story.booked(one)
        _ = story.booked(one, receipt: "rr-2")
        _ = try story.when(reverse)
        _ = story.hear(reversed, one, receipt: "rr-1")
        #expect(story.order?.entries[0].received == 1 && story.order?.discrepancies.map(\.kind) == [.overReceipt])
        #expect(try story.when(.receive(good: [Line("A", 1)], receipt: "rr-3")).restored.units == 1)
    }

    @Test("a customer's that another receipt closed stays closed, and takes what it misses")
    func customer() throws {
        var story = try ReturnStory([
            .create(origin: .customer), .receive(good: [Line("B", 1)], receipt: "rr-0", complete: true),
            .receive(good: [Line("A", 2)]),
        ])
        _ = story.booked([.init(Line("B", 1), handling: .putAway)], receipt: "rr-0")
        _ = story.booked([.init(Line("A", 2), handling: .putAway)])
        #expect(story.order?.state == .received && story.order?.discrepancies == [])
        #expect(try story.when(reverse).reversals.count == 1)
        #expect(story.hear(reversed, put, receipt: "rr-1").states == [.received])
        #expect(
            story.order?.discrepancies == [.init(kind: .missing, sku: "A", quantity: 2, receiptId: "rr-0")])
        #expect(try story.when(.receive(good: [Line("A", 2)], receipt: "rr-2")).restored.units == 2)
        #expect(story.order?.discrepancies == [])
    }

    @Test("waits for what inventory makes of it; where nothing was booked there is nothing to take out of stock")
    func unanswered() throws {
        var story = try ReturnStory([.create(), .receive(good: [Line("A", 2)])])
        #expect(try story.when(reverse).isEmpty)
        let half = [StockReply.ReplyLine(Line("A", 1), handling: .putAway)]
        #expect(story.booked(half).reversals.map(\.lines) == [[.init(Line("A", 1), .putAway)]])
        _ = story.hear(.refusal(.exceedsIssued, of: "rr-1"), half)
        #expect(story.hear(reversed, half, receipt: "rr-1").states == [.awaitingArrival])
        #expect(story.order?.discrepancies == [])

        var refused = try ReturnStory([.create(), .receive(good: [Line("A", 2)])])
        #expect(try refused.when(reverse).isEmpty)
        #expect(refused.hear(.refusal(.exceedsIssued, of: "rr-1"), put).states == [.partlyReceived, .awaitingArrival])
        #expect(refused.hear(.refusal(.exceedsIssued, of: "rr-1"), put).isEmpty && refused.order?.discrepancies == [])

        var none = try ReturnStory([.create(), .receive(good: [Line("C", 2)])])
        #expect(try none.when(reverse).states == [.awaitingArrival] && none.order?.discrepancies == [])
    }

    @Test("is refused to whoever asked for it where the units are not there any more: the receipt stands")
    func refused() throws {
        var story = try booked()
        _ = try story.when(reverse)
        let told = story.hearRefused()
        #expect(told.refusedReversals.map(\.code) == [.insufficientStock])
        #expect(told.refusedReversals.map(\.messageId) == ["m3"])
        #expect(story.order?.entries.map(\.putAway) == [2, 0] && story.order?.discrepancies == [])
        #expect(story.order?.state == .partlyReceived && story.order?.reversed == [])
        #expect(story.hearRefused().isEmpty && story.hear(reversed, put, receipt: "rr-1").isEmpty)
        // It may be asked for again later.
        #expect(try story.when(reverse).reversals.count == 1)
        #expect(story.hear(reversed, put, receipt: "rr-1").states == [.awaitingArrival])
    }

    @Test("is refused where there is no such receipt, and for goods that came to another warehouse")
    func unknown() throws {
        var empty = try ReturnStory()
        #expect(empty.refusal(of: reverse)?.code == .unknownReceipt)
        var story = try ReturnStory([.create()])
        #expect(story.refusal(of: reverse)?.code == .unknownReceipt)
        guard case .create(var created) = ReturnOrderCommand.create() else { return }
        created.fromWarehouseId = "NYC2"
        var elsewhere = try ReturnStory([.create(created), .receive(good: [Line("A", 2)])])
        let refusal = elsewhere.refusal(of: reverse)
        #expect(refusal?.code == .notReversible && refusal?.message.contains("by adjustments") == true)
    }

    @Test("one that waits for its return order brings nothing, and its id is used")
    func waiting() throws {
        var story = try ReturnStory([.receive(good: [Line("A", 2)])])
        #expect(try story.when(reverse).isEmpty)
        #expect(try story.when(.receive(good: [Line("A", 2)])).isEmpty)
        #expect(try story.when(.create()).restored.isEmpty)
        #expect(story.order?.state == .awaitingArrival && story.order?.reversed == ["rr-1"])
        #expect(try story.when(.receive(good: [Line("A", 2)])).isEmpty)
        #expect(try story.when(.receive(good: [Line("A", 2)], receipt: "rr-2")).restored.units == 2)

        var never = try ReturnStory([.receive(good: [Line("A", 2)]), reverse])
        #expect(never.pass().isEmpty && never.expected.isEmpty)
    }

    @Test("other receipts wait until inventory has answered, and are processed then")
    func meanwhile() throws {
        for isRefused in [false, true] {
            var story = try booked(complete: true)
            _ = try story.when(reverse)
            #expect(try story.when(.receive(good: Sample.lines, receipt: "rr-2")).isEmpty)
            #expect(try story.when(.receive(good: Sample.lines, receipt: "rr-2")).isEmpty)
            if isRefused {
                #expect(story.hearRefused().refusals.map(\.code) == [.returnOrderClosed])
            } else {
                let told = story.hear(reversed, put + lost, receipt: "rr-1")
                #expect(told.states == [.awaitingArrival, .received] && told.restored.map(\.line).units == 3)
            }
            #expect(story.expected.postponed.isEmpty)
        }
    }

    @Test("a customer's goods are out again, or lost again, for whoever asks what may come back")
    func sentGoods() throws {
        var story = try ReturnStory(sent: [(.allocated, Sample.lines), (.issued, Sample.lines)])
        story.hear(.restored(.returnOrder), Sample.lines)
        #expect(story.sent.entries.map { $0.out + $0.lost } == [0, 0])
        story.hear(reversed, Sample.lines)
        #expect(story.sent.entries.map { $0.out + $0.lost } == [2, 1] && story.sent.entries.map(\.back) == [0, 0])
    }
}

extension ReturnOrderCommand {
    /// A receipt of the return order was booked by mistake.
    static func reverse(_ receipt: String, id: String = "RO-OB-1") -> Self {
        .reverse(ReceiptReversed(returnOrderId: id, storeOrder: Sample.storeOrder, receiptId: receipt))
    }
}

extension ReturnStory {
    /// Inventory cannot take the units of rr-1 out any more.
    fileprivate mutating func hearRefused() -> [ReturnOrderEffect] {
        hear(.refusal(.insufficientStock, of: "rr-1"), [], command: .reverse)
    }
}

extension [ReturnOrderEffect] {
    fileprivate var reversals: [StockReversal] {
        compactMap {
            if case .stock(let command) = $0, case .reverse(let reversal) = command.action { reversal } else { nil }
        }
    }

    fileprivate var refusedReversals: [(code: Rejection.Code, messageId: String)] {
        compactMap {
            if case .refusedToReverse(let origin, let rejection) = $0 {
                (rejection.code, origin?.id ?? "")
            } else {
                nil
            }
        }
    }
}
