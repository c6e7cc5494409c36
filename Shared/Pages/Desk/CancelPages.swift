internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel

/// `/orders/{store}/{order}/cancel`: three short pages, what, why, check and send. Each answer can be changed by itself.
enum CancelPages {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/orders/{store}/{order}/cancel") { visit throws(PageFailure) in
            let view = try order(visit)
            let choice = CancelChoice(visit.request.query)
            let step = visit.query("step").flatMap { CancelStep(rawValue: $0) } ?? .what
            return .page(try page(view, choice, step, visit))
        }
        routes.post("/orders/{store}/{order}/cancel") { (visit, form) throws(PageFailure) in
            let view = try order(visit)
            let choice = CancelChoice(form.fields)
            let faults = choice.faultsOfWhat(view, visit.context) + choice.faultsOfWhy(visit.context)
            guard faults.isEmpty else { return .page(try page(view, choice, .check, visit), status: 422) }
            let pressed = try visit.perform(form, answer: "send") { stamp in
                .cancellationRequested(request(choice, view.key, stamp))
            }
            guard case .recorded(let record, _) = pressed else { throw .foreignForm }
            let requestId = requestId(form[ActionForm.field] ?? "")
            try visit.settle { (reads) throws(ReadModelError) in
                try reads.request(requestId, storeId: view.key.storeId)?.isSettled ?? false
            }
            return .seeOther(
                .request(requestId, storeId: view.key.storeId).query("sent", String(record.pressedAt.milliseconds)))
        }
    }

    /// An order that nobody knows can be asked about: the request waits for it. One of another store cannot: nothing here says
    /// whether it exists.
    private static func order(_ visit: Visit) throws(PageFailure) -> OrderView {
        let key = visit.storeOrder
        let known = try visit.read { (reads) throws(ReadModelError) in try reads.order(key) }
        guard visit.log.mayCancel(key, at: visit.context.now) else { throw known == nil ? .notFound : .notAllowed }
        return known ?? OrderView(key: key)
    }

    /// The number of a request that was made here: short enough to be read out.
    static func requestId(_ actionId: String) -> String { "C-" + actionId.prefix(12).uppercased() }

    private static func request(
        _ choice: CancelChoice, _ key: StoreOrderKey, _ stamp: ActionStamp
    ) -> CancellationRequested {
        CancellationRequested(
            requestId: requestId(stamp.id), storeOrder: key, reason: choice.reason ?? "other",
            requestedBy: choice.by ?? "staff", requestedAt: stamp.at, lines: choice.lines,
            outboundOrderIds: choice.outbound, note: choice.note)
    }

    /// The page of a step, or of an earlier one whose answer is missing or wrong.
    private static func page(
        _ view: OrderView, _ choice: CancelChoice, _ step: CancelStep, _ visit: Visit
    ) throws(PageFailure) -> Layout {
        let context = visit.context
        let what = choice.faultsOfWhat(view, context)
        if step == .what || !what.isEmpty {
            return CancelWhatPage.page(view, choice, step == .what ? [] : what, context)
        }
        let why = choice.faultsOfWhy(context)
        if step == .why || !why.isEmpty { return CancelWhyPage.page(view, choice, step == .why ? [] : why, context) }
        let forecasts = try visit.read { (reads) throws(ReadModelError) in
            try reads.forecast(view.key, lines: choice.lines, outboundOrderIds: choice.outbound)
        }
        return CancelCheckPage.page(view, choice, forecasts ?? [], context)
    }
}

/// What the pages of a cancellation have in common.
enum CancelFrame {
    static func layout(
        _ title: Phrase, _ view: OrderView, back: Path, isWrong: Bool = false, _ context: PageContext, content: HTML
    ) -> Layout {
        let words = isWrong ? context.say(.titleWrong(title: context.say(title))) : context.say(title)
        let order = context.say(.orderTitle(order: context.id(view.key.storeOrderId)))
        return Layout(
            context: context, title: HTML(text: "\(words.plainText) – \(order.plainText)"), section: .desk,
            isNarrow: true,
            content: context.back(back) + context.heading(context.say(title), of: order) + content)
    }

    /// The choices of the other pages, carried along.
    static func carried(_ choice: CancelChoice, without names: (String) -> Bool) -> HTML {
        choice.fields.filter { !names($0.name) }.map { ActionForm.hidden($0.name, $0.value) }.joined()
    }
}

