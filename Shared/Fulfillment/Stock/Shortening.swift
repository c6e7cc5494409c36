extension StockDecider {
    /// The floor cannot send all: units of an outbound order end. Those that are there all the same are available again;
    /// those that nobody finds leave on hand, broken ones are set apart. Of those that were never promised only the want
    /// ends: the books know of no unit that it is about.
    ///
    /// Of each line as many end as are promised or wanted. The rest is refused alone, and a command of which nothing ends as
    /// a whole.
    mutating func shorten(_ short: StockShort, _ identity: Fingerprint) throws(Rejection) {
        var allocation = try known(short.outboundOrderId, of: short.replyTo)
        guard !Self.isRepeated(identity, in: &allocation) else { return }
        var ended: [(line: StockShort.ShortLine, held: Int)] = []
        var refusals: [RefusedLine] = []
        for (index, line) in short.lines.enumerated() {
            let (units, held, rejection) = allocation.end(line, at: index)
            var (taken, rest) = (line, line)
            taken.line.quantity = units
            rest.line.quantity -= units
            if units > 0 { ended.append((taken, held)) }
            if let rejection { refusals.append(RefusedLine(line: StockReply.ReplyLine(rest.line), rejection: rejection)) }
        }
        if ended.isEmpty, let first = refusals.first { throw first.rejection }
        if allocation.isBackordered { shrinkBackorder(of: &allocation) }
        store.put(allocation)
        for (line, held) in ended where held > 0 { end(Line(line.line.sku, held), line, of: allocation) }
        reply(
            allocation, .shortened,
            ended.map { StockReply.ReplyLine($0.line.line, reason: $0.line.reason, freed: $0.line.freed) })
        refuse(refusals, .shorten, of: allocation, caseId: nil)
    }

    /// Moves units that were promised.
    private mutating func end(_ units: Line, _ line: StockShort.ShortLine, of allocation: Allocation) {
        let kind: StockMovement.Kind = line.freed ? .released : line.reason == .damaged ? .quarantined : .adjusted
        move(
            kind, units, onHand: line.freed ? 0 : -units.quantity, allocated: -units.quantity,
            quarantined: kind == .quarantined ? units.quantity : 0,
            cause: StockMovement.Cause(.outboundOrder, allocation.outboundOrderId),
            outboundOrderId: allocation.outboundOrderId, reasonCode: line.reason.rawValue)
    }
}

extension Allocation {
    /// Ends what can end of a line: how many units, and how many of them were promised.
    fileprivate mutating func end(
        _ line: StockShort.ShortLine, at index: Int
    ) -> (units: Int, held: Int, rejection: Rejection?) {
        let place: Int
        do { place = try entryIndex(of: line.line, at: index) } catch { return (0, 0, error) }
        let entry = entries[place]
        let held = min(entry.held, line.line.quantity)
        let units = min(line.line.quantity, entry.held + entry.unpromised)
        entries[place].held -= held
        if line.freed { entries[place].released += units } else { entries[place].short += units }
        shrinkHolds(of: entry.sku)
        guard units < line.line.quantity else { return (units, held, nil) }
        return (
            units, held,
            Rejection(
                .exceedsAllocated,
                "outbound order \(outboundOrderId) has \(entry.held + entry.unpromised) of \(entry.sku) still to send, "
                    + "not \(line.line.quantity)",
                path: "lines[\(index)].quantity")
        )
    }
}
