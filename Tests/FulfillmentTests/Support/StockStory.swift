import Fulfillment

@testable import TestWorld

/// Given these commands …
func given(_ commands: [StockCommand.Action]) throws(Rejection) -> StockStory {
    var story = StockStory()
    for command in commands { _ = try story.when(command) }
    return story
}

/// What a warehouse's stock heard so far. `when` says one thing more and returns what follows from it.
struct StockStory {
    private(set) var shelf = Shelf()
    private var commands = 0

    mutating func when(_ action: StockCommand.Action, identity: String? = nil) throws(Rejection) -> Moved {
        commands += 1
        var print = Fingerprint()
        print.add(identity ?? "command \(commands)")
        var decider = StockDecider(store: shelf)
        try decider.handle(StockCommand(warehouse: Sample.warehouse, action: action), identity: print)
        shelf = decider.store
        return Moved(movements: decider.movements, replies: decider.replies)
    }

    /// … when this is said, then it is refused like this; nil where it is accepted. A refusal changes nothing.
    mutating func refusal(of action: StockCommand.Action) -> Rejection? {
        do throws(Rejection) {
            _ = try when(action)
            return nil
        } catch { return error }
    }

    /// On hand, allocated, quarantined.
    func balance(_ sku: String) -> [Int] {
        let stock = shelf.stock(sku)
        return [stock.onHand, stock.allocated, stock.quarantined]
    }
}

/// What inventory said.
struct Moved: Equatable {
    var movements: [StockMovement]
    var replies: [StockReply]

    var isNothing: Bool { movements.isEmpty && replies.isEmpty }
    var kinds: [StockMovement.Kind] { movements.map(\.kind) }
    var answers: [StockReply.Answer] { replies.map(\.answer) }
    /// What was refused beside what was done, by reason.
    var refusals: [Refusal] {
        replies.compactMap { reply in
            guard case .refused(let code, _, _, _, _) = reply.answer else { return nil }
            return Refusal(code, reply.lines)
        }
    }
    /// Deltas of on hand, allocated and quarantined, movement by movement.
    var deltas: [[Int]] { movements.map { [$0.onHandDelta, $0.allocatedDelta, $0.quarantinedDelta] } }
}

struct Refusal: Equatable {
    var code: Rejection.Code
    var lines: [StockReply.ReplyLine]

    init(_ code: Rejection.Code, _ lines: [StockReply.ReplyLine]) {
        self.code = code
        self.lines = lines
    }
}

extension StockCommand.Action {
    static func receive(_ id: String = "rc-1", _ lines: [Line] = [Line("A", 10), Line("B", 10)]) -> Self {
        .receive(receiptId: id, lines: lines)
    }

    static func allocate(_ id: String = "OB-1", _ lines: [Line] = Sample.lines) -> Self {
        .allocate(.sample(lines, of: id))
    }

    static func release(_ id: String = "OB-1", _ lines: [Line] = Sample.lines) -> Self {
        .release(.sample(lines, of: id))
    }

    static func issue(_ id: String = "OB-1", _ lines: [Line] = Sample.lines) -> Self { .issue(.sample(lines, of: id)) }

    static func restore(
        _ lines: [(sku: String, quantity: Int, handling: Handling)], returnOrder: String = "RO-OB-1",
        receipt: String = "rr-1", of id: String = "OB-1", missing: Bool = false, caseId: String? = Sample.caseId
    ) -> Self {
        .restore(
            StockRestore(
                outboundOrderId: id, returnOrderId: returnOrder, receiptId: receipt, caseId: caseId,
                lines: lines.map { StockRestore.RestoreLine(Line($0.sku, $0.quantity), $0.handling, missing: missing) },
                replyTo: Sample.storeOrder))
    }

    static func correct(_ sku: String, _ delta: Int, id: String = "adj-1", reason: String = "count") -> Self {
        .adjust(StockAdjustment(adjustmentId: id, sku: sku, delta: delta, reasonCode: reason, actor: "mia"))
    }

    /// A manual adjustment that brings units of an outbound order back.
    static func bringBack(_ sku: String, _ delta: Int, id: String = "adj-1", of outbound: String = "OB-1") -> Self {
        .adjust(
            StockAdjustment(
                adjustmentId: id, sku: sku, delta: delta, reasonCode: "intercepted", actor: "mia",
                caseId: Sample.caseId, outboundOrderId: outbound))
    }
}

extension StockCommand.Action {
    /// A manual adjustment that writes off units of an outbound order that nobody finds.
    static func writeOff(_ sku: String, _ units: Int, id: String = "adj-1", of outbound: String = "OB-1") -> Self {
        .adjust(
            StockAdjustment(
                adjustmentId: id, sku: sku, delta: -units, reasonCode: "missing", actor: "mia",
                caseId: Sample.caseId, outboundOrderId: outbound))
    }
}

extension [StockCommand.Action] {
    static let held: [StockCommand.Action] = [.receive(), .allocate()]
    /// Held for a case, which is to stop them.
    static let stopped: [StockCommand.Action] = held + [.hold(.ofCase())]
    static let shipped: [StockCommand.Action] = stopped + [.issue()]
}
