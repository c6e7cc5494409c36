import Fulfillment
import Testing

@Suite("A cancellation before work began", .timeLimit(.minutes(15)))
struct CancelBeforeWorkTests {
    static let stages: [(OutboundStatus, [StoreOrderMessage])] = [
        (.allocating, [.order()]), (.backordered, [.order(), .reply(.backordered)]),
        (.awaitingOutbound, [.order(), .reply(.allocated)]),
    ]

    @Test("frees the stock, and is cancelled when inventory says so", arguments: stages)
    func releases(stage: OutboundStatus, before: [StoreOrderMessage]) throws {
        var story = try given(before)
        let asked = try story.when(.cancel())
        #expect(asked.stock == [.release(.ofCase())])
        #expect(asked.outcomes.map(\.state) == [.releasing])
        #expect(asked.outcomes.map(\.code) == [.awaitingRelease])
        #expect(asked.outcomes[0].nextAction == .wait)
        #expect(asked.outcomes[0].stage == stage)
        #expect(asked.outboundOrders.map(\.status) == [.releasing])

        let done = try story.when(.reply(.released))
        let outcome = try #require(done.outcomes.first)
        #expect(done.outcomes.count == 1)
        #expect(outcome.state == .cancelled)
        #expect(outcome.code == .cancelledBeforeWork)
        #expect(outcome.stage == stage)
        #expect(outcome.nextAction == .none)
        #expect(outcome.labelVoided == nil)
        #expect(outcome.revision == 2)
        #expect(outcome.quantities == .of(requested: 3, cancelled: 3))
        #expect(outcome.outboundOrders.map(\.status) == [.cancelled])
        #expect(outcome.outboundOrders.map(\.code) == [.cancelledBeforeWork])
        #expect(done.outboundOrders.map(\.status) == [.cancelled])
        #expect(done.stock.isEmpty)
        #expect(story.outbound.lines == Sample.lines)
    }

    @Test("is not dated before it was opened, where the clocks of two senders differ")
    func time() throws {
        var order = StoreOrder(key: Sample.storeOrder)
        func hear(_ message: StoreOrderMessage, at milliseconds: Int64) throws -> Told {
            var identity = Fingerprint()
            identity.add("at \(milliseconds)")
            return Told(
                try order.handle(
                    message, identity: identity, at: Timestamp(milliseconds: milliseconds), policies: .byReturnOrder))
        }
        _ = try hear(.order(), at: 1_000)
        _ = try hear(.reply(.allocated), at: 1_002)
        let asked = try #require(try hear(.cancel(), at: 1_010).outcomes.first)
        let done = try hear(.reply(.released), at: 1_009)
        #expect(asked.changedAt.milliseconds == 1_010)
        #expect(done.outcomes.map(\.changedAt) == [asked.changedAt])
        #expect(done.outboundOrders.map(\.changedAt) == [asked.changedAt])
    }

    @Test("opens no task: nobody in the warehouse has to do anything")
    func noTasks() throws {
        var story = try given(.allocated)
        let told = try story.when(all: [.cancel(), .reply(.released)])
        #expect(told.opened.isEmpty)
        #expect(told.closed.isEmpty)
    }

    @Test(
        "an answer of inventory on the way does not undo the release",
        arguments: [StockReply.Answer.allocated, .backordered])
    func answersOnTheWay(answer: StockReply.Answer) throws {
        var story = try given([.order(), .cancel()])
        #expect(try story.when(.reply(answer)).outboundOrders.map(\.status).allSatisfy { $0 == .releasing })
        #expect(try story.when(.reply(.released)).outcomes.map(\.state) == [.cancelled])
    }

    @Test("never cancels what left awaitingOutbound: it is verified instead")
    func workStarted() throws {
        var story = try given(.allocated + [.progress(.picking), .cancel()])
        #expect(story.outbound.status == .picking)
        #expect(try story.when(.reply(.released, caseId: Sample.caseId)).isNothing)
    }

    @Test("units that the warehouse's own system frees do not belong to the order any more; the last one ends it")
    func freedByOthers() throws {
        var story = try given(.allocated)
        let some = try story.when(.reply(.released, [Line("A", 1)]))
        #expect(some.outboundOrders.map(\.lines) == [[Line("A", 1), Line("B", 1)]])
        let last = try story.when(.reply(.released, [Line("A", 1), Line("B", 1)]))
        #expect(last.outboundOrders.map(\.status) == [.cancelled])
        let told = try story.when(.cancel())
        #expect(told.outcomes.map(\.state) == [.cancelled])
        #expect(told.stock.isEmpty && told.opened.isEmpty)
    }
}

extension CaseQuantities {
    static func of(
        requested: Int, cancelled: Int = 0, refused: Int = 0, intercepted: Int = 0, restored: Int = 0,
        quarantined: Int = 0, writtenOff: Int = 0, pending: Int = 0
    ) -> CaseQuantities {
        var quantities = CaseQuantities()
        quantities.requested = requested
        quantities.cancelled = cancelled
        quantities.refused = refused
        quantities.intercepted = intercepted
        quantities.restored = restored
        quantities.quarantined = quarantined
        quantities.writtenOff = writtenOff
        quantities.pending = pending
        return quantities
    }
}
