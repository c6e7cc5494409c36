internal import Contracts
internal import Fulfillment
internal import Streams

/// Writes what was read from the topics into the tables. Belongs to the feeding thread alone, which calls `begin`, `take` for
/// each record, and `commit`: rows and positions become visible together.
///
/// Partitions are read in any order among each other: what a row says of two topics comes in whichever order, and each
/// statement takes that into account.
final class ReadModelWriter {
    let database: SQLiteConnection
    let policies: Policies
    /// Counts the changes of this file.
    private(set) var change: Int64
    /// Those that were kept since they were taken last.
    private var changes: [ReadChange] = []
    /// Whether changes are kept for those who follow. Not while everything is read anew: nobody saw what was before.
    var keepsChanges = false
    /// When the newest record that was read was received by the log.
    private(set) var newest: Int64

    /// The record in hand, and its attributes.
    var record = Record(topic: "", partition: 0, offset: 0, timestamp: 0, body: RecordBody(key: [], value: nil))
    var envelope = Envelope(source: "", id: "", type: .messageRejected)
    /// Its data, as it is kept, and whether it leads to a person.
    var data = SQLiteStatement.Value.null
    private(set) var namesPeople = false
    /// Up to when what was said of an order is kept without what leads to a person.
    private var erasures: [StoreOrderKey: Int64] = [:]
    /// Orders that are known to have something that leads to a person.
    private var marked: Set<Int64> = []
    /// Something was removed since the file was cleaned.
    var isUnclean = false

    private var orderIds: [StoreOrderKey: Int64] = [:]
    /// So many ids of orders are remembered: those of a batch.
    private static let rememberedOrders = 20_000
    private var lastTopic: (name: String, topic: TopicName?) = ("", nil)
    /// Who may say what on its own topic.
    private let tenants: TenantReading
    /// The tenant on whose topic the record in hand stands, and who was authenticated as its sender.
    private(set) var alias: String?
    private(set) var principal: String?
    private var positions: [TopicPartition: Int64] = [:]
    private var trimmedAt: Int64

    init(
        _ database: SQLiteConnection, policies: Policies, tenants: TenantReading = .none
    ) throws(SQLiteError) {
        self.database = database
        self.tenants = tenants
        self.policies = policies
        let change = try database.statement("SELECT value FROM meta WHERE name = 'change'").first { $0.integer(0) } ?? 0
        self.change = change
        trimmedAt = change
        newest = try database.statement("SELECT value FROM meta WHERE name = 'newest'").first { $0.integer(0) } ?? 0
        let erased = try database.statement("SELECT store, number, at FROM erasures").all { row in
            (StoreOrderKey(storeId: row.text(0), storeOrderId: row.text(1)), row.integer(2))
        }
        erasures = Dictionary(erased) { $1 }
    }

    /// The topics that are read.
    static let sources: [Topic] = [
        .cancellationRequests, .cancellationOutcomes, .orderCommands, .orderEvents, .warehouseReports, .warehouseTasks,
        .inventoryCommands, .inventoryMovements, .returnCommands, .returnEvents, .rejections, .deadLetters, .erasures,
    ]

    // MARK: A batch

    func begin() throws(SQLiteError) { try database.execute("BEGIN IMMEDIATE") }

    /// Drops what was taken since `begin`.
    func rollback() {
        try? database.execute("ROLLBACK")
        positions = [:]
        orderIds = [:]
        marked = []
    }

    /// The changes since the last call, for those who follow; called after a commit.
    func takeChanges() -> [ReadChange] {
        defer { changes = [] }
        return changes
    }

    func commit() throws(SQLiteError) {
        for (place, next) in positions {
            try database.statement(
                """
                INSERT INTO positions VALUES(?1, ?2, ?3)
                ON CONFLICT(topic, partition) DO UPDATE SET next = excluded.next
                """
            ).run(.text(place.topic), .integer(Int64(place.partition)), .integer(next))
        }
        positions = [:]
        try set("change", change)
        try set("newest", newest)
        if change - trimmedAt > Int64(ReadLimits.changesKept / 10) {
            try database.statement("DELETE FROM changes WHERE number <= ?1").run(
                .integer(change - Int64(ReadLimits.changesKept)))
            trimmedAt = change
        }
        try database.execute("COMMIT")
        if orderIds.count > Self.rememberedOrders { orderIds = [:] }
        if marked.count > Self.rememberedOrders { marked = [] }
    }

