internal import Contracts
internal import Fulfillment
internal import ReadModel

/// `/floor/{warehouse}`: what is to be done, by due time, and one field for scans.
enum FloorListPage {
    static func add(_ routes: inout PageRoutes) {
        routes.get("/floor") { visit throws(PageFailure) in
            let floors = try Floors.counts(visit)
            if floors.count == 1, let only = floors.first { return .seeOther(.floor(only.id)) }
            return .page(choice(floors, visit.context))
        }
        routes.get("/floor/{warehouse}") { visit throws(PageFailure) in .page(try page(visit, outcome: said(visit))) }
    }

    /// The list, with what came of a scan or a report.
    static func page(_ visit: Visit, outcome: ScanField.Outcome?, several: [TaskRow] = []) throws(PageFailure) -> Layout
    {
        let warehouse = visit.parameter("warehouse")
        let now = visit.context.now
        let open = try visit.read { (reads) throws(ReadModelError) in
            try reads.tasks(TaskFilter(warehouseId: warehouse), PageRequest(limit: tasksShown))
        }
        let count = try visit.read { (reads) throws(ReadModelError) in
            try reads.taskCount(warehouseId: warehouse, now: now)
        }
        let closed = try visit.read { (reads) throws(ReadModelError) in
            try reads.tasks(TaskFilter(warehouseId: warehouse, isOpen: false), PageRequest(limit: closedShown))
        }
        let returns = try visit.read { (reads) throws(ReadModelError) in
            try reads.returnOrders(
                ReturnOrderFilter(warehouseId: warehouse, isOpen: true), PageRequest(limit: returnsShown))
        }
        var done: [(row: TaskRow, by: String?)] = []
        for row in closed.rows where (row.closedAt?.milliseconds ?? 0) > now.milliseconds - justDoneMilliseconds {
            done.append((row, try reporter(row, visit)))
        }
        let holders = Dictionary(
            open.rows.compactMap { row in
                visit.site.claims.holder(row.task.taskId, besides: visit.context.person, at: now).map {
                    (row.task.taskId, $0)
                }
            }, uniquingKeysWith: { first, _ in first })
        let content = FloorList(
            warehouseId: warehouse, open: open.rows, count: count, done: done, returns: returns.rows, holders: holders,
            several: several, outcome: outcome, correct: visit.query("correct"))
        return content.layout(visit.context)
    }

    private static let tasksShown = 200
    private static let closedShown = 5
    private static let returnsShown = 50
    /// For so long what was done stays on the list.
    private static let justDoneMilliseconds: Int64 = 600_000

    /// Who said what ended a task; nil where nobody did by name.
    static func reporter(_ row: TaskRow, _ visit: Visit) throws(PageFailure) -> String? {
        guard row.closedAt != nil, row.task.result != .superseded else { return nil }
        let story =
            try visit.read { (reads) throws(ReadModelError) in try reads.order(row.task.storeOrder) }?.timeline ?? []
        let end = story.last { entry in
            guard case .task(let task) = entry.message else { return false }
            return task.taskId == row.task.taskId && task.result != nil
        }
        return story.last { $0.messageId == end?.causationId }?.person
    }

    /// What was just reported from here: `P-77: Pulled. Recorded.`
    private static func said(_ visit: Visit) throws(PageFailure) -> ScanField.Outcome? {
        guard let taskId = visit.query("task"), let answer = visit.query("said").flatMap({ FloorAnswer(rawValue: $0) }),
            let row = try visit.read({ (reads) throws(ReadModelError) in try reads.task(taskId) })
        else { return nil }
        let context = visit.context
        return .good(
            context.say(.floorRecorded(what: row.name(context), answer: context.say(answer.phrase(row.task.kind)))))
    }

    private static func choice(_ floors: [(id: String, count: TaskCount)], _ context: PageContext) -> Layout {
        var content = context.heading(context.say(.floorChoose))
        if floors.isEmpty {
            content += context.empty(context.say(.floorNone))
        } else {
            content += tag("ul", .class("tasks")) {
                for floor in floors {
                    tag("li") {
                        tag("a", .class(floor.count.late > 0 ? "task late" : "task"), .href(.floor(floor.id))) {
                            tag("span", .class("what")) { context.id(floor.id) }
                            tag("span", .class("due")) {
                                context.say(.floorCount(n: floor.count.open, late: floor.count.late))
                            }
                        }
                    }
                }
            }
        }
        return Layout(
            context: context, title: context.say(.floorChoose), section: .floor, isFloor: true, content: content)
    }
}

/// The list from its values.
struct FloorList {
    var warehouseId: String
    var open: [TaskRow]
    var count: TaskCount
    var done: [(row: TaskRow, by: String?)] = []
    var returns: [ReturnOrderSummary] = []
    var holders: [String: String] = [:]
    /// What a scan may mean, where it fits several.
    var several: [TaskRow] = []
    var outcome: ScanField.Outcome?
    /// The task whose report may be corrected.
    var correct: String?

