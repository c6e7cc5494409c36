import Contracts
import Operations
import Streams

/// One dead letter in full: why, where from, every header, and the value with a pointer to what is wrong in it.
struct DeadLetterView {
    var letter: DeadLetterRecord
    /// It was sent again, and it came back as another dead letter.
    var wasSentAgain = false
    var cameBack = false
    var dismissal: DeadLetterDismissal?

    func text(_ style: TextStyle) -> String {
        var lines = [style.bold("Dead letter \(letter.mark)") + ": " + PlainText.of(letter.code, limit: 40)]
        lines.append("  why         " + PlainText.of(letter.message))
        lines.append(
            "  from        "
                + (letter.origin.map { "\(PlainText.of($0.topic)) partition \($0.partition) offset \($0.offset)" }
                    ?? "its headers do not say where"))
        lines.append("  dead-lettered by \(PlainText.of(letter.group ?? "?")) at \(PlainText.of(letter.at ?? "?"))")
        lines.append("  key         " + (letter.key.map { PlainText.of($0) } ?? "none"))
        lines.append("  sent again  " + state)
        if let dismissal {
            lines.append(
                "  \(dismissal.isSent ? "corrected " : "dismissed ")  by \(PlainText.of(dismissal.by)): \(PlainText.of(dismissal.why))"
            )
        }
        lines.append(style.bold("Headers"))
        for header in letter.record.body.headers {
            let isWrong = header.name == ErrorPlace.path(in: letter.message)
            let value = header.value.map { PlainText.of($0) } ?? "none"
            lines.append("  \(PlainText.of(header.name)): \(value)" + (isWrong ? style.red("  ◀ this one") : ""))
        }
        guard let value = letter.record.body.value else {
            lines.append(style.bold("Value") + ": none")
            return lines.joined(separator: "\n")
        }
        lines.append(style.bold("Value") + ", " + ReportText.count(value.count, "byte"))
        let excerpt = PointedText(value, at: ErrorPlace.range(of: letter.message, in: value))
        return (lines + excerpt.lines(PlainText.of(letter.message), style)).joined(separator: "\n")
    }

    private var state: String {
        if cameBack { return "yes, and it came back as a newer dead letter" }
        return wasSentAgain ? "yes" : "no"
    }
}
