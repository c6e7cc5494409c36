import Fulfillment
import Testing

@testable import TestWorld

@Suite("Waiting for stock", .timeLimit(.minutes(15)))
struct BackorderTests {
    /// Three that wait for A, and one unit of B for whom it may concern.
    static let queue: [StockCommand.Action] = [
        .receive("rc-0", [Line("B", 1)]), .allocate("OB-1", [Line("A", 3)]), .allocate("OB-2", [Line("A", 1)]),
        .allocate("OB-3", [Line("A", 2), Line("B", 1)]),
    ]

    @Test("is served first come, first served, when goods are received")
    func firstCome() throws {
        var story = try given(Self.queue)
        let told = try story.when(.receive("rc-1", [Line("A", 4)]))
        #expect(told.replies.map(\.outboundOrderId) == ["OB-1", "OB-2"])
        #expect(told.answers == [.allocated, .allocated])
        #expect(told.kinds == [.received, .allocated, .allocated])
        #expect(story.balance("A") == [4, 4, 0])
        #expect(try story.when(.receive("rc-2", [Line("A", 2)])).replies.map(\.outboundOrderId) == ["OB-3"])
    }

    @Test("nobody takes what somebody in front still needs, however little he needs")
    func noOvertaking() throws {
        var story = try given(Self.queue)
        #expect(try story.when(.receive("rc-1", [Line("A", 2)])).replies.isEmpty)
        #expect(try story.when(.allocate("OB-4", [Line("A", 1)])).answers == [.backordered])
        #expect(try story.when(.allocate("OB-5", [Line("B", 1)])).answers == [.backordered])
    }

