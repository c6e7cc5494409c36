import Fulfillment
import Testing

@Suite("A request that waits for more than the first outbound order brings", .timeLimit(.minutes(15)))
struct RestArrivesLaterTests {
    static let three = [Line("A", 3)]

    @Test("stops what came, and goes on waiting for the rest")
    func waitsForTheRest() throws {
        var story = try given([.cancel("r1", Self.three)])
        let came = try story.when(.order())
        #expect(came.outcomes.map(\.state) == [.releasing])
        #expect(came.outcomes[0].quantities == .of(requested: 3))
        let freed = try story.when(.reply(.released, [Line("A", 2)], caseId: Sample.caseId))
        #expect(freed.outcomes.map(\.state) == [.waitingForOrder])
        #expect(freed.outcomes[0].nextAction == .wait)
        #expect(freed.outcomes[0].stage == .allocating)
        #expect(freed.outcomes[0].quantities == .of(requested: 3, cancelled: 2))
    }

    @Test("stops the rest when it comes with another outbound order, and takes no more than was asked for")
    func restComes() throws {
        var story = try given([
            .cancel("r1", Self.three), .order(), .reply(.released, [Line("A", 2)], caseId: Sample.caseId),
        ])
        let came = try story.when(.order("OB-2", [Line("A", 4)]))
        #expect(came.stock.last == .release(.ofCase([Line("A", 1)], of: "OB-2")))
        #expect(story.order.nextDeadline == nil)
        let told = try story.when(.reply(.released, [Line("A", 1)], of: "OB-2", caseId: Sample.caseId))
        #expect(told.outcomes.map(\.state) == [.cancelled])
        #expect(told.outcomes[0].quantities == .of(requested: 3, cancelled: 3))
    }

    @Test("hears of units that never came as refused, once its grace is over, in its one final outcome")
    func restNeverComes() throws {
        var story = try given([
            .cancel("r1", Self.three + [Line("Z", 1)]), .order(),
            .reply(.released, [Line("A", 2)], caseId: Sample.caseId),
        ])
        let told = try story.whenOverdue()
        #expect(told.outcomes.map(\.state) == [.partlyStopped])
        #expect(told.outcomes.map(\.code) == [.unknownOrder])
        #expect(told.outcomes[0].quantities == .of(requested: 4, cancelled: 2, refused: 2))
        #expect(story.order.nextDeadline == nil)
        #expect(try story.when(.order("OB-2", [Line("Z", 1)])).outcomes.isEmpty)
    }

    @Test("ends only when what came has ended, too")
    func graceBeforeTheEnd() throws {
        var story = try given([.cancel("r1", Self.three), .order()])
        let over = try story.whenOverdue()
        #expect(over.outcomes.map(\.state) == [.releasing])
        #expect(over.outcomes[0].quantities == .of(requested: 3, refused: 1))
        let told = try story.when(.reply(.released, [Line("A", 2)], caseId: Sample.caseId))
        #expect(told.outcomes.map(\.state) == [.partlyStopped])
        #expect(told.outcomes[0].quantities == .of(requested: 3, cancelled: 2, refused: 1))
    }

    @Test("for a SKU that no outbound order has is refused as of an unknown order, and stops nothing")
    func nothingCame() throws {
        var story = try given([.cancel("r1", [Line("Z", 1)])])
        #expect(try story.when(.order()).outcomes.isEmpty)
        let told = try story.whenOverdue()
        #expect(told.outcomes.map(\.state) == [.refused])
        #expect(told.outcomes.map(\.code) == [.unknownOrder])
        #expect(told.outcomes[0].quantities == .of(requested: 1, refused: 1))
    }

    @Test("leaves to another case what that stops, and waits for the rest alone")
    func coveredByAnother() throws {
        var story = try given([.cancel("r1"), .cancel("r2", [Line("A", 1), Line("C", 1)])])
        let told = try story.when(.order())
        #expect(told.outcomes.map(\.requestId) == ["r1", "r2"])
        #expect(told.outcomes.map(\.state) == [.releasing, .waitingForOrder])
        #expect(told.outcomes[1].quantities == .of(requested: 1))
        let rest = try story.when(.order("OB-2", [Line("C", 1), Line("D", 1)]))
        #expect(rest.outcomes.map(\.caseId) == [Sample.caseId, "shop/1001/c2"])
        #expect(rest.outcomes.map(\.quantities.requested) == [4, 1])
    }

