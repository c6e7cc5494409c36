internal import Fulfillment
internal import ReadModel

/// `/returns/{store}/{order}/{return}`: what is expected back, what came, and what was done with it.
enum ReturnPage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/returns/{store}/{order}/{return}") { visit throws(PageFailure) in
            let (key, id) = (visit.storeOrder, visit.parameter("return"))
            let view = try visit.find { (reads) throws(ReadModelError) in try reads.returnOrder(key, id: id) }
            let story = Story(
                entries: view.timeline, isOldestFirst: visit.query("order") == "oldest",
                isFull: visit.query("times") == "full")
            return .page(page(view, story, isNew: visit.query("created") != nil, visit.context))
        }
    }

    static func page(_ view: ReturnOrderView, _ story: Story, isNew: Bool = false, _ context: PageContext) -> Layout {
        let order = view.now
        let created = order.created
        let received = order.entries.reduce(0) { $0 + $1.received }
        let expected = order.entries.reduce(0) { $0 + $1.expected }
        let title = context.say(.returnTitle(ro: context.id(created.returnOrderId)))
        let answer = Answer(
            says: context.say(.returnAnswer(state: context.say(Phrase(order.state)), a: received, b: expected)),
            tone: order.state == .received ? .good : order.state == .cancelled ? .calm : .wait,
            next: order.isClosed
                ? .nothing
                : .go(.receiveTitle, .receive(created.warehouse.warehouseId, created.storeOrder, created.returnOrderId))
        )
        var content = context.back(
            .order(created.storeOrder), context.say(.orderTitle(order: context.id(created.storeOrder.storeOrderId))))
        content += context.heading(title, of: context.id(created.warehouse.warehouseId))
        if isNew { content += context.said(context.say(.newReturnSent(ro: context.id(created.returnOrderId)))) }
        content += answer.card(context)
        content += context.table(
            [
                (context.say(.columnSKU), false), (context.say(.columnExpected), true),
                (context.say(.columnReceived), true),
                (context.say(.columnPutAway), true), (context.say(.columnQuarantined), true),
                (context.say(.columnDisposed), true),
            ], label: title, key: "lines",
            rows: order.entries.map { entry in
                tag("tr") {
                    tag("th", .attr("scope", "row")) { context.sku(entry.sku) }
                    for number in [entry.expected, entry.received, entry.putAway, entry.quarantined, entry.disposed] {
                        context.number(number)
                    }
                }
            })
        content += tag("section", .attr("data-key", "odd"), .flag("hidden", order.discrepancies.isEmpty)) {
            tag("h2") { context.say(.discrepanciesTitle) }
            tag("ul", .class("parts lines")) {
                for odd in order.discrepancies { tag("li") { context.say(Phrase(odd, context.sku(odd.sku))) } }
            }
        }
        content += story.section(context, path: .returnOrder(created.storeOrder, created.returnOrderId))
        return Layout(
            context: context, title: HTML(text: "\(answer.says.plainText) – \(title.plainText)"), section: .desk,
            follows: ["return=" + created.returnOrderId, "order=" + created.storeOrder.description], content: content)
    }
}

extension Phrase {
    fileprivate init(_ odd: ReturnOrder.Discrepancy, _ sku: HTML) {
        self =
            switch odd.kind {
            case .overReceipt: .discrepancyOver(n: odd.quantity, sku: sku)
            case .unknownSku: .discrepancyUnknown(n: odd.quantity, sku: sku)
            case .missing: .discrepancyMissing(n: odd.quantity, sku: sku)
            case .alreadyRestored: .discrepancyAlready(n: odd.quantity, sku: sku)
            case .refusedByInventory: .discrepancyRefused(n: odd.quantity, sku: sku)
            case .wrongItem: .discrepancyWrong(n: odd.quantity, sku: sku)
            }
    }
}
