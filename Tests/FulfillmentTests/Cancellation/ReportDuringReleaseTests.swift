import Fulfillment
import Testing

@Suite("A report while the release is on its way", .timeLimit(.minutes(15)))
struct ReportDuringReleaseTests {
    @Test("counts for what is left of the outbound order")
    func partial() throws {
        var story = try given(.allocated + [.cancel("r1", [Line("A", 1)])])
        _ = try story.when(all: [.progress(.picking), .progress(.shipped)])
        let told = try story.when(.reply(.released, [Line("A", 1)]))
        #expect(story.outbound.status == .shipped)
        #expect(story.outbound.custody == .unknown)
        #expect(told.stock == [.issue(.sample([Line("A", 1), Line("B", 1)]))])
        #expect(story.order.waitingReports.isEmpty)
    }

    @Test("does not turn an accepted cancellation back")
    func whole() throws {
        var story = try given(.allocated + [.cancel(), .progress(.picking)])
        let told = try story.when(.reply(.released))
        #expect(told.outcomes.map(\.state) == [.cancelled])
        #expect(story.outbound.status == .cancelled)
    }

    @Test("says where the goods are, once inventory refuses to release them")
    func refused() throws {
        var story = try given(.allocated + [.cancel(), .scan(.pickedUp)])
        let told = try story.when(.refusal(.exceedsAllocated))
        #expect(told.outcomes.last?.code == .inTransit)
        #expect(story.outbound.custody == .carrier)
    }
}
