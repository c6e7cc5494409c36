import Fulfillment
import Testing

@Suite("A report that contradicts an accepted cancellation", .timeLimit(.minutes(15)))
struct LateShipmentTests {
    private func cancelled() throws(Rejection) -> OrderStory {
        try given(.allocated + [.cancel(), .reply(.released)])
    }

    @Test(
        "work on what was cancelled opens a task to stop it, once",
        arguments: [OutboundStatus.picking, .packed, .labelled])
    func stopWork(status: OutboundStatus) throws {
        var story = try cancelled()
        let told = try story.when(.progress(status))
        #expect(told.opened.map(\.kind) == [.stopWork])
        #expect(told.opened.first?.caseId == "\(Sample.storeOrder)/c1")
        #expect(told.outcomes.isEmpty)
        #expect(story.outbound.status == .cancelled)
        #expect(try story.when(.progress(.packed)).opened.isEmpty)
    }

    @Test("a parcel that is pulled in time closes that task")
    func stopped() throws {
        var story = try cancelled()
        _ = try story.when(.progress(.picking))
        let told = try story.when(.pulled())
        #expect(told.closed.map(\.kind) == [.stopWork])
        #expect(told.closed.first?.result == .done)
        #expect(told.closed.first?.dueAt == story.order.cases[0].parts[0].dueAt)
    }

    @Test("a parcel that was pulled before the work on it was reported opens no task")
    func stoppedBefore() throws {
        var story = try cancelled()
        #expect(try story.when(.pulled()).isNothing)
        #expect(try story.when(.progress(.packed)).opened.isEmpty)
    }

    @Test("a shipment after a cancellation is issued and told, and the outcome stays as it is")
    func lateShipment() throws {
        var story = try cancelled()
        let before = story.order.cases[0].revision
        let told = try story.when(.progress(.shipped))
        #expect(told.stock == [.issue(.ofCase())])
        #expect(told.contradicted.count == 1)
        #expect(told.contradicted.first?.requestId == "r1")
        #expect(told.contradicted.first?.quantity == Sample.lines.units)
        #expect(told.outcomes.isEmpty)
        #expect(story.order.cases[0].revision == before)
        #expect(story.outbound.status == .cancelled)
        #expect(story.outbound.custody == .unknown)
        // What is reported later says who has the goods, and nothing twice.
        let scanned = try story.when(.scan(.pickedUp))
        #expect(scanned.stock.isEmpty && scanned.contradicted.isEmpty)
        #expect(story.outbound.custody == .carrier)
    }

    @Test("a late shipment fails the task to stop the work")
    func stopFailed() throws {
        var story = try cancelled()
        _ = try story.when(.progress(.picking))
        let told = try story.when(.progress(.shipped))
        #expect(told.closed.map(\.result) == [.failed])
    }

    @Test("every request that the case answered is told")
    func everyRequest() throws {
        var story = try given(.allocated + [.cancel(), .cancel("r2"), .reply(.released)])
        let told = try story.when(.scan(.inTransit))
        #expect(told.contradicted.map(\.requestId) == ["r1", "r2"])
    }

    @Test("a request that waited for its order and was merged into another case is told as well")
    func mergedRequest() throws {
        var story = try given([.cancel("r1"), .cancel("r2", [Line("A", 1)]), .order(), .reply(.released)])
        let told = try story.when(.scan(.inTransit))
        #expect(told.contradicted.map(\.requestId) == ["r1", "r2"])
        #expect(Set(told.contradicted.map(\.caseId)) == [Sample.caseId])
    }

    @Test("a report that waited for the release contradicts the outcome after it, not before")
    func outcomeFirst() throws {
        var story = try given(.allocated + [.cancel(), .progress(.shipped)])
        let told = try story.when(.reply(.released))
        #expect(told.outcomes.map(\.state) == [.cancelled])
        #expect(told.contradicted.count == 1)
        guard case .contradicted? = told.effects.last else {
            Issue.record("the contradiction is not last: \(told.effects)")
            return
        }
    }

