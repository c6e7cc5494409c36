import Contracts
import Fulfillment

// Which messages bring something about, and who acts on a reply.

extension StockCommand {
    /// What was said under the same id before is said in vain; of what has no id, each message counts.
    var duty: CauseBook.Duty? {
        switch action {
        case .receive(let receiptId, _): .once(named("receipt", receiptId))
        case .adjust(let adjustment): .once(named("adjustment", adjustment.adjustmentId))
        case .allocate(let move): .once(named("allocation", move.outboundOrderId))
        case .restore(let restore):
            .once(named("restore", restore.outboundOrderId, restore.returnOrderId + "/" + restore.receiptId))
        case .release, .issue: .always
        }
    }

    private func named(_ kind: String, _ id: String, _ second: String? = nil) -> Fingerprint {
        var print = Fingerprint(kind, warehouse.description, id)
        print.add(second)
        return print
    }
}

extension ReturnOrderCommand {
    /// A receipt may wait for its return order: then what follows from it follows from that.
    var duty: CauseBook.Duty? {
        switch self {
        case .create: .once(Fingerprint(storeOrder, returnOrderId))
        case .cancel: .once(Fingerprint("cancel", storeOrder.description, returnOrderId))
        case .receive: nil
        }
    }
}

extension StockReply {
    /// Whether something may follow from it in returns, as it may in orders.
    var isHeardByReturns: Bool {
        switch answer {
        case .restored, .refused: true
        case .allocated, .backordered, .released, .issued: false
        }
    }
}
