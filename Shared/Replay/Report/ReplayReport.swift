import Contracts
import Fulfillment
import Operations

/// What a run prints: the table by stage, what was left out, and the proof.
package struct ReplayReport {
    let books: ReplayBooks
    package let proof: ReplayProof
    /// Nil where the orders were not read from a file.
    package var fates: FateCounts?
    /// Nil where nothing could fall due.
    package var names: RunNames?

    package init(books: ReplayBooks, proof: ReplayProof) {
        self.books = books
        self.proof = proof
    }

    private static func grouped(_ number: Int) -> String { number == 0 ? "·" : number.grouped }

    func text(_ style: TextStyle) -> String {
        var parts = [stages(style)]
        if books.customerReturns.total.orders > 0 { parts.append(customerReturns(style)) }
        if !escalationRows.isEmpty { parts.append(escalations(style)) }
        if let fates { parts.append(Self.leftOut(fates, style)) }
        parts.append(proofText(style))
        return parts.joined(separator: "\n\n")
    }

    private func stages(_ style: TextStyle) -> String {
        var table = TextTable([
            "decided at", .init("requests", .right), .init("units", .right), .init("cancelled", .right),
            .init("intercepted", .right), .init("refused", .right), .init("restored", .right),
            .init("quarantined", .right), .init("lost", .right),
        ])
        func add(_ name: String, _ row: OutcomeBook.Row) {
            let q = row.units
            let numbers = [
                row.requests, q.requested, q.cancelled, q.intercepted, q.refused, q.restored, q.quarantined,
                q.writtenOff,
            ]
            table.add([name] + numbers.map(Self.grouped))
        }
        for status in OutboundStatus.allCases {
            if let row = books.outcomes.rows[status] { add(status.rawValue, row) }
        }
        add("all", books.outcomes.total)
        let codes = CancellationCode.allCases.compactMap { code in
            books.outcomes.codes[code].map { "\(code.rawValue) \($0.grouped)" }
        }
        let orders = ReportText.count(books.orders, "order")
        let answers = ReportText.wrapped("answers: " + codes.joined(separator: ", "), to: ReportText.width)
        return style.bold("Cancellations of \(orders)") + ": requests, and what became of their units\n"
            + table.render(style: style) + (codes.isEmpty ? "" : "\n" + style.dim(answers.joined(separator: "\n")))
    }

    private func customerReturns(_ style: TextStyle) -> String {
        var table = TextTable([
            "customer returns, after", .init("orders", .right), .init("units sent back", .right),
            .init("put away", .right), .init("quarantined", .right), .init("lost", .right),
        ])
        for (name, row) in customerReturnRows {
            table.add([name] + [row.orders, row.units, row.putAway, row.quarantined, row.lost].map(Self.grouped))
        }
        return table.render(style: style)
    }

    private var customerReturnRows: [(String, CustomerReturnBook.Row)] {
        CancellationCode.allCases.compactMap { code in
            books.customerReturns.rows[code].map { (code.rawValue, $0) }
        } + [("all", books.customerReturns.total)]
    }

    private func escalations(_ style: TextStyle) -> String {
        var table = TextTable([
            "overdue, of a merchant that", .init("cases escalated", .right), .init("kept open", .right),
            .init("refused unanswered", .right), .init("ended late", .right),
        ])
        for (name, row) in escalationRows {
            table.add([name] + [row.escalated, row.keptOpen, row.refused, row.endedLate].map(Self.grouped))
        }
        return table.render(style: style)
    }

    /// One a merchant, named by what its policy does; a run's own name is not in it. None where nothing was overdue.
    private var escalationRows: [(String, EscalationBook.Row)] {
        guard let names, !books.escalations.rows.isEmpty else { return [] }
        return [names.returning, names.adjusting].map { merchant in
            let policy = names.policies[merchant]
            let end = policy.whenWarehouseIsSilent == .refuse ? "refuses" : "keeps open"
            let hours = (policy.verifySeconds / 3600, policy.escalationSeconds / 3600)
            return (
                "\(end), after \(hours.0) h + \(hours.1) h", books.escalations.rows[merchant] ?? EscalationBook.Row()
            )
        }
    }

    private static func leftOut(_ fates: FateCounts, _ style: TextStyle) -> String {
        var table = TextTable([
            "what became of the rows", .init("rows", .right), .init("invoices", .right), .init("notes", .right),
        ])
        var total = FateCounts.Count()
        for fate in RowFate.allCases {
            let count = fates[fate]
            guard count != FateCounts.Count() else { continue }
            table.add([fate.label] + [count.rows, count.invoices, count.notes].map(grouped))
            total.rows += count.rows
            total.invoices += count.invoices
            total.notes += count.notes
        }
        table.add(["all"] + [total.rows, total.invoices, total.notes].map(grouped))
        return table.render(style: style)
    }

    private func proofText(_ style: TextStyle) -> String {
        let lines = proof.checks.map { check in
            check.holds
                ? "  \(style.green("✓")) \(check.says)"
                : "  \(style.red("✗")) \(check.says)\n      \(style.red(check.offence ?? ""))"
        }
        return style.bold("The proof") + ", from the movements and outcomes alone\n" + lines.joined(separator: "\n")
    }

    // MARK: JSON

    var jsonLines: [String] {
        var lines: [String] = []
        func add(_ fields: (inout JSONWriter) -> Void) {
            var writer = JSONWriter()
            writer.object(fields)
            lines.append(JSONLine.text(of: writer))
        }
        let rows = OutboundStatus.allCases.compactMap { status in
            books.outcomes.rows[status].map { (status.rawValue, $0) }
        }
        for (name, row) in rows + [("all", books.outcomes.total)] {
            add { writer in
                writer.field("stage", name)
                writer.field("requests", row.requests)
                writer.field("unitsAsked", row.units.requested)
                writer.field("cancelled", row.units.cancelled)
                writer.field("intercepted", row.units.intercepted)
                writer.field("refused", row.units.refused)
                writer.field("restored", row.units.restored)
                writer.field("quarantined", row.units.quarantined)
                writer.field("writtenOff", row.units.writtenOff)
            }
        }
        for (name, row) in customerReturnRows {
            add { writer in
                writer.field("customerReturnsAfter", name)
                writer.field("orders", row.orders)
                writer.field("unitsSentBack", row.units)
                writer.field("putAway", row.putAway)
                writer.field("quarantined", row.quarantined)
                writer.field("lost", row.lost)
            }
        }
        for (name, row) in escalationRows {
            add { writer in
                writer.field("overdue", name)
                writer.field("escalated", row.escalated)
                writer.field("keptOpen", row.keptOpen)
                writer.field("refusedUnanswered", row.refused)
                writer.field("endedLate", row.endedLate)
            }
        }
        for fate in RowFate.allCases {
            guard let count = fates?[fate], count != FateCounts.Count() else { continue }
            add { writer in
                writer.field("fate", fate.rawValue)
                writer.field("rows", count.rows)
                writer.field("invoices", count.invoices)
                writer.field("notes", count.notes)
            }
        }
        for check in proof.checks {
            add { writer in
                writer.field("check", check.name)
                writer.field("holds", check.holds)
                writer.field("says", check.says)
                writer.field("offence", ifPresent: check.offence)
            }
        }
        return lines
    }

    package func print(json: Bool) {
        if json {
            for line in jsonLines { StandardStream.output.writeLine(line) }
        } else {
            StandardStream.output.writeLine(text(TextStyle(for: .output)))
        }
    }
}
