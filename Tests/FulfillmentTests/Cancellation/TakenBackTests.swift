import Fulfillment
import Testing

@Suite("Units that are not back after all", .timeLimit(.minutes(15)))
struct TakenBackTests {
    private let all = RestockTests.all

    @Test("are held and asked for once more where the case has ended, and the store hears nothing")
    func ended() throws {
        var story = try given(.restocking + [.restored(RestockTests.all, by: .returnOrder)])
        let outcome = story.quantities
        let told = try story.when(.takenBack())
        #expect(told.outcomes.isEmpty && told.contradicted.isEmpty && told.returns.isEmpty)
        #expect(told.holds == [.hold(.ofCase())])
        #expect(told.opened.map(\.taskId) == ["T-OB-1-c1-putAway-2"] && told.opened.map(\.lines) == [Sample.lines])
        #expect(story.outbound.back.isEmpty && story.outbound.awaitedBy == ["RO-OB-1"])
        #expect(!story.order.hasEnded && story.quantities == outcome)
        let done = try story.when(.restored(all, by: .returnOrder))
        #expect(done.outcomes.isEmpty && done.closed.map(\.result) == [.done])
        #expect(done.holds == [.unhold(.ofCase([]))])
        #expect(story.order.hasEnded && story.quantities == outcome)
    }

    @Test("that somebody works on are asked for by a separate task, and so is every later stop of work")
    func workedOn() throws {
        var story = try given(
            .restocking + [.restored(RestockTests.all, by: .returnOrder), .progress(.packed)])
        let told = try story.when(.takenBack())
        #expect(told.closed.map(\.kind) == [.stopWork] && told.opened.map(\.kind) == [.putAway])
        #expect(try story.when(.restored(all, by: .returnOrder)).opened.isEmpty)
        #expect(try story.when(.progress(.packed)).opened.map(\.taskId) == ["T-OB-1-c1-stopWork-2"])
    }

    @Test("are pending again in a case that is open")
    func open() throws {
        var story = try given(.restocking + [.restored([("A", 2, .putAway)], by: .returnOrder)])
        let told = try story.when(.takenBack([("A", 2, .putAway)]))
        #expect(told.outcomes.map(\.quantities) == [.of(requested: 3, intercepted: 3, pending: 3)])
        #expect(told.opened.isEmpty && told.holds.isEmpty)
        #expect(try story.when(.restored(all, by: .returnOrder)).outcomes.map(\.state) == [.restocked])
    }

    @Test("are expected by a separate return order where the one that expected them was cancelled")
    func otherWay() throws {
        let customer = RestockClaim(by: .returnOrder, id: "RET-1")
        var story = try given(.restocking + [.restored(RestockTests.all, by: customer)])
        #expect(story.outbound.awaitedBy == [])
        let told = try story.when(.takenBack(by: customer))
        guard case .create(let created) = try #require(told.returns.first) else {
            Issue.record("no return order was opened")
            return
        }
        #expect(created.returnOrderId == "RO-OB-1-2" && created.lines == Sample.lines)
    }

    @Test("of a parcel that is with the buyer are there again, and nothing is asked for")
    func customers() throws {
        let customer = RestockClaim(by: .returnOrder, id: "RET-1")
        var story = try given(.allocated + [.scan(.delivered), .restored(RestockTests.all, by: customer)])
        #expect(story.outbound.isAllBack)
        let told = try story.when(.takenBack(by: customer))
        #expect(told.isNothing && !story.outbound.isAllBack && story.outbound.custody == .carrier)
    }

    @Test("of a parcel that the carrier brings back are expected by its return order")
    func returnedToSender() throws {
        let rts = RestockClaim(by: .returnOrder, id: "RTS-OB-1")
        var story = try given(.allocated + [.scan(.returnedToSender), .restored(RestockTests.all, by: rts)])
        #expect(story.outbound.awaitedBy == [] && !story.outbound.whereabouts.isReturning)
        #expect(try story.when(.takenBack(by: rts)).isNothing)
        #expect(story.outbound.awaitedBy == ["RTS-OB-1"] && story.outbound.whereabouts.isReturning)
    }

    @Test("have left where the parcel did, while they were taken for lost")
    func left() throws {
        var story = try given(
            .restocking + [.restored([("A", 2, .dispose), ("B", 1, .dispose)], by: .returnOrder), .scan(.inTransit)])
        let told = try story.when(.takenBack([("A", 2, .dispose)], neverLeft: 2))
        #expect(told.stock == [.issue(.sample([Line("A", 2)]))])
        #expect(told.outcomes.isEmpty && told.contradicted.isEmpty)
    }

    @Test("are written off again where they had been")
    func found() throws {
        var story = try given(.restocking + [.restored([("A", 2, .dispose)], by: .adjustment, caseId: Sample.caseId)])
        _ = try story.when(.foundAgain(.restored(.returnOrder)))
        #expect(story.outbound.back["A"]?.writtenOff == 1 && story.outbound.back["A"]?.restored == 1)
        _ = try story.when(.foundAgain(.reversed(.returnOrder)))
        #expect(story.outbound.back["A"]?.writtenOff == 2 && story.outbound.back["A"]?.restored == 0)
    }
}

extension StoreOrderMessage {
    /// A receipt was taken back that had brought these units.
    static func takenBack(
        _ lines: [(sku: String, quantity: Int, handling: Handling)] = RestockTests.all,
        by claim: RestockClaim = .returnOrder, neverLeft: Int = 0
    ) -> Self {
        .stockReplied(
            StockReply(
                outboundOrderId: "OB-1", storeOrder: Sample.storeOrder,
                caseId: claim == .returnOrder ? Sample.caseId : nil,
                lines: lines.map {
                    StockReply.ReplyLine(Line($0.sku, $0.quantity), handling: $0.handling, neverLeft: neverLeft)
                },
                answer: .reversed(claim)))
    }

    /// One of A that had been written off comes, or does not after all.
    fileprivate static func foundAgain(_ answer: StockReply.Answer) -> Self {
        .stockReplied(
            StockReply(
                outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, caseId: Sample.caseId,
                lines: [StockReply.ReplyLine(Line("A", 1), handling: .putAway, found: 1)], answer: answer))
    }
}