/// What is to be cancelled.
enum CancelWhatPage {
    static func page(
        _ view: OrderView, _ choice: CancelChoice, _ faults: Field.Faults, _ context: PageContext
    ) -> Layout {
        let form = tag("form", .attr("method", "get"), .action(.cancel(view.key)), .class("box")) {
            ActionForm.hidden("step", CancelStep.why.rawValue)
            CancelFrame.carried(choice) { $0 == "scope" || $0 == "outbound" || $0.hasPrefix(CancelChoice.unitsPrefix) }
            tag("fieldset", .class(faults.of("scope") == nil ? "field" : "field wrong"), .id("scope")) {
                tag("legend", .class("unseen")) { context.say(.cancelWhatTitle) }
                if let fault = faults.of("scope") { tag("p", .class("why")) { fault } }
                tag("div", .class("options")) {
                    whole(view, choice, context)
                    if view.outboundOrders.count > 1 { outbound(view, choice, context) }
                    if view.ordered.units > 1 { lines(view, choice, faults, context) }
                }
            }
            tag("div", .class("actions form-end")) {
                tag("button", .attr("type", "submit")) { context.say(.continueButton) }
            }
        }
        return CancelFrame.layout(
            .cancelWhatTitle, view, back: .order(view.key), isWrong: !faults.isEmpty, context,
            content: Field.summary(faults, context) + form)
    }

    private static func option(
        _ scope: CancelChoice.Scope, _ choice: CancelChoice, _ words: HTML, @HTMLBuilder more: () -> HTML
    ) -> HTML {
        tag("div", .class("choice")) {
            tag(
                "input", .attr("type", "radio"), .attr("name", "scope"), .attr("value", scope.rawValue),
                .id("scope-\(scope.rawValue)"), .flag("checked", (choice.scope ?? .all) == scope))
            tag("div", .class("field")) {
                tag("label", .attr("for", "scope-\(scope.rawValue)")) { words }
                more()
            }
        }
    }

    private static func whole(_ view: OrderView, _ choice: CancelChoice, _ context: PageContext) -> HTML {
        option(.all, choice, context.say(.cancelAll(n: view.ordered.units))) {
            tag("p", .class("hint")) { context.say(.cancelWholeHint) }
            for outbound in view.outboundOrders { would(outbound, context) }
        }
    }

    private static func would(_ outbound: OutboundOrderView, _ context: PageContext) -> HTML {
        tag("p", .class("would \(ForecastSentence.tone(outbound.forecast))")) {
            context.say(
                .checkWill(
                    ob: context.id(outbound.now.outboundOrderId),
                    what: ForecastSentence.text(outbound.forecast, context)))
        }
    }

    private static func outbound(_ view: OrderView, _ choice: CancelChoice, _ context: PageContext) -> HTML {
        option(.outbound, choice, context.say(.cancelSomeOutbound)) {
            for (index, outbound) in view.outboundOrders.enumerated() {
                let now = outbound.now
                tag("div", .class("choice")) {
                    tag(
                        "input", .attr("type", "checkbox"), .attr("name", "outbound"),
                        .attr("value", now.outboundOrderId),
                        .id("outbound-\(index)"),
                        .flag("checked", choice.outboundOrderIds.contains(now.outboundOrderId)))
                    tag("div") {
                        tag("label", .attr("for", "outbound-\(index)")) {
                            context.say(
                                .cancelOutbound(
                                    ob: context.id(now.outboundOrderId), w: context.id(now.warehouseId),
                                    n: now.lines.units))
                        }
                    }
                }
            }
        }
    }

    private static func lines(
        _ view: OrderView, _ choice: CancelChoice, _ faults: Field.Faults, _ context: PageContext
    ) -> HTML {
        option(.lines, choice, context.say(.cancelSomeLines)) {
            tag("p", .class("hint")) { context.say(.cancelLineHint) }
            tag("div", .class("units")) {
                for line in view.ordered {
                    let name = CancelChoice.unitsPrefix + line.sku
                    Field.text(
                        name, context.say(.cancelLineLabel(sku: context.sku(line.sku), n: line.quantity)),
                        value: choice.units.first { $0.sku == line.sku }?.typed ?? "0", fault: faults.of(name),
                        type: "number",
                        extra: [.attr("min", 0), .attr("inputmode", "numeric")])
                }
            }
        }
    }
}