    @Test("work that was stopped is not to be stopped again by an older report")
    func stoppedOnce() throws {
        var story = try cancelled()
        _ = try story.when(all: [.progress(.picking), .pulled()])
        #expect(try story.when(.progress(.packed)).opened.isEmpty)
    }

    @Test("goods that are found with the carrier left late, too")
    func verifiedWithCarrier() throws {
        var story = try cancelled()
        let told = try story.when(.verified(.withCarrier))
        #expect(told.contradicted.count == 1)
        #expect(story.outbound.custody == .carrier)
    }

    @Test("what left late and is returned to its sender is told, issued and expected back, once")
    func lateAndReturned() throws {
        var story = try cancelled()
        let told = try story.when(.scan(.returnedToSender))
        #expect(told.contradicted.count == 1)
        #expect(told.stock == [.issue(.ofCase())])
        #expect(told.returns.map(\.returnOrderId) == ["RTS-OB-1"])
        #expect(try story.when(.scan(.returnedToSender)).isNothing)
    }

    @Test("a parcel that comes back to an interception is received by that")
    func returnedToInterception() throws {
        var story = try given(.restocking)
        #expect(try story.when(.scan(.returnedToSender)).isNothing)
    }

    @Test(
        "a parcel that was pulled and is scanned all the same left after all; one that is reported shipped is old news")
    func afterInterception() throws {
        var story = try given(.restocking)
        #expect(try story.when(.progress(.shipped)).contradicted.isEmpty)
        let told = try story.when(.scan(.pickedUp))
        #expect(told.contradicted.count == 1)
        #expect(told.outcomes.isEmpty)
    }

    @Test("what was pulled and put back, and is scanned before its label is settled, goes out again for its case")
    func backAndScanned() throws {
        let shelved = StoreOrderMessage.restored([("A", 2, .putAway)], by: .adjustment, caseId: Sample.caseId)
        let labelled: [StoreOrderMessage] = .allocated + [.progress(.labelled, tracking: "TN-1"), .cancel()]
        var story = try given(labelled + [shelved])
        #expect(story.order.cases[0].standing.state == .intercepting)
        let told = try story.when(.scan(.pickedUp))
        #expect(told.stock == [.issue(.ofCase())])
        #expect(told.outcomes.map(\.code) == [.leftBeforeInterception])
        // Reported shipped before, it was issued: what is back goes out once more.
        var shipped = try given(labelled + [.progress(.shipped), shelved])
        #expect(try shipped.when(.scan(.pickedUp)).stock == [.issue(.ofCase([Line("A", 2)]))])
    }

    @Test("what was cancelled before the rest was packed is in no parcel that leaves all the same")
    func cancelledEarlier() throws {
        var story = try given(
            .allocated + [
                .cancel("r1", [Line("A", 1)]), .reply(.released, [Line("A", 1)]), .progress(.picking), .cancel("r2"),
                .verified(.inWarehouse), .pulled(),
            ])
        #expect(story.outbound.status == .intercepted)
        let told = try story.when(.scan(.inTransit))
        #expect(told.contradicted.map(\.requestId) == ["r2"])
        #expect(told.contradicted.map(\.quantity) == [2])
    }

    @Test("what was cancelled before the rest was is in no parcel that leaves all the same: its units stay on hand")
    func cancelledOneAfterTheOther() throws {
        var story = try given(
            .allocated + [
                .cancel("r1", [Line("A", 2)]), .reply(.released, [Line("A", 2)], caseId: Sample.caseId), .cancel("r2"),
                .reply(.released, [Line("B", 1)], caseId: "shop/1001/c2"),
            ])
        #expect(story.outbound.status == .cancelled)
        #expect(story.outbound.lines == [Line("B", 1)])
        let told = try story.when(.scan(.inTransit))
        #expect(told.stock == [.issue(.ofCase([Line("B", 1)], number: 2))])
        #expect(told.contradicted.map(\.requestId) == ["r2"])
        #expect(told.contradicted.map(\.quantity) == [1])
    }

