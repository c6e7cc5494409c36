import Fulfillment

/// Who waits for stock, as inventory's answers say: nobody is served with what somebody in front still needs, and nobody
/// waits who could be served so.
extension Auditor {
    /// An outbound order that waits, and what it still needs.
    struct Waiting: Hashable {
        var outboundOrderId: String
        var wants: [Line]
    }

    /// What one decision answered.
    mutating func replied(_ replies: [StockReply], _ warehouse: WarehouseKey) {
        let inFront = Dictionary(
            replies.filter { $0.answer == .allocated }.map { ($0.outboundOrderId, ahead(of: $0.outboundOrderId, warehouse)) },
            uniquingKeysWith: { first, _ in first })
        for reply in replies { move(reply, warehouse) }
        for reply in replies where reply.answer == .allocated {
            let waiting = queues[warehouse]?.filter { inFront[reply.outboundOrderId]?.contains($0.outboundOrderId) == true }
            for line in reply.lines.map(\.line) {
                let (left, needed) = (available(line.sku, warehouse), wanted(line.sku, by: waiting ?? []))
                if left < needed {
                    complain("\(reply.outboundOrderId) got \(line), \(left) are left, and those in front want \(needed)")
                }
            }
        }
    }

    private func ahead(of id: String, _ warehouse: WarehouseKey) -> Set<String> {
        Set((queues[warehouse] ?? []).map(\.outboundOrderId).prefix { $0 != id })
    }

    private mutating func move(_ reply: StockReply, _ warehouse: WarehouseKey) {
        let lines = reply.lines.map(\.line)
        var queue = queues[warehouse] ?? []
        let place = queue.firstIndex { $0.outboundOrderId == reply.outboundOrderId }
        switch reply.answer {
        case .backordered: queue.append(Waiting(outboundOrderId: reply.outboundOrderId, wants: lines))
        case .allocated, .issued: if let place { queue.remove(at: place) }
        case .released, .shortened:
            guard let place else { return }
            queue[place].wants = queue[place].wants.subtracting(lines)
            if queue[place].wants.isEmpty { queue.remove(at: place) }
        case .held:
            holds[reply.outboundOrderId, default: [:]][reply.caseId ?? ""] = Dictionary(
                lines.map { ($0.sku, $0.quantity) }, uniquingKeysWith: +)
            return
        case .restored, .claimed, .reversed, .refused: return
        }
        queues[warehouse] = queue
    }

    /// Nobody waits for goods that are there, and that nobody in front of him needs.
    func judgeBackorders(_ open: inout [String]) {
        for (warehouse, queue) in queues {
            for (place, one) in queue.enumerated() {
                let isThere = one.wants.allSatisfy { line in
                    wanted(line.sku, by: Array(queue[...place])) <= available(line.sku, warehouse)
                }
                if isThere { open.append("\(one.outboundOrderId) waits for \(one.wants), which are there") }
            }
        }
    }

    private func wanted(_ sku: String, by those: [Waiting]) -> Int {
        those.reduce(0) { $0 + $1.wants.quantity(of: sku) }
    }

    private func available(_ sku: String, _ warehouse: WarehouseKey) -> Int {
        let balance = balances[Place(warehouse: warehouse, sku: sku)] ?? [0, 0, 0]
        return balance[0] - balance[1]
    }
}