/// Why, and who wants it.
enum CancelWhyPage {
    static func page(
        _ view: OrderView, _ choice: CancelChoice, _ faults: Field.Faults, _ context: PageContext
    ) -> Layout {
        let form = tag("form", .attr("method", "get"), .action(.cancel(view.key)), .class("box")) {
            ActionForm.hidden("step", CancelStep.check.rawValue)
            CancelFrame.carried(choice) { ["reason", "by", "note"].contains($0) }
            Field.radios(
                "reason", context.say(.reasonLabel), Phrase.reasons.map { ($0.word, context.say($0.phrase)) },
                chosen: choice.reason, fault: faults.of("reason"))
            Field.radios(
                "by", context.say(.askedByLabel), Phrase.requesters.prefix(3).map { ($0.word, context.say($0.phrase)) },
                chosen: choice.by, fault: faults.of("by"))
            Field.text(
                "note", context.say(.noteLabel), value: choice.note, hint: context.say(.noteHint),
                fault: faults.of("note"),
                isLong: true, extra: [.attr("maxlength", CancelChoice.noteCharacters)])
            tag("div", .class("actions form-end")) {
                tag("button", .attr("type", "submit")) { context.say(.continueButton) }
            }
        }
        return CancelFrame.layout(
            .cancelWhyTitle, view, back: choice.path(view.key, step: .what), isWrong: !faults.isEmpty, context,
            content: Field.summary(faults, context) + form)
    }
}

/// Everything that was answered, each with its own "change"; what will come of it; and the one button that sends it.
enum CancelCheckPage {
    static func page(
        _ view: OrderView, _ choice: CancelChoice, _ forecasts: [CancellationForecast], _ context: PageContext
    ) -> Layout {
        func row(_ name: Phrase, _ step: CancelStep, _ value: HTML) -> HTML {
            tag("div") {
                tag("dt") { context.say(name) }
                tag("dd") { value }
                tag("dd") {
                    tag("a", .href(choice.path(view.key, step: step))) {
                        context.say(.change) + tag("span", .class("unseen")) { ": " + context.say(name) }
                    }
                }
            }
        }
        let form = ActionForm.open(context, to: .cancel(view.key), classes: "box") {
            choice.fields.map { ActionForm.hidden($0.name, $0.value) }
            tag("dl", .class("facts checks")) {
                row(.checkWhat, .what, what(view, choice, forecasts, context))
                row(.checkWhy, .why, context.say(Phrase(reason: choice.reason ?? "")))
                row(.checkWho, .why, context.say(Phrase(requestedBy: choice.by ?? "")))
                row(.checkNote, .why, choice.note.map { foreign($0) } ?? context.say(.checkNoteNone))
            }
            tag("div", .class("actions form-end")) {
                tag("button", .attr("type", "submit")) { context.say(.sendCancellation) }
                tag("span", .class("soft")) { context.say(.sentOnce) + " " + context.say(.orderCancelFinal) }
            }
        }
        return CancelFrame.layout(
            .cancelCheckTitle, view, back: choice.path(view.key, step: .why), context, content: form)
    }

    @HTMLBuilder private static func what(
        _ view: OrderView, _ choice: CancelChoice, _ forecasts: [CancellationForecast], _ context: PageContext
    ) -> HTML {
        switch choice.scope {
        case .lines: tag("p") { context.lines(choice.lines ?? []) }
        case .outbound: tag("p") { choice.outboundOrderIds.map { context.id($0) }.joined(", ") }
        default: tag("p") { context.say(.cancelAll(n: view.ordered.units)) }
        }
        for forecast in forecasts {
            tag("p", .class("would \(ForecastSentence.tone(forecast))")) {
                context.say(
                    .checkWill(ob: context.id(forecast.outboundOrderId), what: ForecastSentence.text(forecast, context))
                )
            }
        }
        if forecasts.isEmpty, view.outboundOrders.isEmpty {
            tag("p", .class("would wait")) { context.say(.noOutboundYet) }
        }
    }
}

extension RequestView {
    /// It has been decided as far as that takes no person: what inventory frees follows within moments.
    fileprivate var isSettled: Bool {
        switch result {
        case .inHand: false
        case .answered(let change): change.code != .awaitingRelease
        case .rejected: true
        }
    }
}
