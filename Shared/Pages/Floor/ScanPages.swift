internal import Fulfillment
internal import ReadModel

/// `/floor/{warehouse}/scan?code=`: its task, "let it go", "keep it", "receive it", or "unknown here". Two hits: both are
/// shown, none is chosen.
enum ScanPages {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/floor/{warehouse}/scan") { visit throws(PageFailure) in try scan(visit) }
        routes.get("/floor/{warehouse}/cards") { visit throws(PageFailure) in
            .page(cards(visit.parameter("warehouse"), visit.context))
        }
        routes.get("/floor/{warehouse}/scanner") { visit throws(PageFailure) in
            .page(scanner(visit.parameter("warehouse"), visit.query("code"), visit.context))
        }
    }

    private static let kinds: [SearchHit.Kind] = [.parcel, .trackingNumber, .outboundOrder, .returnOrder, .order]

    private static func scan(_ visit: Visit) throws(PageFailure) -> PageAnswer {
        let context = visit.context
        let warehouse = visit.parameter("warehouse")
        guard let code = visit.query("code").flatMap({ ScannedCode($0) }) else { return .seeOther(.floor(warehouse)) }
        if let card = AnswerCard(code) {
            return .page(
                try FloorListPage.page(
                    visit, outcome: .bad(context.say(.scanNotOffered(card: HTML(text: card.rawValue))))))
        }
        let hits = try exact(code, visit)
        guard !hits.isEmpty else {
            let words = context.say(.scanUnknown(code: foreign(code.text))) + ". " + context.say(.scanUnknownMore)
            return .page(try FloorListPage.page(visit, outcome: .bad(words)))
        }
        if let order = hits.first(where: { $0.kind == .returnOrder }), let key = order.storeOrder {
            return .seeOther(.receive(warehouse, key, order.text))
        }
        let tasks = try self.tasks(hits, code, warehouse, visit)
        let places = Set(tasks.map { "\($0.task.outboundOrderId)/\($0.parcelId ?? $0.task.trackingNumber ?? "")" })
        guard let first = tasks.first else {
            let verdict = ScanVerdict(try orders(of: hits, visit), code)
            let words = verdict.says(code, context)
            return .page(try FloorListPage.page(visit, outcome: verdict == .letGo ? .good(words) : .bad(words)))
        }
        guard places.count == 1 else {
            return .page(
                try FloorListPage.page(
                    visit, outcome: .bad(context.say(.scanSeveral(code: foreign(code.text)))), several: tasks))
        }
        return .seeOther(.task(warehouse, first.task.taskId).query("code", code.raw))
    }

    /// The first reading of the code that something has.
    private static func exact(_ code: ScannedCode, _ visit: Visit) throws(PageFailure) -> [SearchHit] {
        for candidate in code.candidates {
            let hits = try visit.read { (reads) throws(ReadModelError) in
                try reads.search(candidate, kinds: kinds, storeId: nil, limit: ReadLimits.searchHits)
            }.filter(\.isExact)
            if !hits.isEmpty { return hits }
        }
        return []
    }

    /// The store orders of what was found, each with the outbound orders that were found.
    private static func orders(
        of hits: [SearchHit], _ visit: Visit
    ) throws(PageFailure) -> [(view: OrderView, found: Set<String>)] {
        var orders: [(view: OrderView, found: Set<String>)] = []
        for key in Set(hits.compactMap(\.storeOrder)) {
            guard let view = try visit.read({ (reads) throws(ReadModelError) in try reads.order(key) }) else {
                continue
            }
            orders.append((view, Set(hits.filter { $0.storeOrder == key }.compactMap(\.outboundOrderId))))
        }
        return orders
    }

    /// The open tasks at this warehouse for what was found, the first due first.
    private static func tasks(
        _ hits: [SearchHit], _ code: ScannedCode, _ warehouse: String, _ visit: Visit
    ) throws(PageFailure) -> [TaskRow] {
        var found: [TaskRow] = []
        for (order, outbound) in try orders(of: hits, visit) {
            let own = order.openTasks.filter { row in
                row.task.warehouseId == warehouse && (outbound.isEmpty || outbound.contains(row.task.outboundOrderId))
            }
            // For an outbound order in several boxes, the tasks of the box that was scanned.
            let named = own.filter { $0.isNamed(by: code) }
            found += named.isEmpty ? own : named
        }
        return found.sorted { ($0.task.dueAt, $0.task.taskId) < ($1.task.dueAt, $1.task.taskId) }
    }

    // MARK: Cards

    static func cards(_ warehouse: String, _ context: PageContext) -> Layout {
        let names: [(card: AnswerCard, name: Phrase)] = [
            (.here, .answerHere), (.left, .answerWithCarrier), (.lost, .answerMissing), (.pulled, .answerPulled),
            (.gone, .answerGone), (.voided, .answerVoided), (.stopped, .answerStopped), (.shelf, .handlingShelf),
            (.hold, .handlingQuarantine), (.bin, .handlingDispose),
        ]
        var content = context.back(.floor(warehouse), context.say(.floorToList))
        content += context.heading(context.say(.cardsTitle))
        content += tag("p") { context.say(.cardsHint) }
        content += tag("ul", .class("cards")) {
            for entry in names {
                tag("li") {
                    Code39.drawing(entry.card.rawValue)
                    tag("strong") { context.say(entry.name) }
                    tag("span", .class("id")) { HTML(text: entry.card.rawValue) }
                }
            }
        }
        return Layout(context: context, title: context.say(.cardsTitle), section: .floor, content: content)
    }

    // MARK: Trying the scanner

    static func scanner(_ warehouse: String, _ code: String?, _ context: PageContext) -> Layout {
        var content = context.back(.floor(warehouse), context.say(.floorToList))
        content += context.heading(context.say(.scannerTitle))
        content += tag("p") { context.say(.scannerHint) }
        content += ScanField(context: context, action: Path("floor", warehouse, "scanner")).html
        if let code, let read = ScannedCode(code) {
            content += tag("dl", .class("facts box")) {
                tag("dt") { context.say(.scannerRaw) } + tag("dd") { context.id(code) }
                tag("dt") { context.say(.scannerKeys) } + tag("dd") { context.id(characters(code)) }
                tag("dt") { context.say(.scannerRead) }
                tag("dd") {
                    context.say(read.isMarkedGS1 ? .scannerGS1 : .scannerPlain)
                    for element in read.elements { tag("p") { context.id("(\(element.identifier)) \(element.value)") } }
                }
                tag("dt") { context.say(.scannerTries) }
                tag("dd") { for candidate in read.candidates { tag("p") { context.id(candidate) } } }
            }
        }
        return Layout(
            context: context, title: context.say(.scannerTitle), section: .floor, isFloor: true, content: content)
    }

    /// What arrived, one by one: what cannot be seen by its number.
    private static func characters(_ code: String) -> String {
        code.unicodeScalars.map { scalar in
            scalar.value < 0x21 || scalar.value > 0x7E
                ? "[\(String(scalar.value, radix: 16, uppercase: true))]" : String(scalar)
        }.joined(separator: " ")
    }
}
