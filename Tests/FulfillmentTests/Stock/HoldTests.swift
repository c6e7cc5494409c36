import Fulfillment
import Testing

/// Goods that are stopped, or to be stopped, belong to their case.
@Suite("Holding units for a case", .timeLimit(.minutes(15)))
struct HoldTests {
    static let other = "shop/1001/c2"
    static let foreign = "shop/1002/c1"

    /// An adjustment that cites another case than the sample's.
    static func adjust(_ delta: Int, citing caseId: String, id: String = "adj-1") -> StockCommand.Action {
        .adjust(
            StockAdjustment(
                adjustmentId: id, sku: "A", delta: delta, reasonCode: "intercepted", actor: "mia", caseId: caseId,
                outboundOrderId: "OB-1"))
    }

    /// A return order that no case opened.
    static func customer(_ units: Int, receipt: String = "rr-1") -> StockCommand.Action {
        .restore(
            StockRestore(
                outboundOrderId: "OB-1", returnOrderId: "RET-1", receiptId: receipt, caseId: nil,
                lines: [.init(Line("A", units), .putAway)], replyTo: Sample.storeOrder))
    }

    @Test("says how many are there, moves nothing, and keeps the allocation from being forgotten")
    func held() throws {
        var story = try given(.held)
        let told = try story.when(.hold(.ofCase([Line("A", 5), Line("B", 1), Line("C", 1)])))
        #expect(told.movements.isEmpty)
        #expect(told.answers == [.held])
        #expect(told.replies[0].lines.map(\.line) == [Line("A", 2), Line("B", 1)])
        #expect(told.replies[0].caseId == Sample.caseId)
        _ = try story.when(.issue())
        #expect(story.shelf.allocation("OB-1")?.hasEnded == false)
        #expect(try story.when(.unhold(.ofCase([]))).isNothing)
        #expect(story.shelf.allocation("OB-1")?.hasEnded == true)
    }

    @Test(
        "counts what is out, or wanted and never promised; not what is free, back or another case's",
        arguments: [
            ([StockCommand.Action.receive(), .allocate(), .issue("OB-1", [Line("A", 1)])], 2), ([.allocate()], 2),
            ([.receive(), .allocate(), .release()], 0), (.stopped + [.bringBack("A", 2), .unhold(.ofCase([]))], 0),
            (.held + [.hold(.ofCase([Line("A", 1)]))], 1),
        ])
    func stoppable(commands: [StockCommand.Action], units: Int) throws {
        var story = try given(commands)
        let told = try story.when(.hold(.ofCase([Line("A", 2)], number: 2)))
        #expect(told.answers == [.held])
        #expect(told.replies[0].lines.map(\.line) == (units > 0 ? [Line("A", units)] : []))
    }

    @Test("what never left comes back for the case that holds it, up to the hold, and for nobody else")
    func alone() throws {
        var story = try given(.held + [.hold(.ofCase([Line("A", 1)])), .hold(.ofCase([Line("B", 1)], number: 2))])
        let before = story.shelf
        #expect(story.refusal(of: Self.adjust(1, citing: Self.other))?.code == .notHeld)
        #expect(story.refusal(of: Self.customer(1))?.code == .notHeld)
        #expect(story.refusal(of: Self.adjust(1, citing: Self.foreign))?.code == .unknownCase)
        #expect(story.refusal(of: Self.adjust(1, citing: "shop/1001/c9"))?.path == "caseId")
        #expect(story.refusal(of: .bringBack("A", 2))?.code == .exceedsIssued)
        #expect(story.shelf == before)
        #expect(try story.when(.bringBack("A", 1)).deltas == [[0, -1, 0]])
        #expect(story.refusal(of: .bringBack("A", 1, id: "adj-2"))?.code == .notHeld)
        #expect(story.balance("A") == [10, 1, 0])
    }

    @Test("of what never left a customer brings nothing back, of what left as much as left")
    func customerReturn() throws {
        var story = try given(.stopped + [.issue("OB-1", [Line("A", 1)])])
        let told = try story.when(Self.customer(2))
        #expect(told.deltas == [[1, 0, 0]])
        #expect(told.refusals == [.init(.exceedsIssued, [.init(Line("A", 1), handling: .putAway)])])
        // It counts for the case, which has the other ones still.
        #expect(story.shelf.allocation("OB-1")?.holds == [Hold(caseId: Sample.caseId, lines: [Line("A", 1), Line("B", 1)])])
        #expect(try story.when(.bringBack("A", 1)).deltas == [[0, -1, 0]])
    }

    @Test("stops no issue")
    func issued() throws {
        var story = try given(.stopped)
        #expect(try story.when(.issue()).deltas == [[-2, -2, 0], [-1, -1, 0]])
        #expect(try story.when(.bringBack("A", 2)).deltas == [[2, 0, 0]])
    }

    @Test("is given up where the case is refused; a later pull takes it again")
    func givenUp() throws {
        var story = try given(.stopped + [.unhold(.ofCase([]))])
        #expect(story.refusal(of: .bringBack("A", 2))?.code == .notHeld)
        _ = try story.when(.hold(.ofCase()))
        #expect(try story.when(.bringBack("A", 2)).deltas == [[0, -2, 0]])
    }

