internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel
internal import Threads

extension ConsoleAPI {
    var cases: [APIRoute] {
        [
            APIRoute(
                method: "GET", pattern: "/api/v1/cases", name: "listCases", summary: "Cancellation cases.",
                query: [
                    .word("state", CancellationState.self, "Only cases in these states.", isRepeated: true),
                    .flag("open", "Only cases that have not ended, or only those that have."),
                    .text("merchantId", "Only cases with goods of this merchant."),
                    .text("warehouseId", "Only cases with goods in this warehouse."),
                    .text("storeId", "Only cases of this store."),
                    .time("dueBefore", "Only open cases that wait for something that was due before."),
                    .word(
                        "order", CaseFilter.Order.self,
                        "newest: the last opened first. due: open ones, the first due first."),
                ] + APIRoute.Parameter.paging, answer: .list("A page of cases.", "cases", "Case")
            ) { [self] request in
                var filter = CaseFilter(
                    states: try request.words("state", CancellationState.self), merchantId: request.text("merchantId"),
                    warehouseId: request.text("warehouseId"), storeId: request.text("storeId"),
                    dueBefore: try request.time("dueBefore"),
                    order: try request.word("order", CaseFilter.Order.self) ?? .newest)
                if let isOpen = try request.flag("open") {
                    let states = filter.states ?? CancellationState.allCases
                    filter.states = states.filter { $0.isFinal != isOpen }
                }
                let page = try request.page()
                let found = try ask(request) { model throws(ReadModelError) in try model.cases(filter, page) }
                return answer { $0.page("cases", found) { $1.encode(&$0) } }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/cases/{storeId}/{storeOrderId}/{number}", name: "getCase",
                summary: "One case in full: requests, parts, tasks, return orders, movements, and its story.",
                description: "A case's id is these three with slashes between them; the last is `c1`, `c2`, …",
                answer: .object("The case.", "CaseInFull")
            ) { [self] request in
                let id = "\(request.storeOrder)/\(request.parameter("number"))"
                guard let view = try ask(request, { model throws(ReadModelError) in try model.cancellationCase(id) }) else {
                    throw request.notFound("case \(id)")
                }
                return answer { view.encode(&$0) }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/operations", name: "getOperations",
                summary: "Whether anything is stuck, and who has it.", answer: .object("The summary.", "Operations")
            ) { [self] request in
                let now = Timestamp(milliseconds: WallTime.now())
                let summary = try ask(request) { model throws(ReadModelError) in try model.operations(now: now) }
                return answer { summary.encode(&$0) }
            },
        ]
    }

    var floor: [APIRoute] {
        [
            APIRoute(
                method: "GET", pattern: "/api/v1/tasks", name: "listTasks",
                summary: "What warehouses are asked to do: open tasks by due time, or closed ones, the last first.",
                query: [
                    .text("warehouseId", "Only tasks of this warehouse."),
                    .text("merchantId", "Only goods of this merchant."),
                    .word("kind", WarehouseTask.Kind.self, "Only tasks of this kind."),
                    .flag("open", "true (as if it were not given): open tasks; false: closed ones."),
                    .time("dueBefore", "Only tasks that were due before."),
                ] + APIRoute.Parameter.paging, answer: .list("A page of tasks.", "tasks", "Task")
            ) { [self] request in
                let filter = TaskFilter(
                    warehouseId: request.text("warehouseId"), merchantId: request.text("merchantId"),
                    kind: try request.word("kind", WarehouseTask.Kind.self), isOpen: try request.flag("open") ?? true,
                    dueBefore: try request.time("dueBefore"))
                let page = try request.page()
                let found = try ask(request) { model throws(ReadModelError) in try model.tasks(filter, page) }
                return answer { $0.page("tasks", found) { $1.encode(&$0) } }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/returns", name: "listReturnOrders",
                summary: "Return orders, the newest first.",
                query: [
                    .text("warehouseId", "Only those that arrive at this warehouse."),
                    .text("merchantId", "Only goods of this merchant."),
                    .word("state", ReturnOrder.State.self, "Only those in this state."),
                    .flag("open", "true: only those to which something may still come; false: only the others."),
                ] + APIRoute.Parameter.paging, answer: .list("A page of return orders.", "returnOrders", "ReturnOrder")
            ) { [self] request in
                let filter = ReturnOrderFilter(
                    warehouseId: request.text("warehouseId"), merchantId: request.text("merchantId"),
                    state: try request.word("state", ReturnOrder.State.self), isOpen: try request.flag("open"))
                let page = try request.page()
                let found = try ask(request) { model throws(ReadModelError) in try model.returnOrders(filter, page) }
                return answer { $0.page("returnOrders", found) { $1.encode(&$0) } }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/returns/{storeId}/{storeOrderId}/{returnOrderId}",
                name: "getReturnOrder",
                summary: "A return order and its receipts.", answer: .object("The return order.", "ReturnOrderInFull")
            ) { [self] request in
                let id = request.parameter("returnOrderId")
                let view = try ask(request) { model throws(ReadModelError) in try model.returnOrder(request.storeOrder, id: id) }
                guard let view else {
                    throw request.notFound("return order \(id) of store order \(request.storeOrder)")
                }
                return answer { view.encode(&$0) }
            },
        ]
    }

