internal import Contracts
internal import Fulfillment
internal import ReadModel

/// `/balance/{store}/{order}`: each unit that was ordered, from allocation to where it is now. It can be printed.
enum BalancePage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/balance/{store}/{order}") { visit throws(PageFailure) in
            let key = visit.storeOrder
            let view = try visit.find { (reads) throws(ReadModelError) in try reads.balance(key) }
            return .page(page(view, visit.context))
        }
    }

    private static func place(_ place: BalanceView.Place) -> Phrase {
        switch place {
        case .waitingForStock: .placeWaiting
        case .allocated: .placeAllocated
        case .available: .placeAvailable
        case .left: .placeLeft
        case .quarantined: .placeQuarantined
        case .writtenOff: .placeWrittenOff
        }
    }

    static func page(_ view: BalanceView, _ context: PageContext) -> Layout {
        let title = context.say(.balanceTitle(order: context.id(view.storeOrder.storeOrderId)))
        let wrong = view.wrong.map { context.id($0) }.joined(", ")
        let answer = Answer(
            says: context.say(view.addsUp ? .balanceYes(n: view.ordered) : .balanceNo(what: wrong)),
            tone: view.addsUp ? .good : .late)
        var content = context.back(
            .order(view.storeOrder), context.say(.orderTitle(order: context.id(view.storeOrder.storeOrderId))))
        content += context.heading(title, of: context.id(view.storeOrder.storeId)) + answer.card(context)
        content += context.table(
            [
                (context.say(.columnSKU), false), (context.say(.unitsTitle), true),
                (context.say(.outboundColumn), false),
                (context.say(.balanceNow), false), (context.say(.balanceBy), false),
            ], label: title, key: "units", rows: view.rows.map { self.row($0, context) })
        content += tag("section", .attr("data-key", "sums")) {
            tag("h2") { context.say(.balanceSKUs) }
            tag("ul", .class("parts lines")) {
                for sum in view.skus {
                    tag("li", .class(sum.addsUp ? "yes" : "no")) {
                        context.link(.sku(sum.warehouse, sum.balance.sku), context.id(sum.balance.sku)) + " · "
                        context.id(sum.warehouse.warehouseId) + " · "
                        context.say(
                            .skuAnswer(a: sum.balance.available, h: sum.balance.onHand, p: sum.balance.allocated))
                            + " · "
                        context.say(sum.addsUp ? .addsUp : .addsNot)
                    }
                }
            }
        }
        content += tag("p", .class("soft")) { context.say(.balancePrint) }
        return Layout(
            context: context, title: HTML(text: "\(answer.says.plainText) – \(title.plainText)"), section: .desk,
            follows: ["order=" + view.storeOrder.description], content: content)
    }

    private static func row(_ row: BalanceView.Row, _ context: PageContext) -> HTML {
        tag("tr") {
            tag("th", .attr("scope", "row")) { context.sku(row.sku) }
            context.number(row.quantity)
            tag("td") { context.id(row.outboundOrderId) }
            tag("td") {
                context.say(place(row.place))
                if let caseId = row.caseId {
                    tag("p", .class("soft small")) { context.say(.heldFor(c: context.longCaseLink(caseId))) }
                }
            }
            tag("td") {
                if let because = row.because {
                    MovementSentence.what(because.moved.movement, context) + " " + context.time(because.recordedAt)
                    tag("p", .class("soft small")) { MovementSentence.because(because, context) }
                }
            }
        }
    }
}
