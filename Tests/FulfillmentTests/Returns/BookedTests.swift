import Fulfillment
import Testing

@Suite("What inventory has booked of a return order", .timeLimit(.minutes(15)))
struct BookedTests {
    private func booked(_ story: ReturnStory) -> [Int] { story.order?.entries.map(\.booked) ?? [] }

    @Test("follows its answer, and never what was refused")
    func partly() throws {
        var story = try ReturnStory([.create()])
        _ = try story.when(.receive([("A", 2, .good, nil), ("B", 1, .damaged, nil)]))
        #expect(booked(story) == [0, 0])
        let told = story.booked([.init(Line("A", 1), handling: .putAway), .init(Line("B", 1), handling: .quarantine)])
        #expect(told.states == [.received] && booked(story) == [1, 1])
        _ = story.hear(.refusal(.exceedsIssued, of: "rr-1"), [.init(Line("A", 1), handling: .putAway)])
        #expect(booked(story) == [1, 1])
        #expect(story.order?.entries.map(\.putAway) == [2, 0])
    }

    @Test("counts an answer once")
    func once() throws {
        var story = try ReturnStory([.create(), .receive(good: [Line("A", 1)])])
        let lines = [StockReply.ReplyLine(Line("A", 1), handling: .putAway)]
        #expect(story.booked(lines).count == 1)
        #expect(story.booked(lines).isEmpty)
        #expect(booked(story) == [1, 0])
    }

    @Test("is what came, not what is missing")
    func missing() throws {
        var story = try ReturnStory([.create()])
        _ = try story.when(.receive([("A", 1, .good, .dispose)], complete: true))
        let told = [StockReply.ReplyLine(Line("A", 1), handling: .dispose), .init(Line("A", 1), handling: .dispose)]
        #expect(story.booked(told + [.init(Line("B", 1), handling: .dispose)]).count == 1)
        #expect(booked(story) == [1, 0])
    }

    @Test("adds the rest of a long receipt")
    func rest() throws {
        var story = try ReturnStory([.create(), .receive(good: Sample.lines)])
        _ = story.booked([.init(Line("A", 2), handling: .putAway)])
        _ = story.booked([.init(Line("B", 1), handling: .putAway)], receipt: ReturnOrder.Receipt.restId(of: "rr-1"))
        #expect(booked(story) == [2, 1])
    }

    @Test("is known also where an older inventory does not name the receipt")
    func unnamed() throws {
        var story = try ReturnStory([
            .create(), .receive(good: [Line("A", 1)]), .receive(good: [Line("A", 1)], receipt: "rr-2"),
        ])
        let line = [StockReply.ReplyLine(Line("A", 1), handling: .putAway)]
        for units in [1, 2, 2] {
            _ = story.booked(line, receipt: nil)
            #expect(booked(story) == [units, 0])
        }
    }

    @Test("does not follow from another return order, an adjustment, or a receipt that it never took")
    func others() throws {
        var story = try ReturnStory([.create(), .receive(good: Sample.lines)])
        let lines = [StockReply.ReplyLine(Line("A", 2), handling: .putAway)]
        #expect(story.booked(lines, receipt: "rr-9").isEmpty)
        #expect(story.hear(.restored(.adjustment), lines).isEmpty)
        #expect(story.hear(.restored(RestockClaim(by: .returnOrder, id: "RET-1")), lines).isEmpty)
    }
}

extension ReturnStory {
    /// Inventory has brought units of a receipt back.
    mutating func booked(_ lines: [StockReply.ReplyLine], receipt: String? = "rr-1") -> [ReturnOrderEffect] {
        hear(.restored(.returnOrder), lines, receipt: receipt)
    }
}
