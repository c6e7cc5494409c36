import Fulfillment
import Testing

@Suite("Units that an outbound order will not send", .timeLimit(.minutes(15)))
struct ShortTests {
    static func short(
        _ units: Int, _ reason: StockShort.Reason, freed: Bool = false, sku: String = "A", of id: String = "OB-1"
    ) -> StockCommand.Action {
        .shorten(
            StockShort(
                outboundOrderId: id, lines: [.init(Line(sku, units), reason, freed: freed)],
                replyTo: Sample.storeOrder))
    }

    @Test(
        "are available again, or gone, or set apart",
        arguments: [
            (StockShort.Reason.notFound, false, StockMovement.Kind.adjusted, [-1, -1, 0], [9, 1, 0]),
            (.damaged, false, .quarantined, [-1, -1, 1], [9, 1, 1]), (.notFound, true, .released, [0, -1, 0], [10, 1, 0]),
            (.damaged, true, .released, [0, -1, 0], [10, 1, 0]),
        ])
    func ends(
        reason: StockShort.Reason, freed: Bool, kind: StockMovement.Kind, deltas: [Int], balance: [Int]
    ) throws {
        var story = try given(.held)
        let told = try story.when(Self.short(1, reason, freed: freed))
        #expect(told.kinds == [kind])
        #expect(told.deltas == [deltas])
        #expect(told.movements[0].cause == .init(.short, "OB-1"))
        #expect(told.movements[0].reasonCode == reason.rawValue)
        #expect(told.answers == [.shortened])
        #expect(told.replies[0].lines == [.init(Line("A", 1), reason: reason, freed: freed)])
        #expect(story.balance("A") == balance)
        // The rest goes out, and no more.
        let issued = try story.when(.issue())
        #expect(issued.movements.map(\.quantity) == [freed ? 2 : 1, 1])
    }

    @Test("as many as are still to be sent: the rest is refused alone, and all of it where nothing is")
    func tooMany() throws {
        var story = try given(.held)
        let told = try story.when(Self.short(3, .notFound))
        #expect(told.deltas == [[-2, -2, 0]])
        #expect(told.refusals == [.init(.exceedsAllocated, [.init(Line("A", 1))])])
        #expect(told.replies.last?.command == .shorten)
        let before = story.shelf
        let rejection = story.refusal(of: Self.short(1, .notFound))
        #expect(rejection?.code == .exceedsAllocated)
        #expect(rejection?.path == "lines[0].quantity")
        #expect(story.refusal(of: Self.short(1, .damaged, sku: "C"))?.code == .unknownSku)
        #expect(story.refusal(of: Self.short(1, .damaged, of: "OB-9"))?.code == .unknownOutboundOrder)
        #expect(story.shelf == before)
    }

    @Test("take no free unit twice, for any lines: what others were promised stays")
    func twice() throws {
        var story = try given([
            .receive("rc-1", [Line("A", 4)]), .allocate("OB-1", [Line("A", 4)]), .release("OB-1", [Line("A", 4)]),
        ])
        _ = try story.when(.allocate("OB-2", [Line("A", 2)]))
        let lines: [StockShort.ShortLine] = [.init(Line("A", 2), .notFound), .init(Line("A", 2), .damaged)]
        let told = try story.when(.shorten(StockShort(outboundOrderId: "OB-1", lines: lines, replyTo: Sample.storeOrder)))
        #expect(told.deltas == [[-2, 0, 0]])
        #expect(told.refusals == [.init(.exceedsAllocated, [.init(Line("A", 2))])])
        #expect(story.balance("A") == [2, 2, 0])
    }

    @Test(
        "are no longer out where they were issued by an earlier word",
        arguments: [
            (StockShort.Reason.notFound, false, StockMovement.Kind.disposed, [0, 0, 0]), (.damaged, false, .quarantined, [0, 0, 1]),
            (.notFound, true, .restored, [1, 0, 0]),
        ])
    func issued(reason: StockShort.Reason, freed: Bool, kind: StockMovement.Kind, deltas: [Int]) throws {
        var story = try given(.held + [.issue()])
        let told = try story.when(Self.short(1, reason, freed: freed))
        #expect(told.kinds == [kind] && told.deltas == [deltas])
        #expect(story.refusal(of: Self.short(2, reason, freed: freed)) == nil)
        let again = Self.short(1, reason, freed: freed)
        // What was made available before is available still.
        if freed { #expect(try story.when(again).movements.isEmpty) } else { #expect(story.refusal(of: again)?.code == .exceedsAllocated) }
    }

    @Test("of what waits for stock only the want ends, and who waits behind it comes up")
    func backordered() throws {
        var story = try given([
            .receive("rc-1", [Line("A", 3)]), .allocate("OB-1", [Line("A", 5)]), .allocate("OB-2", [Line("A", 1)]),
        ])
        let told = try story.when(Self.short(3, .notFound))
        #expect(told.kinds == [.allocated, .allocated])
        #expect(told.replies.map(\.outboundOrderId) == ["OB-1", "OB-1", "OB-2"])
        #expect(told.answers == [.shortened, .allocated, .allocated])
        #expect(story.balance("A") == [3, 3, 0])
    }

    @Test("what is freed is served to whoever waits; what a case holds shrinks with it; the same message counts once")
    func freed() throws {
        var story = try given([
            .receive("rc-1", [Line("A", 2)]), .allocate("OB-1", [Line("A", 2)]), .hold(.ofCase([Line("A", 2)])),
            .allocate("OB-2", [Line("A", 1)]),
        ])
        let told = try story.when(Self.short(1, .notFound, freed: true), identity: "once")
        #expect(told.answers == [.shortened, .allocated])
        #expect(story.shelf.allocation("OB-1")?.holds.map(\.lines) == [[Line("A", 1)]])
        #expect(try story.when(Self.short(1, .notFound, freed: true), identity: "once").isNothing)
    }

    @Test("that is not found cannot leave once more, and comes back where somebody finds it for the case")
    func foundForTheCase() throws {
        var story = try given(.stopped + [Self.short(2, .notFound)])
        #expect(try story.when(.bringBack("A", 1)).deltas == [[1, 0, 0]])
        #expect(story.refusal(of: .issue("OB-1", [Line("A", 1)]))?.code == .quantityExceedsOrder)
    }
}
