import Fulfillment
import Testing

@Suite("Writing off what an outbound order holds and nobody finds", .timeLimit(.minutes(15)))
struct WriteOffTests {
    @Test("takes the units off on hand and off what is promised, names the case, and says so to the store order")
    func writesOff() throws {
        var story = try given(.stopped)
        let told = try story.when(.writeOff("A", 2))
        #expect(told.kinds == [.disposed])
        #expect(told.deltas == [[-2, -2, 0]])
        #expect(told.movements[0].cause == .init(.adjustment, "adj-1"))
        #expect(told.movements[0].caseId == Sample.caseId)
        #expect(told.movements[0].actor == nil && told.movements[0].reasonCode == "missing")
        #expect(told.answers == [.restored(.adjustment)])
        #expect(told.replies[0].lines == [.init(Line("A", 2), handling: .dispose, neverLeft: 2)])
        #expect(story.balance("A") == [8, 0, 0])
    }

    @Test("counts once, and never more than is held", arguments: [1, 2])
    func once(units: Int) throws {
        var story = try given(.stopped + [.writeOff("A", 2)])
        #expect(try story.when(.writeOff("A", 2)).isNothing)
        let before = story.shelf
        let rejection = story.refusal(of: .writeOff("A", units, id: "adj-2"))
        #expect(rejection?.code == .exceedsAllocated)
        #expect(rejection?.path == "delta")
        #expect(story.shelf == before)
        #expect(story.refusal(of: .writeOff("A", 1))?.code == .adjustmentIdReused)
    }

    @Test(
        "is refused for what was freed, or waits for stock: nothing of it can be missed",
        arguments: [[StockCommand.Action].stopped + [.release()], [.allocate(), .unhold(.ofCase([]))]])
    func notHeld(commands: [StockCommand.Action]) throws {
        var story = try given(commands)
        #expect(story.refusal(of: .writeOff("A", 1))?.code == .exceedsAllocated)
    }

    @Test("of a parcel that had left by the books ends its units, and moves no balance")
    func issued() throws {
        var story = try given(.shipped + [.bringBack("A", 1)])
        let before = story.balance("A")
        let told = try story.when(.writeOff("A", 1, id: "adj-2"))
        #expect(told.kinds == [.disposed])
        #expect(told.deltas == [[0, 0, 0]])
        #expect(told.replies[0].lines == [.init(Line("A", 1), handling: .dispose)])
        #expect(story.balance("A") == before)
        #expect(story.refusal(of: .writeOff("A", 1, id: "adj-3"))?.code == .exceedsAllocated)
    }

    @Test("takes nothing from what is found: it comes by either way, and no unit is counted twice")
    func neitherWay() throws {
        var story = try given(.stopped + [.writeOff("A", 1)])
        let told = try story.when(.restore([("A", 2, .putAway), ("B", 1, .putAway)]))
        #expect(told.replies.map { $0.lines } == [[
            .init(Line("A", 2), handling: .putAway, found: 1, neverLeft: 1),
            .init(Line("B", 1), handling: .putAway, neverLeft: 1),
        ]])
        #expect(story.balance("A") == [10, 0, 0])
        story = try given(.stopped + [.restore([("A", 1, .putAway)])])
        #expect(try story.when(.writeOff("A", 1)).deltas == [[-1, -1, 0]])
        #expect(try story.when(.bringBack("B", 1, id: "adj-2")).kinds == [.restored])
    }

    @Test("of units that are shipped after all moves nothing twice: they are off the books already")
    func shippedAfterAll() throws {
        var story = try given(.stopped + [.writeOff("A", 1)])
        let told = try story.when(.issue())
        #expect(told.deltas == [[-1, -1, 0], [-1, -1, 0]])
        #expect(told.replies.last?.lines.map(\.line) == [Line("A", 1)])
        #expect(story.balance("A") == [8, 0, 0])
    }
}
