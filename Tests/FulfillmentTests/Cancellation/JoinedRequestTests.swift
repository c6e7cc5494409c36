import Fulfillment
import Testing

@Suite("A request for what the case of another stops already", .timeLimit(.minutes(15)))
struct JoinedRequestTests {
    /// r1 waits for one more A than came.
    private static let waiting: [StoreOrderMessage] = [.cancel("r1", [Line("A", 3)]), .order("OB-1", [Line("A", 2)])]
    private static let released = StoreOrderMessage.reply(.released, [Line("A", 2)], caseId: Sample.caseId)

    @Test(
        "is answered for good where that has ended, though the case waits for more", arguments: [nil, [Line("A", 1)]])
    func endsFirst(lines: [Line]?) throws {
        var story = try given(Self.waiting + [Self.released])
        let told = try story.when(.cancel("r2", lines))
        let units = lines?.units ?? 2
        #expect(told.outcomes.map(\.caseId) == [Sample.caseId])
        #expect(told.outcomes.map(\.state) == [.cancelled] && told.outcomes.map(\.code) == [.alreadyCancelled])
        #expect(told.outcomes[0].quantities == .of(requested: units, cancelled: units))
        #expect(told.outcomes[0].nextAction == .none)
        let over = try story.whenOverdue()
        #expect(over.outcomes.map(\.requestId) == ["r1"])
        #expect(over.outcomes.map(\.state) == [.partlyStopped] && over.outcomes.map(\.code) == [.unknownOrder])
    }

    @Test("goes on with the case where that is open, and has its own end at the case's")
    func endsTogether() throws {
        var story = try given(Self.waiting)
        let joined = try story.when(.cancel("r2"))
        #expect(joined.outcomes.map(\.state) == [.releasing])
        #expect(joined.outcomes[0].quantities == .of(requested: 2))
        let freed = try story.when(Self.released)
        #expect(freed.outcomes.map(\.state) == [.waitingForOrder, .waitingForOrder])
        #expect(freed.outcomes.map(\.quantities.requested) == [3, 2])
        let over = try story.whenOverdue()
        #expect(over.outcomes.map(\.state) == [.partlyStopped, .cancelled])
        #expect(over.outcomes.map(\.nextAction) == [.resubmit, .none])
        #expect(
            over.outcomes.map(\.quantities) == [
                .of(requested: 3, cancelled: 2, refused: 1), .of(requested: 2, cancelled: 2),
            ])
    }

    @Test("after the case has ended hears nothing of what never came")
    func afterTheEnd() throws {
        var story = try given(Self.waiting + [Self.released])
        _ = try story.whenOverdue()
        let told = try story.when(.cancel("r2"))
        #expect(told.outcomes.map(\.state) == [.cancelled] && told.outcomes.map(\.code) == [.alreadyCancelled])
        #expect(told.outcomes[0].quantities == .of(requested: 2, cancelled: 2))
    }

    @Test("for one outbound order hears nothing of the others")
    func oneOutboundOrder() throws {
        var story = try given(
            SplitOrderTests.split + [
                .progress(.picked, of: "OB-2"), .cancel(), .reply(.released, [Line("A", 2)], of: "OB-1"),
            ])
        let request = CancellationRequested(
            requestId: "r2", storeOrder: Sample.storeOrder, reason: "other", requestedBy: "buyer",
            requestedAt: Sample.now, outboundOrderIds: ["OB-1"])
        let told = try story.when(.requested(request))
        #expect(told.outcomes.map(\.state) == [.cancelled])
        #expect(told.outcomes[0].outboundOrders.map(\.outboundOrderId) == ["OB-1"])
        #expect(try story.when(.verified(.missing, of: "OB-2")).outcomes.map(\.requestId) == ["r1"])
    }

    @Test("hears what becomes of its goods after its end, also while the case is open")
    func contradicted() throws {
        var story = try given(Self.waiting + [Self.released, .cancel("r2")])
        let late = try story.when(.scan(.pickedUp))
        #expect(late.contradicted.map(\.code) == [.lateShipment, .lateShipment])
        #expect(late.contradicted.map(\.requestId) == ["r1", "r2"])
        #expect(try story.whenOverdue().outcomes.map(\.quantities) == [.of(requested: 3, cancelled: 2, refused: 1)])
    }

    @Test("hears of a later part that it means, after its end")
    func laterPart() throws {
        var story = try given(Self.waiting + [Self.released, .cancel("r2")])
        // Not of r1's case, which is about A.
        let told = try story.when(.order("OB-2", [Line("B", 1)]))
        #expect(told.stock.last == .release(.ofCase([Line("B", 1)], of: "OB-2", number: 2)))
        #expect(told.contradicted.map(\.requestId) == ["r2"] && told.contradicted.map(\.code) == [.laterPart])
        #expect(told.contradicted.map(\.followedBy) == ["shop/1001/c2"] && told.outcomes.isEmpty)
    }

    @Test("hears of a later part that the case takes for another, after its end, and that it could not be stopped")
    func laterPartOfTheCase() throws {
        var story = try given(Self.waiting + [Self.released, .cancel("r2"), .progress(.packed, of: "OB-3")])
        let told = try story.when(.order("OB-3", [Line("A", 1)]))
        #expect(told.outcomes.map(\.requestId) == ["r1"] && told.outcomes.map(\.state) == [.verifying])
        #expect(told.contradicted.map(\.requestId) == ["r2"] && told.contradicted.map(\.code) == [.laterPart])
        #expect(told.contradicted.map(\.followedBy) == [Sample.caseId])
        let gone = try story.when(.scan(.delivered, of: "OB-3"))
        #expect(gone.outcomes.map(\.requestId) == ["r1"] && gone.outcomes.map(\.state) == [.partlyStopped])
        #expect(gone.contradicted.map(\.requestId) == ["r2"] && gone.contradicted.map(\.code) == [.leftAfterAll])
        #expect(gone.contradicted.map(\.quantity) == [1])
    }

    @Test("hears of a later part that it means with the case, before its end")
    func laterPartWhileOpen() throws {
        var story = try given(Self.waiting + [.cancel("r2")])
        let told = try story.when(.order("OB-2", [Line("A", 1)]))
        #expect(told.outcomes.map(\.requestId) == ["r1", "r2"] && told.contradicted.isEmpty)
        #expect(told.outcomes.map(\.quantities.requested) == [3, 3])
        let other = try story.when(.order("OB-3", [Line("A", 1)], submittedSecondsLater: 1))
        #expect(other.outcomes.isEmpty && other.contradicted.isEmpty)
    }
}
