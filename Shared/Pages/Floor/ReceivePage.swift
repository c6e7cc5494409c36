internal import Contracts
internal import Fulfillment
internal import ReadModel

/// `/floor/{warehouse}/receive/{store}/{order}/{return}`: a return, line by line: how many, in what condition, and where to.
enum ReceivePage {
    private static let pattern = "/floor/{warehouse}/receive/{store}/{order}/{return}"
    private static let complete = "complete"

    static func add(_ routes: inout PageRoutes) {
        routes.get(pattern) { visit throws(PageFailure) in
            let view = try order(visit)
            var step = ReceiveStep(warehouseId: visit.parameter("warehouse"), view: view)
            if let code = visit.query("code").flatMap({ ScannedCode($0) }) { step.take(code, visit.context) }
            if step.sku == nil { step.sku = visit.query("sku") }
            if let done = visit.query("done") { step.done = done }
            step.rejected = try rejection(visit)
            return .page(step.layout(visit.context))
        }
        routes.post(pattern) { (visit, form) throws(PageFailure) in try receive(form, visit) }
    }

    private static func order(_ visit: Visit) throws(PageFailure) -> ReturnOrderView {
        let (key, id) = (visit.storeOrder, visit.parameter("return"))
        return try visit.find { (reads) throws(ReadModelError) in try reads.returnOrder(key, id: id) }
    }

    private static func here(_ visit: Visit) -> Path {
        .receive(visit.parameter("warehouse"), visit.storeOrder, visit.parameter("return"))
    }

    /// Why the receipt that was just sent was not taken.
    private static func rejection(_ visit: Visit) throws(PageFailure) -> Rejection? {
        guard let receipt = visit.query("receipt") else { return nil }
        let view = try order(visit)
        return view.receipts.last { $0.receipt.receiptId == receipt }?.rejection?.rejected.rejection
    }

    private static func receive(_ form: FormFields, _ visit: Visit) throws(PageFailure) -> PageAnswer {
        let view = try order(visit)
        var step = ReceiveStep(warehouseId: visit.parameter("warehouse"), view: view)
        step.sku = form["sku"]
        step.typed = form["quantity"]
        step.condition = form["condition"].flatMap { ReturnOrderReceived.Condition(rawValue: $0) }
        var answer = form[ActionForm.answer] ?? ""
        if form.has("code") {
            // A card says where all that is expected of the line goes, in good condition; an item chooses its line.
            guard let code = form["code"].flatMap({ ScannedCode($0) }) else { return .seeOther(here(visit)) }
            guard let card = AnswerCard(code) else { return .seeOther(here(visit).query("code", code.raw)) }
            guard let handling = Handling(card) else { return .seeOther(here(visit)) }
            answer = handling.rawValue
            step.condition = .good
        }
        let handling = Handling(rawValue: answer)
        guard handling != nil || answer == complete else { throw .notFound }
        var lines: [ReturnOrderReceived.ReceivedLine] = []
        if let handling {
            step.faults = step.check(visit.context)
            guard step.faults.isEmpty, let line = step.line, let condition = step.condition else {
                return .page(step.layout(visit.context), status: 422)
            }
            lines = [ReturnOrderReceived.ReceivedLine(line, condition: condition, handling: handling)]
        }
        let key = view.now.created.storeOrder
        let id = view.now.created.returnOrderId
        let before = view.now.revision
        // The whole of what was said is the answer: the same form with another number is another receipt.
        let said = [answer, step.sku ?? "", step.typed ?? "", step.condition?.rawValue ?? ""].joined(separator: "-")
        let pressed = try visit.perform(form, answer: said.asAnswer) { stamp in
            .returnOrderCommand(
                .receive(
                    ReturnOrderReceived(
                        returnOrderId: id, storeOrder: key, receiptId: receiptId(stamp.id), lines: lines,
                        complete: answer == complete)))
        }
        guard case .recorded = pressed else { return .seeOther(here(visit)) }
        let receipt = receiptId(form[ActionForm.field] ?? "")
        try visit.settle { (reads) throws(ReadModelError) in
            guard let now = try reads.returnOrder(key, id: id) else { return false }
            return now.now.revision > before
                || now.receipts.contains { $0.receipt.receiptId == receipt && $0.rejection != nil }
        }
        var next = here(visit).query("receipt", receipt)
        if let handling, let line = step.line {
            next = next.query("done", "\(line.quantity) \(handling.rawValue) \(line.sku)")
        }
        return .seeOther(next)
    }

