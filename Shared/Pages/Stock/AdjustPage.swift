internal import Contracts
internal import Fulfillment
internal import ReadModel

/// Sends an adjustment and finds out what came of it.
enum AdjustSending {
    /// An adjustment's id, in the form in which it is read out.
    static func adjustmentId(_ actionId: String) -> String { "A-" + actionId.prefix(12).uppercased() }

    /// Sends it once; leads to the ledger.
    static func send(
        _ form: FormFields, _ visit: Visit, answer: String, _ make: (String) -> StockAdjustment
    ) throws(PageFailure) -> PageAnswer {
        let (key, sku) = (visit.warehouse, visit.parameter("sku"))
        let pressed = try visit.perform(form, answer: answer) { stamp in
            .stockCommand(StockCommand(warehouse: key, action: .adjust(make(adjustmentId(stamp.id)))))
        }
        guard case .recorded = pressed else { throw .foreignForm }
        let id = adjustmentId(form[ActionForm.field] ?? "")
        try visit.settle { (reads) throws(ReadModelError) in
            let rows = try reads.movements(key, sku: sku, PageRequest(limit: looked)).rows
            if rows.contains(where: { $0.moved.movement.cause.id == id }) { return true }
            return try rejected(id, reads) != nil
        }
        return .seeOther(.sku(key, sku).query("sent", id))
    }

    /// Movements and rejections that are looked through for one that was just sent.
    private static let looked = 20

    static func rejection(_ adjustmentId: String, _ visit: Visit) throws(PageFailure) -> Rejection? {
        try visit.read { (reads) throws(ReadModelError) in try rejected(adjustmentId, reads) }
    }

    /// The message's id begins with the action's, and that with the adjustment's.
    private static func rejected(_ id: String, _ reads: any ReadQueries) throws(ReadModelError) -> Rejection? {
        let prefix = id.dropFirst(2).lowercased()
        return try reads.rejections(RejectionFilter(), PageRequest(limit: looked)).rows
            .first { $0.rejected.messageId.hasPrefix(prefix) }?.rejected.rejection
    }
}

/// `/stock/{merchant}/{warehouse}/{sku}/adjust`: a person corrects a balance, with reason and name; or brings units of a case back.
enum AdjustPage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/stock/{merchant}/{warehouse}/{sku}/adjust") { visit throws(PageFailure) in
            var entry = Entry()
            entry.caseChoice = visit.query("case")
            entry.who = visit.context.person
            return .page(page(try item(visit), entry, [], visit.context))
        }
        routes.post("/stock/{merchant}/{warehouse}/{sku}/adjust") { (visit, form) throws(PageFailure) in
            let item = try item(visit)
            let entry = Entry(form, visit.context)
            let faults = entry.faults(item, visit.context)
            guard faults.isEmpty, let delta = entry.delta, let reason = entry.reason, let who = entry.who else {
                return .page(page(item, entry, faults, visit.context), status: 422)
            }
            let cited = entry.cited
            return try AdjustSending.send(form, visit, answer: "adjust") { id in
                StockAdjustment(
                    adjustmentId: id, sku: item.row.balance.sku, delta: delta, reasonCode: reason, actor: who,
                    caseId: cited?.caseId, outboundOrderId: cited?.outboundOrderId)
            }
        }
    }

    static func item(_ visit: Visit) throws(PageFailure) -> StockItemView {
        let (key, sku) = (visit.warehouse, visit.parameter("sku"))
        return try visit.find { (reads) throws(ReadModelError) in try reads.stockItem(key, sku: sku) }
    }

    /// What was entered.
    struct Entry {
        var typed: String?
        var reason: String?
        var who: String?
        /// `<case>|<outbound order>`, or nothing.
        var caseChoice: String?

        init() {}

        init(_ form: FormFields, _ context: PageContext) {
            typed = form["delta"]
            reason = form["reason"].flatMap { word in Phrase.adjustments.contains { $0.word == word } ? word : nil }
            who = context.principal.name ?? form["who"].flatMap { Viewer.name($0) }
            caseChoice = form["case"]
        }

        /// Minus is typed in several ways.
        var delta: Int? {
            guard let typed else { return nil }
            let plain = typed.hasPrefix("−") || typed.hasPrefix("–") ? "-" + typed.dropFirst() : typed
            return Int(plain).flatMap { Limits.quantity.contains(abs($0)) ? $0 : nil }
        }

        var cited: (caseId: String, outboundOrderId: String)? {
            guard let parts = caseChoice?.split(separator: "|").map(String.init), parts.count == 2 else { return nil }
            return (parts[0], parts[1])
        }

        func faults(_ item: StockItemView, _ context: PageContext) -> Field.Faults {
            let balance = item.row.balance
            var faults: Field.Faults = []
            if let delta {
                if delta < 0, cited == nil, balance.available < -delta {
                    faults.append(
                        ("delta", context.say(.adjustTooLittle(y: max(0, balance.available), z: balance.allocated))))
                }
            } else {
                faults.append(("delta", context.say(.wholeNumberNotZero)))
            }
            if reason == nil { faults.append(("reason", context.say(.adjustReasonWrong))) }
            if who == nil { faults.append(("who", context.say(.adjustWhoWrong))) }
            return faults
        }
    }

    static func page(_ item: StockItemView, _ entry: Entry, _ faults: Field.Faults, _ context: PageContext) -> Layout {
        let row = item.row
        let title = context.say(.adjustTitle(sku: context.sku(row.balance.sku)))
        var cases: [(value: String, words: HTML)] = [("", context.say(.adjustCaseNone))]
        cases += item.holders.map { holder in
            (
                "\(holder.caseId)|\(holder.outboundOrderId)",
                context.say(
                    .adjustCaseOf(
                        c: context.id(holder.caseId.split(separator: "/").dropFirst().joined(separator: "/")),
                        n: holder.quantity, ob: context.id(holder.outboundOrderId)))
            )
        }
        let content =
            context.back(.sku(row.warehouse, row.balance.sku)) + context.heading(title) + Field.summary(faults, context)
            + ActionForm.open(context, to: SKUPage.path(row, "adjust"), classes: "box") {
                tag("p", .class("soft")) {
                    context.say(.adjustNow(h: row.balance.onHand, a: row.balance.allocated, q: row.balance.quarantined))
                }
                Field.text(
                    "delta", context.say(.adjustBy), value: entry.typed, hint: context.say(.adjustByHint),
                    fault: faults.of("delta"), extra: [.attr("inputmode", "text"), .class("amount-field")])
                Field.radios(
                    "reason", context.say(.adjustReason), Phrase.adjustments.map { ($0.word, context.say($0.phrase)) },
                    chosen: entry.reason, fault: faults.of("reason"))
                if cases.count > 1 {
                    Field.radios("case", context.say(.adjustCase), cases, chosen: entry.caseChoice ?? "")
                }
                if context.principal.name == nil {
                    Field.text(
                        "who", context.say(.adjustWho), value: entry.who, hint: context.say(.adjustWhoHint),
                        fault: faults.of("who"), extra: [.attr("maxlength", 64)])
                }
                tag("div", .class("actions form-end")) {
                    tag("button", .attr("type", "submit")) { context.say(.adjustSend) }
                    tag("span", .class("soft")) { context.say(.adjustFinal) }
                }
            }
        return Layout(
            context: context, title: faults.isEmpty ? title : context.say(.titleWrong(title: title)), section: .stock,
            isNarrow: true, content: content)
    }
}