    @Test("and comes when its grace is over, but while the whole store order is being stopped, is refused no more")
    func cameAfterAll() throws {
        var story = try given([
            .cancel("r1", [Line("A", 1), Line("B", 2)]), .order("OB-1", [Line("A", 1)]), .reply(.allocated),
        ])
        _ = try story.whenOverdue()
        #expect(story.quantities == .of(requested: 3, refused: 2))
        _ = try story.when(all: [.cancel("r2"), .order("OB-2", [Line("B", 1)])])
        #expect(story.quantities == .of(requested: 3, refused: 1))
        _ = try story.when(.order("OB-3", [Line("B", 1)]))
        #expect(story.quantities == .of(requested: 3))
    }

    @Test("a request for the whole store order hears which other case takes part of what comes later")
    func wholeIsToldOfAnother() throws {
        var story = try given([.cancel("r1", [Line("Z", 1)]), .order(), .reply(.allocated)])
        #expect(try story.when(.cancel("r2")).outcomes.map(\.coveredBy) == [[]])
        let told = try story.when(.order("OB-2", [Line("Z", 2)]))
        #expect(told.outcomes.map(\.requestId) == ["r1", "r2"])
        #expect(told.outcomes.map(\.coveredBy) == [[], [Sample.caseId]])
        #expect(told.outcomes.map(\.quantities.requested) == [1, 4])
    }

    @Test("is answered under the case that takes it over, which covers it no longer as another")
    func answeredByTheCoveringCase() throws {
        var story = try given([
            .cancel("r1", [Line("A", 1), Line("B", 2)]), .cancel("r2", [Line("A", 1), Line("B", 1)]),
        ])
        let first = try story.when(.order("OB-1", [Line("A", 1)]))
        #expect(first.outcomes.map(\.coveredBy) == [[], [Sample.caseId]])
        let told = try story.when(.order("OB-2", [Line("B", 1)]))
        #expect(Set(told.outcomes.map(\.caseId)) == [Sample.caseId])
        #expect(Set(told.outcomes.map(\.requestId)) == ["r1", "r2"])
        #expect(told.outcomes.allSatisfy { $0.coveredBy.isEmpty })
    }

    @Test("waits for the second outbound order that it names, where another case stops the first")
    func namesTwo() throws {
        var story = try given([.cancel("r1", nil, of: ["OB-1", "OB-2"]), .cancel("r2", nil, of: ["OB-1"])])
        // The case of r1 was first; r2 has nothing to stop, and joins it.
        _ = try story.when(.order())
        let came = try story.when(.order("OB-2", [Line("C", 1)], submittedSecondsLater: 3_600))
        #expect(came.stock.last == .release(.ofCase([Line("C", 1)], of: "OB-2")))
    }

    @Test("waits for the second, also where the first was being stopped when it came")
    func namesTwoOfWhichOneIsStopped() throws {
        var story = try given([.cancel("r1", nil, of: ["OB-1"]), .cancel("r2", nil, of: ["OB-1", "OB-2"])])
        let first = try story.when(.order())
        #expect(first.outcomes.filter { $0.requestId == "r2" && $0.state.isFinal }.isEmpty)
        _ = try story.when(.reply(.released, caseId: Sample.caseId))
        let came = try story.when(.order("OB-2", [Line("C", 1)], submittedSecondsLater: 3_600))
        #expect(came.stock.last == .release(.ofCase([Line("C", 1)], of: "OB-2", number: 2)))
        let told = try story.when(.reply(.released, [Line("C", 1)], of: "OB-2", caseId: "shop/1001/c2"))
        #expect(told.outcomes.map(\.requestId) == ["r2"])
        #expect(told.outcomes.map(\.state) == [.cancelled])
        #expect(told.outcomes.map(\.coveredBy) == [[Sample.caseId]])
    }

    @Test("takes all of a later outbound order, where a request for the whole store order joined it")
    func joinedByTheWhole() throws {
        var story = try given([
            .cancel("r1", Sample.lines + [Line("C", 1)]), .order(), .cancel("r2"),
        ])
        let came = try story.when(.order("OB-2", [Line("C", 3)]))
        #expect(came.stock.last == .release(.ofCase([Line("C", 3)], of: "OB-2")))
        _ = try story.when(.reply(.released, caseId: Sample.caseId))
        let told = try story.when(.reply(.released, [Line("C", 3)], of: "OB-2", caseId: Sample.caseId))
        #expect(told.outcomes.map(\.requestId) == ["r1", "r2"])
        #expect(told.outcomes.map(\.quantities.cancelled) == [4, 6])
    }
}
