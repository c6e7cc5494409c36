import Fulfillment
import Testing

@Suite("A cancellation of some lines", .timeLimit(.minutes(15)))
struct PartialCancellationTests {
    @Test("shrinks the outbound order while it awaits outbound")
    func shrinks() throws {
        var story = try given(.allocated)
        let asked = try story.when(.cancel("r1", [Line("A", 1)]))
        #expect(asked.stock == [.release(.ofCase([Line("A", 1)]))])
        let done = try story.when(.reply(.released, [Line("A", 1)]))
        #expect(done.outcomes.map(\.state) == [.cancelled])
        #expect(done.outcomes[0].quantities == .of(requested: 1, cancelled: 1))
        #expect(done.outcomes[0].outboundOrders.map(\.status) == [.awaitingOutbound])
        #expect(story.outbound.lines == [Line("A", 1), Line("B", 1)])
        #expect(story.outbound.status == .awaitingOutbound)
    }

    @Test("goes on where it stood: what was backordered is not promised because a part of it is cancelled")
    func staysBackordered() throws {
        var story = try given([.order(), .reply(.backordered), .cancel("r1", [Line("A", 1)])])
        _ = try story.when(.reply(.released, [Line("A", 1)]))
        #expect(story.outbound.status == .backordered)
        _ = try story.when(.reply(.allocated, [Line("A", 1), Line("B", 1)]))
        #expect(story.outbound.status == .awaitingOutbound)
    }

    @Test("learns of a backorder while the release is on its way", arguments: [true, false])
    func backorderedMeanwhile(allocatedToo: Bool) throws {
        var story = try given([.order(), .cancel("r1", [Line("A", 1)]), .reply(.backordered)])
        if allocatedToo { _ = try story.when(.reply(.allocated)) }
        _ = try story.when(.reply(.released, [Line("A", 1)]))
        #expect(story.outbound.status == (allocatedToo ? .awaitingOutbound : .backordered))
    }

    @Test("is refused after work started, and covers nothing then")
    func afterWorkStarted() throws {
        var story = try given(.allocated + [.progress(.picking)])
        let told = try story.when(.cancel("r1", [Line("A", 1)]))
        #expect(told.outcomes.map(\.code) == [.partialAfterWorkStarted])
        #expect(told.outcomes[0].state == .refused)
        #expect(told.outcomes[0].nextAction == .resubmit)
        #expect(told.outcomes[0].quantities == .of(requested: 1, refused: 1))
        #expect(told.opened.isEmpty)
        #expect(try story.when(.cancel("r2")).outcomes.map(\.state) == [.verifying])
    }

    @Test("covers the whole when it names every unit, after work started too")
    func wholeByLines() throws {
        var story = try given(.allocated + [.progress(.packed)])
        let told = try story.when(.cancel("r1", [Line("B", 1), Line("A", 2)]))
        #expect(told.outcomes.map(\.state) == [.verifying])
    }

    @Test("two in a row cancel the outbound order when nothing of it is left")
    func twoPartsMakeAWhole() throws {
        var story = try given(.allocated)
        _ = try story.when(.cancel("r1", [Line("A", 2)]))
        let second = try story.when(.cancel("r2", [Line("B", 1)]))
        #expect(second.outcomes.map(\.caseId) == ["shop/1001/c2"])
        _ = try story.when(.reply(.released, [Line("A", 2)]))
        #expect(story.outbound.status == .releasing)
        let done = try story.when(.reply(.released, [Line("B", 1)]))
        #expect(story.outbound.status == .cancelled)
        #expect(done.outcomes.map(\.requestId) == ["r2"])
    }

    @Test("the rest of the order is left to a request for the whole")
    func restByWhole() throws {
        var story = try given(.allocated + [.cancel("r1", [Line("A", 1)])])
        let told = try story.when(.cancel("r2"))
        #expect(told.stock == [.release(.ofCase([Line("A", 1), Line("B", 1)], number: 2))])
        #expect(told.outcomes.map(\.caseId) == ["shop/1001/c2"])
        #expect(told.outcomes[0].quantities.requested == 2)
    }

