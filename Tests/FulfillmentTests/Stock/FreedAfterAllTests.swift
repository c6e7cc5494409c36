import Testing

@testable import Fulfillment

/// The warehouse's own system frees what did not come with a receipt.
@Suite("Freed after all", .timeLimit(.minutes(15)))
struct FreedAfterAllTests {
    private static let closed: [StockCommand.Action] = [
        .receive(), .allocate("OB-1", [Line("A", 3)]), .hold(.ofCase([Line("A", 3)])),
        .restore([("A", 2, .putAway)]), .restore([("A", 1, .dispose)], receipt: "rr-2", missing: true),
    ]

    @Test("what did not come is free")
    func free() throws {
        var story = try given(Self.closed)
        #expect(story.balance("A") == [9, 0, 0])
        let moved = try story.when(.release("OB-1", [Line("A", 1)]))
        #expect(moved.kinds == [.released] && moved.deltas == [[1, 0, 0]])
        #expect(moved.replies.map(\.answer) == [.released] && moved.replies[0].lines.map(\.found) == [1])
        #expect(story.balance("A") == [10, 0, 0])
        #expect(story.refusal(of: .release("OB-1", [Line("A", 1)]))?.code == .exceedsAllocated)
    }

    @Test("what a person wrote off is not, nor what was found since, nor what left")
    func others() throws {
        var story = try given(Array(Self.closed.dropLast()) + [.writeOff("A", 1)])
        #expect(story.refusal(of: .release("OB-1", [Line("A", 1)]))?.code == .exceedsAllocated)
        story = try given(Self.closed + [.bringBack("A", 1)])
        #expect(story.refusal(of: .release("OB-1", [Line("A", 1)]))?.code == .exceedsAllocated)
        story = try given([
            .receive(), .allocate("OB-1", [Line("A", 3)]), .issue("OB-1", [Line("A", 3)]), .hold(.ofCase([Line("A", 3)])),
            .restore([("A", 3, .dispose)], missing: true),
        ])
        #expect(story.refusal(of: .release("OB-1", [Line("A", 1)]))?.code == .exceedsAllocated)
    }

    @Test("where the receipt that closed it is taken back, nothing is left to free but what is promised again")
    func reversed() throws {
        var story = try given(Self.closed)
        let line = StockReversal.BookedLine(Line("A", 1), .dispose, missing: true, neverLeft: 1)
        _ = try story.when(
            .reverse(
                StockReversal(
                    outboundOrderId: "OB-1", returnOrderId: "RO-OB-1", receiptId: "rr-2", caseId: Sample.caseId, lines: [line],
                    replyTo: Sample.storeOrder)))
        #expect(try story.when(.release("OB-1", [Line("A", 1)])).deltas == [[0, -1, 0]])
        #expect(story.refusal(of: .release("OB-1", [Line("A", 1)]))?.code == .exceedsAllocated)
    }
}