    @Test("is passed by whoever leaves enough for all in front, SKU by SKU")
    func passes() throws {
        var story = try given([
            .receive("rc-0", [Line("A", 10), Line("B", 7)]), .allocate("OB-1", [Line("A", 11), Line("B", 1)]),
        ])
        #expect(try story.when(.allocate("OB-2", [Line("B", 1)])).answers == [.allocated])
        #expect(try story.when(.allocate("OB-3", [Line("B", 5)])).answers == [.allocated])
        // One of B is left, and OB-1 needs it.
        #expect(try story.when(.allocate("OB-4", [Line("B", 1)])).answers == [.backordered])
        #expect(try story.when(.allocate("OB-5", [Line("A", 1)])).answers == [.backordered])
        #expect(story.balance("A") == [10, 0, 0])
        #expect(story.balance("B") == [7, 6, 0])
        // OB-4 passes OB-1 when there is one for each of them; OB-5 waits for all of OB-1's A.
        #expect(try story.when(.receive("rc-1", [Line("B", 1)])).replies.map(\.outboundOrderId) == ["OB-4"])
        #expect(
            try story.when(.receive("rc-2", [Line("A", 2)])).replies.map(\.outboundOrderId) == ["OB-1", "OB-5"])
        #expect(story.shelf.waiting.isEmpty)
        #expect(story.shelf.stocks.values.allSatisfy { $0.queue == nil })
    }

    @Test("what was enough for those in front and is gone is not: whoever comes then waits")
    func goneAgain() throws {
        var story = try given([
            .receive("rc-0", [Line("B", 5)]), .allocate("OB-1", [Line("A", 1), Line("B", 2)]),
            .allocate("OB-2", [Line("A", 1), Line("B", 2)]), .correct("B", -3),
        ])
        #expect(try story.when(.allocate("OB-3", [Line("B", 1)])).answers == [.backordered])
        // OB-2 has A, and no B any more once OB-1 is served.
        #expect(
            try story.when(.receive("rc-1", [Line("A", 2)])).replies.map(\.outboundOrderId) == ["OB-1"])
        #expect(
            try story.when(.receive("rc-2", [Line("B", 3)])).replies.map(\.outboundOrderId) == ["OB-2", "OB-3"])
        #expect(story.balance("B") == [5, 5, 0])
    }

    @Test("that gives up some of its needs lets those behind it come up")
    func wantsLess() throws {
        var story = try given([
            .receive("rc-0", [Line("A", 3)]), .allocate("OB-1", [Line("A", 5)]), .allocate("OB-2", [Line("A", 1)]),
            .allocate("OB-3", [Line("A", 1)]),
        ])
        let told = try story.when(.release("OB-1", [Line("A", 2)]))
        #expect(told.replies.map(\.outboundOrderId) == ["OB-1", "OB-1"])
        #expect(told.answers == [.released, .allocated])
        #expect(
            try story.when(.receive("rc-1", [Line("A", 2)])).replies.map(\.outboundOrderId) == ["OB-2", "OB-3"])
    }

    @Test("is decided alike for any queues of an earlier version: it counted nothing")
    func uncounted() throws {
        let story = try given([
            .receive("rc-0", [Line("B", 5)]), .allocate("OB-1", [Line("A", 1), Line("B", 2)]),
            .allocate("OB-2", [Line("A", 1), Line("B", 1)]),
        ])
        var shelf = story.shelf
        for var stock in shelf.stocks.values {
            guard let queue = stock.queue else { continue }
            stock.queue = Stock.Queue(first: queue.first, last: queue.last, wanted: nil, covered: 0, short: queue.first)
            shelf.put(stock)
        }
        for var backorder in shelf.waiting.values {
            for place in backorder.places.indices { backorder.places[place].isCovered = false }
            shelf.put(backorder)
        }
        for action in [StockCommand.Action.receive("rc-1", [Line("A", 2)]), .allocate("OB-3", [Line("B", 2)])] {
            var (old, new) = (StockDecider(store: shelf), StockDecider(store: story.shelf))
            let command = StockCommand(warehouse: Sample.warehouse, action: action)
            try old.handle(command, identity: Fingerprint(value: 1))
            try new.handle(command, identity: Fingerprint(value: 1))
            #expect(old.replies == new.replies)
            #expect(old.movements == new.movements)
            #expect(old.replies.contains { $0.answer == .allocated })
        }
    }

    @Test("a newcomer is decided, and those who fit are served, without a look at the rest of a long queue")
    func longQueue() throws {
        var story = try given([.receive("rc-0", [Line("A", 10_000)]), .allocate("OB-0", [Line("B", 1)])])
        // They all have enough of A, and wait for one B each.
        for number in 1...3_000 { _ = try story.when(.allocate("OB-\(number)", [Line("A", 1), Line("B", 1)])) }
        let shelf = CountedShelf(shelf: story.shelf)
        for action in [
            StockCommand.Action.allocate("OB-A", [Line("A", 1)]), .receive("rc-1", [Line("A", 1)]),
            .correct("A", -1), .receive("rc-2", [Line("B", 3)]), .allocate("OB-B", [Line("B", 1)]),
        ] {
            var decider = StockDecider(store: shelf)
            try decider.handle(StockCommand(warehouse: Sample.warehouse, action: action), identity: Fingerprint())
            #expect(shelf.count.looks < 100, "\(action): \(shelf.count.looks) looks")
            shelf.count.looks = 0
        }
    }

    @Test("for other goods does not hold anybody up")
    func otherGoods() throws {
        var story = try given([.receive("rc-0", [Line("B", 1)]), .allocate("OB-1", [Line("A", 3)])])
        #expect(try story.when(.allocate("OB-2", [Line("B", 1)])).answers == [.allocated])
    }

    @Test(
        "whoever is served later keeps his place",
        arguments: [
            StockCommand.Action.correct("A", 3), .release("OB-0", [Line("A", 3)]),
            .restore([("A", 3, .putAway)], returnOrder: "RO-OB-0", of: "OB-0"), .bringBack("A", 3, of: "OB-0"),
        ])
    func servedBy(action: StockCommand.Action) throws {
        var story = try given(
            [.receive("rc-0", [Line("A", 3), Line("B", 1)]), .allocate("OB-0", [Line("A", 3)]),
                .hold(.ofCase([Line("A", 3)], of: "OB-0"))]
                + Array(Self.queue.dropFirst()))
        let told = try story.when(action)
        #expect(told.replies.filter { $0.answer == .allocated }.map(\.outboundOrderId) == ["OB-1"])
        #expect(story.shelf.waiting.keys.sorted() == ["OB-2", "OB-3"])
    }

    @Test("a release gives up the place, or some of what it waits for")
    func released() throws {
        var story = try given(Self.queue)
        let part = try story.when(.release("OB-1", [Line("A", 2)]))
        #expect(part.answers == [.released])
        #expect(part.movements.isEmpty)
        #expect(try story.when(.receive("rc-1", [Line("A", 1)])).replies.map(\.lines) == [[.init(Line("A", 1))]])
        _ = try story.when(.release("OB-2", [Line("A", 1)]))
        #expect(story.shelf.waiting.keys.sorted() == ["OB-3"])
        #expect(story.shelf.allocation("OB-2")?.isBackordered == false)
    }

    @Test("a release leaves a wish that can be fulfilled, of goods that it did not touch")
    func leavesWhatIsThere() throws {
        var story = try given([
            .receive("rc-0", [Line("B", 5)]), .allocate("OB-1", [Line("A", 1), Line("B", 1)]),
        ])
        let told = try story.when(.release("OB-1", [Line("A", 1)]))
        #expect(told.replies.map(\.outboundOrderId) == ["OB-1", "OB-1"])
        #expect(told.answers == [.released, .allocated])
        #expect(try story.when(.allocate("OB-2", [Line("B", 1)])).answers == [.allocated])
    }

    @Test("a release lets those behind him come up")
    func letsOthersUp() throws {
        var story = try given([
            .receive("rc-0", [Line("A", 1)]), .allocate("OB-1", [Line("A", 3)]), .allocate("OB-2", [Line("A", 1)]),
        ])
        let told = try story.when(.release("OB-1", [Line("A", 3)]))
        #expect(told.replies.map(\.outboundOrderId) == ["OB-1", "OB-2"])
        #expect(told.answers == [.released, .allocated])
    }

    @Test("goods that went out though they were short let those behind come up")
    func issuedThoughShort() throws {
        var story = try given([
            .receive("rc-0", [Line("B", 2)]), .allocate("OB-1", [Line("A", 1), Line("B", 2)]),
            .allocate("OB-2", [Line("B", 1)]),
        ])
        let told = try story.when(.issue("OB-1", [Line("A", 1), Line("B", 1)]))
        #expect(told.replies.map(\.outboundOrderId) == ["OB-1", "OB-2"])
        #expect(told.answers == [.issued, .allocated])
        #expect(told.movements[0].oversold)
        #expect(story.balance("A") == [-1, 0, 0])
    }
}
