extension StockDecider {
    /// All lines are promised to an outbound order, or none: then it waits, first come, first served.
    mutating func allocate(_ move: StockMove) throws(Rejection) {
        if let known = store.allocation(move.outboundOrderId) {
            let ordered = known.entries.map { Line($0.sku, $0.ordered) }
            guard ordered.sameUnits(as: move.lines), known.replyTo == move.replyTo else {
                throw Rejection(
                    .outboundOrderExists, "outbound order \(move.outboundOrderId) was allocated with other content",
                    path: "outboundOrderId")
            }
            return
        }
        let allocation = Allocation(
            outboundOrderId: move.outboundOrderId, replyTo: move.replyTo,
            entries: move.lines.map { Allocation.Entry(sku: $0.sku, ordered: $0.quantity) })
        if canHold(move.lines) {
            hold(allocation)
        } else {
            var allocation = allocation
            allocation.isBackordered = true
            store.put(allocation)
            enqueue(move.outboundOrderId, move.lines)
            reply(allocation, .backordered, move.lines.map { StockReply.ReplyLine($0) })
        }
    }

    /// Whether all lines are available, and none of them is waited for by somebody who came earlier.
    private func canHold(_ lines: [Line]) -> Bool {
        lines.allSatisfy { line in
            let stock = store.stock(line.sku)
            return stock.queue == nil && stock.available >= line.quantity
        }
    }

    mutating func hold(_ allocation: Allocation) {
        var allocation = allocation
        allocation.isBackordered = false
        var lines: [StockReply.ReplyLine] = []
        for index in allocation.entries.indices {
            let entry = allocation.entries[index]
            let quantity = entry.ordered - entry.released
            guard quantity > 0 else { continue }
            allocation.entries[index].held = quantity
            let line = Line(entry.sku, quantity)
            move(
                .allocated, line, allocated: quantity,
                cause: StockMovement.Cause(.outboundOrder, allocation.outboundOrderId),
                outboundOrderId: allocation.outboundOrderId)
            lines.append(StockReply.ReplyLine(line))
        }
        store.put(allocation)
        reply(allocation, .allocated, lines)
    }

    /// A cancellation frees what an outbound order holds, or its place among those who wait.
    mutating func release(_ move: StockMove, _ identity: MessageIdentity) throws(Rejection) {
        var allocation = try known(move.outboundOrderId, of: move.replyTo)
        guard try !Self.isRepeated(identity, in: &allocation) else { return }
        var freed: [Line] = []
        for (index, line) in move.lines.enumerated() {
            let place = try allocation.entryIndex(of: line, at: index)
            let entry = allocation.entries[place]
            let free = allocation.isBackordered ? entry.ordered - entry.released : entry.held
            guard line.quantity <= free else {
                throw Rejection(
                    .exceedsAllocated,
                    "outbound order \(allocation.outboundOrderId) holds \(free) of \(line.sku), not \(line.quantity)",
                    path: "lines[\(index)].quantity")
            }
            allocation.entries[place].released += line.quantity
            if !allocation.isBackordered { allocation.entries[place].held -= line.quantity }
            freed.append(Line(entry.sku, line.quantity))
        }
        let wasBackordered = allocation.isBackordered
        if wasBackordered { shrinkBackorder(of: &allocation) }
        store.put(allocation)
        if !wasBackordered {
            for line in freed {
                self.move(
                    .released, line, allocated: -line.quantity,
                    cause: StockMovement.Cause(.outboundOrder, move.outboundOrderId),
                    outboundOrderId: move.outboundOrderId, caseId: move.caseId)
            }
        }
        reply(allocation, .released, move.lines.map { StockReply.ReplyLine($0) }, caseId: move.caseId)
        // Who waits for less may have it now, of a SKU that nothing was freed of.
        let rest = wasBackordered ? allocation.entries.map(\.sku) : []
        serve(freed.map(\.sku) + rest)
    }
}
