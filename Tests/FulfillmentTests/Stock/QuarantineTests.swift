import Fulfillment
import Testing

@Suite("Out of quarantine", .timeLimit(.minutes(15)))
struct QuarantineTests {
    /// Ten of A on hand, two of them came back and are set apart.
    static let apart: [StockCommand.Action] = .shipped + [.restore([("A", 2, .quarantine)])]

    static func inspect(_ delta: Int, id: String = "adj-1", from: StockPlace? = .quarantine) -> StockCommand.Action {
        .adjust(
            StockAdjustment(
                adjustmentId: id, sku: "A", delta: delta, reasonCode: "inspected", actor: "mia", from: from))
    }

    @Test("inspected units are put away, or destroyed")
    func inspected() throws {
        var story = try given(Self.apart)
        let away = try story.when(Self.inspect(1))
        #expect(away.kinds == [.adjusted])
        #expect(away.deltas == [[1, 0, -1]])
        #expect(away.movements[0].actor == nil && away.movements[0].reasonCode == "inspected")
        let gone = try story.when(Self.inspect(-1, id: "adj-2"))
        #expect(gone.kinds == [.disposed])
        #expect(gone.deltas == [[0, 0, -1]])
        #expect(story.balance("A") == [9, 0, 0])
    }

    @Test("no more than are quarantined, and nothing is left half done", arguments: [3, -3])
    func tooMany(delta: Int) throws {
        var story = try given(Self.apart)
        let before = story.shelf
        let rejection = story.refusal(of: Self.inspect(delta))
        #expect(rejection?.code == .insufficientStock)
        #expect(rejection?.path == "delta")
        #expect(story.shelf == before)
    }

    @Test("a plain adjustment is a recount and leaves quarantine alone; its id is not the other's")
    func recount() throws {
        var story = try given(Self.apart + [Self.inspect(1, from: nil)])
        #expect(story.balance("A") == [9, 0, 2])
        #expect(story.refusal(of: Self.inspect(1))?.code == .adjustmentIdReused)
        #expect(try story.when(Self.inspect(1, from: nil)).isNothing)
    }

    @Test("what is put away is served to whoever waits for it")
    func served() throws {
        var story = try given(Self.apart + [.allocate("OB-2", [Line("A", 9)])])
        let told = try story.when(Self.inspect(1))
        #expect(told.kinds == [.adjusted, .allocated])
    }

    @Test("the fingerprint of what says nothing of it has nothing of it")
    func sameFingerprint() {
        let adjustment = StockAdjustment(adjustmentId: "adj-1", sku: "A", delta: 1, reasonCode: "count", actor: "mia")
        var print = Fingerprint()
        for text in ["A", "count", nil, nil] { print.add(text) }
        print.add(1)
        #expect(adjustment.fingerprint == print)
    }
}

@Suite("A release that has an id", .timeLimit(.minutes(15)))
struct ReleaseIdTests {
    private func release(_ units: Int, id: String? = "rel-1") -> StockCommand.Action {
        .release(
            StockMove(
                outboundOrderId: "OB-1", lines: [Line("A", units)], replyTo: Sample.storeOrder, releaseId: id))
    }

    @Test("counts once under it, also when another message says it again; other content is refused")
    func once() throws {
        var story = try given(.held)
        #expect(try story.when(release(1)).deltas == [[0, -1, 0]])
        #expect(try story.when(release(1)).isNothing)
        let before = story.shelf
        let rejection = story.refusal(of: release(2))
        #expect(rejection?.code == .releaseIdReused)
        #expect(rejection?.path == "releaseId")
        #expect(story.shelf == before)
        #expect(try story.when(release(1, id: "rel-2")).deltas == [[0, -1, 0]])
    }

    @Test("is not remembered where it was refused")
    func refused() throws {
        var story = try given(.held)
        #expect(story.refusal(of: release(3))?.code == .exceedsAllocated)
        #expect(try story.when(release(1)).kinds == [.released])
    }

    @Test("one without an id counts as often as it is said in other messages")
    func without() throws {
        var story = try given(.held + [release(1, id: nil)])
        #expect(try story.when(release(1, id: nil)).kinds == [.released])
    }
}
