internal import Contracts
internal import Fulfillment

/// What inventory answered the store order, as its movements say: those of one decision are one answer.
struct MovementReplies {
    private let key: StoreOrderKey
    private var group: [StockMoved] = []
    /// Units by outbound order and SKU that are out, and that were written off.
    private var counts: [[String]: (out: Int, missing: Int)] = [:]

    /// Units by outbound order and SKU that others freed, and that did not go out all the same.
    private var freed: [[String]: Int] = [:]

    init(_ key: StoreOrderKey) { self.key = key }

    /// The answer to a hold, of goods that were ordered: all of them but those that were freed before.
    func held(_ asked: StockMove, of ordered: [Line]) -> StockReply {
        let free = ordered.map { Line($0.sku, max(0, $0.quantity - (freed[[asked.outboundOrderId, $0.sku]] ?? 0))) }
        return StockReply(
            outboundOrderId: asked.outboundOrderId, storeOrder: key, caseId: asked.caseId,
            lines: asked.lines.common(with: free).map { StockReply.ReplyLine($0) }, answer: .held)
    }

    /// Takes in a movement, and returns the answer that those before it were.
    mutating func take(_ moved: StockMoved) -> (reply: StockReply, at: Timestamp)? {
        let isSame = group.last.map { Self.isOne($0, moved) } ?? true
        let reply = isSame ? nil : finish()
        group.append(moved)
        return reply
    }

    /// The answer that the movements so far were, and when; nil where orders does nothing about it.
    mutating func finish() -> (reply: StockReply, at: Timestamp)? {
        defer { group = [] }
        guard let at = group.first?.movedAt, let first = group.first?.movement, let id = first.outboundOrderId,
            let kind = Self.kind(first)
        else {
            for moved in group { _ = line(moved.movement) }
            return nil
        }
        let answer: StockReply.Answer
        let claim = RestockClaim(by: first.cause.type == .adjustment ? .adjustment : .returnOrder, id: first.cause.id)
        switch kind {
        case .allocated: answer = .allocated
        case .released: answer = .released
        case .issued: answer = .issued
        case .claimed: answer = .claimed(claim)
        case .reversed: answer = .reversed(claim)
        default: answer = .restored(claim)
        }
        // No movement names its receipt.
        let isReturn = claim.by == .returnOrder
        let reply = StockReply(
            outboundOrderId: id, storeOrder: key, caseId: first.caseId, lines: group.map { line($0.movement) },
            answer: answer, receiptId: isReturn ? first.cause.id : nil, complete: isReturn ? false : nil)
        return (reply, at)
    }

    /// What distinguishes one answer from another; nil where nothing is answered that orders listens to.
    private static func kind(_ one: StockMovement) -> StockMovement.Kind? {
        if one.cause.type == .short { return nil }
        return switch one.kind {
        case .restored, .quarantined, .disposed: .restored
        case .received, .adjusted: nil
        case .allocated, .released, .issued, .claimed, .reversed: one.kind
        }
    }

    private static func isOne(_ a: StockMoved, _ b: StockMoved) -> Bool {
        a.warehouse == b.warehouse && a.movedAt == b.movedAt && kind(a.movement) == kind(b.movement)
            && a.movement.outboundOrderId == b.movement.outboundOrderId && a.movement.caseId == b.movement.caseId
            && a.movement.cause.id == b.movement.cause.id
    }

    private mutating func line(_ one: StockMovement) -> StockReply.ReplyLine {
        let name = [one.outboundOrderId ?? "", one.sku]
        var count = counts[name] ?? (0, 0)
        defer { counts[name] = count }
        let neverLeft = max(0, -one.allocatedDelta)
        var line = StockReply.ReplyLine(Line(one.sku, one.quantity))
        switch one.kind {
        case .released:
            line.found = one.quantity - neverLeft
            if line.found == 0 { freed[name, default: 0] += one.quantity }
        case .issued:
            count.out += one.quantity
            freed[name] = max(0, (freed[name] ?? 0) - max(0, one.quantity + one.allocatedDelta))
        case .restored, .quarantined, .disposed, .claimed:
            let left = min(count.out, one.quantity - neverLeft)
            count.out -= left
            line.neverLeft = neverLeft
            let isWrittenOff = one.kind == .disposed && one.cause.type != .returnOrder
            if isWrittenOff {
                count.missing += one.cause.type == .short ? 0 : one.quantity
            } else {
                line.found = min(count.missing, max(0, one.quantity - neverLeft - left))
                count.missing -= line.found
            }
            line.handling = one.kind == .quarantined ? .quarantine : one.kind == .disposed ? .dispose : .putAway
            line.destroyed = one.kind == .disposed && !isWrittenOff
        case .reversed:
            line.neverLeft = max(0, one.allocatedDelta)
            count.out += one.quantity - line.neverLeft
            line.handling = one.handlingReversed
            line.destroyed = line.handling == .dispose && one.cause.type == .returnOrder
        default: break
        }
        return line
    }
}
