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

    @Test("an older report of work opens no task for a parcel that was pulled; a newer one does")
    func stoppedBefore() throws {
        var story = try cancelled()
        #expect(try story.when(.pulled()).isNothing)
        let packed = WarehouseReport.Fact.progressed(.packed, carrier: nil, trackingNumber: nil)
        #expect(try story.when(.report(packed, secondsAgo: 31)).opened.isEmpty)
        #expect(try story.when(.report(packed)).opened.map(\.kind) == [.stopWork])
    }

    @Test("a task to stop work ends with its deadline, and says that nobody answered")
    func stopWorkOverdue() throws {
        var story = try cancelled()
        _ = try story.when(.progress(.picking))
        let told = try story.whenOverdue()
        #expect(told.closed.map(\.result) == [.failed])
        #expect(told.outcomes.isEmpty)
        #expect(story.order.nextDeadline == nil)
    }

    @Test("a task to stop work ends when the goods are seen in the building")
    func stopWorkSeen() throws {
        var story = try cancelled()
        _ = try story.when(.progress(.picking))
        #expect(try story.when(.verified(.inWarehouse)).closed.map(\.result) == [.done])
    }

    @Test("a shipment after a cancellation is issued and published, and the outcome stays as it is")
    func lateShipment() throws {
        var story = try cancelled()
        let before = story.order.cases[0].revision
        let told = try story.when(.progress(.shipped))
        #expect(told.stock == [.issue(.ofCase(again: true))])
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

    @Test("every request that the case answered is notified")
    func everyRequest() throws {
        var story = try given(.allocated + [.cancel(), .cancel("r2"), .reply(.released)])
        let told = try story.when(.scan(.inTransit))
        #expect(told.contradicted.map(\.requestId) == ["r1", "r2"])
    }

    @Test("a request that waited for its order and was merged into another case is notified as well")
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

    @Test("work that starts again is to be stopped again, by a separate task")
    func stoppedTwice() throws {
        var story = try cancelled()
        let first = try story.when(all: [.progress(.picking), .pulled()]).opened.map(\.taskId)
        let second = try story.when(.progress(.packed)).opened.map(\.taskId)
        #expect(first.count == 1 && second.count == 1 && first != second)
    }

    @Test("goods that are found with the carrier left late, too")
    func verifiedWithCarrier() throws {
        var story = try cancelled()
        let told = try story.when(.verified(.withCarrier))
        #expect(told.contradicted.count == 1)
        #expect(story.outbound.custody == .carrier)
    }

    @Test("what left late and is returned to its sender is published, issued and expected back, once")
    func lateAndReturned() throws {
        var story = try cancelled()
        let told = try story.when(.scan(.returnedToSender))
        #expect(told.contradicted.count == 1)
        #expect(told.stock == [.issue(.ofCase(again: true))])
        #expect(told.returns.map(\.returnOrderId) == ["RTS-OB-1"])
        #expect(try story.when(.scan(.returnedToSender)).isNothing)
    }

    @Test("a parcel that comes back to an interception is received by that")
    func returnedToInterception() throws {
        var story = try given(.restocking)
        let told = try story.when(.scan(.returnedToSender))
        #expect(told.returns.isEmpty)
        #expect(told.outcomes.isEmpty)
        // It had been out: it is issued, and comes back from there.
        #expect(told.stock.count == 1 || story.outbound.stockIssued)
    }

    @Test("a parcel that was pulled and is reported shipped is to be stopped once more; scanned, it has left")
    func afterInterception() throws {
        var story = try given(.restocking)
        let shipped = try story.when(.progress(.shipped))
        #expect(shipped.outcomes.map(\.state) == [.intercepting])
        #expect(shipped.closed.map(\.kind) == [.putAway])
        #expect(shipped.opened.map(\.kind).contains(.interceptParcel))
        #expect(shipped.contradicted.isEmpty)
        let told = try story.when(.scan(.pickedUp))
        #expect(told.outcomes.map(\.code) == [.leftBeforeInterception])
        #expect(told.outcomes.map(\.nextAction) == [.createReturn])
        #expect(told.returns == [.leftAfterAll])
        #expect(told.contradicted.isEmpty)
    }

    @Test("an older scan changes neither custody nor case: the parcel is in hand")
    func oldScan() throws {
        var story = try given(.restocking)
        #expect(try story.when(.scan(.pickedUp, secondsAgo: 7_200)).isNothing)
        #expect(story.outbound.custody == .warehouse)
    }

    @Test("what is back on the shelf, and is packed and shipped once more, is issued and published")
    func shippedAfterRestock() throws {
        var story = try given(.restocking + [.restored(RestockTests.all, by: .returnOrder)])
        #expect(try story.when(.progress(.picking)).opened.map(\.kind) == [.stopWork])
        let told = try story.when(.progress(.shipped))
        #expect(told.closed.map(\.result) == [.failed])
        #expect(told.contradicted.map(\.code) == [.leftAfterAll])
        #expect(told.stock.first == .issue(.ofCase(again: true)))
        #expect(told.outcomes.isEmpty)
    }

    @Test(
        "a parcel that is pulled after nobody answered is stopped after all, and comes back",
        arguments: [
            StoreOrderMessage.verified(.missing), .scan(.pickedUp),
        ])
    func stoppedAfterAll(answer: StoreOrderMessage) throws {
        var story = try given(.verifyingPicked + [answer])
        let told = try story.when(.pulled())
        #expect(told.contradicted.map(\.code) == [.stoppedAfterAll])
        #expect(told.outcomes.isEmpty)
        #expect(story.outbound.status == .intercepted)
        #expect(told.returns.map(\.returnOrderId) == ["RO-OB-1"])
        let later = try story.when(.cancel("r2"))
        #expect(later.outcomes.map(\.state.isFinal) == [true])
        #expect(later.contradicted.map(\.requestId) == ["r2"])
        let left = try story.when(.scan(.delivered))
        #expect(left.contradicted.map(\.code) == [.leftAfterAll, .leftAfterAll])
        #expect(left.returns == [.leftAfterAll])
    }

    @Test(
        "of what was pulled, and is scanned before its label is settled, what was not put back goes out, and nothing again"
    )
    func backAndScanned() throws {
        let shelved = StoreOrderMessage.restored([("A", 2, .putAway)], by: .adjustment, caseId: Sample.caseId)
        let labelled: [StoreOrderMessage] = .allocated + [.progress(.labelled, tracking: "TN-1"), .cancel()]
        var story = try given(labelled + [shelved])
        #expect(story.order.cases[0].standing.state == .intercepting)
        let told = try story.when(.scan(.pickedUp))
        #expect(told.stock.first == .issue(.sample([Line("B", 1)])))
        #expect(told.outcomes.map(\.code) == [.leftBeforeInterception])
        // Reported shipped before, it was issued: nothing more goes out.
        var shipped = try given(labelled + [.progress(.shipped), shelved])
        #expect(try shipped.when(.scan(.pickedUp)).stock.allSatisfy { $0 != .issue(.ofCase([Line("A", 2)])) })
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
        #expect(told.contradicted.isEmpty)
        #expect(told.outcomes.map(\.requestId) == ["r2"])
        #expect(told.outcomes.map(\.quantities) == [.of(requested: 2, refused: 2)])
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
        #expect(told.stock == [.issue(.ofCase([Line("B", 1)], number: 2, again: true))])
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
        #expect(told.stock == [.issue(.ofCase(number: 2, again: true))])
        #expect(told.contradicted.map(\.requestId) == ["r1", "r2"])
    }

    @Test("what was reported shipped and then pulled comes back by the merchant's way: it was issued")
    func caught() throws {
        let late: [StoreOrderMessage] = .allocated + [.cancel(), .reply(.released), .progress(.shipped)]
        var story = try given(late)
        let stopped = try story.when(.pulled())
        #expect(stopped.contradicted.map(\.code) == [.stoppedAfterAll])
        #expect(stopped.opened.map(\.kind) == [.voidLabel])
        let told = try story.when(.voided())
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
        // Put back by hand all the same, nothing can come to it any more.
        let byAdjustment: [(String, Int, Handling)] = [("A", 2, .putAway), ("B", 1, .putAway)]
        let back = try story.when(.restored(byAdjustment, by: .adjustment, caseId: Sample.caseId))
        #expect(back.returns == [.cancel("RO-OB-1", by: .adjustment)])
    }

    @Test("what is back on the shelf was in no parcel that is scanned later: the rest of an intercepted one is issued")
    func partIsBack() throws {
        var story = try given(.restocking + [.restored([("A", 1, .putAway)], by: .returnOrder)])
        let told = try story.when(.scan(.pickedUp))
        #expect(told.stock.first == .issue(.sample([Line("A", 1), Line("B", 1)])))
        #expect(told.outcomes.map(\.state) == [.partlyStopped] || told.outcomes.map(\.state) == [.refused])
        #expect(told.outcomes.map(\.quantities) == [.of(requested: 3, refused: 2, intercepted: 1, restored: 1)])
    }
}

extension OrderStory {
    fileprivate func whenPulled() throws(Rejection) -> Told {
        var story = self
        return try story.when(.pulled())
    }
}