    var stock: [APIRoute] {
        [
            APIRoute(
                method: "GET", pattern: "/api/v1/stock", name: "listStock",
                summary: "Which merchants have stock in which warehouses.",
                answer: .list("The stocks.", "stocks", "StockPlace", isPaged: false)
            ) { [self] request in
                let places = try ask(request) { model throws(ReadModelError) in try model.stockPlaces() }
                return answer {
                    $0.object { writer in
                        writer.list("stocks", places) { writer, place in
                            writer.warehouse(place.warehouse)
                            writer.field("skus", place.skus)
                        }
                    }
                }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/stock/{merchantId}/{warehouseId}", name: "getStock",
                summary: "A merchant's stock in a warehouse: the balance of each SKU, by SKU.",
                query: APIRoute.Parameter.pagingBySKU, answer: .object("A page of balances.", "Stock")
            ) { [self] request in
                let page = try request.page()
                let found = try ask(request) { model throws(ReadModelError) in try model.stock(request.stock, page) }
                if found.rows.isEmpty, page.after == nil { throw request.notFound("stock of \(request.stock)") }
                return answer {
                    $0.object { writer in
                        writer.warehouse(request.stock)
                        writer.list("items", found.rows) { $1.encode(&$0) }
                        writer.field("next", ifPresent: found.next)
                    }
                }
            },
            APIRoute(
                method: "GET", pattern: "/api/v1/stock/{merchantId}/{warehouseId}/{sku}", name: "getStockItem",
                summary: "One SKU: its balance, who holds units of it, and its movements, in their order.",
                description: """
                    Without `limit` and `after` it has the newest \(APILimits.movementsAtOnce) movements of the SKU, the \
                    oldest of them first; with them, a page, the newest first.
                    """,
                query: APIRoute.Parameter.paging, answer: .object("The SKU.", "StockItem")
            ) { [self] request in try item(request) },
        ]
    }

    private func item(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        let (key, sku) = (request.stock, request.parameter("sku"))
        guard let item = try ask(request, { model throws(ReadModelError) in try model.stockItem(key, sku: sku) }) else {
            throw request.notFound("SKU \(sku) in the stock of \(key)")
        }
        let isPaged = request.text("limit") != nil || request.text("after") != nil
        var rows: [MovementRow] = []
        var next: String?
        if isPaged {
            let page = try request.page()
            let found = try ask(request) { model throws(ReadModelError) in try model.movements(key, sku: sku, page) }
            (rows, next) = (found.rows, found.next)
        } else {
            repeat {
                let page = PageRequest(limit: APILimits.pageRows, after: next)
                let found = try ask(request) { model throws(ReadModelError) in try model.movements(key, sku: sku, page) }
                rows += found.rows
                next = found.next
            } while next != nil && rows.count < APILimits.movementsAtOnce
            rows.reverse()
        }
        return answer {
            $0.object { writer in
                writer.warehouse(key)
                item.row.encode(&writer)
                writer.list("holders", item.holders) { writer, holder in
                    writer.field("caseId", holder.caseId)
                    writer.field("outboundOrderId", holder.outboundOrderId)
                    writer.field("quantity", holder.quantity)
                }
                writer.field("movementCount", item.movementCount)
                writer.list("movements", rows) { writer, row in
                    writer.fields(of: .stockMoved(row.moved))
                    writer.field("principal", ifPresent: row.principal)
                }
                writer.field("next", ifPresent: next)
            }
        }
    }
}
