internal import Contracts
internal import Fulfillment
internal import ReadModel

/// A form that does something: it carries the code of this browser and an id made with the page, so that it counts once however
/// often it is pressed.
enum ActionForm {
    /// The field with the action's id.
    static let field = "once"
    /// The field with the answer that was pressed.
    static let answer = "answer"

    /// - Parameters:
    ///   - queue: where a device goes on while the line is down; nil for what has to be answered at once.
    ///   - id: the action's; nil where pressing twice does no harm.
    static func open(
        _ context: PageContext, to path: Path? = nil, id: String? = RandomWord.make(), queue: Path? = nil,
        classes: String = "", @HTMLBuilder content: () -> HTML
    ) -> HTML {
        tag(
            "form", .attr("method", "post"), .action(path ?? context.path), .class(classes), .flag("novalidate"),
            .attr("data-queue", ifPresent: queue?.text)
        ) {
            hidden(FormGuard.field, context.formCode)
            if let id { hidden(field, id) }
            content()
        }
    }

    static func hidden(_ name: String, _ value: String) -> HTML {
        tag("input", .attr("type", "hidden"), .attr("name", name), .attr("value", value))
    }

    /// A button that gives an answer.
    static func button(_ answer: String, _ words: HTML, classes: String = "") -> HTML {
        tag(
            "button", .attr("type", "submit"), .attr("name", Self.answer), .attr("value", answer), .class(classes)
        ) { words }
    }
}

/// Who presses what, when: what a message is made from.
struct ActionStamp {
    /// The action's id.
    var id: String
    var at: Timestamp
    var person: String?
}

extension Visit {
    /// What came of a press.
    enum Pressed {
        /// The log has it; it is the first press or the same one again.
        case recorded(ActionRecord, isFirst: Bool)
        /// The same form has given another answer before.
        case differs(ActionRecord)
    }

    /// Does what a form asks for, once. The message is written down first, with the time of its first press; then it is sent.
    func perform(
        _ form: FormFields, answer: String, _ message: (ActionStamp) -> Message
    ) throws(PageFailure) -> Pressed {
        guard let id = form[ActionForm.field], RandomWord.isOne(id) else { throw .foreignForm }
        if let known = site.book.record(id), known.answer != answer { return .differs(known) }
        let stamp = ActionStamp(id: id, at: pressedAt(form), person: context.person)
        let made = message(stamp)
        let body = try PageLog.body(made, id: "\(id)-\(answer)", by: stamp.person, at: stamp.at)
        let (record, isFirst) = try site.book.record(id) {
            ActionRecord(answer: answer, pressedAt: stamp.at, person: stamp.person, topic: made.type.topic, body: body)
        }
        guard record.answer == answer else { return .differs(record) }
        try log.append(record)
        return .recorded(record, isFirst: isFirst)
    }

    /// Waits a moment until what was sent is read back, so that the page it leads to shows it. What takes longer is shown by the
    /// next look, or by the page that follows it.
    func settle(_ isThere: (any ReadQueries) throws(ReadModelError) -> Bool) throws(PageFailure) {
        let deadline = ContinuousClock.now + Self.settleTime
        while true {
            let seen = reads.status.change
            if try read(isThere) || ContinuousClock.now >= deadline { return }
            _ = reads.waitForChange(after: seen, until: deadline)
        }
    }

    /// Within this a person takes an answer for immediate.
    private static let settleTime = Duration.milliseconds(1_500)

    /// A device that was cut off says when it was pressed; it is believed for as long as it keeps reports, and never ahead.
    private func pressedAt(_ form: FormFields) -> Timestamp {
        guard let said = form["pressed"].flatMap({ Int64($0) }) else { return context.now }
        let oldest = context.now.milliseconds - Self.believedMilliseconds
        return Timestamp(milliseconds: min(context.now.milliseconds, max(oldest, said)))
    }

    /// A shift of twelve hours.
    private static let believedMilliseconds: Int64 = 43_200_000
}
