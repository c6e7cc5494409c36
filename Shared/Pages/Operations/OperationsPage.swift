internal import Fulfillment
internal import ReadModel

/// `/operations`: is anything stuck, and who has it? What is overdue first, by whoever owes the answer.
enum OperationsPage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/operations") { visit throws(PageFailure) in
            let now = visit.context.now
            let summary = try visit.read { (reads) throws(ReadModelError) in try reads.operations(now: now) }
            return .page(page(summary, visit.context))
        }
    }

    static func page(_ summary: OperationsSummary, _ context: PageContext) -> Layout {
        let answer = answer(summary, context)
        var content =
            context.heading(context.say(.operationsTitle)) + OperationsFrame.tabs(.operations, context)
            + answer.card(context)
        content += late(summary, context)
        content += open(summary, context)
        content += answers(summary, context)
        content += tag("div", .class("tiles"), .attr("data-key", "tiles")) {
            tile(
                .operationsNotTaken,
                [
                    context.link(
                        Path("operations", "refused"), context.say(.operationsRefusedToday(n: summary.rejectedToday))),
                    context.link(
                        Path("operations", "unreadable"), context.say(.operationsUnreadable(n: summary.unreadable))),
                ], context)
            tile(.operationsLag, [lag(context)], context)
        }
        return Layout(
            context: context,
            title: HTML(text: "\(answer.says.plainText) – \(context.say(.operationsTitle).plainText)"),
            section: .operations, follows: ["case", "task", "rejection", "deadLetter"], content: content)
    }

    private static func answer(_ summary: OperationsSummary, _ context: PageContext) -> Answer {
        let count = summary.late.reduce(0) { $0 + $1.cases }
        guard let oldest = summary.late.min(by: { $0.oldest < $1.oldest }), count > 0 else {
            return Answer(says: context.say(.operationsFine), tone: .good)
        }
        let who = debtor(oldest.debtor, context)
        let t = context.time(oldest.oldest)
        let says: Phrase =
            summary.late.count == 1
            ? .operationsLateOne(n: count, who: who, t: t) : .operationsLate(n: count, who: who, t: t)
        return Answer(says: context.say(says), tone: .late)
    }

    static func debtor(_ debtor: CaseDue.Debtor, _ context: PageContext) -> HTML {
        switch debtor {
        case .warehouse(let id): context.say(.debtorFloor(w: context.id(id)))
        case .store(let id): context.say(.debtorStore(s: context.id(id)))
        }
    }

    private static func late(_ summary: OperationsSummary, _ context: PageContext) -> HTML {
        let heads: [(words: HTML, isNumber: Bool)] = [
            (context.say(.columnOwes), false), (context.say(.columnCase), false), (context.say(.columnOwed), false),
            (context.say(.columnWasDue), false), (context.say(.columnDecided), false),
        ]
        return tag("section", .attr("data-key", "late"), .flag("hidden", summary.lateCases.isEmpty)) {
            tag("h2") { context.say(.operationsLateTitle) }
            context.table(
                heads, label: context.say(.operationsLateTitle),
                rows: summary.lateCases.map { row in
                    tag("tr") {
                        tag("th", .attr("scope", "row")) { row.due.map { debtor($0.debtor, context) } ?? HTML() }
                        tag("td") { context.longCaseLink(row.caseId) }
                        tag("td") { context.say(Phrase(owed: row.due?.task)) }
                        tag("td") {
                            if let due = row.due {
                                context.time(due.at)
                                tag("p", .class("soft small")) { context.left(due.at) }
                            }
                        }
                        tag("td") { decided(row.due, context) }
                    }
                })
        }
    }

    private static func decided(_ due: CaseDue?, _ context: PageContext) -> HTML {
        guard let due, let at = due.decidedAt else { return context.say(.decidedOpen) }
        let t = context.time(at)
        return context.say(due.task == nil ? .decidedClosed(t: t) : .decidedRefused(t: t))
    }

    private static func open(_ summary: OperationsSummary, _ context: PageContext) -> HTML {
        let states = CaseFilter.open.filter { summary.open[$0] != nil }
        return tag("section", .attr("data-key", "open")) {
            tag("h2") { context.say(.operationsOpenTitle) }
            if states.isEmpty {
                context.empty(context.say(.operationsOpenNone))
            } else {
                tag("dl", .class("numbers")) {
                    for state in states {
                        tag("div") {
                            tag("dt") { context.say(Phrase(state)) }
                            tag("dd") { HTML(text: String(summary.open[state] ?? 0)) }
                        }
                    }
                }
                tag("p") { context.link(Path("cases").query("state", "open"), context.say(.casesTitle)) }
            }
        }
    }

    private static func answers(_ summary: OperationsSummary, _ context: PageContext) -> HTML {
        tag("section", .attr("data-key", "answers")) {
            tag("h2") { context.say(.operationsAnswers) }
            summary.answers.isEmpty
                ? context.empty(context.say(.operationsNoAnswers))
                : OperationsFrame.answerTable(summary.answers, context)
        }
    }

    private static func tile(_ name: Phrase, _ lines: [HTML], _ context: PageContext) -> HTML {
        tag("div", .class("tile")) {
            tag("h2") { context.say(name) }
            for line in lines { tag("p") { line } }
        }
    }

    private static func lag(_ context: PageContext) -> HTML {
        guard let status = context.status, !status.isCaughtUp else { return context.say(.operationsLagNow) }
        return context.say(.readingOld(percent: Int(status.progress * 100)))
    }
}

/// What the pages of operations have in common.
enum OperationsFrame {
    enum Tab: CaseIterable { case operations, times, refused, unreadable }

    static func tabs(_ current: Tab, _ context: PageContext) -> HTML {
        tag("nav", .attr("aria-label", context.say(.operationsTitle))) {
            tag("ul", .class("filters")) {
                for entry in Tab.allCases {
                    tag("li") {
                        tag("a", .href(entry.path), .attr("aria-current", ifPresent: entry == current ? "page" : nil)) {
                            context.say(entry.name)
                        }
                    }
                }
            }
        }
    }

    static func answerTable(_ answers: [AnswerTimes], _ context: PageContext) -> HTML {
        let heads: [(words: HTML, isNumber: Bool)] = [
            (context.say(.filterWarehouse), false), (context.say(.columnTask), false), (context.say(.timesCount), true),
            (context.say(.timesP50), true), (context.say(.timesP95), true),
        ]
        return context.table(
            heads, label: context.say(.operationsAnswers),
            rows: answers.map { row in
                tag("tr") {
                    tag("th", .attr("scope", "row")) { context.id(row.warehouseId) }
                    tag("td") { context.say(Phrase(task: row.task)) }
                    context.number(row.count)
                    tag("td", .class("n")) { context.span(row.p50) }
                    tag("td", .class("n")) { context.span(row.p95) }
                }
            })
    }
}

extension OperationsFrame.Tab {
    var path: Path {
        switch self {
        case .operations: Path("operations")
        case .times: Path("operations", "times")
        case .refused: Path("operations", "refused")
        case .unreadable: Path("operations", "unreadable")
        }
    }

    var name: Phrase {
        switch self {
        case .operations: .operationsLateTitle
        case .times: .timesTitle
        case .refused: .refusedTitle
        case .unreadable: .unreadableTitle
        }
    }
}