    func layout(_ context: PageContext) -> Layout {
        let counted = context.say(.floorCount(n: count.open, late: count.late))
        var content = tag("div", .class("apart"), .attr("data-key", "floor-head")) {
            tag("h1") { context.id(warehouseId) }
            tag("span", .class(count.late > 0 ? "badge late" : "badge")) { counted }
        }
        content += ScanField(context: context, action: Path("floor", warehouseId, "scan"), outcome: outcome).html
        if let correct {
            content += tag("p") {
                tag("a", .class("button plain"), .href(.task(warehouseId, correct).query("correct", "1"))) {
                    context.say(.floorCorrect)
                }
            }
        }
        content += tag("p", .class("unsent said bad"), .flag("data-unsent"), .flag("hidden"), .attr("role", "status")) {
            HTML()
        }
        if !several.isEmpty { content += list(several, "several", context) }
        content += open.isEmpty ? nothing(context) : list(open, "open", context)
        if !done.isEmpty {
            content += tag("ul", .class("tasks"), .attr("data-list", "done")) {
                for row in done { finished(row.row, row.by, context) }
            }
        }
        content += returnList(context)
        content += tag("p", .class("actions")) {
            context.link(Path("floor", warehouseId, "cards"), context.say(.cardsTitle))
            context.link(Path("floor", warehouseId, "scanner"), context.say(.scannerTitle))
        }
        content += context.newsBar
        return Layout(
            context: context, title: HTML(text: "\(counted.plainText) – \(warehouseId)"), section: .floor,
            isFloor: true,
            follows: ["task"], content: content)
    }

    private func list(_ rows: [TaskRow], _ name: String, _ context: PageContext) -> HTML {
        tag("ul", .class("tasks"), .attr("data-list", name)) { for row in rows { item(row, context) } }
    }

    private func item(_ row: TaskRow, _ context: PageContext) -> HTML {
        let task = row.task
        let isLate = row.isLate(at: context.now)
        return tag("li", .attr("data-key", "task-\(task.taskId)")) {
            tag("a", .class(isLate ? "task late" : "task"), .href(.task(warehouseId, task.taskId))) {
                tag("span", .class("what")) { context.say(Phrase(task: task.kind)) }
                tag("span", .class("due")) {
                    isLate ? context.say(.floorLateSince(t: context.time(task.dueAt))) : context.time(task.dueAt)
                }
                tag("span", .class("which")) {
                    row.name(context)
                    if let number = task.trackingNumber, number != row.parcelId { " · " + context.id(number) }
                    if let holder = holders[task.taskId] { " · " + context.say(.floorHasIt(who: foreign(holder))) }
                }
            }
        }
    }

    /// A task that is over stays on the list for a while, dimmed: who did it, and when.
    private func finished(_ row: TaskRow, _ by: String?, _ context: PageContext) -> HTML {
        let t = context.time(row.closedAt ?? context.now)
        let words =
            row.task.result == .superseded
            ? context.say(.floorOver(t: t))
            : by.map { context.say(.floorDoneBy(who: foreign($0), t: t)) } ?? context.say(.floorDone(t: t))
        return tag("li", .attr("data-key", "task-\(row.task.taskId)")) {
            tag("a", .class("task over"), .href(.task(warehouseId, row.task.taskId))) {
                tag("span", .class("what")) { context.say(Phrase(task: row.task.kind)) }
                tag("span", .class("due")) { t }
                tag("span", .class("which")) { row.name(context) + " · " + words }
            }
        }
    }

    private func nothing(_ context: PageContext) -> HTML {
        let last = count.lastDone.map { row in
            context.say(.floorEmptyLast(t: context.time(row.closedAt ?? row.openedAt), what: row.name(context)))
        }
        return tag("div", .attr("data-key", "nothing")) {
            context.empty(context.say(.floorEmpty(w: context.id(warehouseId))), last)
        }
    }

    private func returnList(_ context: PageContext) -> HTML {
        tag("section", .attr("data-key", "returns"), .flag("hidden", returns.isEmpty)) {
            tag("h2") { context.say(.receiveReturns) }
            tag("ul", .class("tasks")) {
                for order in returns {
                    tag("li") {
                        tag("a", .class("task"), .href(.receive(warehouseId, order.storeOrder, order.returnOrderId))) {
                            tag("span", .class("what")) { context.say(.receiveTitle) }
                            tag("span", .class("due")) { context.say(Phrase(order.state)) }
                            tag("span", .class("which")) {
                                context.id(order.returnOrderId) + " · "
                                context.say(
                                    .receiveSoFar(a: order.received, b: max(0, order.expected - order.received)))
                            }
                        }
                    }
                }
            }
        }
    }
}
