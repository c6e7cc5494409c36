import Fulfillment
import Testing

/// The floor reports that it will not send some of what an outbound order has.
@Suite("What the floor will not send", .timeLimit(.minutes(15)))
struct ShortReportTests {
    private static let picking: [StoreOrderMessage] = .allocated + [.progress(.picking)]

    private func sent(_ told: Told) -> [StockCommand.Action] { told.stock }

    @Test("leaves the outbound order and its allocation, and is not issued")
    func leaves() throws {
        var story = try given(Self.picking)
        let told = try story.when(.short(1, "A", .damaged))
        #expect(story.outbound.lines == [Line("A", 1), Line("B", 1)])
        #expect(story.outbound.status == .picked)
        let short = StockShort(
            outboundOrderId: "OB-1", lines: [.init(Line("A", 1), .damaged)], replyTo: Sample.storeOrder)
        #expect(sent(told) == [.shorten(short)])
        let left = try story.when(.progress(.shipped))
        guard case .issue(let move)? = sent(left).first else { Issue.record("nothing was issued"); return }
        #expect(move.lines == [Line("A", 1), Line("B", 1)])
    }

    @Test("counts once, however often the same report is sent, and each further one adds to it")
    func once() throws {
        var story = try given(Self.picking + [.short(1)])
        #expect(try sent(story.when(.short(1))).isEmpty)
        #expect(try sent(story.when(.short(1, at: .packed))).count == 1)
        #expect(story.outbound.lines == [Line("B", 1)])
        #expect(try sent(story.when(.short(2, at: .shipped))).allSatisfy { if case .shorten = $0 { false } else { true } })
    }

    @Test("an older report than those that were heard takes out units all the same")
    func old() throws {
        var story = try given(Self.picking + [.progress(.packed)])
        _ = try story.when(.short(1, secondsAgo: 3_600))
        #expect(story.outbound.lines == [Line("A", 1), Line("B", 1)] && story.outbound.status == .packed)
    }

    @Test("ends the outbound order where nothing else is left of it")
    func all() throws {
        var story = try given(Self.picking + [.short(2, "A"), .short(1, "B", at: .packed)])
        #expect(story.outbound.status == .intercepted)
        let told = try story.when(.cancel())
        #expect(told.outcomes.last?.state == .cancelled && told.outcomes.last?.nextAction == NextAction.none)
        #expect(told.outcomes.last?.quantities == .of(requested: 3, cancelled: 3))
    }

    @Test("is refused where it was never ordered, or is more than was")
    func refused() throws {
        var story = try given(Self.picking)
        #expect(story.refusal(of: .short(1, "C"))?.code == .unknownSku)
        #expect(story.refusal(of: .short(1, "C"))?.path == "short[0].sku")
        #expect(story.refusal(of: .short(3, "A"))?.code == .quantityExceedsOrder)
    }

    @Test("is cancelled for whoever asks for it, before what is still to go out")
    func requested() throws {
        var story = try given(Self.picking + [.short(1)])
        let told = try story.when(.cancel("r1", [Line("A", 1)]))
        #expect(told.outcomes.map(\.state) == [.cancelled] && told.outcomes[0].nextAction == NextAction.none)
        #expect(told.outcomes[0].quantities == .of(requested: 1, cancelled: 1))
        #expect(told.opened.isEmpty)
        // The rest is in somebody's hands.
        let rest = try story.when(.cancel("r2", [Line("A", 1)]))
        #expect(rest.outcomes.map(\.code) == [.partialAfterWorkStarted])
        // And a request for all of it is about a whole parcel.
        let whole = try story.when(.cancel("r3"))
        #expect(whole.opened.map(\.kind) == [.verifyGoods])
    }

    @Test("that is cancelled was in no parcel that leaves")
    func leavesWithoutIt() throws {
        var story = try given(Self.picking + [.short(1), .cancel("r1", [Line("A", 1)])])
        let told = try story.when(.progress(.shipped))
        #expect(told.contradicted.isEmpty)
        #expect(try story.when(.progress(.packed)).opened.isEmpty)
    }

    @Test("leaves the case that was to stop it, which goes on with the rest")
    func ofCase() throws {
        var story = try given(Self.picking + [.cancel()])
        let told = try story.when(.short(1))
        #expect(told.outcomes.last?.state == .verifying)
        #expect(told.outcomes.last?.quantities.cancelled == 1)
        #expect(told.opened.isEmpty)
        let ended = try story.when(.short(1, "A", at: .packed))
        #expect(ended.outcomes.last?.quantities.cancelled == 2)
        let last = try story.when(.short(1, "B", at: .packed))
        #expect(last.outcomes.last?.state == .cancelled)
        #expect(last.outcomes.last?.quantities == .of(requested: 3, cancelled: 3))
        #expect(last.closed.map(\.kind) == [.verifyGoods])
    }

    @Test("before a cancellation leaves the outbound order the code of its case, once the rest of it is pulled and back")
    func restIsBack() throws {
        var story = try given(Self.picking + [.short(1, "A", at: .packed), .cancel(), .pulled()])
        let told = try story.when(.restored([("A", 1, .putAway), ("B", 1, .putAway)], by: .returnOrder))
        let outcome = try #require(told.outcomes.last)
        #expect(outcome.state == .restocked && outcome.code == .interceptedAndRestocked)
        #expect(outcome.quantities == .of(requested: 3, cancelled: 1, intercepted: 2, restored: 2))
        #expect(outcome.outboundOrders.map(\.code) == [.interceptedAndRestocked])
    }

    @Test("while a release is on its way it waits for inventory's answer")
    func releasing() throws {
        var story = try given(.allocated + [.cancel(), .short(1)])
        #expect(story.outbound.lines == Sample.lines)
        let told = try story.when(.reply(.released))
        #expect(told.outcomes.map(\.state) == [.cancelled])
        #expect(sent(told).count == 1)
        // It was picked all the same: what is short of it was not in the parcel that left.
        let left = try story.when(.progress(.shipped))
        #expect(left.contradicted.map(\.quantity) == [2])
        guard case .issue(let move)? = sent(left).first else { Issue.record("nothing was issued"); return }
        #expect(move.lines == [Line("A", 1), Line("B", 1)])
    }
}
