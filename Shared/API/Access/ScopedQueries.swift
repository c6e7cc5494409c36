public import Access
internal import Contracts
public import Fulfillment
public import ReadModel

/// The read model as one principal sees it: what it may not see answers like what does not exist.
///
/// Lists are read on behind rows that are left out, up to a limit, so that a page is as full as it can be.
public struct ScopedQueries: ReadQueries {
    private let model: any ReadQueries
    private let access: AccessList
    private let principal: Principal

    public init(_ model: any ReadQueries, _ access: AccessList, _ principal: Principal) {
        self.model = model
        self.access = access
        self.principal = principal
    }

    public var status: ReadStatus { model.status }

    // MARK: Orders

    public func order(_ key: StoreOrderKey) throws(ReadModelError) -> OrderView? {
        guard let view = try model.order(key), seesAll || isVisible(view) else { return nil }
        return view
    }

    public func forecast(_ key: StoreOrderKey, lines: [Line]?, outboundOrderIds: [String]?) throws(ReadModelError)
        -> [CancellationForecast]?
    {
        try isVisible(key) ? model.forecast(key, lines: lines, outboundOrderIds: outboundOrderIds) : nil
    }

    public func balance(_ key: StoreOrderKey) throws(ReadModelError) -> BalanceView? {
        try isVisible(key) ? model.balance(key) : nil
    }

    public func request(_ requestId: String, storeId: String) throws(ReadModelError) -> RequestView? {
        guard let view = try model.request(requestId, storeId: storeId) else { return nil }
        return try isVisible(view.storeOrder) ? view : nil
    }

    // MARK: Cases

    public func cancellationCase(_ id: String) throws(ReadModelError) -> CaseView? {
        guard let view = try model.cancellationCase(id), isVisible(view.summary) else { return nil }
        return view
    }

    public func cases(_ filter: CaseFilter, _ page: PageRequest) throws(ReadModelError) -> Page<CaseSummary> {
        var filter = filter
        filter.storeId = filter.storeId ?? only(principal.stores, of: .store)
        filter.warehouseId = filter.warehouseId ?? only(principal.warehouses, of: .warehouse)
        return try filled(page, isVisible) { [filter] page throws(ReadModelError) in try model.cases(filter, page) }
    }

    public func openCases() throws(ReadModelError) -> [CancellationState: Int] {
        seesAll ? try model.openCases() : [:]
    }

    // MARK: The floor

    public func tasks(_ filter: TaskFilter, _ page: PageRequest) throws(ReadModelError) -> Page<TaskRow> {
        var filter = filter
        filter.warehouseId = filter.warehouseId ?? only(principal.warehouses, of: .warehouse)
        return try filled(page, isVisible) { [filter] page throws(ReadModelError) in try model.tasks(filter, page) }
    }

    public func task(_ id: String) throws(ReadModelError) -> TaskRow? {
        guard let row = try model.task(id), isVisible(row) else { return nil }
        return row
    }

    public func taskCount(warehouseId: String, now: Timestamp) throws(ReadModelError) -> TaskCount {
        access.maySeeTasks(principal, warehouseId: warehouseId)
            ? try model.taskCount(warehouseId: warehouseId, now: now) : TaskCount(open: 0, late: 0)
    }

    // MARK: Stock

    public func stockPlaces() throws(ReadModelError) -> [StockPlaceRow] {
        try model.stockPlaces().filter { isVisible($0.warehouse) }
    }

    public func stock(_ key: WarehouseKey, _ page: PageRequest) throws(ReadModelError) -> Page<StockRow> {
        isVisible(key) ? try model.stock(key, page) : Page(rows: [], next: nil)
    }

    public func stockItem(_ key: WarehouseKey, sku: String) throws(ReadModelError) -> StockItemView? {
        isVisible(key) ? try model.stockItem(key, sku: sku) : nil
    }

    public func movements(_ key: WarehouseKey, sku: String, _ page: PageRequest) throws(ReadModelError)
        -> Page<MovementRow>
    {
        isVisible(key) ? try model.movements(key, sku: sku, page) : Page(rows: [], next: nil)
    }

    // MARK: Returns

    public func returnOrder(_ key: StoreOrderKey, id: String) throws(ReadModelError) -> ReturnOrderView? {
        guard let view = try model.returnOrder(key, id: id),
            isVisible(key, at: [view.now.created.warehouse])
        else { return nil }
        return view
    }

    public func returnOrders(_ filter: ReturnOrderFilter, _ page: PageRequest) throws(ReadModelError)
        -> Page<ReturnOrderSummary>
    {
        var filter = filter
        filter.warehouseId = filter.warehouseId ?? only(principal.warehouses, of: .warehouse)
        return try filled(page, { isVisible($0.storeOrder, at: [$0.warehouse]) }) {
            [filter] page throws(ReadModelError) in
            try model.returnOrders(filter, page)
        }
    }

    // MARK: What was not taken

    public func rejections(_ filter: RejectionFilter, _ page: PageRequest) throws(ReadModelError) -> Page<RejectionRow>
    {
        guard !seesAll else { return try model.rejections(filter, page) }
        // Others see those of an order that they may see.
        guard let key = filter.storeOrder, try order(key) != nil else { return Page(rows: [], next: nil) }
        return try model.rejections(filter, page)
    }

