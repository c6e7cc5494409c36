import Contracts
import Fulfillment
import Operations

/// A return order as people read it.
struct ReturnReport {
    let view: ReturnView
    let style: TextStyle

    func text() -> String {
        guard let order = view.newest?.value else { return "" }
        let created = order.created
        var head = [
            style.bold("return order \(PlainText.of(created.returnOrderId)): \(order.state.rawValue)"),
            "  store order \(PlainText.of(created.storeOrder.description)), outbound order "
                + PlainText.of(created.outboundOrderId),
            "  \(PlainText.of(created.warehouse.description)), origin \(created.origin.rawValue), handling "
                + "\(created.handling.rawValue), revision \(order.revision), \(order.changedAt.rfc3339)",
        ]
        if let caseId = created.caseId { head.append("  case \(PlainText.of(caseId))") }
        if !created.trackingNumbers.isEmpty {
            head.append("  tracking \(PlainText.of(created.trackingNumbers.joined(separator: ", ")))")
        }
        var parts = [head.joined(separator: "\n"), lines(order)]
        if !view.receipts.isEmpty { parts.append(receipts()) }
        if !order.discrepancies.isEmpty { parts.append(discrepancies(order)) }
        return parts.joined(separator: "\n\n")
    }

    private func lines(_ order: ReturnOrder) -> String {
        let numbers = ["EXPECTED", "RECEIVED", "PUT AWAY", "QUARANTINED", "DISPOSED"].map {
            TextTable.Column($0, .right)
        }
        var table = TextTable(["SKU"] + numbers)
        for entry in order.entries {
            table.add(
                [PlainText.of(entry.sku)]
                    + [entry.expected, entry.received, entry.putAway, entry.quarantined, entry.disposed].map(
                        String.init))
        }
        return table.render(style: style)
    }

    private func receipts() -> String {
        var table = TextTable([
            "RECEIPT", "SKU", TextTable.Column("UNITS", .right), "CONDITION", "HANDLING", "COMPLETE",
        ])
        for receipt in view.receipts.map(\.value) {
            for line in receipt.lines {
                table.add([
                    PlainText.of(receipt.receiptId), PlainText.of(line.line.sku), "\(line.line.quantity)",
                    line.condition.rawValue, line.handling?.rawValue ?? "", receipt.complete ? "yes" : "no",
                ])
            }
        }
        return table.render(style: style)
    }

    private func discrepancies(_ order: ReturnOrder) -> String {
        var table = TextTable(["DISCREPANCY", "SKU", TextTable.Column("UNITS", .right), "RECEIPT"])
        for one in order.discrepancies {
            table.add([one.kind.rawValue, PlainText.of(one.sku), "\(one.quantity)", PlainText.of(one.receiptId)])
        }
        return table.render(style: style)
    }
}
