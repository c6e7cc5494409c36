internal import Contracts
internal import Fulfillment
internal import ReadModel

/// `/floor/{warehouse}/tasks/{task}`: one large step. A scan identifies the parcel; a press, or a printed card, says the fact.
enum TaskPage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/floor/{warehouse}/tasks/{task}") { visit throws(PageFailure) in
            let row = try task(visit)
            if row.task.kind == .putAway, row.task.result == nil { return .seeOther(try shelf(row, visit)) }
            if let person = visit.context.person, row.task.result == nil {
                visit.site.claims.open(row.task.taskId, by: person, at: visit.context.now)
            }
            return .page(try page(row, visit))
        }
        routes.post("/floor/{warehouse}/tasks/{task}") { (visit, form) throws(PageFailure) in
            let row = try task(visit)
            if form.has("code") { return try scanned(form["code"] ?? "", row, form, visit) }
            guard let answer = form[ActionForm.answer].flatMap({ FloorAnswer(rawValue: $0) }),
                FloorAnswer.offered(row.task.kind).contains(answer)
            else { throw .notFound }
            return try report(answer, row, form, visit)
        }
    }

    private static func task(_ visit: Visit) throws(PageFailure) -> TaskRow {
        let id = visit.parameter("task")
        let row = try visit.find { (reads) throws(ReadModelError) in try reads.task(id) }
        guard row.task.warehouseId == visit.parameter("warehouse") else { throw .notFound }
        return row
    }

    /// Where units are put back: with their return order, else by an adjustment that cites the case.
    private static func shelf(_ row: TaskRow, _ visit: Visit) throws(PageFailure) -> Path {
        let task = row.task
        let order = try visit.find { (reads) throws(ReadModelError) in try reads.order(task.storeOrder) }
        if let open = order.returnOrders.first(where: {
            $0.outboundOrderId == task.outboundOrderId && $0.caseId == task.caseId && $0.state != .cancelled
                && $0.state != .received
        }) {
            return .receive(task.warehouseId, task.storeOrder, open.returnOrderId)
        }
        guard let merchant = row.merchantId, let line = task.lines.first else { throw .notFound }
        let stock = WarehouseKey(merchantId: merchant, warehouseId: task.warehouseId)
        return Path("stock", stock.merchantId, stock.warehouseId, line.sku, "adjust").query(
            "case", "\(task.caseId)|\(task.outboundOrderId)")
    }

    private static func page(_ row: TaskRow, _ visit: Visit) throws(PageFailure) -> Layout {
        let context = visit.context
        var step = TaskStep(row: row)
        step.holder = visit.site.claims.holder(row.task.taskId, besides: context.person, at: context.now)
        step.by = try FloorListPage.reporter(row, visit)
        step.isCorrection = visit.query("correct") != nil
        step.needsReason = visit.query("why") != nil
        step.isUnread = visit.query("unread") != nil
        if let code = visit.query("code").flatMap({ ScannedCode($0) }) { step.scanned = code }
        if let card = visit.query("card") { step.card = AnswerCard(rawValue: card) }
        let order = try visit.read { (reads) throws(ReadModelError) in try reads.order(row.task.storeOrder) }
        step.outbound = order?.outboundOrders.first { $0.now.outboundOrderId == row.task.outboundOrderId }
        return step.layout(context)
    }

    /// A scan on the page of a task: is it the right one? A card with an answer says it.
    private static func scanned(
        _ text: String, _ row: TaskRow, _ form: FormFields, _ visit: Visit
    ) throws(PageFailure) -> PageAnswer {
        let here = Path.task(row.task.warehouseId, row.task.taskId)
        guard let code = ScannedCode(text) else { return .seeOther(here) }
        guard let card = AnswerCard(code) else { return .seeOther(here.query("code", code.raw)) }
        // A card says nothing of a wrong parcel.
        if let wrong = form["wrong"] { return .seeOther(here.query("code", wrong)) }
        guard let answer = FloorAnswer(card), FloorAnswer.offered(row.task.kind).contains(answer) else {
            return .seeOther(here.query("card", card.rawValue))
        }
        return try report(answer, row, form, visit)
    }

    /// Reports an answer, once; then the next step of the same parcel, or the list.
    private static func report(
        _ answer: FloorAnswer, _ row: TaskRow, _ form: FormFields, _ visit: Visit
    ) throws(PageFailure) -> PageAnswer {
        let task = row.task
        let here = Path.task(task.warehouseId, task.taskId)
        let list = Path.floor(task.warehouseId)
        let reason = form["reason"].flatMap { VoidReason(rawValue: $0) }?.rawValue
        if answer == .notVoided, reason == nil { return .seeOther(here.query("why", "1")) }
        let isOwn = form[ActionForm.field].flatMap { visit.site.book.record($0) } != nil
        if task.result != nil, !isOwn, form["instead"] == nil {
            // Somebody else was first. Where they said the same, nothing is sent; where not, it is asked for openly.
            let agrees = (task.result == .done) == answer.isExpected || task.result == .superseded
            return .seeOther(agrees ? here.query("already", "1") : here.query("correct", "1"))
        }
        let pressed = try visit.perform(form, answer: answer.rawValue) { stamp in
            .warehouseReported(answer.report(row, reason: reason, at: stamp.at, by: stamp.person))
        }
        guard case .recorded = pressed else { return .seeOther(here.query("correct", "1")) }
        try visit.settle { (reads) throws(ReadModelError) in try reads.task(task.taskId)?.task.result != nil }
        if answer.isExpected, let next = try next(after: row, visit) {
            return .seeOther(.task(task.warehouseId, next.task.taskId))
        }
        return .seeOther(list.query("task", task.taskId).query("said", answer.rawValue).query("correct", task.taskId))
    }

    /// What is to be done next with the same goods: pull it, void its label.
    private static func next(after row: TaskRow, _ visit: Visit) throws(PageFailure) -> TaskRow? {
        let order = try visit.read { (reads) throws(ReadModelError) in try reads.order(row.task.storeOrder) }
        return order?.openTasks.first {
            $0.task.outboundOrderId == row.task.outboundOrderId && $0.task.warehouseId == row.task.warehouseId
                && $0.task.taskId != row.task.taskId && [.interceptParcel, .voidLabel].contains($0.task.kind)
        }
    }
}

