/// The warehouse says that it will not send some units: nobody finds them, or they are damaged. They are none of the outbound
/// order any more, whoever asked for what, and of each case that was to stop them they are cancelled.
extension StoreOrderDecision {
    /// What is short, or in a parcel, must have been ordered.
    func validate(_ report: WarehouseReport, of id: String) throws(Rejection) {
        guard !report.short.isEmpty || !report.lines.isEmpty else { return }
        let all = order.consignments(of: id).flatMap { order.outboundOrders[$0].ordered }
        try report.short.map(\.line).mustBeOrdered("outbound order \(id)", path: "short", "short") {
            all.quantity(of: $0)
        }
        try report.lines.mustBeOrdered("outbound order \(id)", path: "lines", "in a parcel") { all.quantity(of: $0) }
    }

    /// Takes units out of an outbound order, once, and as many as are still to go out. Also of one that was cancelled:
    /// somebody may have picked it all the same. What is in no parcel yet is what is short.
    mutating func shorten(_ report: WarehouseReport) {
        guard !report.short.isEmpty, let first = outboundIndex(report.outboundOrderId),
            !order.outboundOrders[first].shortReports.contains(report.fingerprint)
        else { return }
        order.outboundOrders[first].shortReports.append(report.fingerprint)
        var short = report.short
        for index in order.consignments(of: report.outboundOrderId) { short = shorten(index, short) }
    }

    /// Returns what is more than this consignment has.
    private mutating func shorten(_ index: Int, _ short: [StockShort.ShortLine]) -> [StockShort.ShortLine] {
        let outbound = order.outboundOrders[index]
        var left = outbound.notBack
        var (ended, rest): ([StockShort.ShortLine], [StockShort.ShortLine]) = ([], [])
        for one in short {
            var (taken, more) = (one, one)
            taken.line.quantity = min(one.line.quantity, left.quantity(of: one.line.sku))
            more.line.quantity -= taken.line.quantity
            left = left.subtracting([taken.line])
            if taken.line.quantity > 0 { ended.append(taken) }
            if more.line.quantity > 0 { rest.append(more) }
        }
        guard !ended.isEmpty else { return rest }
        end(index, ended.map(\.line).merged())
        tell(outbound, .shorten(StockShort(outboundOrderId: outbound.id, lines: ended, replyTo: order.key)))
        return rest
    }

    private mutating func end(_ index: Int, _ lines: [Line]) {
        let outbound = order.outboundOrders[index]
        var (rest, told): ([Line], [Line]) = (lines, [])
        for place in places(of: outbound) {
            let own = self[place].inParcel.common(with: rest)
            if self[place].holdsUnits, self[place].ending == nil {
                split(place, own, isShort: true)
            } else if self[place].holdsUnits {
                // What the store was told stays, and nothing more is expected of them.
                self[place].short = (self[place].short + own).merged()
                told += own
            } else if outbound.status == .cancelled, self[place].told == .cancelled {
                self[place].short = (self[place].short + own).merged()
            } else {
                continue
            }
            rest = rest.subtracting(own)
        }
        for line in told {
            order.outboundOrders[index].back[line.sku, default: UnitsBack()].writtenOff += line.quantity
        }
        order.outboundOrders[index].short = (outbound.short + rest).merged()
        shrink(index, by: lines.subtracting(told))
        countBack(index)
        for place in places(of: outbound) { settleIfComplete(place) }
    }

    private mutating func shrink(_ index: Int, by lines: [Line]) {
        let outbound = order.outboundOrders[index]
        let left = outbound.lines.subtracting(lines)
        if left.isEmpty {
            // It ends with its last unit, and still says what was to go out until then. Work on it had begun.
            if !outbound.status.isStopped { order.outboundOrders[index].status = .intercepted }
            order.outboundOrders[index].isAllShort = true
        } else {
            order.outboundOrders[index].lines = left
        }
        if left.isEmpty || order.outboundOrders[index].isAllBack {
            cancelAwaited(index, SupersededBy(by: .short, id: outbound.id))
        }
    }
}

extension WarehouseReport {
    /// Tells the same report said again under another message id from another one.
    var fingerprint: Fingerprint {
        var print = Fingerprint()
        for text in [outboundOrderId, fact.status?.rawValue] { print.add(text) }
        print.add(Int(reportedAt.milliseconds))
        for one in short {
            print.add(one.line.sku)
            print.add(one.line.quantity)
        }
        return print
    }
}
