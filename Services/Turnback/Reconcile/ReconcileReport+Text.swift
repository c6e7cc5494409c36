import Contracts
import Fulfillment
import Operations
import Reconciliation

/// The report as people and programs read it.
extension ReconcileReport {
    // MARK: Text

    func text(_ style: TextStyle) -> String {
        let width = Invariant.allCases.map(\.name.count).max() ?? 0
        let counts = Invariant.allCases.map { "\(checked($0).grouped) \($0.things)" }
        let countWidth = counts.map(\.count).max() ?? 0
        var lines: [String] = []
        for (invariant, count) in zip(Invariant.allCases, counts) {
            let name = invariant.name + String(repeating: " ", count: width - invariant.name.count)
            let right = String(repeating: " ", count: countWidth - count.count) + count
            lines.append(
                "\(problems(invariant) == 0 ? style.green("✓") : style.red("✗")) \(name)  \(style.dim(right))  \(invariant.says)"
            )
            if let finding = first(invariant) { lines += offence(finding, style) }
        }
        lines += [""] + notes.map { style.yellow("note: \($0)") } + [requestLine] + openLines + [conclusion(style)]
        return lines.joined(separator: "\n")
    }

    private func offence(_ finding: Finding, _ style: TextStyle) -> [String] {
        let number = problems(finding.invariant)
        var lines = [
            "    \(style.red("first of \(number.grouped)")): \(finding.place)",
            "    expected: \(PlainText.of(finding.expected))", "    found:    \(PlainText.of(finding.found))",
        ]
        if let message = messages[finding.place] { lines.append("    message:  \(style.dim(message))") }
        return lines
    }

    private var requestLine: String {
        let requests = counts.requests
        func number(_ count: Int) -> String { count.grouped }
        return "requests: \(number(requests.messages)) messages, \(number(requests.outcomes)) with an outcome "
            + "(\(number(requests.open)) requests still open), \(number(requests.rejections)) rejected, "
            + "\(number(requests.deadLetters)) dead letters, \(number(requests.unanswered)) unanswered; "
            + "open: \(number(counts.openCases)) cases, \(number(counts.openTasks)) tasks"
    }

    private var openLines: [String] {
        open.map {
            "    \($0.count.grouped) cases \($0.waitFor) (\($0.state.rawValue)), the first is \(PlainText.of($0.first))"
        }
    }

    private func conclusion(_ style: TextStyle) -> String {
        let all = Invariant.allCases.count
        return broken.isEmpty
            ? style.bold("all \(all) invariants hold for \(counts.messages.grouped) messages")
            : style.bold(
                "\(broken.count) of \(all) invariants are broken: \(broken.map(\.name).joined(separator: ", "))")
    }

    // MARK: JSON

    /// A line an invariant, and one for the whole.
    var jsonLines: [String] {
        Invariant.allCases.map(json) + [summary]
    }

    private func json(_ invariant: Invariant) -> String {
        Self.line { writer in
            writer.field("invariant", invariant.name)
            writer.field("holds", problems(invariant) == 0)
            writer.field("checked", checked(invariant))
            writer.field("broken", problems(invariant))
            writer.field("says", invariant.says)
            guard let finding = first(invariant) else { return }
            writer.key("first")
            writer.object { writer in
                writer.field("topic", finding.place.name)
                writer.field("partition", Int(finding.place.partition))
                writer.field("offset", Int(finding.place.offset))
                writer.field("expected", finding.expected)
                writer.field("found", finding.found)
                writer.field("message", ifPresent: messages[finding.place])
            }
        }
    }

    private var summary: String {
        Self.line { writer in
            writer.field("holds", holds)
            writer.field("messages", counts.messages)
            writer.key("requests")
            writer.object { writer in
                writer.field("messages", counts.requests.messages)
                writer.field("outcomes", counts.requests.outcomes)
                writer.field("rejections", counts.requests.rejections)
                writer.field("deadLetters", counts.requests.deadLetters)
                writer.field("unanswered", counts.requests.unanswered)
                writer.field("open", counts.requests.open)
            }
            writer.field("openCases", counts.openCases)
            writer.field("openTasks", counts.openTasks)
            writer.key("open")
            writer.array { writer in
                for cases in open {
                    writer.object { writer in
                        writer.field("state", cases.state.rawValue)
                        writer.field("count", cases.count)
                        writer.field("first", cases.first)
                    }
                }
            }
            writer.key("notes")
            writer.array { writer in for note in notes { writer.string(note) } }
        }
    }

    private static func line(_ fields: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        writer.object(fields)
        return JSONLine.text(of: writer)
    }
}