    @Test("that comes once more as the same message changes nothing", arguments: [true, false])
    func redelivered(isHold: Bool) throws {
        var story = try given(.held)
        let both = [StockCommand.Action.hold(.ofCase()), .unhold(.ofCase([]))]
        let (first, second) = isHold ? (both[0], both[1]) : (both[1], both[0])
        _ = try story.when(first, identity: "once")
        _ = try story.when(second)
        let shelf = story.shelf
        #expect(try story.when(first, identity: "once").isNothing)
        #expect(story.shelf == shelf)
    }

    @Test("a WMS that frees units itself leaves the case the rest")
    func freed() throws {
        var story = try given(.stopped + [.release("OB-1", [Line("A", 1)])])
        #expect(story.shelf.allocation("OB-1")?.holds.map(\.lines) == [[Line("A", 1), Line("B", 1)]])
        _ = try story.when(.release("OB-1", [Line("A", 1), Line("B", 1)]))
        #expect(story.shelf.allocation("OB-1")?.holds.map(\.lines) == [[]])
        // The case is open until it says otherwise.
        #expect(story.shelf.allocation("OB-1")?.hasEnded == false)
        #expect(story.balance("A") == [10, 0, 0])
    }

    @Test("never-promised goods come back for a case that holds them, never for one that only freed some")
    func unpromised() throws {
        var story = try given([.allocate("OB-1", [Line("A", 3)]), .release(.ofCase([Line("A", 1)]))])
        #expect(story.refusal(of: .bringBack("A", 1))?.code == .notHeld)
        _ = try story.when(.receive("rc-1", [Line("A", 10)]))
        #expect(story.balance("A") == [10, 2, 0])
    }

    @Test("a case that holds some of what waits brings those back; the rest goes on waiting")
    func unpromisedInPart() throws {
        var story = try given([.allocate("OB-1", [Line("A", 3)]), .hold(.ofCase([Line("A", 1)]))])
        let told = try story.when(.bringBack("A", 1))
        #expect(told.deltas == [[-1, 0, 0], [1, 0, 0]])
        #expect(try story.when(.receive("rc-1", [Line("A", 2)])).answers == [.allocated])
        #expect(story.balance("A") == [2, 2, 0])
    }

    @Test("a write-off of what never left needs a case of the order, one of what left a case that holds it")
    func writtenOff() throws {
        var story = try given(.held)
        #expect(story.refusal(of: Self.adjust(-1, citing: Sample.caseId))?.code == .unknownCase)
        _ = try story.when(.unhold(.ofCase([])))
        #expect(try story.when(Self.adjust(-1, citing: Sample.caseId)).deltas == [[-1, -1, 0]])
        _ = try story.when(.issue())
        #expect(story.refusal(of: Self.adjust(-1, citing: Sample.caseId, id: "adj-2"))?.code == .notHeld)
        _ = try story.when(.hold(.ofCase()))
        #expect(try story.when(Self.adjust(-1, citing: Sample.caseId, id: "adj-2")).deltas == [[0, 0, 0]])
    }

    @Test("a case that was open before holds were known brings units back; one of another store order does not")
    func upgraded() throws {
        let story = try given(.held)
        var shelf = story.shelf
        var allocation = try #require(shelf.allocation("OB-1"))
        allocation.knowsHolds = false
        shelf.put(allocation)
        func decide(_ action: StockCommand.Action) throws(Rejection) -> [StockMovement] {
            var decider = StockDecider(store: shelf)
            try decider.handle(StockCommand(warehouse: Sample.warehouse, action: action), identity: Fingerprint())
            return decider.movements
        }
        #expect(try decide(.bringBack("A", 2)).map(\.allocatedDelta) == [-2])
        #expect(try decide(.restore([("A", 2, .putAway)])).map(\.allocatedDelta) == [-2])
        #expect(try decide(.writeOff("A", 2)).map(\.allocatedDelta) == [-2])
        #expect(throws: Rejection.self) { try decide(Self.adjust(1, citing: Self.foreign)) }
        #expect(throws: Rejection.self) { try decide(Self.customer(1)) }
        // From the first hold on, holds count.
        allocation.knowsHolds = true
        shelf.put(allocation)
        #expect(throws: Rejection.self) { try decide(.bringBack("A", 2)) }
    }

    // MARK: What orders says

    @Test("is asked for when a part is to be verified, and ended when it is refused or back")
    func asked() throws {
        var story = try given(.allocated + [.progress(.picked)])
        #expect(try story.when(.cancel()).holds == [.hold(.ofCase())])
        #expect(try story.when(.verified(.inWarehouse)).holds == [])
        #expect(try story.when(.scan(.pickedUp)).holds == [.unhold(.ofCase([]))])
        story = try given(.restocking)
        let told = try story.when(.restored([("A", 2, .putAway), ("B", 1, .putAway)], by: .returnOrder))
        #expect(told.holds == [.unhold(.ofCase([]))])
    }

    @Test("hears of a case that is refused at once, so that it may be cited; not of one that only frees")
    func refusedAtOnce() throws {
        var story = try given(.allocated + [.scan(.delivered)])
        #expect(try story.when(.cancel()).holds == [.unhold(.ofCase([]))])
        story = try given(.allocated)
        #expect(try story.when(.cancel()).holds == [])
        #expect(try story.when(.refusal(.exceedsAllocated)).holds == [.hold(.ofCase())])
    }
}
