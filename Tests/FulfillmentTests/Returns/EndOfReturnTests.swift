import Testing

@testable import Fulfillment

/// What a return order sends to inventory at its end.
@Suite("The end of a return order", .timeLimit(.minutes(15)))
struct EndOfReturnTests {
    @Test("each receipt says whether more is to come")
    func said() throws {
        var story = try ReturnStory([.create([Line("A", 3)])])
        #expect(try story.when(.receive(good: [Line("A", 1)], receipt: "rr-1")).restores.map(\.complete) == [false])
        #expect(try story.when(.receive(good: [Line("A", 2)], receipt: "rr-2")).restores.map(\.complete) == [true])
    }

    @Test("a receipt without lines says so of unknown contents alone", arguments: [true, false])
    func word(isUnknown: Bool) throws {
        guard case .create(var created) = ReturnOrderCommand.create([Line("A", 3)]) else { return }
        created.contentsUnknown = isUnknown
        var story = try ReturnStory([.create(created), .receive(good: [Line("A", 3)], receipt: "rr-1")].dropLast())
        _ = try story.when(.receive(good: [Line("A", 1)], receipt: "rr-1"))
        let restores = try story.when(.receive(good: [], receipt: "rr-2", complete: true)).restores
        #expect(restores.map(\.complete) == [true])
        #expect(restores.flatMap(\.lines).map(\.missing) == (isUnknown ? [] : [true]))
    }

    @Test("what was written off as it ended may come, once, and is nothing that is missing")
    func lost() throws {
        let reason = SupersededBy(by: .adjustment, id: "adj-1", writtenOff: [Line("A", 2)])
        var story = try ReturnStory([
            .create([Line("A", 3)]), .receive(good: [Line("A", 1)], receipt: "rr-1"),
            .cancel(returnOrderId: "RO-OB-1", storeOrder: Sample.storeOrder, supersededBy: reason),
        ])
        #expect(story.order?.state == .received && story.order?.lost == [Line("A", 2)])
        let came = try story.when(.receive(good: [Line("A", 1)], receipt: "rr-2", complete: true))
        #expect(came.restored.map(\.line) == [Line("A", 1)] && !came.restored.contains(where: \.missing))
        #expect(story.order?.lost == [Line("A", 1)])
        _ = try story.when(.receive(good: [Line("A", 1)], receipt: "rr-3"))
        #expect(story.refusal(of: .receive(good: [Line("A", 1)], receipt: "rr-4"))?.code == .returnOrderClosed)
    }

    @Test("one that was cancelled with nothing written off takes none")
    func cancelled() throws {
        var story = try ReturnStory([.create([Line("A", 3)]), .supersede])
        #expect(story.refusal(of: .receive(good: [Line("A", 1)]))?.code == .returnOrderClosed)
    }
}
