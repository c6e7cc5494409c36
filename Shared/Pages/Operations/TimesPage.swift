internal import Fulfillment
internal import ReadModel

/// `/operations/times`: do we keep our times? Open cases over the last day by step, and how long answers took.
enum TimesPage {
    private static let hours: Int64 = 24
    private static let answerDays: Int64 = 7

    static func add(_ routes: inout PageRoutes) {
        routes.get("/operations/times") { visit throws(PageFailure) in
            let now = visit.context.now
            let open = try visit.read { (reads) throws(ReadModelError) in
                try reads.openCases(hourlySince: now.adding(seconds: -hours * 3600))
            }
            let answers = try visit.read { (reads) throws(ReadModelError) in
                try reads.answerTimes(since: now.adding(seconds: -answerDays * 86_400))
            }
            return .page(page(open, answers, visit.context))
        }
    }

    /// The random steps, from the one that comes first.
    private static let states: [CancellationState] = [
        .verifying, .intercepting, .restocking, .escalated, .waitingForOrder,
    ]

    static func page(_ open: [OpenCasesAt], _ answers: [AnswerTimes], _ context: PageContext) -> Layout {
        var content = context.heading(context.say(.timesTitleLong)) + OperationsFrame.tabs(.times, context)
        content += openCases(open, context)
        content += tag("section", .attr("data-key", "answers")) {
            tag("h2") { context.say(.operationsAnswers) }
            if answers.isEmpty {
                context.empty(context.say(.operationsNoAnswers))
            } else {
                tag("figure", .class("chart")) {
                    SpanChart(rows: answers.map { row($0, context) }).html
                    StackedChart.key([context.say(.timesP50), context.say(.timesP95)])
                }
                OperationsFrame.answerTable(answers, context)
            }
        }
        return Layout(
            context: context, title: context.say(.timesTitleLong), section: .operations, follows: ["case"],
            content: content)
    }

    private static func row(_ answer: AnswerTimes, _ context: PageContext) -> SpanChart.Row {
        SpanChart.Row(
            name: "\(answer.warehouseId) · \(context.say(Phrase(task: answer.task)).plainText)", half: answer.p50,
            most: answer.p95,
            halfText: context.span(answer.p50).plainText, mostText: context.span(answer.p95).plainText)
    }

    private static func openCases(_ open: [OpenCasesAt], _ context: PageContext) -> HTML {
        // Hours without data had nothing open; the drawing shows the whole day.
        let known = Dictionary(open.map { ($0.at.milliseconds / 3_600_000, $0) }, uniquingKeysWith: { $1 })
        let last = open.last.map { $0.at.milliseconds / 3_600_000 } ?? context.now.milliseconds / 3_600_000
        let columns = (last - hours + 1...last).map { hour in
            StackedChart.Column(
                label: context.viewer.zone.civil(Timestamp(milliseconds: hour * 3_600_000)).clock,
                values: states.map { known[hour]?.open[$0] ?? 0 })
        }
        let heads = [(context.say(.columnHour), false)] + states.map { (context.say(Phrase($0)), true) }
        return tag("section", .attr("data-key", "open")) {
            tag("h2") { context.say(.timesChart) }
            tag("figure", .class("chart")) {
                StackedChart(columns: columns).html
                StackedChart.key(states.map { context.say(Phrase($0)) })
            }
            tag("details") {
                tag("summary") { context.say(.timesTable) }
                context.table(
                    heads.map { (words: $0.0, isNumber: $0.1) }, label: context.say(.timesChart),
                    rows: open.map { moment in
                        tag("tr") {
                            tag("th", .attr("scope", "row")) { context.time(moment.at) }
                            for state in states { context.number(moment.open[state] ?? 0) }
                        }
                    })
            }
        }
    }
}
