import Contracts
import Fulfillment

// Which messages bring something about.

extension StockCommand {
    /// What was said under the same id before is said in vain; of what has no id, each message counts.
    var duty: CauseBook.Duty? {
        switch action {
        case .receive(let receiptId, _): .once(named("receipt", receiptId))
        case .adjust(let adjustment): .once(named("adjustment", adjustment.adjustmentId))
        case .allocate(let move): .once(named("allocation", move.outboundOrderId))
        case .restore(let restore):
            .once(named("restore", restore.outboundOrderId, restore.returnOrderId + "/" + restore.receiptId))
        case .release(let move): move.releaseId.map { .once(named("release", $0)) } ?? .always
        case .issue, .hold, .shorten, .reverse: .always
        // The hold may have ended with the units.
        case .unhold: nil
        }
    }

    private func named(_ kind: String, _ id: String, _ second: String? = nil) -> Fingerprint {
        var print = Fingerprint(kind, warehouse.description, id)
        print.add(second)
        return print
    }
}

extension StockReply {
    /// For orders: a case says what was released for it.
    var dutyOfOrders: CauseBook.Duty? {
        switch answer {
        case .released: caseId == nil ? nil : .always
        case .allocated, .backordered, .issued, .held, .shortened, .restored, .claimed, .reversed, .refused: nil
        }
    }

    /// For returns: a return order says what inventory has booked of it, or refused.
    var dutyOfReturns: CauseBook.Duty? {
        switch answer {
        // Without lines it says that nothing more comes, which returns has said itself.
        case .restored, .claimed, .reversed: returnOrderId == nil || lines.isEmpty ? nil : .always
        case .allocated, .backordered, .released, .issued, .held, .shortened, .refused: nil
        }
    }
}