    @Test(
        "is decided for what no case stops: what another stops, or stopped, that one answers", arguments: [true, false])
    func overlaps(ended: Bool) throws {
        var story = try given(.allocated + [.cancel("r1", [Line("A", 1)])])
        if ended { _ = try story.when(.reply(.released, [Line("A", 1)], caseId: Sample.caseId)) }
        let told = try story.when(.cancel("r2", [Line("A", 2), Line("B", 1)]))
        #expect(told.outcomes.map(\.caseId) == ["shop/1001/c2"])
        #expect(told.outcomes[0].quantities == .of(requested: 2))
        #expect(told.outcomes[0].coveredBy == [Sample.caseId])
        #expect(told.stock == [.release(.ofCase([Line("A", 1), Line("B", 1)], number: 2))])
    }

    @Test("names a case only as long as that stops something")
    func coveredByWhatIsRefused() throws {
        var story = try given(
            .allocated + [
                .progress(.picked), .cancel("r1", Sample.lines), .order("OB-2", [Line("C", 1)]),
                .cancel("r2", [Line("A", 1), Line("C", 1)]),
            ])
        #expect(story.order.requests.last?.coveredBy == [Sample.caseId])
        _ = try story.when(.scan(.pickedUp))
        let told = try story.when(.reply(.released, [Line("C", 1)], of: "OB-2", caseId: "shop/1001/c2"))
        #expect(told.outcomes.map(\.requestId) == ["r2"])
        #expect(told.outcomes.map(\.coveredBy) == [[]])
    }

    @Test("names no other case where all of it is decided again")
    func overlapsNothing() throws {
        var story = try given(.allocated + [.cancel("r1", [Line("A", 1)])])
        #expect(try story.when(.cancel("r2", [Line("A", 1), Line("B", 1)])).outcomes[0].coveredBy == [])
    }

    @Test("is answered by one of several cases that cover it, and the others are named to the end")
    func coveredBySeveral() throws {
        var story = try given(.allocated + [.cancel("r1", [Line("A", 2)]), .cancel("r2", [Line("B", 1)])])
        let told = try story.when(.cancel("r3"))
        #expect(told.outcomes.map(\.caseId) == [Sample.caseId])
        #expect(told.outcomes.map(\.coveredBy) == [["shop/1001/c2"]])
        let done = try story.when(.reply(.released, [Line("A", 2)], caseId: Sample.caseId))
        #expect(done.outcomes.map(\.requestId) == ["r1", "r3"])
        #expect(done.outcomes.map(\.coveredBy) == [[], ["shop/1001/c2"]])
    }

    @Test("that waited for its order hears which case had part of it", arguments: [nil, [Line("A", 2), Line("B", 1)]])
    func overlapsWhileWaiting(lines: [Line]?) throws {
        var story = try given([.cancel("r1", [Line("A", 1)]), .cancel("r2", lines)])
        let told = try story.when(.order())
        let second = told.outcomes.filter { $0.requestId == "r2" }
        #expect(second.map(\.caseId) == ["shop/1001/c2"])
        #expect(second.map(\.coveredBy) == [[Sample.caseId]])
        #expect(second.map(\.quantities) == [.of(requested: 2)])
    }

    @Test("more than was ordered, or a SKU that is not in the order, opens no case")
    func rejected() throws {
        var story = try given(.allocated)
        let more = story.refusal(of: .cancel("r1", [Line("B", 1), Line("A", 3)]))
        #expect(more?.code == .quantityExceedsOrder)
        #expect(more?.path == "lines[1].quantity")
        let unknown = story.refusal(of: .cancel("r1", [Line("C", 1)]))
        #expect(unknown?.code == .unknownSku)
        #expect(unknown?.path == "lines[0].sku")
        #expect(story.order.cases.isEmpty)
        #expect(story.order.requests.isEmpty)
    }
}
