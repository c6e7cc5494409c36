import Fulfillment
import Testing

@Suite("A receipt that comes before its return order", .timeLimit(.minutes(15)))
struct EarlyReceiptTests {
    private let early = ReturnOrderCommand.receive(good: [Line("A", 2)])

    @Test("waits for it, and is received when it is created")
    func waits() throws {
        var story = try ReturnStory()
        #expect(try story.when(early).isEmpty)
        #expect(story.order == nil && story.expected.nextDeadline != nil)
        let told = try story.when(.create())
        #expect(told.restored == [.init(Line("A", 2), .putAway)])
        #expect(told.states == [.awaitingArrival, .partlyReceived])
        #expect(story.order?.revision == 2)
        #expect(story.expected.nextDeadline == nil && story.expected.waiting.isEmpty)
        #expect(try story.when(early).isEmpty)
    }

    @Test("counts once, however often it is sent; other content under its id is refused at once")
    func once() throws {
        var story = try ReturnStory([early])
        let deadline = story.expected.nextDeadline
        story.now = story.now.adding(seconds: 60)
        #expect(try story.when(early).isEmpty)
        #expect(story.expected.nextDeadline == deadline)
        #expect(story.refusal(of: .receive(good: [Line("A", 1)]))?.code == .receiptIdReused)
        #expect(try story.when(.create()).restored == [.init(Line("A", 2), .putAway)])
    }

    @Test("waits as long as a report does, then is refused to its sender")
    func refused() throws {
        var story = try ReturnStory([early])
        story.now = story.now.adding(seconds: 60)
        _ = try story.when(.receive(good: [Line("B", 1)], receipt: "rr-2"))
        let grace = Policy().unknownOrderGraceSeconds
        #expect(story.expected.nextDeadline == Sample.now.adding(seconds: grace))
        let first = story.pass().refusals
        #expect(first.map(\.code) == [.unknownReturnOrder] && first.map(\.messageId) == ["m1"])
        #expect(story.expected.nextDeadline == Sample.now.adding(seconds: grace + 60))
        #expect(story.pass().refusals.map(\.messageId) == ["m2"])
        #expect(story.expected.isEmpty)
    }

    @Test("may be sent again after it was refused, and waits once more")
    func again() throws {
        var story = try ReturnStory([early])
        _ = story.pass()
        #expect(try story.when(early).isEmpty)
        #expect(try story.when(.create()).restored.units == 2)
    }

    @Test("is refused to its sender where another one closed the return order before it")
    func closed() throws {
        var story = try ReturnStory([
            .receive(good: [Line("A", 2)], complete: true), .receive(good: [Line("B", 1)], receipt: "rr-2"),
        ])
        let told = try story.when(.create())
        #expect(story.order?.state == .received)
        #expect(told.refusals.map(\.code) == [.returnOrderClosed] && told.refusals.map(\.messageId) == ["m2"])
    }

    @Test("is refused at once where the return order is cancelled")
    func cancelled() throws {
        var story = try ReturnStory([.create(), .supersede])
        #expect(story.refusal(of: early)?.code == .returnOrderClosed)
    }
}

extension [ReturnOrderEffect] {
    /// The states that are published.
    var states: [ReturnOrder.State] {
        compactMap { if case .changed(let order) = $0 { order.state } else { nil } }
    }

    /// Why what waited is refused, and which message.
    var refusals: [(code: Rejection.Code, messageId: String)] {
        compactMap {
            switch $0 {
            case .refused(let waiting, let rejection): (rejection.code, waiting.origin?.id ?? "")
            case .refusedToOpen(let announced, let rejection): (rejection.code, announced.origin?.id ?? "")
            case .changed, .stock, .refusedToReverse: nil
            }
        }
    }
}