    /// A receipt's id is its action's, in the form in which it is read out.
    private static func receiptId(_ actionId: String) -> String { "R-" + actionId.prefix(12).uppercased() }
}

extension Handling {
    fileprivate init?(_ card: AnswerCard) {
        switch card {
        case .shelf: self = .putAway
        case .hold: self = .quarantine
        case .bin: self = .dispose
        default: return nil
        }
    }
}

extension String {
    /// As a part of a message's id: letters, digits and dashes, for any text typed.
    fileprivate var asAnswer: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map {
                    $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil) ? $0 : "-"
                }
            ).prefix(96))
    }
}

/// The page of a receipt from its values.
struct ReceiveStep {
    var warehouseId: String
    var view: ReturnOrderView
    /// The line that is received now.
    var sku: String?
    var typed: String?
    var condition: ReturnOrderReceived.Condition? = .good
    var faults: Field.Faults = []
    /// What was just recorded: quantity, handling, SKU.
    var done: String?
    var rejected: Rejection?
    private var outcome: ScanField.Outcome?

    init(warehouseId: String, view: ReturnOrderView) {
        self.warehouseId = warehouseId
        self.view = view
    }

    private var open: [ReturnOrder.Entry] { view.now.entries.filter { $0.received < $0.expected } }

    /// The line that is asked about: the one that was chosen, else the first that is not all here.
    private var entry: ReturnOrder.Entry? {
        sku.flatMap { sku in view.now.entries.first { $0.sku == sku } } ?? open.first
    }

    /// What is to be received, where number and SKU can be read.
    var line: Line? {
        guard let entry, let number = typed.flatMap({ Int($0) }), Limits.quantity.contains(number) else { return nil }
        return Line(entry.sku, number)
    }

    func check(_ context: PageContext) -> Field.Faults {
        var faults: Field.Faults = []
        if line == nil { faults.append(("quantity", context.say(.receiveHowManyWrong(n: Limits.quantity.upperBound)))) }
        if condition == nil { faults.append(("condition", context.say(.receiveChooseCondition))) }
        return faults
    }

    /// An item that was scanned chooses its line.
    mutating func take(_ code: ScannedCode, _ context: PageContext) {
        let known = view.now.entries.first { entry in
            code.candidates.contains { $0.lowercased() == entry.sku.lowercased() }
        }
        sku = known?.sku
        outcome =
            known.map { .good(context.say(.scanIsTheOne(p: context.sku($0.sku)))) }
            ?? .bad(context.say(.receiveUnknownItem(code: foreign(code.text))))
    }

    func layout(_ context: PageContext) -> Layout {
        let created = view.now.created
        let title = context.say(.receiveTitle)
        let here = Path.receive(warehouseId, created.storeOrder, created.returnOrderId)
        var content = context.back(.floor(warehouseId), context.say(.floorToList))
        content += tag("div", .class("apart")) {
            tag("h1") { title }
            tag("span") { context.id(created.returnOrderId) }
        }
        content += Field.summary(faults, context)
        content += notices(context)
        if view.now.isClosed {
            content += tag("p", .class("result good")) {
                context.say(.receiveClosed(state: context.say(Phrase(view.now.state))))
            }
        } else {
            content +=
                ScanField(
                    context: context, label: .scanItemLabel, action: here, isPost: true, outcome: outcome,
                    carried: entry.map { [("sku", $0.sku), ("quantity", String(max(1, $0.expected - $0.received)))] }
                        ?? []
                ).html
            if let entry { content += form(entry, here, context) }
            content += rest(here, context)
        }
        return Layout(
            context: context, title: HTML(text: "\(title.plainText) – \(created.returnOrderId)"), section: .floor,
            isFloor: true,
            follows: ["return=" + created.returnOrderId], content: content)
    }

    @HTMLBuilder private func notices(_ context: PageContext) -> HTML {
        if let rejected {
            tag("p", .class("said bad"), .attr("role", "alert")) { RejectionSentence.text(rejected, context) }
        } else if let done {
            let parts = done.split(separator: " ", maxSplits: 2).map(String.init)
            if parts.count == 3, let number = Int(parts[0]), let handling = Handling(rawValue: parts[1]) {
                tag("p", .class("said"), .attr("role", "status")) {
                    context.say(
                        .receiveRecorded(n: number, sku: context.sku(parts[2]), how: context.say(Phrase(handling))))
                }
            }
        }
    }

