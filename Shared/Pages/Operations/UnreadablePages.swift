internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel

/// `/operations/unreadable`: what could not be read, with its text and the place of the fault; sent again, or dismissed with a
/// reason.
enum UnreadablePages {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/operations/unreadable") { visit throws(PageFailure) in
            let isAll = visit.query("show") == "all"
            let code = visit.query("code")
            let rows = try visit.read { (reads) throws(ReadModelError) in
                try reads.deadLetters(
                    DeadLetterFilter(code: code, isWaiting: isAll ? nil : true),
                    PageRequest(after: visit.query("after")))
            }
            return .page(UnreadableList(rows: rows, isAll: isAll, code: code).layout(visit.context))
        }
        routes.get("/operations/unreadable/{letter}") { visit throws(PageFailure) in
            .page(try page(visit, faults: []).layout(visit.context))
        }
        routes.post("/operations/unreadable/{letter}") { (visit, form) throws(PageFailure) in
            var page = try page(visit, faults: [])
            let id = visit.parameter("letter")
            switch form[ActionForm.answer] {
            case "again":
                guard !page.letter.row.isReplayed else { return .seeOther(.unreadable(id)) }
                try visit.log.sendAgain(page.letter)
                try visit.settle { (reads) throws(ReadModelError) in try reads.deadLetter(id)?.row.isReplayed ?? true }
                return .seeOther(.unreadable(id))
            case "dismiss":
                guard let why = form["why"], why.utf8.count <= Limits.textBytes else {
                    page.faults = [("why", visit.context.say(.unreadableDismissWrong))]
                    return .page(page.layout(visit.context), status: 422)
                }
                guard !page.letter.row.isDismissed else { return .seeOther(.unreadable(id)) }
                try visit.log.dismiss(page.letter, why: why, by: visit.context.person)
                try visit.settle { (reads) throws(ReadModelError) in try reads.deadLetter(id)?.row.closing != nil }
                return .seeOther(.unreadable(id))
            default: throw .notFound
            }
        }
    }

    private static func page(_ visit: Visit, faults: Field.Faults) throws(PageFailure) -> UnreadableLetter {
        let id = visit.parameter("letter")
        let letter = try visit.find { (reads) throws(ReadModelError) in try reads.deadLetter(id) }
        return UnreadableLetter(letter: letter, faults: faults)
    }
}

/// The list from its values.
struct UnreadableList {
    var rows: Page<DeadLetterRow>
    var isAll: Bool
    var code: String?

    func layout(_ context: PageContext) -> Layout {
        let title = context.say(.unreadableTitle)
        let base = Path("operations", "unreadable").query("code", code)
        var content = context.heading(title) + OperationsFrame.tabs(.unreadable, context)
        content += tag("ul", .class("filters")) {
            tag("li") { filter(base, context.say(.unreadableOnlyWaiting), !isAll) }
            tag("li") { filter(base.query("show", "all"), context.say(.unreadableAll), isAll) }
        }
        let heads: [(words: HTML, isNumber: Bool)] = [
            (context.say(.columnWhen), false), (context.say(.columnHappened), false), (context.say(.columnFrom), false),
            (context.say(.columnState), false),
        ]
        if rows.rows.isEmpty {
            content += context.empty(context.say(.unreadableNone))
        } else {
            content += context.table(heads, label: title, list: "unreadable", rows: rows.rows.map { row($0, context) })
        }
        content += context.more(rows.next, base.query("show", isAll ? "all" : nil))
        content += context.newsBar
        return Layout(context: context, title: title, section: .operations, follows: ["deadLetter"], content: content)
    }

    private func filter(_ path: Path, _ words: HTML, _ isCurrent: Bool) -> HTML {
        tag("a", .href(path), .attr("aria-current", ifPresent: isCurrent ? "true" : nil)) { words }
    }

    private func row(_ row: DeadLetterRow, _ context: PageContext) -> HTML {
        let state: Phrase =
            row.isReplayed ? .unreadableSent : row.isDismissed ? .unreadableGone : .unreadableWaiting
        return tag("tr", .attr("data-key", "letter-\(row.id)")) {
            tag("td") { context.time(row.recordedAt) }
            tag("th", .attr("scope", "row")) {
                context.link(.unreadable(row.id), context.say(Phrase(deadLetter: row.code)))
                if let path = row.path { tag("p", .class("soft small")) { context.id(path) } }
            }
            tag("td") { context.say(Phrase(topic: row.origin?.topic)) }
            tag("td") { context.say(state) }
        }
    }
}

