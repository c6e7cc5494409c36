internal import Contracts
internal import Fulfillment
internal import ReadModel

/// `/operations/refused`: valid messages that could not be taken, the newest first, in a person's words.
enum RefusedPage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/operations/refused") { visit throws(PageFailure) in
            let rows = try visit.read { (reads) throws(ReadModelError) in
                try reads.rejections(
                    RejectionFilter(code: visit.query("code")), PageRequest(after: visit.query("after")))
            }
            return .page(page(rows, code: visit.query("code"), visit.context))
        }
    }

    static func page(_ rows: Page<RejectionRow>, code: String?, _ context: PageContext) -> Layout {
        let title = context.say(.refusedTitle)
        var content = context.heading(title) + OperationsFrame.tabs(.refused, context)
        let heads: [(words: HTML, isNumber: Bool)] = [
            (context.say(.columnWhen), false), (context.say(.columnHappened), false), (context.say(.columnFrom), false),
            (context.say(.findColumnWhere), false),
        ]
        if rows.rows.isEmpty {
            content += context.empty(context.say(.refusedNone))
        } else {
            content += context.table(
                heads, label: title, list: "refused",
                rows: rows.rows.map { row in
                    tag("tr", .attr("data-key", "refused-\(row.id)")) {
                        tag("td") { context.time(row.recordedAt) }
                        tag("th", .attr("scope", "row")) { RejectionSentence.text(row.rejected.rejection, context) }
                        tag("td") {
                            context.say(Phrase(topic: Topic(rawValue: row.rejected.topic)))
                            tag("p", .class("soft small")) { context.id(row.rejected.messageSource) }
                        }
                        tag("td") {
                            if let key = row.storeOrder { context.orderLink(key) }
                            if let key = row.warehouse { context.link(.stock(key), context.id(key.description)) }
                        }
                    }
                })
        }
        content += context.more(rows.next, Path("operations", "refused").query("code", code))
        content += context.newsBar
        return Layout(context: context, title: title, section: .operations, follows: ["rejection"], content: content)
    }
}
