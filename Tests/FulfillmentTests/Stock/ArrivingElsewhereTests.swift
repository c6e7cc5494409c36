import Fulfillment
import Testing

/// `StockStory` is the stock of LAX1; NYC2 is another warehouse of the same merchant.
@Suite("Units that come back to another warehouse", .timeLimit(.minutes(15)))
struct ArrivingElsewhereTests {
    private func restore(
        _ lines: [(sku: String, quantity: Int, handling: Handling)], from: String, to: String, receipt: String = "rr-1"
    ) -> StockCommand.Action {
        guard case .restore(var restore) = StockCommand.Action.restore(lines, returnOrder: "RET-1", receipt: receipt) else {
            fatalError("a restore is a restore")
        }
        restore.elsewhere = ArrivalElsewhere(sentFrom: from, arrivesAt: to)
        return .restore(restore)
    }

    private let claim = RestockClaim(by: .returnOrder, id: "RET-1")

    @Test("are claimed where they were sent from, and raise nothing there")
    func claimed() throws {
        var story = try given(.shipped)
        let told = try story.when(restore([("A", 2, .putAway), ("B", 1, .quarantine)], from: "LAX1", to: "NYC2"))
        #expect(told.kinds == [.claimed, .claimed] && told.deltas == [[0, 0, 0], [0, 0, 0]])
        #expect(told.answers == [.claimed(claim)] && told.replies[0].receiptId == "rr-1")
        #expect(told.replies[0].lines.map(\.handling) == [.putAway, .quarantine])
        #expect(story.balance("A") == [8, 0, 0])
        // They are back: nothing brings them back once more.
        #expect(story.refusal(of: .restore([("A", 1, .putAway)], returnOrder: "RET-2", receipt: "rr-2")) != nil)
        #expect(try story.when(restore([("A", 2, .putAway), ("B", 1, .quarantine)], from: "LAX1", to: "NYC2")).isNothing)
    }

    @Test("that had never left by the books leave with the claim")
    func neverLeft() throws {
        var story = try given(.stopped)
        let told = try story.when(restore([("A", 2, .putAway)], from: "LAX1", to: "NYC2"))
        #expect(told.deltas == [[-2, -2, 0]])
        #expect(story.balance("A") == [8, 0, 0])
    }

    @Test("raise stock where they arrive, once, as they are handled")
    func arrive() throws {
        var story = StockStory()
        let restore = restore([("A", 2, .putAway), ("B", 1, .quarantine), ("B", 1, .dispose)], from: "NYC2", to: "LAX1")
        let told = try story.when(restore)
        #expect(told.kinds == [.restored, .quarantined, .disposed])
        #expect(told.deltas == [[2, 0, 0], [0, 0, 1], [0, 0, 0]])
        #expect(told.movements.allSatisfy { $0.sentFrom == "NYC2" && $0.outboundOrderId == "OB-1" })
        #expect(told.answers == [.restored(claim)] && told.replies[0].receiptId == "rr-1")
        #expect(told.replies[0].storeOrder == Sample.storeOrder && told.replies[0].outboundOrderId == "OB-1")
        #expect(try story.when(restore).isNothing)
        #expect(story.balance("A") == [2, 0, 0] && story.balance("B") == [0, 0, 1])
        let other = self.restore([("A", 1, .putAway)], from: "NYC2", to: "LAX1")
        #expect(story.refusal(of: other)?.code == .receiptIdReused)
        #expect(try story.when(self.restore([("A", 1, .putAway)], from: "NYC2", to: "LAX1", receipt: "rr-2")).kinds == [.restored])
    }

    @Test("serve who waits for them there")
    func serve() throws {
        var story = try given([.allocate("OB-2", [Line("A", 2)])])
        let told = try story.when(restore([("A", 2, .putAway)], from: "NYC2", to: "LAX1"))
        #expect(told.answers == [.restored(claim), .allocated])
    }
}
