extension StockDecider {
    /// The floor cannot send all: units of an outbound order end. Those that are there all the same are available again;
    /// those that nobody finds leave on hand, broken ones are set apart; what another outbound order took has left on hand
    /// before. Only the want of those that were never promised
    /// ends: the books know of no unit that it is about. What was issued by an earlier word did not leave; what was freed is
    /// not there, unless somebody else was promised it.
    ///
    /// Each line ends as far as it is promised, wanted, out or free. The rest is refused alone, and a command where
    /// nothing ends as a whole.
    mutating func shorten(_ short: StockShort, _ identity: MessageIdentity) throws(Rejection) {
        var allocation = try known(short.outboundOrderId, of: short.replyTo)
        guard try !Self.isRepeated(identity, in: &allocation) else { return }
        var ended: [(line: StockShort.ShortLine, units: EndedUnits)] = []
        var refusals: [RefusedLine] = []
        // Nothing has moved yet: what one line ends of the free units is not there for the next one.
        var used: [String: (ended: Int, kept: Int)] = [:]
        for (index, line) in short.lines.enumerated() {
            let stock = store.stock(line.line.sku)
            var before = used[line.line.sku] ?? (0, 0)
            let free = max(0, stock.onHand - stock.allocated - before.ended - before.kept)
            let (units, rejection) = allocation.end(
                line, at: index, free: free, kept: before.kept, issued: short.issued)
            if line.freed { before.kept += units.free } else { before.ended += units.free }
            used[line.line.sku] = before
            var (taken, rest) = (line, line)
            taken.line.quantity = units.all
            rest.line.quantity -= units.all
            if units.all > 0 { ended.append((taken, units)) }
            if let rejection {
                refusals.append(RefusedLine(line: StockReply.ReplyLine(rest.line), rejection: rejection))
            }
        }
        if ended.isEmpty, let first = refusals.first { throw first.rejection }
        if allocation.isBackordered { shrinkBackorder(of: &allocation) }
        store.put(allocation)
        for (line, units) in ended { move(units, line, of: allocation) }
        reply(
            allocation, .shortened,
            ended.map { StockReply.ReplyLine($0.line.line, reason: $0.line.reason, freed: $0.line.freed) })
        refuse(refusals, .shorten, of: allocation, caseId: nil)
    }

    private mutating func move(_ units: EndedUnits, _ line: StockShort.ShortLine, of allocation: Allocation) {
        let isDamaged = line.reason == .damaged && !line.freed
        func quarantined(_ units: Int) -> Int { isDamaged ? units : 0 }
        if units.held > 0 {
            let before = line.freed ? 0 : takenBefore(units.held, of: line.line.sku, inHand: isDamaged)
            move(
                line.freed ? .released : isDamaged ? .quarantined : .adjusted, units.held, line, of: allocation,
                onHand: line.freed ? 0 : before - units.held, allocated: -units.held,
                quarantined: quarantined(units.held))
            if !line.freed, !isDamaged { lose(units.held, of: line.line.sku, takenBefore: before) }
        }
        if units.out > 0 {
            move(
                line.freed ? .restored : isDamaged ? .quarantined : .disposed, units.out, line, of: allocation,
                onHand: line.freed ? units.out : 0, quarantined: quarantined(units.out))
        }
        if units.free > 0, !line.freed {
            move(
                .adjusted, units.free, line, of: allocation, onHand: -units.free, quarantined: quarantined(units.free))
            if !isDamaged { lose(units.free, of: line.line.sku, takenBefore: 0) }
        }
    }

    private mutating func move(
        _ kind: StockMovement.Kind, _ units: Int, _ line: StockShort.ShortLine, of allocation: Allocation, onHand: Int,
        allocated: Int = 0, quarantined: Int
    ) {
        move(
            kind, Line(line.line.sku, units), onHand: onHand, allocated: allocated, quarantined: quarantined,
            cause: StockMovement.Cause(.short, allocation.outboundOrderId),
            outboundOrderId: allocation.outboundOrderId, reasonCode: line.reason.rawValue)
    }
}

/// Units of a line that end, by what they were.
private struct EndedUnits {
    /// Promised to the outbound order.
    var held = 0
    /// Wanted, and never promised: nothing moves.
    var wanted = 0
    /// Issued before.
    var out = 0
    /// Freed before, and promised to nobody since.
    var free = 0

    var all: Int { held + wanted + out + free }
}

extension Allocation {
    /// Ends what can end of a line: how many units, and why no more.
    ///
    /// - Parameters:
    ///   - free: units of the SKU that nobody has been promised.
    ///   - kept: freed units of it that earlier lines have ended, and that are free still.
    ///   - issued: of what was issued first.
    fileprivate mutating func end(
        _ line: StockShort.ShortLine, at index: Int, free: Int, kept: Int, issued: Bool
    ) -> (units: EndedUnits, rejection: Rejection?) {
        let place: Int
        do { place = try entryIndex(of: line.line, at: index) } catch { return (EndedUnits(), error) }
        let entry = entries[place]
        var left = line.line.quantity
        func take(_ most: Int) -> Int {
            let units = min(left, most)
            left -= units
            return units
        }
        let issued = issued ? take(entry.out) : 0
        var units = EndedUnits(held: take(entry.held), wanted: take(entry.unpromised))
        units.free = take(line.freed ? entry.released - kept : min(entry.released - kept, free))
        units.out = issued + take(entry.out - issued)
        entries[place].held -= units.held
        entries[place].out -= units.out
        if line.freed {
            entries[place].released += units.all - units.free
        } else {
            entries[place].released -= units.free
            entries[place].short += units.all
            if line.reason == .damaged { entries[place].broken += units.all }
        }
        shrinkHolds(of: entry.sku)
        guard left > 0 else { return (units, nil) }
        return (
            units,
            Rejection(
                .exceedsAllocated,
                "outbound order \(outboundOrderId) has \(units.all) of \(entry.sku) to send, sent or free, "
                    + "not \(line.line.quantity)",
                path: "lines[\(index)].quantity")
        )
    }
}
