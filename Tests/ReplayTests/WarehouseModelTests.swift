import Contracts
import Fulfillment
import Testing

@testable import Replay
@testable import turnback

@Suite struct WarehouseModelTests {
    private func time(_ text: String) -> Timestamp { Timestamp(rfc3339: text + ":00Z")! }
    private func text(_ time: Timestamp) -> String { String(time.rfc3339.prefix(16)) }

    /// 2010-12-01 was a Wednesday, the 4th a Saturday.
    @Test(arguments: [
        ("2010-12-01T08:00", 30, "2010-12-01T08:30"), ("2010-12-01T06:15", 30, "2010-12-01T08:30"),
        ("2010-12-01T17:45", 30, "2010-12-02T08:15"), ("2010-12-01T23:00", 30, "2010-12-02T08:30"),
        ("2010-12-04T17:30", 60, "2010-12-06T08:30"), ("2010-12-05T12:00", 0, "2010-12-06T08:00"),
        ("2010-12-01T17:30", 30, "2010-12-02T08:00"), ("2010-12-01T09:00", 1200, "2010-12-03T09:00"),
    ])
    func minutesOfWork(from: String, minutes: Int, to: String) {
        #expect(text(WorkCalendar().adding(workMinutes: minutes, to: time(from))) == to)
    }

    @Test func trucksComeOnWorkdays() {
        let calendar = WorkCalendar()
        #expect(text(calendar.nextWorkday(from: time("2010-12-04T18:00"), at: 1140)) == "2010-12-04T19:00")
        #expect(text(calendar.nextWorkday(from: time("2010-12-04T19:01"), at: 1140)) == "2010-12-06T19:00")
        #expect(WorkCalendar.weekday(time("1969-12-31T23:00")) == 2)
    }

    @Test(arguments: 0..<200) func aParcelGoesForwardInTime(number: Int) {
        let model = WarehouseModel()
        let parcel = Parcel(orderId: "order-\(number)", orderedAt: time("2010-12-03T\(10 + number % 10):30"), model)
        let times = parcel.marks.map(\.at) + [parcel.leaves, parcel.scanned, parcel.delivered]
        #expect(times == times.sorted() && parcel.marks.map(\.status) == Parcel.statuses)
        for mark in parcel.marks { #expect(model.calendar.nextWork(from: mark.at) == mark.at) }
        #expect(parcel.wasMissed == (text(parcel.leaves).hasSuffix("08:30")))
        #expect(
            parcel == Parcel(orderId: "order-\(number)", orderedAt: time("2010-12-03T\(10 + number % 10):30"), model))
    }

    @Test func aboutAsManyParcelsAreMissedAsAreAskedFor() {
        let missed = (0..<2_000).count {
            Parcel(orderId: "\($0)", orderedAt: time("2010-12-03T10:30"), WarehouseModel()).wasMissed
        }
        #expect((240...360).contains(missed))
    }

    @Test func flagsAreRead() {
        #expect(ModelOptions.hours("8-18") == 480..<1080 && ModelOptions.hours("18-8") == nil)
        #expect(ModelOptions.days("mon-sat") == [0, 1, 2, 3, 4, 5] && ModelOptions.days("sat-mon") == [5, 6, 0])
        #expect(ModelOptions.days("sun") == [6] && ModelOptions.days("mon-day") == nil)
        #expect(ModelOptions.time("19:00") == 1140 && ModelOptions.time("24:00") == nil)
    }
}
