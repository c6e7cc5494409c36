import Fulfillment
import Testing

@Suite("Messages before their order", .timeLimit(.minutes(15)))
struct OrderArrivesLaterTests {
    @Test("a cancellation waits, and is decided when the order comes")
    func cancelFirst() throws {
        var story = OrderStory()
        let waits = try story.when(.cancel())
        #expect(waits.outcomes.map(\.state) == [.waitingForOrder])
        #expect(waits.outcomes[0].stage == nil)
        #expect(waits.outcomes[0].nextAction == .wait)
        #expect(waits.outcomes[0].quantities == .of(requested: 0))
        let told = try story.when(.order())
        #expect(told.stock == [.allocate(.sample()), .release(.ofCase())])
        #expect(told.outcomes.map(\.state) == [.releasing])
        #expect(told.outcomes[0].caseId == waits.outcomes[0].caseId)
        #expect(try story.when(all: [.reply(.allocated), .reply(.released)]).outcomes.map(\.state) == [.cancelled])
    }

    @Test("two cancellations of the same share a case")
    func twoRequests() throws {
        var story = try given([.cancel("r1"), .cancel("r2")])
        #expect(story.order.cases.count == 1)
        #expect(try story.when(.order()).outcomes.map(\.requestId) == ["r1", "r2"])
    }

    @Test("a cancellation whose goods another one takes is answered by that one, once")
    func overtaken() throws {
        var story = try given([.cancel("r1"), .cancel("r2", [Line("A", 1)])])
        #expect(story.order.cases.count == 2)
        let told = try story.when(.order())
        #expect(told.outcomes.map(\.requestId) == ["r1", "r2"])
        #expect(told.outcomes.map(\.caseId) == [Sample.caseId, Sample.caseId])
        let end = try story.when(.reply(.released))
        #expect(end.outcomes.map(\.requestId) == ["r1", "r2"])
        #expect(end.outcomes.map(\.state) == [.cancelled, .cancelled])
    }

    @Test("a report waits without the texts that are for people")
    func texts() throws {
        func report(_ fact: WarehouseReport.Fact, by person: String?) -> WarehouseReport {
            WarehouseReport(
                outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, warehouseId: "LAX1", reportedAt: Sample.now,
                reportedBy: person, fact: fact)
        }
        var order = StoreOrder(key: Sample.storeOrder)
        let said = [
            report(.parcelIntercepted(succeeded: false, reason: "Mrs Li has it"), by: "mia"),
            report(.labelVoided(succeeded: false, trackingNumber: "T1", reason: "closed"), by: "mia"),
        ]
        for (number, one) in said.enumerated() {
            _ = try order.handle(
                .reported(one), identity: MessageIdentity(name: Fingerprint(value: UInt64(number)), content: 1),
                at: Sample.now, policies: Policies())
        }
        #expect(
            order.waitingReports.map(\.report) == [
                report(.parcelIntercepted(succeeded: false, reason: nil), by: nil),
                report(.labelVoided(succeeded: false, trackingNumber: "T1", reason: nil), by: nil),
            ])
    }

    @Test("a report waits, and counts when the order comes")
    func reportFirst() throws {
        var story = try given([.progress(.picking)])
        #expect(story.order.waitingReports.count == 1)
        _ = try story.when(.order())
        #expect(story.outbound.status == .picking)
        #expect(story.order.waitingReports.isEmpty)
        _ = try story.when(.reply(.allocated))
        #expect(story.outbound.status == .picking)
    }

    @Test("a cancellation is decided by what the reports before the order say")
    func scanAndCancelFirst() throws {
        var story = try given([.cancel(), .progress(.shipped, tracking: "TN-1"), .scan(.inTransit)])
        let told = try story.when(.order())
        #expect(told.outcomes.map(\.code) == [.inTransit])
        #expect(told.stock == [.allocate(.sample()), .issue(.sample())])
        #expect(story.outbound.custody == .carrier)
    }

    @Test("a cancellation is verified where work began before the order came")
    func pickingAndCancelFirst() throws {
        var story = try given([.progress(.picking), .cancel()])
        #expect(try story.when(.order()).outcomes.map(\.state) == [.verifying])
    }

    @Test("a report of another outbound order goes on waiting")
    func otherOutbound() throws {
        var story = try given([.progress(.picking, of: "OB-2"), .order()])
        #expect(story.order.waitingReports.count == 1)
        _ = try story.when(.order("OB-2", [Line("C", 1)]))
        #expect(story.order.outboundOrders[1].status == .picking)
    }

    @Test("a reply for an unknown outbound order changes nothing")
    func strayReply() throws {
        var story = OrderStory()
        #expect(try story.when(.reply(.allocated)).isNothing)
    }
}
