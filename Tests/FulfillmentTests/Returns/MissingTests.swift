import Fulfillment
import Testing

@Suite("What is missing when a customer's return order is closed", .timeLimit(.minutes(15)))
struct MissingTests {
    private func story() throws -> ReturnStory {
        try ReturnStory(
            [
                .create(id: "RET-1", origin: .customer),
                .receive(good: [Line("A", 1)], complete: true, id: "RET-1"),
            ], id: "RET-1")
    }

    private func missing(_ story: ReturnStory) -> [Line] {
        story.order?.discrepancies.filter { $0.kind == .missing }.map { Line($0.sku, $0.quantity) } ?? []
    }

    @Test("is said, and changes no stock")
    func closed() throws {
        var story = try ReturnStory([.create(id: "RET-1", origin: .customer)], id: "RET-1")
        let told = try story.when(.receive(good: [Line("A", 1)], complete: true, id: "RET-1"))
        #expect(told.restored == [.init(Line("A", 1), .putAway)])
        #expect(story.order?.state == .received)
        #expect(missing(story) == [Line("A", 1), Line("B", 1)])
    }

    @Test("is received when it comes in another box, and is missing no more")
    func nextBox() throws {
        var story = try story()
        let told = try story.when(.receive(good: [Line("A", 1)], receipt: "rr-2", complete: true, id: "RET-1"))
        #expect(told.restored == [.init(Line("A", 1), .putAway)] && told.states == [.received])
        #expect(missing(story) == [Line("B", 1)])
        #expect(try story.when(.receive(good: [Line("B", 1)], receipt: "rr-3", id: "RET-1")).restored.units == 1)
        #expect(missing(story) == [] && story.order?.state == .received)
        #expect(story.refusal(of: .receive(good: [Line("B", 1)], receipt: "rr-4", id: "RET-1"))?.code == .returnOrderClosed)
    }

    @Test("is said once, however often it is said that nothing more comes")
    func again() throws {
        var story = try story()
        #expect(try story.when(.receive(good: [], receipt: "rr-2", complete: true, id: "RET-1")).restored.isEmpty)
        #expect(missing(story) == [Line("A", 1), Line("B", 1)])
    }

    @Test("is not what was lost: it may be in the box, until somebody says that nothing more comes")
    func lost() throws {
        func received(complete: Bool) throws -> ReturnStory {
            try ReturnStory([
                .create([Line("A", 1)], writtenOff: [Line("A", 1), Line("C", 1)]),
                .receive(good: [Line("A", 1)], complete: complete),
            ])
        }
        var story = try received(complete: false)
        #expect(story.order?.state == .received)
        for sku in ["A", "C"] {
            let told = try story.when(.receive(good: [Line(sku, 1)], receipt: "rr-\(sku)"))
            #expect(told.restored == [.init(Line(sku, 1), .putAway)] && told.states == [.received])
        }
        #expect(story.refusal(of: .receive(good: [Line("A", 1)], receipt: "rr-9"))?.code == .returnOrderClosed)
        var closed = try received(complete: true)
        #expect(closed.refusal(of: .receive(good: [Line("A", 1)], receipt: "rr-9"))?.code == .returnOrderClosed)
    }

    @Test("is no more than what was expected: the rest of the next box is too much")
    func tooMuch() throws {
        var story = try story()
        let told = try story.when(.receive(good: [Line("A", 3)], receipt: "rr-2", id: "RET-1"))
        #expect(told.restored == [.init(Line("A", 1), .putAway)])
        #expect(story.order?.discrepancies.contains { $0.kind == .overReceipt && $0.quantity == 2 } == true)
    }
}
