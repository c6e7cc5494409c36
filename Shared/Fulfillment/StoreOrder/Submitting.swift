extension StoreOrderDecision {
    /// An outbound order arrives: its stock is asked for, and what waited for it is decided.
    mutating func submit(_ submitted: OutboundOrderSubmitted) throws(Rejection) {
        if let known = order.outboundOrder(submitted.outboundOrderId) {
            guard !known.isRefused else {
                throw Rejection(
                    .outboundOrderExists, "outbound order \(known.id) belongs to another store order of this merchant",
                    path: "outboundOrderId")
            }
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
        if let known = order.forgotten.first(where: { $0.outboundOrderId == submitted.outboundOrderId }) {
            let print = OutboundOrderSubmitted.fingerprint(
                submitted.merchantId, submitted.warehouseId, submitted.lines)
            guard known.fingerprint == print else {
                throw Rejection(
                    .outboundOrderExists,
                    "outbound order \(known.outboundOrderId) existed with other content; its first submission counts",
                    path: "outboundOrderId")
            }
            return
        }
        var arrived = OutboundOrder(submitted, at: now)
        arrived.origin = origin
        let index = order.outboundOrders.count
        order.outboundOrders.append(arrived)
        effects.append(
            .stock(
                StockCommand(
                    warehouse: arrived.warehouse,
                    action: .allocate(
                        StockMove(outboundOrderId: arrived.id, lines: arrived.lines, replyTo: order.key)))))
        // Reports first: where the goods are decides the case.
        let waited = takeWaitingReports(of: arrived.id)
        processWaiting(waited, index)
        decideWhatAwaits(index)
        // What the floor found and did answers a case, too, that is decided only now.
        processWaiting(waited.filter(\.report.fact.answersCase), index)
    }

    /// The reports that waited for this outbound order, or for inventory's answer about it.
    mutating func takeWaitingReports(of id: String) -> [WaitingReport] {
        let waited = order.waitingReports.filter { $0.report.outboundOrderId == id }
        if !waited.isEmpty { order.waitingReports.removeAll { $0.report.outboundOrderId == id } }
        return waited
    }
}

extension WarehouseReport.Fact {
    /// It says something to an open case that it does not say to the outbound order.
    fileprivate var answersCase: Bool {
        switch self {
        case .goodsVerified: true
        case .progressed, .carrierScanned, .parcelIntercepted, .labelVoided: false
        }
    }
}