/// `/stock/{merchant}/{warehouse}/{sku}/quarantine`: units leave quarantine, to the shelf or for good, with reason and name.
enum QuarantinePage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/stock/{merchant}/{warehouse}/{sku}/quarantine") { visit throws(PageFailure) in
            let item = try AdjustPage.item(visit)
            return .page(page(item, typed: nil, where: nil, reason: nil, who: visit.context.person, [], visit.context))
        }
        routes.post("/stock/{merchant}/{warehouse}/{sku}/quarantine") { (visit, form) throws(PageFailure) in
            let item = try AdjustPage.item(visit)
            let context = visit.context
            let most = item.row.balance.quarantined
            let number = form["quantity"].flatMap { Int($0) }.flatMap { 1...max(1, most) ~= $0 ? $0 : nil }
            let place = form["where"].flatMap { Handling(rawValue: $0) }
            let entry = AdjustPage.Entry(form, context)
            var faults: Field.Faults = []
            if number == nil { faults.append(("quantity", context.say(.receiveHowManyWrong(n: most)))) }
            if place == nil || place == .quarantine { faults.append(("where", context.say(.quarantineWhere))) }
            if entry.reason == nil { faults.append(("reason", context.say(.adjustReasonWrong))) }
            if entry.who == nil { faults.append(("who", context.say(.adjustWhoWrong))) }
            guard faults.isEmpty, let number, let place, let reason = entry.reason, let who = entry.who else {
                let page = page(
                    item, typed: form["quantity"], where: form["where"], reason: entry.reason, who: entry.who, faults,
                    context)
                return .page(page, status: 422)
            }
            return try AdjustSending.send(form, visit, answer: place.rawValue) { id in
                StockAdjustment(
                    adjustmentId: id, sku: item.row.balance.sku, delta: place == .putAway ? number : -number,
                    reasonCode: reason, actor: who, from: .quarantine)
            }
        }
    }

    static func page(
        _ item: StockItemView, typed: String?, where place: String?, reason: String?, who: String?,
        _ faults: Field.Faults,
        _ context: PageContext
    ) -> Layout {
        let row = item.row
        let most = row.balance.quarantined
        let title = context.say(.quarantineTitle(sku: context.sku(row.balance.sku)))
        var content = context.back(.sku(row.warehouse, row.balance.sku)) + context.heading(title)
        if most == 0 {
            content += context.empty(context.say(.quarantineEmpty))
        } else {
            content += Field.summary(faults, context)
            content += ActionForm.open(context, to: SKUPage.path(row, "quarantine"), classes: "box") {
                Field.text(
                    "quantity", context.say(.quarantineHowMany(n: most)), value: typed ?? String(most),
                    fault: faults.of("quantity"), type: "number",
                    extra: [.attr("min", 1), .attr("max", most), .attr("inputmode", "numeric")])
                Field.radios(
                    "where", context.say(.quarantineWhere),
                    [("putAway", context.say(.handlingShelf)), ("dispose", context.say(.handlingDispose))],
                    chosen: place,
                    fault: faults.of("where"))
                Field.radios(
                    "reason", context.say(.adjustReason), Phrase.adjustments.map { ($0.word, context.say($0.phrase)) },
                    chosen: reason, fault: faults.of("reason"))
                if context.principal.name == nil {
                    Field.text(
                        "who", context.say(.adjustWho), value: who, hint: context.say(.adjustWhoHint),
                        fault: faults.of("who"),
                        extra: [.attr("maxlength", 64)])
                }
                tag("div", .class("actions form-end")) {
                    tag("button", .attr("type", "submit")) { context.say(.quarantineSend) }
                    tag("span", .class("soft")) { context.say(.adjustFinal) }
                }
            }
        }
        return Layout(
            context: context, title: faults.isEmpty ? title : context.say(.titleWrong(title: title)), section: .stock,
            isNarrow: true, content: content)
    }
}
