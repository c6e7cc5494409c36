import Fulfillment
import Testing

@Suite("A return order whose goods arrive at another warehouse", .timeLimit(.minutes(15)))
struct ElsewhereTests {
    private let journey = ArrivalElsewhere(sentFrom: "NYC2", arrivesAt: "LAX1")
    private let taken = [StockReply.ReplyLine(Line("A", 2), handling: .putAway)]

    private func create(_ origin: ReturnOrder.Origin = .customer, from: String? = "NYC2") -> ReturnOrderCommand {
        guard case .create(var created) = ReturnOrderCommand.create(id: "RET-1", origin: origin) else { return .cancelIt }
        created.fromWarehouseId = from
        return .create(created)
    }

    private func received(_ origin: ReturnOrder.Origin = .customer) throws -> ReturnStory {
        try ReturnStory([create(origin), .receive(good: [Line("A", 2)], id: "RET-1")], id: "RET-1")
    }

    private let claimed = StockReply.Answer.claimed(RestockClaim(by: .returnOrder, id: "RET-1"))
    private let restored = StockReply.Answer.restored(RestockClaim(by: .returnOrder, id: "RET-1"))

    @Test("has its units claimed where they were sent from")
    func claims() throws {
        var story = try ReturnStory([create()], id: "RET-1")
        let told = try story.when(.receive(good: [Line("A", 2)], id: "RET-1"))
        #expect(told.warehouses == ["NYC2"] && told.restores.map(\.elsewhere) == [journey])
        #expect(told.restored == [.init(Line("A", 2), .putAway)])
    }

    @Test("has what was claimed raised where it arrived, once, and is booked then")
    func raises() throws {
        var story = try received()
        let one = [StockReply.ReplyLine(Line("A", 1), handling: .putAway)]
        let told = story.hear(claimed, one, receipt: "rr-1")
        #expect(told.warehouses == ["LAX1"] && told.states.isEmpty)
        #expect(told.restores.map(\.elsewhere) == [journey] && told.restores.map(\.receiptId) == ["rr-1"])
        #expect(told.restored == [.init(Line("A", 1), .putAway)])
        #expect(story.order?.entries.map(\.booked) == [0, 0])
        #expect(story.hear(claimed, one, receipt: "rr-1").isEmpty)
        #expect(story.hear(restored, one, receipt: "rr-1").states == [.partlyReceived])
        #expect(story.order?.entries.map(\.booked) == [1, 0])
        #expect(story.hear(restored, one, receipt: "rr-1").isEmpty)
    }

    @Test("writes off what is missing where it was sent from, because it arrives nowhere")
    func missing() throws {
        var story = try ReturnStory([create(.interception)], id: "RET-1")
        let told = try story.when(.receive([("A", 1, .good, .dispose)], complete: true, id: "RET-1"))
        #expect(told.warehouses == ["NYC2", "NYC2"] && told.restores.map(\.elsewhere) == [journey, nil])
        #expect(told.restores.map { $0.lines.map(\.missing) } == [[false], [true, true]])
        let id = told.restores[1].receiptId
        #expect(id != "rr-1")
        let lost = [StockReply.ReplyLine(Line("A", 1), handling: .dispose), .init(Line("B", 1), handling: .dispose)]
        _ = story.hear(restored, lost, receipt: id)
        #expect(story.order?.entries.map(\.booked) == [0, 0])
        _ = story.hear(restored, [.init(Line("A", 1), handling: .dispose)], receipt: "rr-1")
        #expect(story.order?.entries.map(\.booked) == [1, 0])
    }

    @Test("is as any other where both warehouses are the same")
    func same() throws {
        var story = try ReturnStory([create(from: "LAX1")], id: "RET-1")
        let told = try story.when(.receive(good: [Line("A", 2)], id: "RET-1"))
        #expect(told.warehouses == ["LAX1"] && told.restores.map(\.elsewhere) == [nil])
        #expect(story.hear(claimed, taken, receipt: "rr-1").isEmpty)
    }

    @Test("exists with other content where the warehouse that sent the goods is another")
    func other() throws {
        var story = try ReturnStory([create()], id: "RET-1")
        #expect(story.refusal(of: create(from: "SEA3"))?.code == .returnOrderExists)
    }
}

extension [ReturnOrderEffect] {
    /// The warehouses that are notified.
    var warehouses: [String] {
        compactMap { if case .stock(let command) = $0 { command.warehouse.warehouseId } else { nil } }
    }
}