/// The page of a task from its values.
struct TaskStep {
    var row: TaskRow
    var outbound: OutboundOrderView?
    /// Who else has it open.
    var holder: String?
    /// Who said what ended it.
    var by: String?
    var scanned: ScannedCode?
    /// A card that this page does not offer.
    var card: AnswerCard?
    /// Its label cannot be read: the answers are given without a scan.
    var isUnread = false
    var isCorrection = false
    /// "Could not void it" was pressed: why?
    var needsReason = false

    private var isWrongParcel: Bool { scanned.map { !row.isNamed(by: $0) } ?? false }

    func layout(_ context: PageContext) -> Layout {
        let title = context.say(self.title)
        let task = row.task
        var content = context.back(.floor(task.warehouseId), context.say(.floorToList))
        content += tag("div", .class("apart")) {
            tag("h1") { title }
            if task.result == nil {
                tag("span", .class(row.isLate(at: context.now) ? "badge late" : "badge")) {
                    context.time(task.dueAt) + " · " + context.left(task.dueAt)
                }
            }
        }
        content += goods(context)
        if task.result == nil || isCorrection {
            content +=
                ScanField(
                    context: context, label: .scanCheckLabel, action: .task(task.warehouseId, task.taskId),
                    isPost: true, outcome: outcome(context),
                    carried: isWrongParcel && !isUnread ? [("wrong", scanned?.raw ?? "")] : []
                ).html
        }
        content += over(context)
        content += answers(context)
        content += tag("p", .class("unsent said bad"), .flag("data-unsent"), .flag("hidden"), .attr("role", "status")) {
            HTML()
        }
        return Layout(
            context: context, title: HTML(text: "\(title.plainText) – \(row.name(context).plainText)"), section: .floor,
            isFloor: true, follows: ["order=" + task.storeOrder.description], content: content)
    }

    private var title: Phrase {
        switch row.task.kind {
        case .stopWork: .taskStopTitle
        case .verifyGoods: .taskVerifyTitle
        case .interceptParcel: .taskPullTitle
        case .voidLabel: .taskVoidTitle
        case .putAway: .taskPutAwayTitle
        }
    }