/// One of them from its values.
struct UnreadableLetter {
    var letter: DeadLetterView
    var faults: Field.Faults

    /// Bytes of the text that are shown; the fault is always among them.
    private static let surroundings = 4_000

    func layout(_ context: PageContext) -> Layout {
        let row = letter.row
        let title = context.say(.unreadableTitle)
        let answer = Answer(
            says: context.say(
                .unreadableAnswer(
                    topic: context.say(Phrase(topic: row.origin?.topic)),
                    what: context.say(Phrase(deadLetter: row.code)))),
            more: [foreign(row.message)] + (row.path.map { [context.say(.whereFault(path: context.id($0)))] } ?? []),
            tone: row.isReplayed || row.isDismissed ? .calm : .late)
        var content = context.back(Path("operations", "unreadable"), title)
        content += context.heading(
            title,
            of: context.say(
                .unreadableFrom(what: context.say(Phrase(topic: row.origin?.topic)), t: context.time(row.recordedAt))))
        content += Field.summary(faults, context) + answer.card(context)
        content += standing(context)
        content += tag("section") {
            tag("h2") { context.say(.unreadableText) }
            text(context)
        }
        content += headers(context)
        if letter.alike > 0 {
            content += tag("p") {
                context.say(.unreadableAlike(n: letter.alike)) + " · "
                context.link(Path("operations", "unreadable").query("code", row.code), context.say(.unreadableSeeAlike))
            }
        }
        return Layout(
            context: context, title: HTML(text: "\(answer.says.plainText) – \(title.plainText)"), section: .operations,
            content: content)
    }

    private func standing(_ context: PageContext) -> HTML {
        if letter.row.isReplayed { return context.said(context.say(.unreadableReplayed)) }
        var html = HTML()
        if letter.row.isDismissed, let closing = letter.row.closing {
            html += context.said(
                context.say(
                    .unreadableDismissed(
                        who: foreign(closing.by), t: context.time(closing.at), why: foreign(closing.why))))
        }
        html += tag("div", .class("box apart-forms")) {
            ActionForm.open(context, classes: "row") {
                ActionForm.button("again", context.say(.unreadableSendAgain))
                tag("p", .class("soft")) { context.say(.unreadableSendAgainHint) }
            }
            if !letter.row.isDismissed {
                ActionForm.open(context) {
                    Field.text(
                        "why", context.say(.unreadableDismissWhy), fault: faults.of("why"),
                        extra: [.attr("maxlength", 500)])
                    tag("div", .class("actions")) {
                        ActionForm.button("dismiss", context.say(.unreadableDismiss), classes: "plain")
                    }
                }
            }
        }
        return html
    }

    /// Its text, with the place of the fault marked.
    private func text(_ context: PageContext) -> HTML {
        guard let value = letter.original.value else { return context.empty(context.say(.unreadableNoText)) }
        guard String(validating: value, as: UTF8.self) != nil else {
            let digits = value.prefix(Self.surroundings / 3).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            return tag("p", .class("soft")) { context.say(.unreadableNotText) }
                + tag("pre", .attr("tabindex", "0")) { HTML(text: digits.joined(separator: " ")) }
        }
        let fault = ErrorPlace.range(of: letter.row.message, in: value)
        let from = max(0, fault.lowerBound - Self.surroundings / 2)
        let to = min(value.count, max(fault.upperBound, from) + Self.surroundings / 2)
        func part(_ range: Range<Int>) -> HTML { HTML(text: String(decoding: value[range], as: UTF8.self)) }
        let marked = min(fault.upperBound, to)
        return tag("pre", .attr("tabindex", "0")) {
            if from > 0 { "… " }
            part(from..<max(from, fault.lowerBound))
            if marked > fault.lowerBound { tag("mark") { part(fault.lowerBound..<marked) } }
            part(max(from, marked)..<to)
            if to < value.count { " …" }
        }
    }

    private func headers(_ context: PageContext) -> HTML {
        tag("details") {
            tag("summary") { context.say(.unreadableHeaders) }
            tag("dl", .class("facts box")) {
                if let key = letter.row.key { tag("dt") { "key" } + tag("dd") { context.id(key) } }
                for header in letter.original.headers {
                    tag("dt") { context.id(header.name) }
                    tag("dd") { context.id(String(decoding: header.value ?? [], as: UTF8.self)) }
                }
            }
        }
    }
}
