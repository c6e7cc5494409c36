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

    @Test("nobody overtakes for the same SKU, however little he wants")
    func noOvertaking() throws {
        var story = try given(Self.queue)
        #expect(try story.when(.receive("rc-1", [Line("A", 2)])).replies.isEmpty)
        #expect(try story.when(.allocate("OB-4", [Line("A", 1)])).answers == [.backordered])
        #expect(try story.when(.allocate("OB-5", [Line("B", 1)])).answers == [.backordered])
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
            [.receive("rc-0", [Line("A", 3), Line("B", 1)]), .allocate("OB-0", [Line("A", 3)])]
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
            .receive("rc-0", [Line("B", 5)]), .allocate("OB-1", [Line("A", 1), Line("B", 1)]),
            .allocate("OB-2", [Line("B", 1)]),
        ])
        let told = try story.when(.issue("OB-1", [Line("A", 1), Line("B", 1)]))
        #expect(told.replies.map(\.outboundOrderId) == ["OB-1", "OB-2"])
        #expect(told.answers == [.issued, .allocated])
        #expect(told.movements[0].oversold)
        #expect(story.balance("A") == [-1, 0, 0])
    }
}
