extension StockDecider {
    /// All lines are promised to an outbound order, or none: then it waits, and is passed by whom that takes nothing from.
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
        if canPass(move.lines) {
            promise(allocation)
        } else {
            var allocation = allocation
            allocation.isBackordered = true
            store.put(allocation)
            enqueue(move.outboundOrderId, move.lines)
            reply(allocation, .backordered, move.lines.map { StockReply.ReplyLine($0) })
        }
    }

    /// Promises an outbound order all that it still needs.
    mutating func promise(_ allocation: Allocation) {
        var allocation = allocation
        allocation.isBackordered = false
        var lines: [StockReply.ReplyLine] = []
        for index in allocation.entries.indices {
            let entry = allocation.entries[index]
            let quantity = entry.unpromised
            guard quantity > 0 else { continue }
            allocation.entries[index].held += quantity
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

    /// A cancellation frees what an outbound order holds, or its place among those who wait. So does the warehouse's own system;
    /// it also frees what did not come with a receipt and was written off for that.
    mutating func release(_ move: StockMove, _ identity: MessageIdentity) throws(Rejection) {
        var allocation = try known(move.outboundOrderId, of: move.replyTo)
        if let releaseId = move.releaseId {
            guard
                try isNew(.release, releaseId, move.fingerprint, otherwise: .releaseIdReused, path: "releaseId")
            else { return }
        } else if try Self.isRepeated(identity, in: &allocation) {
            return
        }
        allocation.learn(move.caseId)
        var (freed, found): ([Line], [FreedLine]) = ([], [])
        for (index, line) in move.lines.enumerated() {
            let place = try allocation.entryIndex(of: line, at: index)
            let entry = allocation.entries[place]
            let free = allocation.isBackordered ? entry.unpromised : entry.held
            let more = max(0, line.quantity - free)
            guard more == 0 || move.caseId == nil && more <= allocation.mayBeFreed(of: entry.sku) else {
                throw Rejection(
                    .exceedsAllocated,
                    "outbound order \(allocation.outboundOrderId) holds \(free) of \(line.sku), not \(line.quantity)",
                    path: "lines[\(index)].quantity")
            }
            if more > 0 {
                let taken = allocation.free(more, at: place)
                found.append(FreedLine(line: Line(entry.sku, more), takenBefore: taken))
            }
            allocation.entries[place].released += line.quantity
            if !allocation.isBackordered { allocation.entries[place].held -= line.quantity - more }
            allocation.shrinkHolds(of: entry.sku)
            if line.quantity > more { freed.append(Line(entry.sku, line.quantity - more)) }
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
        for one in found {
            self.move(
                .released, one.line, onHand: one.line.quantity - one.takenBefore,
                cause: StockMovement.Cause(.outboundOrder, move.outboundOrderId), outboundOrderId: move.outboundOrderId)
        }
        let lines = move.lines.map { line in
            StockReply.ReplyLine(line, found: found.first { $0.line.sku == line.sku }?.line.quantity ?? 0)
        }
        reply(allocation, .released, lines, caseId: move.caseId)
    }

    /// Units that were written off, and are free.
    private struct FreedLine {
        var line: Line
        /// Those that another outbound order had taken: on hand has gone down once for them.
        var takenBefore: Int
    }
}
