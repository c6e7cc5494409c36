internal import Fulfillment
internal import ReadModel

/// `/stock` and `/stock/{merchant}/{warehouse}`: how many can be sold, how many are held.
enum StockPages {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/stock") { visit throws(PageFailure) in
            let places = try visit.read { (reads) throws(ReadModelError) in try reads.stockPlaces() }
            if places.count == 1, let only = places.first { return .seeOther(.stock(only.warehouse)) }
            return .page(choice(places, visit.context))
        }
        routes.get("/stock/{merchant}/{warehouse}") { visit throws(PageFailure) in
            let key = visit.warehouse
            let rows = try visit.read { (reads) throws(ReadModelError) in
                try reads.stock(key, PageRequest(limit: rowsShown, after: visit.query("after")))
            }
            if rows.rows.isEmpty, visit.query("after") == nil { throw .notFound }
            return .page(page(key, rows, visit.context))
        }
    }

    private static let rowsShown = 100

    static func choice(_ places: [StockPlaceRow], _ context: PageContext) -> Layout {
        var content = context.heading(context.say(.stockChoose))
        if places.isEmpty {
            content += context.empty(context.say(.stockNone))
        } else {
            content += tag("ul", .class("tiles")) {
                for place in places {
                    tag("li") {
                        tag("div", .class("tile")) {
                            tag("a", .href(.stock(place.warehouse))) {
                                context.say(
                                    .stockTitle(
                                        m: context.id(place.warehouse.merchantId),
                                        w: context.id(place.warehouse.warehouseId)))
                            }
                            tag("p", .class("soft")) { context.say(.stockPlaces(n: place.skus)) }
                        }
                    }
                }
            }
        }
        return Layout(context: context, title: context.say(.stockChoose), section: .stock, content: content)
    }

    static func page(_ key: WarehouseKey, _ rows: Page<StockRow>, _ context: PageContext) -> Layout {
        let title = context.say(.stockTitle(m: context.id(key.merchantId), w: context.id(key.warehouseId)))
        let heads: [(words: HTML, isNumber: Bool)] = [
            (context.say(.columnSKU), false), (context.say(.stockAvailable), true), (context.say(.stockOnHand), true),
            (context.say(.stockAllocated), true), (context.say(.stockQuarantine), true),
            (context.say(.stockHeld), true),
            (context.say(.stockMoved), false),
        ]
        var content = context.heading(title)
        content += context.table(
            heads, label: title, list: "stock",
            rows: rows.rows.map { row in
                tag("tr", .attr("data-key", "sku-\(row.balance.sku)")) {
                    tag("th", .attr("scope", "row")) {
                        context.link(.sku(key, row.balance.sku), context.sku(row.balance.sku))
                        if row.isOversold { " " + context.badge(context.say(.stockOversold), "late") }
                    }
                    tag("td", .class("n")) { tag("strong") { HTML(text: String(row.balance.available)) } }
                    context.number(row.balance.onHand)
                    context.number(row.balance.allocated)
                    context.number(row.balance.quarantined)
                    context.number(row.held)
                    tag("td") { context.time(row.movedAt) }
                }
            })
        content += context.more(rows.next, .stock(key))
        content += context.newsBar
        return Layout(
            context: context, title: title, section: .stock, follows: ["stock=" + key.description], content: content)
    }
}
