import Contracts
import Fulfillment
import Operations

/// An order as people read it.
struct OrderReport {
    let view: OrderView
    let style: TextStyle
    /// Everything that was said about it, the oldest first.
    var timeline: [TimelineItem] = []

    func text() -> String {
        var parts = [style.bold("store order \(PlainText.of(view.key.description))")]
        parts += view.outboundOrders.map { outboundOrder($0.value) }
        parts += view.cases.compactMap(cancellationCase)
        if !view.tasks.isEmpty { parts.append(tasks()) }
        if !timeline.isEmpty { parts.append(story()) }
        return parts.joined(separator: "\n\n")
    }

    private func outboundOrder(_ order: OutboundOrderChanged) -> String {
        var lines = [
            "outbound order \(PlainText.of(order.outboundOrderId)): \(styled(order.status)), custody \(order.custody.rawValue)",
            "  \(PlainText.of(order.merchantId)) in \(PlainText.of(order.warehouseId)), revision \(order.revision), "
                + order.changedAt.rfc3339,
            "  lines     \(order.lines.isEmpty ? "none left" : Words.lines(order.lines))",
        ]
        if order.carrier != nil || order.trackingNumber != nil {
            let parts = [order.carrier, order.trackingNumber.map { "tracking \($0)" }].compactMap(\.self)
            lines.append("  carrier   \(PlainText.of(parts.joined(separator: ", ")))")
        }
        if let caseId = order.caseId { lines.append("  case      \(PlainText.of(caseId))") }
        return lines.joined(separator: "\n")
    }

    private func cancellationCase(_ one: CaseView) -> String? {
        let successor = view.successor(of: one)
        guard let newest = (successor ?? one).newest?.value else { return nil }
        var lines = [
            "case \(PlainText.of(one.id)): \(styled(newest.state)), \(newest.code.rawValue)"
                + (newest.state.isFinal ? " (final)" : ""),
            "  requests  \(PlainText.of(one.requestIds.joined(separator: ", ")))",
            "  decided   at \(newest.stage?.rawValue ?? "unknown"); next action \(newest.nextAction.rawValue)"
                + (newest.labelVoided.map { $0 ? "; label voided" : "; label not voided" } ?? ""),
            "  units     \(Words.quantities(newest.quantities))",
        ]
        let others = Set(one.history.flatMap(\.value.coveredBy)).sorted()
        if !others.isEmpty {
            lines.append("  the rest  is answered by \(PlainText.of(others.joined(separator: ", ")))")
        }
        if let successor { lines.append("  goes on   as \(PlainText.of(successor.id))") }
        for part in newest.outboundOrders {
            lines.append(
                "  \(PlainText.of(part.outboundOrderId)) in \(PlainText.of(part.warehouseId)): \(part.status.rawValue), \(part.code.rawValue)"
                    + (part.nextAction.map { "; next action \($0.rawValue)" } ?? "")
                    + (part.quantities.map { "; \(Words.quantities($0))" } ?? ""))
        }
        lines += one.contradictions.map { contradiction($0.value) }
        return lines.joined(separator: "\n")
    }

    private func contradiction(_ one: CancellationContradicted) -> String {
        let text =
            "  contradicted for \(PlainText.of(one.requestId)), \(one.code.rawValue): \(Words.contradiction(one)); next action "
            + one.code.nextAction.rawValue
        return styled(text, Tone(one.code))
    }

    /// A line for each message: when it came, who made it, what it says, and of when it speaks where that is another
    /// time.
    private func story() -> String {
        let makers = timeline.map { PlainText.of($0.by, limit: 30) }
        let width = makers.map(DisplayWidth.of).max() ?? 0
        return zip(timeline, makers).map { item, maker in
            let isLate = abs(item.recordedAt.milliseconds - item.at.milliseconds) >= Self.delay
            return "\(style.dim(item.recordedAt.rfc3339))  \(DisplayWidth.padded(maker, to: width))  "
                + item.what.styled(style) + (isLate ? style.dim(" (as of \(item.at.rfc3339))") : "")
        }.joined(separator: "\n")
    }

    /// From how many milliseconds on the time that a message speaks of is named besides that at which it came.
    private static let delay: Int64 = 60_000

    private func tasks() -> String {
        var table = TextTable(["OPEN TASK", "KIND", "OUTBOUND ORDER", "WAREHOUSE", "DUE", "LINES"])
        for task in view.tasks.map(\.value) {
            table.add([
                PlainText.of(task.taskId), task.kind.rawValue, PlainText.of(task.outboundOrderId),
                PlainText.of(task.warehouseId), task.dueAt.rfc3339, Words.lines(task.lines),
            ])
        }
        return table.render(style: style)
    }

    private func styled(_ status: OutboundStatus) -> String {
        status.isStopped ? style.green(status.rawValue) : style.bold(status.rawValue)
    }

    private func styled(_ state: CancellationState) -> String { styled(state.rawValue, Tone(state)) }

    private func styled(_ text: String, _ tone: Tone) -> String {
        switch tone {
        case .good: style.green(text)
        case .bad: style.red(text)
        case .look: style.yellow(text)
        case .plain: style.bold(text)
        }
    }
}