    @Test("what was cancelled while the rest was being cancelled is in the parcel that leaves all the same")
    func cancelledTogether() throws {
        var story = try given(
            .allocated + [
                .cancel("r1", [Line("A", 2)]), .cancel("r2"), .reply(.released, [Line("A", 2)], caseId: Sample.caseId),
                .reply(.released, [Line("B", 1)], caseId: "shop/1001/c2"),
            ])
        let told = try story.when(.scan(.inTransit))
        #expect(told.stock == [.issue(.ofCase(number: 2))])
        #expect(told.contradicted.map(\.requestId) == ["r1", "r2"])
    }

    @Test("what was reported shipped and then pulled comes back by the merchant's way: it was issued")
    func caught() throws {
        let late: [StoreOrderMessage] = .allocated + [.cancel(), .reply(.released), .progress(.shipped)]
        var story = try given(late)
        let told = try story.when(.pulled())
        guard case .create(let created)? = told.returns.first else {
            Issue.record("no return order: \(told)")
            return
        }
        #expect(created.returnOrderId == "RO-OB-1")
        #expect(created.origin == .interception && created.caseId == Sample.caseId)
        #expect(created.lines == Sample.lines)
        // Once; and not where a person puts back by hand, nor where the carrier has it.
        #expect(try story.when(.pulled()).returns.isEmpty)
        let byHand = try given(late, policies: .byAdjustment).whenPulled()
        #expect(byHand.returns.isEmpty)
        #expect(try given(late + [.scan(.pickedUp)]).whenPulled().returns.isEmpty)
        // Put back by hand all the same, nothing can come to it any more.
        let back = try story.when(.restored([("A", 2, .putAway)], by: .adjustment, caseId: Sample.caseId))
        #expect(back.returns == [.cancel("RO-OB-1", by: .adjustment)])
    }

    @Test("what is back on the shelf was in no parcel that is scanned later: the rest of an intercepted one is issued")
    func partIsBack() throws {
        var story = try given(.restocking + [.restored([("A", 1, .putAway)], by: .returnOrder)])
        let told = try story.when(.scan(.pickedUp))
        #expect(told.stock == [.issue(.ofCase([Line("A", 1), Line("B", 1)]))])
        #expect(told.contradicted.count == 1)
    }

    @Test("units that came back, left and came back again stand for no other SKU's: the case still waits for those")
    func backTwice() throws {
        let first = RestockClaim.adjustment
        var story = try given(
            .restocking + [
                .restored([("A", 2, .putAway)], by: first), .scan(.pickedUp), .scan(.returnedToSender),
                .restored([("A", 2, .putAway)], by: .returnOrder),
            ])
        #expect(story.order.cases[0].standing.state == .restocking)
        #expect(story.order.cases[0].quantities == .of(requested: 3, intercepted: 3, restored: 2, pending: 1))
        let told = try story.when(.restored([("B", 1, .quarantine)], by: .returnOrder))
        #expect(told.outcomes.map(\.state) == [.restocked])
        #expect(told.outcomes[0].quantities == .of(requested: 3, intercepted: 3, restored: 2, quarantined: 1))
    }

    @Test("a parcel that the carrier returns to its sender is expected by a return order, once")
    func returnedToSender() throws {
        var story = try given(.allocated + [.progress(.shipped), .scan(.inTransit)])
        let told = try story.when(.scan(.returnedToSender))
        #expect(story.outbound.status == .returnedToSender)
        guard case .create(let created)? = told.returns.first else {
            Issue.record("no return order: \(told)")
            return
        }
        #expect(created.returnOrderId == "RTS-OB-1")
        #expect(created.origin == .customer && created.handling == .putAway)
        #expect(created.lines == Sample.lines)
        #expect(try story.when(.scan(.returnedToSender)).returns.isEmpty)
    }
}

extension OrderStory {
    fileprivate func whenPulled() throws(Rejection) -> Told {
        var story = self
        return try story.when(.pulled())
    }
}