    func set(_ name: String, _ value: Int64) throws(SQLiteError) {
        try database.statement("INSERT OR REPLACE INTO meta VALUES(?1, ?2)").run(.text(name), .integer(value))
    }

    /// Reads a record of one of the topics. What is not a valid message is passed over: the service that reads it puts it
    /// into the dead letters.
    func take(_ record: Record) throws(SQLiteError) {
        positions[TopicPartition(record.topic, record.partition)] = record.offset + 1
        newest = max(newest, record.timestamp)
        if record.topic != lastTopic.name { lastTopic = (record.topic, TopicName(record.topic)) }
        guard let name = lastTopic.topic else { return }
        let topic = name.topic
        alias = name.alias
        self.record = record
        if topic == .deadLetters { return try takeDeadLetter() }
        if topic == .erasures { return try takeErasure() }
        if topic.isReadByServices { try noteReplay() }
        guard let opened = try? EnvelopeReader(record.body, topic: topic), opened.envelope.type.topic == topic,
            isKept(opened.envelope)
        else { return }
        var decoder = opened.data
        guard let message = try? Message(opened.envelope, &decoder) else { return }
        var whole = opened.data
        guard let range = try? whole.skip() else { return }
        envelope = opened.envelope
        principal = envelope.principal
        if let alias, topic.isReadByServices {
            guard let sender = tenants.sender(alias, message, envelope) else { return }
            principal = sender
        }
        let kept = cleaned(message)
        namesPeople = (kept ?? message).namesPeople
        data = kept.map { .bytes($0.dataBytes) } ?? .slice(record.body.bytes, range)
        try take(kept ?? message)
    }

    /// The message without what leads to a person, where its order was erased after it was said; movements never name one. Nil
    /// where it is kept as it is.
    private func cleaned(_ message: Message) -> Message? {
        if case .stockMoved = message { return message.hasTexts ? message.withoutTexts : nil }
        guard !erasures.isEmpty, let key = message.storeOrder, let until = erasures[key], record.timestamp <= until
        else { return nil }
        envelope.source = StoredSender.withoutPerson(envelope.source)
        if case .rejected(var rejected) = message {
            rejected.messageSource = StoredSender.withoutPerson(rejected.messageSource)
            return .rejected(rejected)
        }
        return message.withoutPeople
    }

    private func takeErasure() throws(SQLiteError) {
        guard let erasure = Erasure(record.body) else { return }
        let key = erasure.storeOrder
        let until = max(record.timestamp, erasures[key] ?? 0)
        erasures[key] = until
        try database.statement(
            "INSERT INTO erasures VALUES(?1, ?2, ?3) ON CONFLICT(store, number) DO UPDATE SET at = excluded.at"
        ).run(.text(key.storeId), .text(key.storeOrderId), .integer(until))
        let order = try database.statement("SELECT id FROM orders WHERE store = ?1 AND number = ?2")
            .first(.text(key.storeId), .text(key.storeOrderId)) { $0.integer(0) }
        guard let order else { return }
        try erase(order, until: until)
        try changed(.order, key.storeOrderId, order: key)
    }

    /// Commands that Turnback's services send to each other are shown by what comes of them.
    private func isKept(_ envelope: Envelope) -> Bool {
        switch envelope.type {
        case .stockReceive, .stockAdjust: true
        case .stockRelease: !envelope.isOwn
        case .stockAllocate, .stockIssue, .stockRestore, .stockHold, .stockUnhold, .stockShorten, .stockReverse: false
        default: true
        }
    }

    private func take(_ message: Message) throws(SQLiteError) {
        switch message {
        case .outboundOrderSubmitted(let submitted): try take(submitted)
        case .cancellationRequested(let request): try take(request)
        case .warehouseReported(let report): try take(report)
        case .outboundOrderChanged(let changed): try take(changed)
        case .cancellationChanged(let changed): try take(changed)
        case .cancellationContradicted(let contradicted): try take(contradicted)
        case .task(let task): try take(task)
        case .stockCommand(let command): try take(command)
        case .stockMoved(let moved): try take(moved)
        case .returnOrderCommand(let command): try event(command.storeOrder)
        case .returnOrderChanged(let order): try take(order)
        case .rejected(let rejected): try take(rejected)
        case .stockReply: break
        }
    }

