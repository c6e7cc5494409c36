extension StockDecider {
    /// The goods went out of the building: physical truth, which is recorded even where nothing was held for them.
    ///
    /// Each line is issued as far as it is not gone yet. What is more was reported before, by another sender, or is a
    /// mistake: it is answered as refused, and only a command where nothing can be issued is refused as a whole.
    ///
    /// Units that have come back go out once more only where the command says so, or names the case that had stopped them:
    /// orders knew that they were back when it heard of the departure. Else what brought them back was read before what sent
    /// them out, and the books end as they would in the other order.
    ///
    /// What nobody found for another outbound order, and that was free or promised to that one, is what left: it leaves on hand
    /// once, as far as on hand has nothing else for it.
    ///
    /// Units of it that were set apart leave from quarantine as long as any of the SKU are there: who takes units out of
    /// quarantine does not say whose they are. Where its own had been put away before, the units of others are taken for them;
    /// the sum of on hand and quarantined is right, and a count moves the rest.
    mutating func issue(_ move: StockMove, _ identity: MessageIdentity) throws(Rejection) {
        var allocation = try known(move.outboundOrderId, of: move.replyTo)
        guard try !Self.isRepeated(identity, in: &allocation) else { return }
        allocation.learn(move.caseId)
        let (issued, refusals) = allocation.takeOut(move)
        if issued.isEmpty, let first = refusals.first { throw first.rejection }
        if allocation.isBackordered {
            allocation.isBackordered = false
            dequeue(allocation.outboundOrderId)
        }
        store.put(allocation)
        for one in issued {
            let setApart = min(one.setApart, store.stock(one.line.sku).quarantined)
            out(Line(one.line.sku, one.line.quantity - setApart), held: one.held, move)
            out(Line(one.line.sku, setApart), setApart: true, move)
        }
        reply(allocation, .issued, issued.map { StockReply.ReplyLine($0.line) }, caseId: move.caseId)
        refuse(refusals, .issue, of: allocation, caseId: move.caseId)
    }

    private mutating func out(_ line: Line, held: Int = 0, setApart: Bool = false, _ command: StockMove) {
        guard line.quantity > 0 else { return }
        let lostBefore = setApart ? 0 : store.stock(line.sku).lostBefore(line.quantity - held)
        if lostBefore > 0 {
            var stock = store.stock(line.sku)
            stock.absent?.lost -= lostBefore
            store.put(stock)
        }
        move(
            .issued, line, onHand: setApart ? 0 : lostBefore - line.quantity, allocated: -held,
            quarantined: setApart ? -line.quantity : 0,
            cause: StockMovement.Cause(.outboundOrder, command.outboundOrderId),
            outboundOrderId: command.outboundOrderId, caseId: command.caseId)
    }
}

/// Units that go out.
private struct IssuedLine {
    var line: Line
    /// Of them, those that were promised.
    var held: Int
    /// Of them, those that had come back and were set apart.
    var setApart: Int
}

extension Allocation.Entry {
    /// Units that may go out. Where some came back before their issue was read, that issue is not of what was freed. What was
    /// set apart when it came back goes out once more as the rest does.
    fileprivate func mayGo(again: Bool) -> Int {
        if again { return max(0, ordered - gone + quarantined) }
        let isBack = restored + quarantined + disposed + missing > 0
        return max(0, ordered - gone - (isBack ? max(0, restored + released - leftAgain) : 0))
    }
}

extension Allocation {
    /// Takes out what is not gone yet, with how much of it was held; and what cannot go out, with the reason.
    ///
    fileprivate mutating func takeOut(_ move: StockMove) -> (issued: [IssuedLine], refusals: [RefusedLine]) {
        let (lines, again) = (move.lines, move.again)
        var issued: [IssuedLine] = []
        var refusals: [RefusedLine] = []
        for (index, line) in lines.enumerated() {
            let place: Int
            do { place = try entryIndex(of: line, at: index) } catch {
                refusals.append(RefusedLine(line: StockReply.ReplyLine(line), rejection: error))
                continue
            }
            let entry = entries[place]
            let quantity = min(line.quantity, entry.mayGo(again: again || move.caseId != nil))
            if quantity < line.quantity {
                let rest = Line(entry.sku, line.quantity - quantity)
                refusals.append(
                    RefusedLine(line: StockReply.ReplyLine(rest), rejection: tooMuch(rest, entry, at: index)))
            }
            guard quantity > 0 else { continue }
            // What comes back or is freed is promised no longer: where that goes out, what is promised stays.
            let unpromised = again ? min(quantity, max(0, entry.ordered - entry.gone - entry.held)) : 0
            let setApart =
                again
                ? min(entry.quarantined, quantity - unpromised)
                : max(0, quantity - max(0, entry.ordered - entry.gone))
            let held = min(entry.held, quantity - unpromised - (again ? setApart : 0))
            entries[place].held -= held
            entries[place].quarantined -= setApart
            entries[place].out += quantity
            issued.append(IssuedLine(line: Line(entry.sku, quantity), held: held, setApart: setApart))
        }
        return (issued, refusals)
    }

    private func tooMuch(_ rest: Line, _ entry: Entry, at index: Int) -> Rejection {
        Rejection(
            .quantityExceedsOrder,
            "outbound order \(outboundOrderId) has \(entry.ordered) of \(rest.sku); \(entry.gone) of them have left before and "
                + "\(entry.restored) are back, so \(rest.quantity) more cannot leave",
            path: "lines[\(index)].quantity")
    }
}
