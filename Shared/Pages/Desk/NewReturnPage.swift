internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel

/// `/orders/{store}/{order}/return`: a return order for what has left, with lines and parcel filled in.
enum NewReturnPage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/orders/{store}/{order}/return") { visit throws(PageFailure) in
            .page(page(try order(visit), chosen: visit.query("outbound"), typed: [:], tracking: nil, [], visit.context))
        }
        routes.post("/orders/{store}/{order}/return") { (visit, form) throws(PageFailure) in try create(form, visit) }
    }

    private static func order(_ visit: Visit) throws(PageFailure) -> OrderView {
        let key = visit.storeOrder
        return try visit.find { (reads) throws(ReadModelError) in try reads.order(key) }
    }

    /// Outbound orders that have left, or have left as far as anybody knows.
    private static func gone(_ view: OrderView) -> [OutboundOrderView] {
        view.outboundOrders.filter { !$0.now.status.isStopped && $0.now.custody != .warehouse }
    }

    private static func create(_ form: FormFields, _ visit: Visit) throws(PageFailure) -> PageAnswer {
        let view = try order(visit)
        let chosen = form["outbound"] ?? ""
        var typed: [String: String] = [:]
        for field in form.fields where field.name.hasPrefix(CancelChoice.unitsPrefix) {
            typed[String(field.name.dropFirst(CancelChoice.unitsPrefix.count))] = field.value.trimmed
        }
        let handling = form["handling"].flatMap { Handling(rawValue: $0) } ?? .putAway
        let context = visit.context
        guard let outbound = gone(view).first(where: { $0.now.outboundOrderId == chosen }) else {
            let faults: Field.Faults = [("outbound", context.say(.newReturnOutbound))]
            return .page(
                page(view, chosen: nil, typed: typed, tracking: form["tracking"], faults, context), status: 422)
        }
        let (lines, faults) = checked(typed, outbound, context)
        guard faults.isEmpty else {
            return .page(
                page(view, chosen: chosen, typed: typed, tracking: form["tracking"], faults, context), status: 422)
        }
        let now = outbound.now
        let pressed = try visit.perform(form, answer: "create") { stamp in
            .returnOrderCommand(
                .create(
                    ReturnOrderCreated(
                        returnOrderId: returnOrderId(stamp.id), storeOrder: view.key,
                        outboundOrderId: now.outboundOrderId,
                        warehouse: WarehouseKey(merchantId: now.merchantId, warehouseId: now.warehouseId),
                        origin: .customer,
                        caseId: nil, handling: handling, lines: lines,
                        trackingNumbers: form["tracking"].map { [$0] } ?? [])))
        }
        guard case .recorded = pressed else { throw .foreignForm }
        let id = returnOrderId(form[ActionForm.field] ?? "")
        try visit.settle { (reads) throws(ReadModelError) in try reads.returnOrder(view.key, id: id) != nil }
        return .seeOther(.returnOrder(view.key, id).query("created", "1"))
    }

    private static func returnOrderId(_ actionId: String) -> String { "RET-" + actionId.prefix(10).uppercased() }

    private static func checked(
        _ typed: [String: String], _ outbound: OutboundOrderView, _ context: PageContext
    ) -> (lines: [Line], faults: Field.Faults) {
        var lines: [Line] = []
        var faults: Field.Faults = []
        for line in outbound.now.lines {
            let text = typed[line.sku] ?? "0"
            let field = CancelChoice.unitsPrefix + line.sku
            guard let number = Int(text.isEmpty ? "0" : text), number >= 0 else {
                faults.append((field, context.say(.wholeNumber(what: context.sku(line.sku)))))
                continue
            }
            if number > line.quantity {
                faults.append((field, context.say(.tooMany(sku: context.sku(line.sku), x: number, y: line.quantity))))
            } else if number > 0 {
                lines.append(Line(line.sku, number))
            }
        }
        if faults.isEmpty, lines.isEmpty { faults.append(("units", context.say(.newReturnChoose))) }
        return (lines, faults)
    }

    static func page(
        _ view: OrderView, chosen: String?, typed: [String: String], tracking: String?, _ faults: Field.Faults,
        _ context: PageContext
    ) -> Layout {
        let title = context.say(.newReturnTitle(order: context.id(view.key.storeOrderId)))
        let gone = gone(view)
        let outbound = gone.first { $0.now.outboundOrderId == chosen } ?? (gone.count == 1 ? gone.first : nil)
        var content = context.back(.order(view.key)) + context.heading(title) + Field.summary(faults, context)
        if let outbound {
            content += form(view, outbound, typed, tracking, faults, context)
        } else if gone.isEmpty {
            content += Answer(says: context.say(.newReturnNothing), tone: .good, next: .nothing).card(context)
        } else {
            content += tag("form", .attr("method", "get"), .action(.newReturn(view.key)), .class("box")) {
                Field.radios(
                    "outbound", context.say(.newReturnOutbound),
                    gone.map { ($0.now.outboundOrderId, context.id($0.now.outboundOrderId)) }, chosen: nil,
                    fault: faults.of("outbound"))
                tag("div", .class("actions form-end")) {
                    tag("button", .attr("type", "submit")) { context.say(.continueButton) }
                }
            }
        }
        return Layout(context: context, title: title, section: .desk, isNarrow: true, content: content)
    }

    private static func form(
        _ view: OrderView, _ outbound: OutboundOrderView, _ typed: [String: String], _ tracking: String?,
        _ faults: Field.Faults,
        _ context: PageContext
    ) -> HTML {
        ActionForm.open(context, to: .newReturn(view.key), classes: "box") {
            ActionForm.hidden("outbound", outbound.now.outboundOrderId)
            tag("p", .id("units")) { context.say(.newReturnHint) }
            for line in outbound.now.lines {
                let name = CancelChoice.unitsPrefix + line.sku
                Field.text(
                    name, context.say(.newReturnLine(sku: context.sku(line.sku), n: line.quantity)),
                    value: typed[line.sku] ?? String(line.quantity), fault: faults.of(name), type: "number",
                    extra: [.attr("min", 0), .attr("max", line.quantity), .attr("inputmode", "numeric")])
            }
            Field.select(
                "handling", context.say(.newReturnHandling),
                Handling.allCases.map { ($0.rawValue, context.say(Phrase($0))) },
                chosen: Handling.putAway.rawValue)
            Field.text(
                "tracking", context.say(.newReturnTracking), value: tracking,
                extra: [.attr("maxlength", Limits.idBytes)])
            tag("div", .class("actions form-end")) {
                tag("button", .attr("type", "submit")) { context.say(.newReturnSend) }
                tag("span", .class("soft")) { context.say(.sentOnce) }
            }
        }
    }
}
