internal import Contracts
internal import Fulfillment
internal import ReadModel

/// `/stock/{merchant}/{warehouse}/{sku}`: the balance, and the ledger that explains it, each row with its cause.
enum SKUPage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/stock/{merchant}/{warehouse}/{sku}") { visit throws(PageFailure) in
            let (key, sku) = (visit.warehouse, visit.parameter("sku"))
            let item = try visit.find { (reads) throws(ReadModelError) in try reads.stockItem(key, sku: sku) }
            let rows = try visit.read { (reads) throws(ReadModelError) in
                try reads.movements(key, sku: sku, PageRequest(after: visit.query("after")))
            }
            return .page(page(item, rows, sent: try sent(visit, rows), visit.context))
        }
    }

    /// What came of the adjustment that led here.
    enum Sent {
        case recorded
        case rejected(Rejection)
        case inHand
    }

    private static func sent(_ visit: Visit, _ rows: Page<MovementRow>) throws(PageFailure) -> Sent? {
        guard let id = visit.query("sent") else { return nil }
        if rows.rows.contains(where: { $0.moved.movement.cause.id == id }) { return .recorded }
        return try AdjustSending.rejection(id, visit).map { .rejected($0) } ?? .inHand
    }

    static func page(_ item: StockItemView, _ rows: Page<MovementRow>, sent: Sent?, _ context: PageContext) -> Layout {
        let row = item.row
        let (balance, key) = (row.balance, row.warehouse)
        let title = context.sku(balance.sku)
        let place = context.say(.stockTitle(m: context.id(key.merchantId), w: context.id(key.warehouseId)))
        var answer = Answer(
            says: context.say(.skuAnswer(a: balance.available, h: balance.onHand, p: balance.allocated)), tone: .calm)
        if row.isOversold || balance.available < 0 {
            answer = Answer(
                says: context.say(.skuOversold(n: max(0, -balance.available))), more: [answer.says], tone: .late)
        }
        if row.held > 0 { answer.more.append(context.say(.skuHeld(n: row.held))) }
        var content = context.back(.stock(key), place) + context.heading(title, of: place)
        switch sent {
        case .recorded?: content += context.said(context.say(.adjustSent))
        case .inHand?: content += context.said(context.say(.adjustSent))
        case .rejected(let rejection)?:
            content += tag("p", .class("said bad"), .attr("role", "alert")) {
                RejectionSentence.text(rejection, context)
            }
        case nil: break
        }
        content += answer.card(context)
        content += numbers(row, context)
        content += tag("p", .class("actions")) {
            tag("a", .class("button plain"), .href(Self.path(row, "adjust"))) { context.say(.skuAdjust) }
            if balance.quarantined > 0 {
                tag("a", .class("button plain"), .href(Self.path(row, "quarantine"))) { context.say(.skuLetOut) }
            }
        }
        content += holders(item, context)
        content += ledger(rows, context) + context.newsBar
        content += context.more(rows.next, .sku(key, balance.sku))
        return Layout(
            context: context, title: HTML(text: "\(answer.says.plainText) – \(balance.sku)"), section: .stock,
            follows: ["stock=" + key.description], content: content)
    }

    static func path(_ row: StockRow, _ page: String) -> Path {
        Path("stock", row.warehouse.merchantId, row.warehouse.warehouseId, row.balance.sku, page)
    }

    private static func numbers(_ row: StockRow, _ context: PageContext) -> HTML {
        let numbers: [(name: Phrase, value: Int, isMain: Bool)] = [
            (.stockAvailable, row.balance.available, true), (.stockOnHand, row.balance.onHand, false),
            (.stockAllocated, row.balance.allocated, false), (.stockQuarantine, row.balance.quarantined, false),
            (.stockHeld, row.held, false),
        ]
        return tag("dl", .class("numbers"), .attr("data-key", "numbers")) {
            for number in numbers {
                tag("div", .class(number.isMain ? "main" : "")) {
                    tag("dt") { context.say(number.name) }
                    tag("dd") { HTML(text: number.value < 0 ? "−\(-number.value)" : String(number.value)) }
                }
            }
        }
    }

    private static func holders(_ item: StockItemView, _ context: PageContext) -> HTML {
        tag("section", .attr("data-key", "holders"), .flag("hidden", item.holders.isEmpty)) {
            tag("h2") { context.say(.holdersTitle) }
            tag("ul", .class("parts lines")) {
                for holder in item.holders {
                    tag("li", .class("apart")) {
                        tag("span") { context.longCaseLink(holder.caseId) + " · " + context.id(holder.outboundOrderId) }
                        context.say(.units(n: holder.quantity))
                    }
                }
            }
        }
    }

    private static func ledger(_ rows: Page<MovementRow>, _ context: PageContext) -> HTML {
        let title = context.say(.ledgerTitle)
        let heads: [(words: HTML, isNumber: Bool)] = [
            (context.say(.columnWhen), false), (context.say(.columnHappened), false), (context.say(.stockOnHand), true),
            (context.say(.stockAllocated), true), (context.say(.stockQuarantine), true),
            (context.say(.stockAvailable), true),
            (context.say(.columnBecause), false),
        ]
        return tag("section") {
            tag("h2") { title }
            if rows.rows.isEmpty {
                context.empty(context.say(.ledgerNone))
            } else {
                context.table(heads, label: title, list: "ledger", rows: rows.rows.map { entry($0, context) })
            }
        }
    }

    private static func entry(_ row: MovementRow, _ context: PageContext) -> HTML {
        let movement = row.moved.movement
        return tag("tr", .attr("data-key", "move-\(row.moved.movementId)")) {
            tag("td") { context.time(row.recordedAt) }
            tag("th", .attr("scope", "row")) { MovementSentence.what(movement, context) }
            context.change(movement.onHandDelta)
            context.change(movement.allocatedDelta)
            context.change(movement.quarantinedDelta)
            tag("td", .class("n")) { tag("strong") { HTML(text: String(movement.balance.available)) } }
            tag("td") {
                MovementSentence.because(row, context)
                if let principal = row.principal { context.say(.inBrackets(what: foreign(principal))) }
            }
        }
    }
}
