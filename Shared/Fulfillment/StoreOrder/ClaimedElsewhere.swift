extension StoreOrderDecision {
    /// Units are claimed for another warehouse. They are neither there nor freed: they are on their way into the books.
    mutating func claimed(_ reply: StockReply) {
        guard let name = reply.receiptName, let index = order.consignments(of: reply.outboundOrderId).first else {
            return
        }
        order.outboundOrders[index].arriving.append(ArrivingReceipt(name: name, lines: reply.lines.map(\.line)))
    }

    /// Units came back; what was claimed for that is booked now.
    mutating func booked(_ reply: StockReply) {
        guard let name = reply.receiptName else { return }
        for index in order.consignments(of: reply.outboundOrderId) {
            order.outboundOrders[index].arriving.removeAll { $0.name == name }
        }
    }
}

extension StockReply {
    fileprivate var receiptName: String? {
        guard let returnOrderId, let receiptId else { return nil }
        return "\(returnOrderId)/\(receiptId)"
    }
}
