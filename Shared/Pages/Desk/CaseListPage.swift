internal import Fulfillment
internal import ReadModel

/// `/cases?state=&warehouse=&late=`: cases by whoever owes what until when; the same record feeds this list and the page of each.
enum CaseListPage {
    /// The filters that are offered, by their word in the address.
    static let filters: [(word: String, name: Phrase, states: [CancellationState]?)] = [
        ("open", .filterOpen, CaseFilter.open), ("late", .filterLate, CaseFilter.open),
        ("waiting", .stateWaiting, [.waitingForOrder]), ("verifying", .stateVerifying, [.verifying]),
        ("intercepting", .stateIntercepting, [.intercepting]), ("restocking", .stateRestocking, [.restocking]),
        ("ended", .filterEnded, CancellationState.allCases.filter(\.isFinal)), ("all", .filterAll, nil),
    ]

    static func add(_ routes: inout PageRoutes) {
        routes.get("/cases") { visit throws(PageFailure) in
            let word = visit.query("state") ?? "all"
            let chosen = filters.first { $0.word == word } ?? filters[filters.count - 1]
            let isOpen = chosen.states.map { $0.allSatisfy { !$0.isFinal } } ?? false
            let filter = CaseFilter(
                states: chosen.states, merchantId: visit.query("merchant"), warehouseId: visit.query("warehouse"),
                storeId: visit.query("store"), dueBefore: word == "late" ? visit.context.now : nil,
                order: isOpen ? .due : .newest)
            let rows = try visit.read { (reads) throws(ReadModelError) in
                try reads.cases(filter, PageRequest(after: visit.query("after")))
            }
            let counts = try visit.read { (reads) throws(ReadModelError) in try reads.openCases() }
            return .page(page(rows, chosen: chosen.word, warehouse: visit.query("warehouse"), counts, visit.context))
        }
    }

    static func page(
        _ rows: Page<CaseSummary>, chosen: String, warehouse: String?, _ counts: [CancellationState: Int],
        _ context: PageContext
    ) -> Layout {
        let base = Path("cases").query("warehouse", warehouse)
        var content = context.heading(context.say(.caseListTitle), of: warehouse.map { context.id($0) })
        content += tag("nav", .attr("aria-label", context.say(.filterState))) {
            tag("ul", .class("filters")) {
                for filter in filters {
                    tag("li") {
                        tag(
                            "a", .href(base.query("state", filter.word)),
                            .attr("aria-current", ifPresent: filter.word == chosen ? "true" : nil)
                        ) { context.say(filter.name) }
                    }
                }
            }
        }
        if rows.rows.isEmpty {
            let others = counts.values.reduce(0, +)
            content += context.empty(
                others > 0 && chosen != "open"
                    ? context.say(.caseListNoneOthers(n: others)) : context.say(.caseListNone))
        } else {
            content += table(rows.rows, context)
        }
        content += context.more(rows.next, base.query("state", chosen))
        content += context.newsBar
        return Layout(
            context: context, title: context.say(.caseListTitle), section: .desk, follows: ["case"], content: content)
    }

    static func table(_ rows: [CaseSummary], _ context: PageContext) -> HTML {
        let heads: [(words: HTML, isNumber: Bool)] = [
            (context.say(.columnOrder), false), (context.say(.columnState), false), (context.say(.columnWaits), false),
            (context.say(.columnDue), false), (context.say(.columnUnits), true), (context.say(.columnChanged), false),
        ]
        return context.table(
            heads, label: context.say(.caseListTitle), list: "cases",
            rows: rows.map { row in
                tag("tr", .attr("data-key", "case-\(row.caseId)")) {
                    tag("th", .attr("scope", "row")) {
                        context.longCaseLink(row.caseId)
                        tag("p", .class("soft small")) { context.id(row.storeOrder.storeId) }
                    }
                    tag("td") { context.stateBadge(row) }
                    tag("td") { row.endedAt == nil ? debtor(row.due, context) : HTML() }
                    tag("td") {
                        if row.endedAt == nil, let due = row.due {
                            context.time(due.at)
                            tag("p", .class("soft small")) { context.left(due.at) }
                        }
                    }
                    context.number(row.quantities.requested)
                    tag("td") { context.time(row.changedAt) }
                }
            })
    }

    static func debtor(_ due: CaseDue?, _ context: PageContext) -> HTML {
        guard let due else { return HTML() }
        switch due.debtor {
        case .warehouse(let id): return context.id(id) + " · " + context.say(Phrase(owed: due.task))
        case .store(let id): return context.id(id) + " · " + context.say(.owedOrder)
        }
    }
}
