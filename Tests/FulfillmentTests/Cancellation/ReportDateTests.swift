import Fulfillment
import Testing

@Suite("A report that is dated in the future counts as of the time of its message", .timeLimit(.minutes(15)))
struct ReportDateTests {
    private static let days: Int64 = -11 * 86_400
    private static let packed: [StoreOrderMessage] =
        .allocated + [.report(.progressed(.packed, carrier: nil, trackingNumber: nil))]

    @Test("it does not overrule what is reported after it", arguments: [30, 31, 3_600, 950_400] as [Int64])
    func overruled(ahead: Int64) throws {
        var story = try given(Self.packed + [.cancel()])
        _ = try story.when(
            .report(.parcelIntercepted(succeeded: true, reason: nil), secondsAgo: -ahead))
        #expect(story.outbound.whereabouts.isPulled)
        // By the same warehouse, as of the moment at which that message was made.
        let seconds = (Sample.now.milliseconds - story.now.milliseconds) / 1000
        _ = try story.when(.report(.goodsVerified(.withCarrier), secondsAgo: seconds))
        #expect(story.outbound.whereabouts.custody == .carrier && !story.outbound.whereabouts.isPulled)
    }

    @Test("each fact of a parcel is dated no later than its message and the tolerance")
    func facts() throws {
        let facts: [WarehouseReport.Fact] = [
            .progressed(.shipped, carrier: nil, trackingNumber: "TN-1"), .carrierScanned(.inTransit, trackingNumber: "TN-1"),
            .goodsVerified(.inWarehouse), .parcelIntercepted(succeeded: true, reason: nil),
            .labelVoided(succeeded: true, trackingNumber: "TN-1", reason: nil),
        ]
        var story = try given(Self.packed)
        for fact in facts { _ = try story.when(.report(fact, secondsAgo: Self.days)) }
        let known = story.outbound.whereabouts
        #expect(known.isPulled && known.label == .voided)
        let dates = [known.inside, known.outside, known.pull, known.labelled, known.scanned].compactMap { $0?.reportedAt }
        #expect(dates.count == 5 && dates.allSatisfy { $0 <= story.now.adding(seconds: 30) })
    }

    @Test("the smaller of two tolerances counts, whichever it is")
    func smaller() throws {
        for (within, between) in [(600, 10), (10, 600)] as [(Int64, Int64)] {
            var policy = Policy()
            policy.reportTolerance = ReportTolerance(withinSourceSeconds: within, betweenSourcesSeconds: between)
            var story = try given(Self.packed, policies: Policies(defaults: policy))
            _ = try story.when(.report(.parcelIntercepted(succeeded: true, reason: nil), secondsAgo: Self.days))
            #expect(story.outbound.whereabouts.pull?.reportedAt == story.now.adding(seconds: 10))
        }
    }

    @Test("one that waits for its order counts as of the time at which it came")
    func waits() throws {
        let shipped = WarehouseReport.Fact.progressed(.shipped, carrier: nil, trackingNumber: "TN-1")
        var story = OrderStory()
        _ = try story.when(.report(shipped, secondsAgo: Self.days))
        let came = story.now
        _ = try story.when(.order())
        #expect(story.outbound.whereabouts.outside?.reportedAt == came.adding(seconds: 30))
        #expect(story.now > came)
    }

    @Test("the same short report counts once, whenever its messages came")
    func sameReport() throws {
        var story = try given(.allocated)
        let report = WarehouseReport.Fact.progressed(.picked, carrier: nil, trackingNumber: nil)
        for _ in 0..<2 {
            _ = try story.when(.report(report, secondsAgo: Self.days, short: [.init(Line("A", 1), .notFound)]))
        }
        #expect(story.outbound.lines.quantity(of: "A") == 1)
    }
}
