import Fulfillment
import Testing

@Suite("Units that another outbound order took, though they were promised", .timeLimit(.minutes(15)))
struct TakenBeforeTests {
    /// OB-1 is promised two of A, and holds them for its case. OB-2 never was, and left with as many as are named.
    private func taken(_ units: Int, of onHand: Int = 2) throws(Rejection) -> StockStory {
        try given([
            .receive("rc-1", [Line("A", onHand)]), .allocate("OB-1", [Line("A", 2)]), .hold(.ofCase([Line("A", 2)])),
            .allocate("OB-2", [Line("A", units)]), .issue("OB-2", [Line("A", units)]),
        ])
    }

    private static let lost: [StockCommand.Action] = [
        ShortTests.short(2, .notFound), .writeOff("A", 2), .restore([("A", 2, .dispose)], missing: true),
    ]

    @Test("leave on hand once: not again when nobody finds them", arguments: lost)
    func nobodyFinds(_ action: StockCommand.Action) throws {
        var story = try taken(2)
        #expect(story.balance("A") == [0, 2, 0])
        #expect(try story.when(action).deltas == [[0, -2, 0]])
        #expect(story.balance("A") == [0, 0, 0])
        #expect(story.shelf.stock("A").absent == nil)
    }

    @Test("leave on hand once also where it is read later that they left", arguments: lost)
    func inTheOtherOrder(_ action: StockCommand.Action) throws {
        var story = try given([
            .receive("rc-1", [Line("A", 2)]), .allocate("OB-1", [Line("A", 2)]), .hold(.ofCase([Line("A", 2)])),
            .allocate("OB-2", [Line("A", 2)]), action,
        ])
        #expect(story.balance("A") == [0, 0, 0])
        let told = try story.when(.issue("OB-2", [Line("A", 2)]))
        #expect(told.deltas == [[0, 0, 0]] && told.movements.map(\.oversold) == [false])
        #expect(told.movements.map(\.quantity) == [2])
        #expect(story.shelf.stock("A").absent == nil)
    }

    @Test("what is lost beside them leaves on hand")
    func oneOfTwo() throws {
        var story = try taken(1)
        #expect(try story.when(ShortTests.short(2, .notFound)).deltas == [[-1, -2, 0]])
        #expect(story.balance("A") == [0, 0, 0])
    }

    @Test("what the floor says to be there leaves no on hand, and is promised no more")
    func freed() throws {
        var story = try taken(2)
        #expect(try story.when(ShortTests.short(2, .notFound, freed: true)).deltas == [[0, -2, 0]])
        #expect(story.balance("A") == [0, 0, 0])
    }

    @Test("what is put away of the others does not stand for them")
    func putAway() throws {
        var story = try taken(1)
        _ = try story.when(.restore([("A", 1, .putAway)]))
        #expect(story.balance("A") == [1, 1, 0])
        #expect(try story.when(.writeOff("A", 1)).deltas == [[0, -1, 0]])
        #expect(story.balance("A") == [1, 0, 0])
    }

    @Test("what somebody has in hand takes on hand down, and not below zero", arguments: [1, 2])
    func inHand(taken units: Int) throws {
        var story = try taken(units)
        #expect(try story.when(ShortTests.short(2, .damaged)).deltas == [[units - 2, -2, 2]])
        #expect(story.balance("A") == [0, 0, 2])
    }

    @Test("goods that come do not stand for them: they are still not there")
    func goodsCome() throws {
        var story = try taken(2)
        _ = try story.when(.receive("rc-2", [Line("A", 5)]))
        #expect(try story.when(ShortTests.short(2, .notFound)).deltas == [[0, -2, 0]])
        #expect(story.balance("A") == [5, 0, 0])
    }

    @Test(
        "are forgotten when a person counts, when they come back, and when what was promised has left",
        arguments: [
            [.correct("A", 2)], [.restore([("A", 2, .putAway)], of: "OB-2", caseId: nil)],
            [.receive("rc-2", [Line("A", 4)]), .issue("OB-1", [Line("A", 2)]), .allocate("OB-3", [Line("A", 1)])],
        ] as [[StockCommand.Action]])
    func forgotten(_ actions: [StockCommand.Action]) throws {
        var story = try taken(2)
        #expect(story.shelf.stock("A").absent == AbsentUnits(taken: 2, promised: 2))
        for action in actions { _ = try story.when(action) }
        #expect(story.shelf.stock("A").absent == nil)
        let id = actions.count == 1 ? "OB-1" : "OB-3"
        #expect(try story.when(ShortTests.short(1, .notFound, of: id)).deltas == [[-1, -1, 0]])
    }

    @Test("what nobody finds is forgotten when goods come, and when a person counts")
    func lostIsForgotten() throws {
        for action: StockCommand.Action in [.receive("rc-2", [Line("A", 1)]), .correct("A", 1)] {
            var story = try given([
                .receive("rc-1", [Line("A", 2)]), .allocate("OB-1", [Line("A", 2)]), .allocate("OB-2", [Line("A", 2)]),
                ShortTests.short(2, .notFound), action,
            ])
            #expect(story.shelf.stock("A").absent == nil)
            #expect(try story.when(.issue("OB-2", [Line("A", 2)])).movements.map(\.balance.onHand) == [-1])
        }
    }

    @Test(
        "a receipt that ended them and is taken back leaves the books as they were",
        arguments: [(Handling.dispose, true), (.dispose, false), (.quarantine, false)])
    func takenBack(handling: Handling, missing: Bool) throws {
        for units in [2, 1] {
            var story = try taken(units)
            let stock = story.shelf.stock("A")
            let entries = story.shelf.allocation("OB-1")?.entries
            _ = try story.when(.restore([("A", 2, handling)], missing: missing))
            #expect(story.balance("A") == [0, 0, handling == .quarantine ? 2 : 0])
            let line = StockReversal.BookedLine(Line("A", 2), handling, missing: missing, neverLeft: 2)
            _ = try story.when(
                .reverse(
                    StockReversal(
                        outboundOrderId: "OB-1", returnOrderId: "RO-OB-1", receiptId: "rr-1", caseId: Sample.caseId,
                        lines: [line], replyTo: Sample.storeOrder)))
            #expect(story.balance("A") == [stock.onHand, stock.allocated, 0])
            #expect(story.shelf.allocation("OB-1")?.entries == entries)
            #expect(story.shelf.allocation("OB-1")?.takenBefore == [])
            // And what ended once may end once more.
            _ = try story.when(.restore([("A", 2, .dispose)], receipt: "rr-2", missing: true))
            #expect(story.balance("A") == [0, 0, 0])
        }
    }
}