    /// Nothing that leads to a person is known of an order any more.
    func forgetMark(_ order: Int64) { marked.remove(order) }

    // MARK: What the messages share

    /// The row of a store order, made where there is none yet.
    func orderId(_ key: StoreOrderKey) throws(SQLiteError) -> Int64 {
        if let known = orderIds[key] { return known }
        let id: Int64
        let known = try database.statement("SELECT id FROM orders WHERE store = ?1 AND number = ?2")
            .first(.text(key.storeId), .text(key.storeOrderId)) { $0.integer(0) }
        if let known {
            id = known
        } else {
            try database.statement("INSERT INTO orders(store, number) VALUES(?1, ?2)")
                .run(.text(key.storeId), .text(key.storeOrderId))
            id = database.lastRow
            try term(.order, key.storeOrderId, id)
        }
        orderIds[key] = id
        return id
    }

    /// Keeps the message in hand as one about this order. Returns its number.
    @discardableResult
    func event(_ key: StoreOrderKey) throws(SQLiteError) -> (order: Int64, event: Int64) {
        let order = try orderId(key)
        try database.statement(
            """
            INSERT INTO events(order_id, type, recorded_at, at, partition, offset, sender, message_id, causation_id, data,
            alias, principal) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """
        ).run(
            .integer(order), .integer(StoredType.number(envelope.type)), .integer(record.timestamp),
            .integer(envelope.time?.milliseconds), .integer(Int64(record.partition)), .integer(record.offset),
            StoredSender.value(envelope.source), .text(envelope.id), .text(envelope.causationId),
            data, .text(alias), .text(principal))
        let event = database.lastRow
        if namesPeople || StoredSender.namesPerson(envelope.source), marked.insert(order).inserted {
            try database.statement("UPDATE orders SET names_people = 1 WHERE id = ?1 AND names_people = 0")
                .run(.integer(order))
        }
        return (order, event)
    }

    /// Keeps an id for the search.
    func term(
        _ kind: SearchHit.Kind, _ text: String, _ order: Int64, outbound: String? = nil, stock: Int64 = 0
    ) throws(SQLiteError) {
        // Nobody looks for what stands in place of a number.
        if kind == .trackingNumber, ErasedNumber.isOne(text) { return }
        try database.statement(
            "INSERT OR IGNORE INTO terms(kind, text, order_id, outbound, stock_id) VALUES(?1, ?2, ?3, ?4, ?5)"
        ).run(
            .integer(kind.number), .text(text), .integer(order), .text(outbound), .integer(stock))
        guard database.changes > 0 else { return }
        try database.statement("INSERT INTO words(rowid, text) VALUES(?1, ?2)")
            .run(.integer(database.lastRow), .text(text))
    }

    /// Notifies those who follow.
    func changed(
        _ kind: ReadChange.Kind, _ id: String, order: StoreOrderKey? = nil, warehouse: WarehouseKey? = nil,
        warehouseId: String? = nil, state: String? = nil, caseId: String? = nil
    ) throws(SQLiteError) {
        change += 1
        guard keepsChanges else { return }
        changes.append(
            ReadChange(
                number: change, kind: kind, recordedAt: Timestamp(milliseconds: record.timestamp), storeOrder: order,
                warehouse: warehouse ?? warehouseId.map { WarehouseKey(merchantId: "", warehouseId: $0) },
                id: id, state: state, caseId: caseId))
        try database.statement("INSERT INTO changes VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)").run(
            .integer(change), .text(kind.rawValue), .integer(record.timestamp), .text(order?.storeId),
            .text(order?.storeOrderId), .text(warehouse?.merchantId), .text(warehouse?.warehouseId ?? warehouseId),
            .text(id), .text(state), .text(caseId))
    }
}

extension Topic {
    /// Whether a record that was a dead letter may be sent again to it.
    fileprivate var isReadByServices: Bool {
        switch self {
        case .cancellationRequests, .orderCommands, .warehouseReports, .inventoryCommands, .returnCommands: true
        default: false
        }
    }
}

extension SearchHit.Kind {
    /// Its number in the tables: its place among all. New ones go to the end.
    var number: Int64 { Int64(Self.allCases.firstIndex(of: self) ?? 0) }

    init(number: Int64) { self = Self.allCases[min(max(0, Int(number)), Self.allCases.count - 1)] }
}
