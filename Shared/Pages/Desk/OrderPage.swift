internal import Contracts
internal import Fulfillment
internal import ReadModel

/// `/orders/{store}/{order}`: is it too late? For each parcel where it is, who said so, and what a cancellation would do now.
enum OrderPage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/orders/{store}/{order}") { visit throws(PageFailure) in
            let key = visit.storeOrder
            let view = try visit.find { (reads) throws(ReadModelError) in try reads.order(key) }
            let story = Story(
                entries: view.timeline, isOldestFirst: visit.query("order") == "oldest",
                isFull: visit.query("times") == "full")
            return .page(page(view, story, visit.context))
        }
    }

    static func page(_ view: OrderView, _ story: Story, _ context: PageContext) -> Layout {
        let answer = OrderSentence.answer(view, context)
        let name = context.say(.orderTitle(order: context.id(view.key.storeOrderId)))
        var content = context.heading(name, of: context.id(view.key.storeId))
        content += answer.card(context)
        content += tag("section", .attr("aria-label", context.say(.partsTitle))) { parts(view, context) }
        content += cases(view, context)
        content += returns(view, context)
        content += story.section(context, path: .order(view.key))
        content += tag("p") { context.link(.balance(view.key), context.say(.balanceLink)) }
        return Layout(
            context: context, title: HTML(text: "\(answer.says.plainText) – \(name.plainText)"), section: .desk,
            follows: ["order=" + view.key.description], content: content)
    }

    // MARK: Outbound orders

    @HTMLBuilder private static func parts(_ view: OrderView, _ context: PageContext) -> HTML {
        if view.outboundOrders.isEmpty { context.empty(context.say(.noOutboundYet)) }
        tag("div", .class("parts"), .attr("data-list", "outbound")) {
            for outbound in view.outboundOrders { part(outbound, context) }
        }
    }

    static func part(_ outbound: OutboundOrderView, _ context: PageContext) -> HTML {
        let now = outbound.now
        return tag("article", .class("part"), .attr("data-key", "outbound-\(now.outboundOrderId)")) {
            tag("div", .class("apart")) {
                tag("h2") {
                    context.id(now.outboundOrderId) + " "
                    tag("span", .class("soft")) { context.say(.atWarehouse(w: context.id(now.warehouseId))) }
                }
                context.badge(context.say(Phrase(now.status)), tone(now.status))
            }
            context.lineList(now.lines.isEmpty ? outbound.submitted?.lines ?? [] : now.lines)
            tag("div", .class("cols")) {
                tag("div") {
                    tag("h3") { context.say(.whereTitle) }
                    for parcel in outbound.parcels { self.parcel(parcel, outbound, context) }
                }
                tag("div") {
                    if !now.status.isStopped {
                        tag("h3") { context.say(.wouldTitle) }
                        tag("p", .class("would \(ForecastSentence.tone(outbound.forecast))")) {
                            context.say(.sentence(text: ForecastSentence.text(outbound.forecast, context)))
                        }
                    }
                }
            }
        }
    }

    private static func tone(_ status: OutboundStatus) -> String {
        switch status {
        case .cancelled, .intercepted: "good"
        case .inTransit, .delivered: "late"
        case .shipped: "wait"
        default: ""
        }
    }

    private static func parcel(_ parcel: ParcelView, _ outbound: OutboundOrderView, _ context: PageContext) -> HTML {
        tag("div", .class("parcel")) {
            tag("p") { CustodySentence.text(parcel, outbound, context) }
            if outbound.parcels.count > 1 || parcel.parcelId != nil || parcel.trackingNumber != nil {
                tag("p", .class("soft small")) { name(parcel, outbound, context) }
            }
            if !parcel.lines.isEmpty, outbound.parcels.count > 1 {
                tag("p", .class("soft small")) { context.lines(parcel.lines) }
            }
            if parcel.label != .none
                || OutboundStatus.packed.rank..<OutboundStatus.cancelled.rank ~= outbound.now.status.rank
            {
                tag("p", .class("soft small")) { CustodySentence.label(parcel, context) }
            }
            for other in CustodySentence.contradicting(parcel, outbound, context) {
                tag("p", .class("soft small")) { other }
            }
        }
    }

    private static func name(_ parcel: ParcelView, _ outbound: OutboundOrderView, _ context: PageContext) -> HTML {
        let names = [
            parcel.parcelId.map { context.say(.parcelName(id: context.id($0))) },
            parcel.trackingNumber.map { context.say(.trackingName(id: context.id($0))) },
            (parcel.carrier ?? outbound.now.carrier).map { foreign($0) },
        ].compactMap(\.self)
        return names.isEmpty ? context.say(.parcelWithoutName(n: parcel.number)) : names.joined(" · ")
    }

    // MARK: Cases and return orders

    private static func cases(_ view: OrderView, _ context: PageContext) -> HTML {
        tag("section", .attr("data-key", "cases")) {
            tag("h2") { context.say(.casesTitle) }
            if view.cases.isEmpty, open(view).isEmpty { tag("p", .class("soft")) { context.say(.casesNone) } }
            if !view.cases.isEmpty {
                tag("ul", .class("parts lines")) {
                    for summary in view.cases {
                        tag("li", .class("apart")) {
                            tag("span") {
                                context.caseLink(summary.caseId) + " "
                                context.stateBadge(summary)
                            }
                            tag("span", .class("soft")) { context.time(summary.changedAt) }
                        }
                    }
                }
            }
            for request in open(view) { tag("p") { RequestPage.line(request, context) } }
        }
    }

    /// Requests that no case answers: not decided yet, or not taken.
    private static func open(_ view: OrderView) -> [RequestView] { view.requests.filter { $0.caseId == nil } }

    @HTMLBuilder private static func returns(_ view: OrderView, _ context: PageContext) -> HTML {
        tag("section", .attr("data-key", "returns"), .flag("hidden", view.returnOrders.isEmpty)) {
            tag("h2") { context.say(.returnsTitle) }
            tag("ul", .class("parts lines")) {
                for order in view.returnOrders {
                    tag("li", .class("apart")) {
                        tag("span") {
                            context.link(.returnOrder(view.key, order.returnOrderId), context.id(order.returnOrderId))
                                + " "
                            context.badge(context.say(Phrase(order.state)))
                        }
                        tag("span", .class("soft")) {
                            context.say(.receiveSoFar(a: order.received, b: max(0, order.expected - order.received)))
                        }
                    }
                }
            }
        }
    }
}
