import Fulfillment
import Testing

@Suite("Allocating stock", .timeLimit(.minutes(15)))
struct AllocationTests {
    @Test("promises all lines, and says so to the store order")
    func allLines() throws {
        var story = try given([StockCommand.Action.receive()])
        let told = try story.when(.allocate())
        #expect(told.kinds == [.allocated, .allocated])
        #expect(told.deltas == [[0, 2, 0], [0, 1, 0]])
        #expect(told.movements.map(\.cause) == .init(repeating: .init(.outboundOrder, "OB-1"), count: 2))
        #expect(told.answers == [.allocated])
        #expect(told.replies[0].storeOrder == Sample.storeOrder)
        #expect(told.replies[0].lines.map(\.line) == Sample.lines)
        #expect(story.balance("A") == [10, 2, 0])
        #expect(story.shelf.stock("A").available == 8)
    }

    @Test("promises none where one line is short")
    func oneShort() throws {
        var story = try given([StockCommand.Action.receive("rc-1", [Line("A", 10)])])
        let told = try story.when(.allocate())
        #expect(told.movements.isEmpty)
        #expect(told.answers == [.backordered])
        #expect(story.balance("A") == [10, 0, 0])
    }

    @Test("counts what others hold")
    func others() throws {
        var story = try given([.receive("rc-1", [Line("A", 3)]), .allocate("OB-1", [Line("A", 2)])])
        #expect(try story.when(.allocate("OB-2", [Line("A", 2)])).answers == [.backordered])
        #expect(try story.when(.allocate("OB-3", [Line("A", 1)])).answers == [.backordered])
    }

    @Test("the same again changes nothing, other content is refused")
    func again() throws {
        var story = try given(.held)
        #expect(try story.when(.allocate("OB-1", [Line("B", 1), Line("A", 2)])).isNothing)
        #expect(story.refusal(of: .allocate("OB-1", [Line("A", 1)]))?.code == .outboundOrderExists)
        let stranger = StockMove(
            outboundOrderId: "OB-1", lines: Sample.lines,
            replyTo: StoreOrderKey(storeId: "other", storeOrderId: "1"))
        #expect(story.refusal(of: .allocate(stranger))?.code == .outboundOrderExists)
    }
}
