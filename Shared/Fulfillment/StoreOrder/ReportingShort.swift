/// The warehouse says that it will not send some units: nobody finds them, or they are damaged. They do not belong to the outbound
/// order any more, whoever asked for what, and of each case that was to stop them they are cancelled.
extension StoreOrderDecision {
    /// What is short, or in a parcel, must have been ordered.
    func validate(_ report: WarehouseReport, of id: String) throws(Rejection) {
        guard !report.short.isEmpty || !report.lines.isEmpty else { return }
        let all = order.consignments(of: id).flatMap { order.outboundOrders[$0].ordered }.merged()
        try report.short.map(\.line).mustBeOrdered("outbound order \(id)", path: "short", "short") {
            all.quantity(of: $0)
        }
        try report.lines.mustBeOrdered("outbound order \(id)", path: "lines", "in a parcel") { all.quantity(of: $0) }
    }

    /// Takes units out of an outbound order, once, and as many as are still to go out. Also of one that was cancelled:
    /// somebody may have picked it all the same.
    ///
    /// Of the parcel that the report names, except for what it says is in it; else what is in no parcel yet, then what is in one
    /// that is still in the building.
    mutating func shorten(_ report: WarehouseReport) {
        guard !report.short.isEmpty, let first = outboundIndex(report.outboundOrderId),
            !order.outboundOrders[first].shortReports.contains(report.fingerprint)
        else { return }
        order.outboundOrders[first].shortReports.append(report.fingerprint)
        var short = report.short
        let named = consignment(named: report.name, of: report.outboundOrderId)
        if let named { short = shorten(named, short, but: report.lines) }
        for index in likeliestShort(report) where index != named { short = shorten(index, short) }
        if let named { short = shorten(named, short) }
        freeWhatDidNotCome(short, of: report.outboundOrderId)
    }

    /// What a report frees was written off by then: where nobody has looked for it, inventory frees it, as it does for the
    /// warehouse's own release.
    private mutating func freeWhatDidNotCome(_ short: [StockShort.ShortLine], of id: String) {
        let freed = short.filter(\.freed).map(\.line).merged()
        let lost = order.consignments(of: id).flatMap { order.outboundOrders[$0].lost }.merged().common(with: freed)
        guard !lost.isEmpty, let index = outboundIndex(id) else { return }
        let outbound = order.outboundOrders[index]
        tell(outbound, .release(move(outbound, lost)))
    }

    /// The consignments of an outbound order: those that may still miss something first. What somebody has counted in a
    /// parcel since is there.
    private func likeliestShort(_ report: WarehouseReport) -> [Int] {
        let id = report.outboundOrderId
        let said = Whereabouts.Fact(source: report.fact.source, reportedAt: report.reportedAt)
        func rank(_ index: Int) -> Int {
            let outbound = order.outboundOrders[index]
            let tolerance = policies[outbound.merchantId].reportTolerance
            let isCounted = outbound.parcels.allSatisfy { parcel in
                tolerance.isOlder(said, than: parcel.counted(by: said.source))
            }
            if isCounted { return 4 }
            if outbound.isGone || outbound.stockIssued { return 3 }
            if outbound.whereabouts.isPulled { return 2 }
            return outbound.parcels.contains(where: \.isUnnamed) ? 0 : 1
        }
        return order.consignments(of: id).sorted { (rank($0), $0) < (rank($1), $1) }
    }

    /// Returns what is more than this consignment has.
    ///
    /// - Parameter kept: what of it is there.
    private mutating func shorten(
        _ index: Int, _ short: [StockShort.ShortLine], but kept: [Line] = []
    ) -> [StockShort.ShortLine] {
        guard !short.isEmpty else { return [] }
        let outbound = order.outboundOrders[index]
        var left = outbound.notBack.subtracting(kept)
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
        let broken = ended.filter { $0.reason == .damaged && !$0.freed }.map(\.line)
        order.outboundOrders[index].broken = (outbound.broken + broken).merged()
        end(index, ended.map(\.line).merged())
        tell(
            outbound,
            .shorten(
                StockShort(
                    outboundOrderId: outbound.id, lines: ended, replyTo: order.key,
                    issued: outbound.stockIssued)))
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
                // What was sent to the store stays, and nothing more is expected of them.
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
        if !left.isEmpty, order.outboundOrders[index].isAllBack, let cameAt = outbound.cameAt {
            cameBack(index, at: cameAt, itself: order.consignments(of: outbound.id).count == 1)
        }
        if left.isEmpty || order.outboundOrders[index].isAllBack {
            cancelAwaited(index, SupersededBy(by: .short, id: outbound.id))
        }
    }
}

extension WarehouseReport {
    /// Distinguishes the same report, sent again under another message id, from another one.
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
