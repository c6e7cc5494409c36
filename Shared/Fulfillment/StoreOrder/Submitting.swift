extension StoreOrderDecision {
    /// An outbound order arrives: its stock is asked for, and what waited for it is decided.
    mutating func submit(_ submitted: OutboundOrderSubmitted) throws(Rejection) {
        if let index = outboundIndex(submitted.outboundOrderId) {
            let known = order.outboundOrders[index]
            guard known.merchantId == submitted.merchantId, known.warehouseId == submitted.warehouseId,
                known.ordered.sameUnits(as: submitted.lines)
            else {
                throw Rejection(
                    .outboundOrderExists,
                    "outbound order \(known.id) exists with other content; its first submission counts",
                    path: "outboundOrderId")
            }
            return
        }
        let arrived = OutboundOrder(submitted, at: now)
        order.outboundOrders.append(arrived)
        effects.append(
            .stock(
                StockCommand(
                    warehouse: arrived.warehouse,
                    action: .allocate(
                        StockMove(outboundOrderId: arrived.id, lines: arrived.lines, replyTo: order.key)))))
        // Reports first: where the goods are decides the case.
        let waited = takeWaitingReports(of: arrived.id)
        for report in waited { self.report(report) }
        decideWaitingCases()
        // What the floor found and did answers a case, too, that is decided only now.
        for report in waited where report.fact.answersCase { self.report(report) }
    }

    private mutating func decideWaitingCases() {
        for index in order.cases.indices where order.cases[index].isWaiting {
            let lines = order.cases[index].waitingLines
            let wish = wanted(of: lines, from: freeLines())
            if !wish.isEmpty {
                order.cases[index].waitingLines = nil
                decide(caseIndex: index, wish)
            } else if let covering = coveringCase(for: lines) {
                merge(index, into: covering)
            }
        }
    }

    /// From now on the covering case answers what the other was asked, also where what it says is contradicted later.
    private mutating func merge(_ index: Int, into covering: Int) {
        let (merged, answering) = (order.cases[index].id, order.cases[covering].id)
        order.cases[index].mergedInto = answering
        order.cases[covering].requestIds += order.cases[index].requestIds
        for request in order.requests.indices where order.requests[request].caseId == merged {
            order.requests[request].caseId = answering
        }
    }

    /// The reports that waited for this outbound order, or for inventory's answer about it.
    mutating func takeWaitingReports(of id: String) -> [WarehouseReport] {
        let waited = order.waitingReports.filter { $0.report.outboundOrderId == id }
        if !waited.isEmpty { order.waitingReports.removeAll { $0.report.outboundOrderId == id } }
        return waited.map(\.report)
    }
}

extension WarehouseReport.Fact {
    /// It says something to an open case that it does not say to the outbound order.
    fileprivate var answersCase: Bool {
        switch self {
        case .goodsVerified, .parcelIntercepted, .labelVoided: true
        case .progressed, .carrierScanned: false
        }
    }
}