    /// What it is about, in as few lines as there are, so that the answers are in reach of a thumb.
    private func goods(_ context: PageContext) -> HTML {
        let task = row.task
        return tag("div", .class("box goods"), .attr("data-key", "goods")) {
            tag("p", .class("what")) {
                row.parcelId.map { context.id($0) }
                    ?? context.id(task.trackingNumber.map { TrackingText.grouped($0) } ?? task.outboundOrderId)
            }
            if row.parcelId != nil, let number = task.trackingNumber {
                tag("p") {
                    tag("span", .class("unseen")) { context.say(.floorTracking) + " " }
                    context.id(TrackingText.grouped(number))
                }
            }
            tag("p") { context.lines(task.lines) }
            tag("p") {
                context.id(task.outboundOrderId) + " · "
                if let said = outbound?.shippedUnscanned {
                    context.say(.floorMarkedShipped(t: context.time(said.reportedAt)))
                } else {
                    row.status.map { context.say(Phrase($0)) } ?? HTML()
                }
            }
            if let holder { tag("p") { context.badge(context.say(.floorHasIt(who: foreign(holder))), "wait") } }
        }
    }

    private func outcome(_ context: PageContext) -> ScanField.Outcome? {
        if let card { return .bad(context.say(.scanNotOffered(card: HTML(text: card.rawValue)))) }
        guard let scanned else { return nil }
        return isWrongParcel
            ? .bad(context.say(.scanWrong(p: foreign(scanned.text), wanted: row.name(context))))
            : .good(context.say(.scanIsTheOne(p: row.name(context))))
    }

    /// It has ended: by whom.
    @HTMLBuilder private func over(_ context: PageContext) -> HTML {
        if let closedAt = row.closedAt {
            let t = context.time(closedAt)
            tag("p", .class("said"), .attr("role", "status")) {
                if row.task.result == .superseded {
                    context.say(.floorOver(t: t)) + ". " + context.say(.floorTaskOver)
                } else if let by {
                    context.say(.floorAlreadySaid(who: foreign(by), t: t))
                } else {
                    context.say(.floorDone(t: t)) + ". " + context.say(.floorTaskOver)
                }
            }
            if !isCorrection, row.task.result != .superseded {
                tag("p") {
                    tag(
                        "a", .class("button plain big"),
                        .href(.task(row.task.warehouseId, row.task.taskId).query("correct", "1"))
                    ) {
                        context.say(.floorCorrect)
                    }
                }
            }
        }
    }

    @HTMLBuilder private func answers(_ context: PageContext) -> HTML {
        let here = Path.task(row.task.warehouseId, row.task.taskId)
        if row.task.result == nil || isCorrection {
            if isWrongParcel, !isUnread {
                tag("div", .class("answers")) {
                    tag("p") { context.say(.scanFirst) }
                    tag(
                        "a", .class("button plain"),
                        .href(here.query("unread", "1").query("correct", isCorrection ? "1" : nil))
                    ) {
                        context.say(.scanCannotRead)
                    }
                }
            } else if needsReason {
                reasons(context)
            } else {
                tag("div", .class("answers"), .attr("data-key", "answers")) {
                    ActionForm.open(context, to: here, queue: .floor(row.task.warehouseId)) {
                        if isCorrection { ActionForm.hidden("instead", "1") }
                        for answer in FloorAnswer.offered(row.task.kind) {
                            let words = context.say(answer.phrase(row.task.kind))
                            ActionForm.button(
                                answer.rawValue, isCorrection ? context.say(.floorChangeTo(other: words)) : words,
                                classes: answer.isExpected ? "" : "plain")
                        }
                    }
                }
            }
        }
    }

    private func reasons(_ context: PageContext) -> HTML {
        tag("div", .class("answers")) {
            ActionForm.open(
                context, to: .task(row.task.warehouseId, row.task.taskId), queue: .floor(row.task.warehouseId)
            ) {
                if isCorrection { ActionForm.hidden("instead", "1") }
                ActionForm.hidden(ActionForm.answer, FloorAnswer.notVoided.rawValue)
                tag("h2") { context.say(.whyNotVoided) }
                for reason in VoidReason.allCases {
                    tag(
                        "button", .attr("type", "submit"), .attr("name", "reason"), .attr("value", reason.rawValue),
                        .class("plain")
                    ) {
                        context.say(reason.phrase)
                    }
                }
            }
        }
    }
}

/// A tracking number in groups that can be read out: `1Z 999A A101 2345 6784`.
enum TrackingText {
    static func grouped(_ number: String) -> String {
        guard number.utf8.count > 8,
            number.unicodeScalars.allSatisfy({ $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0) })
        else { return number }
        var groups: [Substring] = []
        var rest = Substring(number)
        while rest.count > 4 {
            groups.insert(rest.suffix(4), at: 0)
            rest = rest.dropLast(4)
        }
        groups.insert(rest, at: 0)
        return groups.joined(separator: "\u{202F}")
    }
}