    public func rejection(_ id: String) throws(ReadModelError) -> (row: RejectionRow, refused: TimelineEntry?)? {
        seesAll ? try model.rejection(id) : nil
    }

    public func deadLetters(_ filter: DeadLetterFilter, _ page: PageRequest) throws(ReadModelError) -> Page<
        DeadLetterRow
    > {
        seesAll ? try model.deadLetters(filter, page) : Page(rows: [], next: nil)
    }

    public func deadLetter(_ id: String) throws(ReadModelError) -> DeadLetterView? {
        seesAll ? try model.deadLetter(id) : nil
    }

    // MARK: Finding

    public func search(_ text: String, kinds: [SearchHit.Kind]?, storeId: String?, limit: Int) throws(ReadModelError)
        -> [SearchHit]
    {
        let hits = try model.search(
            text, kinds: kinds, storeId: storeId ?? only(principal.stores, of: .store), limit: limit)
        var found: [SearchHit] = []
        for hit in hits where try isVisible(hit) { found.append(hit) }
        return found
    }

    private func isVisible(_ hit: SearchHit) throws(ReadModelError) -> Bool {
        if let storeOrder = hit.storeOrder { return try isVisible(storeOrder) }
        return hit.warehouse.map(isVisible) ?? seesAll
    }

    // MARK: Operations

    public func operations(now: Timestamp) throws(ReadModelError) -> OperationsSummary {
        guard seesAll else { throw Self.hidden }
        return try model.operations(now: now)
    }

    public func openCases(hourlySince since: Timestamp) throws(ReadModelError) -> [OpenCasesAt] {
        seesAll ? try model.openCases(hourlySince: since) : []
    }

    public func answerTimes(since: Timestamp) throws(ReadModelError) -> [AnswerTimes] {
        try model.answerTimes(since: since).filter { access.maySeeTasks(principal, warehouseId: $0.warehouseId) }
    }

    private static var hidden: ReadModelError { ReadModelError(.hidden, "nothing is here for this principal") }

    // MARK: Changes

    /// All of them, in their numbers; `isVisible` says which of them this principal hears of.
    public func changes(after number: Int64, epoch: String, limit: Int) throws(ReadModelError) -> [ReadChange]? {
        try model.changes(after: number, epoch: epoch, limit: limit)
    }

    public func waitForChange(after number: Int64, until deadline: ContinuousClock.Instant) -> Int64 {
        model.waitForChange(after: number, until: deadline)
    }

    /// Whether this principal hears of a change. One that names neither an order nor a warehouse is the operators'.
    public func isVisible(_ change: ReadChange) -> Bool {
        if seesAll { return true }
        if change.kind == .stock { return change.warehouse.map(isVisible) ?? false }
        guard let order = change.storeOrder else { return false }
        if let warehouse = change.warehouse { return isVisible(order, at: [warehouse]) }
        return (try? isVisible(order)) ?? false
    }

    // MARK: What is visible

    private var seesAll: Bool {
        access.mayOperate(principal) && principal.stores == .all && principal.merchants == .all
            && principal.warehouses == .all
    }

    /// A store goes by its id alone; all others by where the goods of the order are, which has to be read.
    private func isVisible(_ key: StoreOrderKey) throws(ReadModelError) -> Bool {
        if seesAll { return true }
        return principal.role == .store ? isVisible(key, at: []) : try order(key) != nil
    }

    private func isVisible(_ view: OrderView) -> Bool {
        isVisible(
            view.key,
            at: view.outboundOrders.map { WarehouseKey(merchantId: $0.now.merchantId, warehouseId: $0.now.warehouseId) }
        )
    }

    private func isVisible(_ summary: CaseSummary) -> Bool {
        isVisible(
            summary.storeOrder,
            at: summary.warehouseIds.flatMap { warehouse in
                summary.merchantIds.map { WarehouseKey(merchantId: $0, warehouseId: warehouse) }
            })
    }

    private func isVisible(_ row: TaskRow) -> Bool {
        let task = row.task
        guard let merchant = row.merchantId else { return access.maySeeTasks(principal, warehouseId: task.warehouseId) }
        return isVisible(task.storeOrder, at: [WarehouseKey(merchantId: merchant, warehouseId: task.warehouseId)])
    }

    private func isVisible(_ key: WarehouseKey) -> Bool {
        access.maySeeStock(principal, key)
    }

    private func isVisible(_ key: StoreOrderKey, at places: [WarehouseKey]) -> Bool {
        access.maySee(principal, storeId: key.storeId, places: places)
    }

    /// The one name that a principal of this role acts for: then the read model looks for nothing else.
    private func only(_ names: Names, of role: Role) -> String? {
        guard principal.role == role, case .some(let set) = names, set.count == 1 else { return nil }
        return set.first
    }

    /// So often a page is read on behind rows that are left out.
    private static let readsOn = 20

    private func filled<Row>(
        _ page: PageRequest, _ isVisible: (Row) -> Bool,
        _ read: (PageRequest) throws(ReadModelError) -> Page<Row>
    ) throws(ReadModelError) -> Page<Row> {
        var page = page
        var rows: [Row] = []
        for _ in 0..<Self.readsOn {
            let found = try read(page)
            let visible = found.rows.filter(isVisible)
            rows += visible
            page.limit -= visible.count
            guard let next = found.next, page.limit > 0 else { return Page(rows: rows, next: found.next) }
            page.after = next
        }
        return Page(rows: rows, next: page.after)
    }
}