    private func form(_ entry: ReturnOrder.Entry, _ here: Path, _ context: PageContext) -> HTML {
        let number = (view.now.entries.firstIndex { $0.sku == entry.sku } ?? 0) + 1
        let expected = max(1, entry.expected - entry.received)
        let conditions = ReturnOrderReceived.Condition.allCases.map { ($0.rawValue, context.say(Phrase($0))) }
        return tag("div", .class("answers"), .attr("data-key", "line-\(entry.sku)-\(entry.received)")) {
            ActionForm.open(context, to: here) {
                ActionForm.hidden("sku", entry.sku)
                tag("div", .class("box")) {
                    tag("p", .class("apart")) {
                        tag("strong") { context.sku(entry.sku) }
                        tag("span") { context.say(.receiveLine(n: number, of: view.now.entries.count)) }
                    }
                    tag("p") {
                        context.say(.receiveExpected(n: entry.expected)) + " · "
                            + context.say(.receiveReceived(n: entry.received))
                    }
                }
                tag("div", .class(faults.of("quantity") == nil ? "field" : "field wrong")) {
                    tag("label", .attr("for", "quantity")) { context.say(.receiveHowMany) }
                    if let fault = faults.of("quantity") { tag("p", .class("why"), .id("quantity-why")) { fault } }
                    tag("div", .class("amount")) {
                        step(-1, .receiveLess, "−", context)
                        tag(
                            "input", .attr("type", "number"), .attr("name", "quantity"), .id("quantity"),
                            .attr("value", typed ?? String(expected)), .attr("min", 1),
                            .attr("max", Limits.quantity.upperBound),
                            .attr("inputmode", "numeric"),
                            .attr("aria-describedby", ifPresent: faults.of("quantity") == nil ? nil : "quantity-why"))
                        step(1, .receiveMore, "+", context)
                    }
                }
                Field.radios(
                    "condition", context.say(.conditionLabel), conditions, chosen: (condition ?? .good).rawValue,
                    fault: faults.of("condition"), classes: "pick", itemClass: "pick")
                tag("fieldset") {
                    tag("legend") { context.say(.handlingLabel) }
                    ActionForm.button(Handling.putAway.rawValue, context.say(.handlingShelf))
                    ActionForm.button(Handling.quarantine.rawValue, context.say(.handlingQuarantine), classes: "plain")
                    ActionForm.button(Handling.dispose.rawValue, context.say(.handlingDispose), classes: "plain")
                }
            }
        }
    }

    private func step(_ by: Int, _ name: Phrase, _ sign: HTML, _ context: PageContext) -> HTML {
        tag(
            "button", .attr("type", "button"), .class("plain"), .attr("data-step", by), .attr("data-for", "quantity"),
            .attr("aria-label", context.say(name)), .flag("data-js"), .flag("hidden")
        ) { sign }
    }

    /// The other lines, and the end.
    @HTMLBuilder private func rest(_ here: Path, _ context: PageContext) -> HTML {
        let others = open.filter { $0.sku != entry?.sku }
        let received = view.now.entries.reduce(0) { $0 + $1.received }
        let expected = view.now.entries.reduce(0) { $0 + $1.expected }
        if open.isEmpty { tag("p") { context.say(.receiveNobody) } }
        if !others.isEmpty {
            tag("ul", .class("tasks")) {
                for other in others {
                    tag("li") {
                        tag("a", .class("task"), .href(here.query("sku", other.sku))) {
                            tag("span", .class("what")) { context.sku(other.sku) }
                            tag("span", .class("due")) {
                                context.say(.receiveSoFar(a: other.received, b: other.expected - other.received))
                            }
                        }
                    }
                }
            }
        }
        tag("div", .class("answers box")) {
            tag("p") { context.say(.receiveSoFar(a: received, b: max(0, expected - received))) }
            if expected > received {
                tag("p", .class("soft")) { context.say(.receiveDoneWarn(n: expected - received)) }
            }
            ActionForm.open(context, to: here) {
                ActionForm.button("complete", context.say(.receiveDone), classes: "plain")
            }
        }
    }
}
