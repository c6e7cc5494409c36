public import Fulfillment

/// What pages and the HTTP API ask of the read model. Every call reads one committed state, and may be made on any thread.
///
/// All texts come as they were published: who shows them escapes them. Lists come a page at a time; `Page.next` of one
/// call is `PageRequest.after` of the next.
public protocol ReadQueries: Sendable {
    /// How new what is read is.
    var status: ReadStatus { get }

    /// A store order; nil where nothing was said about it.
    func order(_ key: StoreOrderKey) throws(ReadModelError) -> OrderView?

    /// What a cancellation of these lines of a store order would do now, for each outbound order that it would touch.
    ///
    /// - Parameters:
    ///   - lines: nil: all.
    ///   - outboundOrderIds: nil: all.
    /// - Returns: nil where nothing is known of the order.
    func forecast(_ key: StoreOrderKey, lines: [Line]?, outboundOrderIds: [String]?) throws(ReadModelError)
        -> [CancellationForecast]?

    /// The proof of balance of a store order; nil where nothing was said about it.
    func balance(_ key: StoreOrderKey) throws(ReadModelError) -> BalanceView?

    /// A cancellation case; nil where there is none of this id.
    func cancellationCase(_ id: String) throws(ReadModelError) -> CaseView?

    /// Cases.
    func cases(_ filter: CaseFilter, _ page: PageRequest) throws(ReadModelError) -> Page<CaseSummary>

    /// How many cases there are of each state, as far as they are open.
    func openCases() throws(ReadModelError) -> [CancellationState: Int]

    /// A cancellation request; nil where no request of this id was read for this store.
    func request(_ requestId: String, storeId: String) throws(ReadModelError) -> RequestView?

    /// Tasks of the floor.
    func tasks(_ filter: TaskFilter, _ page: PageRequest) throws(ReadModelError) -> Page<TaskRow>

    /// A task; nil where there is none of this id.
    func task(_ id: String) throws(ReadModelError) -> TaskRow?

    /// How many tasks a warehouse has to do.
    func taskCount(warehouseId: String, now: Timestamp) throws(ReadModelError) -> TaskCount

    /// Which merchants have stock in which warehouses.
    func stockPlaces() throws(ReadModelError) -> [StockPlaceRow]

    /// A merchant's stock in a warehouse, by SKU.
    func stock(_ key: WarehouseKey, _ page: PageRequest) throws(ReadModelError) -> Page<StockRow>

    /// One SKU; nil where it never moved.
    func stockItem(_ key: WarehouseKey, sku: String) throws(ReadModelError) -> StockItemView?

    /// The movements of one SKU, the newest first.
    func movements(_ key: WarehouseKey, sku: String, _ page: PageRequest) throws(ReadModelError) -> Page<MovementRow>

    /// A return order; nil where there is none of this id.
    func returnOrder(_ key: StoreOrderKey, id: String) throws(ReadModelError) -> ReturnOrderView?

    /// Return orders, the newest first.
    func returnOrders(_ filter: ReturnOrderFilter, _ page: PageRequest) throws(ReadModelError)
        -> Page<ReturnOrderSummary>

    /// What the domain refused, the newest first.
    func rejections(_ filter: RejectionFilter, _ page: PageRequest) throws(ReadModelError) -> Page<RejectionRow>

    /// One refusal with what was refused, where that was read; nil where there is none of this id.
    func rejection(_ id: String) throws(ReadModelError) -> (row: RejectionRow, refused: TimelineEntry?)?

    /// What was not a valid message, the newest first.
    func deadLetters(_ filter: DeadLetterFilter, _ page: PageRequest) throws(ReadModelError) -> Page<DeadLetterRow>

    /// One of them in full; nil where there is none of this id.
    func deadLetter(_ id: String) throws(ReadModelError) -> DeadLetterView?

    /// Ids that are, or begin with, or contain a word that begins with this text: exact ones first.
    ///
    /// - Parameters:
    ///   - kinds: which kinds of ids; nil: all.
    ///   - storeId: of this store's orders alone; nil: of all. SKUs belong to no store.
    func search(_ text: String, kinds: [SearchHit.Kind]?, storeId: String?, limit: Int) throws(ReadModelError)
        -> [SearchHit]

    /// Whether anything is stuck, and who has it.
    func operations(now: Timestamp) throws(ReadModelError) -> OperationsSummary

    /// How many cases were open at the end of each hour from `since` on.
    func openCases(hourlySince since: Timestamp) throws(ReadModelError) -> [OpenCasesAt]

    /// How long answers took since a day, by warehouse and task.
    func answerTimes(since: Timestamp) throws(ReadModelError) -> [AnswerTimes]

    /// The changes behind this one, in their order; nil where they are not kept any more, or were counted in another epoch.
    func changes(after number: Int64, epoch: String, limit: Int) throws(ReadModelError) -> [ReadChange]?

    /// Waits until there is a change behind this one, or the deadline; returns the number of the newest.
    func waitForChange(after number: Int64, until deadline: ContinuousClock.Instant) -> Int64
}
