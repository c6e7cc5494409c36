import Fulfillment
import Testing

@testable import TestWorld

/// The warehouse was ahead of the books: it picked what was never allocated, and a case stopped it.
@Suite("Bringing back what was picked and never allocated", .timeLimit(.minutes(15)))
struct UnpromisedTests {
    /// One of A is there, two are wanted.
    static let short: [StockCommand.Action] = [.receive("rc-1", [Line("A", 1)]), .allocate(), .hold(.ofCase())]
    static let putAway: StockCommand.Action = .restore([("A", 2, .putAway), ("B", 1, .putAway)])

    @Test("leaves on hand as it was, and is published as issued and as restored")
    func putAway() throws {
        var story = try given(Self.short)
        let told = try story.when(Self.putAway)
        #expect(told.kinds == [.issued, .issued, .restored, .restored])
        #expect(told.deltas == [[-2, 0, 0], [-1, 0, 0], [2, 0, 0], [1, 0, 0]])
        #expect(told.answers == [.issued, .restored(.returnOrder)])
        #expect(story.balance("A") == [1, 0, 0])
        #expect(story.balance("B") == [0, 0, 0])
    }

    @Test("says which document and case brought it about, and where it oversold")
    func causes() throws {
        var story = try given([.receive("rc-1", [Line("A", 2)]), .allocate("OB-2", [Line("A", 2)]), .allocate(), .hold(.ofCase())])
        let told = try story.when(.bringBack("A", 2))
        #expect(told.movements[0].cause == .init(.adjustment, "adj-1"))
        #expect(told.movements[0].caseId == Sample.caseId && told.movements[0].actor == nil)
        #expect(told.movements.map(\.oversold) == [true, true, false])
        #expect(story.balance("A") == [2, 2, 0])
    }

    @Test("comes back in pieces, and nothing twice")
    func pieces() throws {
        var story = try given(Self.short + [.bringBack("A", 1)])
        #expect(story.balance("A") == [0, 0, 0])
        #expect(story.refusal(of: .bringBack("A", 2, id: "adj-2"))?.code == .exceedsIssued)
        #expect(try story.when(.bringBack("A", 1, id: "adj-2")).deltas == [[1, 0, 0]])
        #expect(try story.when(.bringBack("B", 1, id: "adj-3")).deltas == [[1, 0, 0]])
        #expect(story.refusal(of: .bringBack("B", 1, id: "adj-4"))?.code == .alreadyRestored)
        #expect(story.balance("A") == [1, 0, 0])
    }

    @Test("takes off on hand what is quarantined, destroyed or missing: it stands on no shelf")
    func otherHandlings() throws {
        var story = try given([.receive("rc-1", [Line("A", 5)]), .allocate(), .hold(.ofCase())])
        let told = try story.when(.restore([("A", 1, .quarantine), ("A", 1, .dispose), ("B", 1, .putAway)]))
        #expect(told.kinds == [.issued, .issued, .quarantined, .disposed, .restored])
        #expect(story.balance("A") == [3, 0, 1])
    }

    @Test("gives up its place among those who wait: who waits behind it is served")
    func queue() throws {
        var story = try given(Self.short + [.allocate("OB-2", [Line("A", 1)])])
        let told = try story.when(Self.putAway)
        #expect(told.answers == [.issued, .restored(.returnOrder), .allocated])
        #expect(told.replies.last?.outboundOrderId == "OB-2")
        #expect(try story.when(.receive("rc-2")).replies.isEmpty)
        #expect(story.balance("A") == [11, 1, 0])
    }

    @Test("what was issued in part, and never allocated, comes back as a whole")
    func issuedInPart() throws {
        var story = try given(Self.short + [.issue("OB-1", [Line("A", 1)])])
        #expect(try story.when(Self.putAway).deltas == [[-1, 0, 0], [-1, 0, 0], [2, 0, 0], [1, 0, 0]])
        #expect(story.balance("A") == [1, 0, 0])
    }

    @Test("what a cancellation freed stays freed")
    func freedInPart() throws {
        var story = try given(Self.short + [.release("OB-1", [Line("A", 1)])])
        let told = try story.when(Self.putAway)
        #expect(told.kinds == [.issued, .issued, .restored, .restored])
        #expect(told.refusals == [.init(.exceedsIssued, [.init(Line("A", 1), handling: .putAway)])])
    }

    @Test("is refused where no case stopped it, and nothing changes")
    func withoutCase() throws {
        var story = try given(Self.short)
        let before = story.shelf
        guard case .restore(var restore) = Self.putAway else { return }
        restore.caseId = nil
        #expect(story.refusal(of: .restore(restore))?.code == .notHeld)
        #expect(story.shelf == before)
    }

    @Test("more than was picked is refused, also when more comes back with it")
    func tooMany() throws {
        var story = try given(Self.short)
        let told = try story.when(.restore([("A", 3, .putAway)]))
        #expect(told.refusals == [.init(.exceedsIssued, [.init(Line("A", 1), handling: .putAway)])])
        #expect(story.balance("A") == [1, 0, 0])
    }

    @Test(
        "ends its case, with anything on record",
        arguments: [[], [External("some stock", .receive("rc-1", [Line("A", 1)]))]])
    func endsItsCase(stock: [External]) {
        var world = World()
        let story = [
            External("order", .order()), External("picked", .progress(.picked)), External("cancel", .cancel("r1")),
            External("in the warehouse", .verified(.inWarehouse)), External("pulled", .pulled()),
            External("receive", .receive(good: Sample.lines, complete: true)),
        ]
        for external in stock + story {
            _ = external.happen(to: &world)
            world.settle()
        }
        #expect(world.complaints == [])
        #expect(world.auditor.requests["r1"]?.state == .restocked)
        #expect(world.returns["RO-OB-1"]?.discrepancies.isEmpty == true)
    }

    @Test("ships late all the same: what had come back goes out, and may come back by either way")
    func shipsLate() throws {
        var story = try given(Self.short + [Self.putAway])
        #expect(story.refusal(of: .issue())?.code == .quantityExceedsOrder)
        #expect(try story.when(.issue(.ofCase())).kinds == [.issued, .issued])
        #expect(story.balance("A") == [-1, 0, 0])
        #expect(try story.when(.bringBack("A", 2)).deltas == [[2, 0, 0]])
    }
}
