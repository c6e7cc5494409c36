internal import Fulfillment

/// `/contact/{warehouse}`: the numbers that the warehouse needs. Who to call is not in the record, and the page says so.
enum ContactPage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/contact/{warehouse}") { visit throws(PageFailure) in
            .page(page(visit.parameter("warehouse"), caseId: visit.query("case"), visit.context))
        }
    }

    static func page(_ warehouseId: String, caseId: String?, _ context: PageContext) -> Layout {
        let title = context.say(.contactTitle(w: context.id(warehouseId)))
        var content = HTML()
        if let path = caseId.flatMap({ Path(caseId: $0) }) { content += context.back(path) }
        content += context.heading(title)
        content += tag("p") { context.say(.contactNone) }
        if let caseId {
            content += tag("div", .class("box")) {
                tag("p") { context.say(.contactHint) }
                tag("p") { context.say(.kindCase) + " " + context.longCaseLink(caseId) }
            }
        }
        return Layout(context: context, title: title, section: .desk, isNarrow: true, content: content)
    }
}
