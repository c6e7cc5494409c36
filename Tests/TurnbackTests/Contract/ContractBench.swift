import Access
import Contracts
import Foundation
import Fulfillment
import Streams
import Testing

@testable import Operations
@testable import turnback

/// All services on an embedded log in memory, and what a stranger can do with it: write any bytes anywhere, and read.
final class ContractBench {
    let log: EmbeddedLog
    private let state = FileManager.default.temporaryDirectory.appending(path: "contract-\(UUID().uuidString)").path
    private let plant: Plant
    private let appender: any LogAppender
    /// Who has their own topics; nil where nobody has.
    let tenants: TenantTopics?
    private let list: AccessList

    /// - Parameters:
    ///   - found: what lies in the log when the services start.
    ///   - list: who has its own topics.
    ///   - prepare: what is done to the log before they start.
    init(
        found: [OutgoingRecord] = [], tenants list: AccessList? = nil, _ prepare: (EmbeddedLog) throws -> Void = { _ in }
    ) throws {
        log = try EmbeddedLog(directory: nil)
        try Plant.prepare(log)
        try prepare(log)
        self.list = list ?? AccessList()
        tenants = list.map { _ in TenantTopics(Plant.topologies) }
        tenants?.update(self.list.tenantDirectory, try log.topics(timeout: .seconds(1)))
        var settings = Plant.Settings(stateDirectory: state)
        settings.tenants = tenants
        let before = try log.appender()
        try before.append(found)
        before.close()
        plant = try Plant(
            on: log, settings, topics: try log.topics(timeout: .seconds(1)),
            logger: Logger(label: "test", format: .text, level: .critical), health: Health(),
            metrics: MetricsRegistry(),
            shutdown: ShutdownSignal())
        appender = try log.appender()
    }

    deinit {
        plant.stop()
        appender.close()
        log.close()
        try? FileManager.default.removeItem(atPath: state)
    }

    /// As the watch of a service does it every few seconds.
    func lookAtTopics() throws { tenants?.update(list.tenantDirectory, try log.topics(timeout: .seconds(1))) }

    // MARK: Writing

    func write(_ body: RecordBody, _ topic: TopicName, _ partition: Int32) throws {
        try appender.append([OutgoingRecord(topic: topic.text, partition: partition, body: body)])
    }

    /// Writes a message to the topic of a tenant, as anybody could who has the right to write there.
    func send(
        _ message: Message, id: String, alias: String, source: String = "/test", principal: String? = nil,
        partition: Int32? = nil
    ) throws {
        let envelope = Envelope(
            source: source, id: id, type: message.type, time: Samples.now, principal: principal)
        try write(
            message.body(envelope), TopicName(message.type.topic, alias: alias),
            partition ?? Self.partition(of: message.key))
    }

    func write(_ body: RecordBody, _ topic: Topic, _ partition: Int32) throws {
        try appender.append([OutgoingRecord(topic: topic.name, partition: partition, body: body)])
    }

    /// Writes a message as Turnback would, to the partition of its key unless said otherwise.
    func send(
        _ message: Message, id: String, partition: Int32? = nil, traceparent: String? = nil, tracestate: String? = nil,
        principal: String? = nil
    ) throws {
        try write(
            message.body(
                Envelope(
                    source: "/test", id: id, type: message.type, time: Samples.now, traceparent: traceparent,
                    tracestate: tracestate, principal: principal)),
            message.type.topic, partition ?? Self.partition(of: message.key))
    }

    static func partition(of key: String) -> Int32 { Murmur2.partition(of: key.utf8, count: TopicPlan.partitions) }

    // MARK: Reading

    func records(_ topic: Topic) throws -> [Record] { try records(TopicName(topic)) }

    func records(_ topic: TopicName) throws -> [Record] { try Samples.records(log, topic.text) }

    /// All records of all topics that are part of the contract.
    func allRecords() throws -> [Record] { try Topic.allCases.filter { !$0.isInternal }.flatMap(records) }

    /// Waits until a topic holds what is looked for, and returns it.
    @discardableResult
    func wait<Found>(_ topic: Topic, _ what: String, _ find: ([Record]) throws -> Found?) throws -> Found {
        try wait(TopicName(topic), what, find)
    }

    @discardableResult
    func wait<Found>(_ topic: TopicName, _ what: String, _ find: ([Record]) throws -> Found?) throws -> Found {
        let places = (0..<TopicPlan.partitions).map { (TopicPartition(topic.text, $0), Position.beginning) }
        let reader = try log.reader(from: Dictionary(uniqueKeysWithValues: places))
        defer { reader.close() }
        var records: [Record] = []
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            if let found = try find(records) { return found }
            try #require(ContinuousClock.now < deadline, "\(what): \(topic) has \(records.count) records")
            records += try reader.poll(timeout: .milliseconds(50))
        }
    }

    /// Waits for a message on its topic.
    @discardableResult
    func message<Found>(_ topic: Topic, _ what: String, _ find: (Message) -> Found?) throws -> Found {
        try wait(topic, what) { records in
            for record in records {
                if let found = find(try Message.decode(record.body, topic: topic).1) { return found }
            }
            return nil
        }
    }

    /// Waits for the outcomes of a request up to its final one.
    func outcome(of requestId: String, _ store: StoreOrderKey) throws -> CancellationChanged {
        try message(.cancellationOutcomes, "the final outcome of \(requestId)") { message in
            guard case .cancellationChanged(let changed) = message, changed.requestId == requestId,
                changed.storeOrder == store, changed.state.isFinal
            else { return nil }
            return changed
        }
    }

    func reaches(_ status: OutboundStatus, _ outboundOrderId: String) throws {
        try message(.orderEvents, "\(outboundOrderId) is \(status)") { message -> Bool? in
            guard case .outboundOrderChanged(let changed) = message, changed.outboundOrderId == outboundOrderId,
                changed.status == status
            else { return nil }
            return true
        }
    }
}

/// One store order in one warehouse, and what is said of it.
struct ContractOrder {
    let store: StoreOrderKey
    let warehouse: WarehouseKey
    let outboundOrderId: String

    /// Orders of different names share nothing.
    init(_ name: String) {
        store = StoreOrderKey(storeId: "shop", storeOrderId: name)
        warehouse = WarehouseKey(merchantId: "m-\(name)", warehouseId: "LAX1")
        outboundOrderId = "OB-\(name)"
    }

    func stock(_ action: StockCommand.Action) -> Message {
        .stockCommand(StockCommand(warehouse: warehouse, action: action))
    }

    func received(_ quantity: Int = 5, receiptId: String = "RC") -> Message {
        stock(.receive(receiptId: receiptId, lines: [Line("A", quantity)]))
    }

    func move(
        _ quantity: Int, _ sku: String = "A", caseId: String? = nil, releaseId: String? = nil
    ) -> StockMove {
        StockMove(
            outboundOrderId: outboundOrderId, lines: [Line(sku, quantity)], caseId: caseId, replyTo: store,
            releaseId: releaseId)
    }

    func adjusted(
        _ delta: Int, id: String = "AD", bringingBack: Bool = false, caseId: String? = nil
    ) -> Message {
        stock(
            .adjust(
                StockAdjustment(
                    adjustmentId: id, sku: "A", delta: delta, reasonCode: "count", actor: "wang",
                    caseId: bringingBack ? caseId ?? "\(store)/c1" : nil,
                    outboundOrderId: bringingBack ? outboundOrderId : nil)))
    }

    func restored(_ quantity: Int, receiptId: String = "RR") -> Message {
        stock(
            .restore(
                StockRestore(
                    outboundOrderId: outboundOrderId, returnOrderId: "RO", receiptId: receiptId, caseId: nil,
                    lines: [StockRestore.RestoreLine(Line("A", quantity), .putAway)], replyTo: store)))
    }

    func submitted(_ quantity: Int = 2) -> Message {
        .outboundOrderSubmitted(
            OutboundOrderSubmitted(
                outboundOrderId: outboundOrderId, storeOrder: store, merchantId: warehouse.merchantId,
                warehouseId: warehouse.warehouseId, lines: [Line("A", quantity)], submittedAt: Samples.now))
    }

    func requested(_ id: String = "r", reason: String = "other", lines: [Line]? = nil) -> Message {
        .cancellationRequested(
            CancellationRequested(
                requestId: id, storeOrder: store, reason: reason, requestedBy: "buyer", requestedAt: Samples.now,
                lines: lines))
    }

    func reported(_ fact: WarehouseReport.Fact) -> Message {
        .warehouseReported(
            WarehouseReport(
                outboundOrderId: outboundOrderId, storeOrder: store, warehouseId: warehouse.warehouseId,
                reportedAt: Samples.now, fact: fact))
    }

    func progressed(_ status: OutboundStatus) -> Message {
        reported(.progressed(status, carrier: nil, trackingNumber: nil))
    }

    func returnCreated(_ quantity: Int = 1, from warehouseId: String? = nil) -> Message {
        .returnOrderCommand(
            .create(
                ReturnOrderCreated(
                    returnOrderId: "RO", storeOrder: store, outboundOrderId: outboundOrderId, warehouse: warehouse,
                    fromWarehouseId: warehouseId, origin: .customer, caseId: nil, handling: .putAway,
                    lines: [Line("A", quantity)])))
    }

    func returnReceived(_ quantity: Int = 1, receiptId: String = "RR", complete: Bool = false) -> Message {
        .returnOrderCommand(
            .receive(
                ReturnOrderReceived(
                    returnOrderId: "RO", storeOrder: store, receiptId: receiptId,
                    lines: [.init(Line("A", quantity), condition: .good)], complete: complete)))
    }

    var receiptReversed: Message {
        .returnOrderCommand(.reverse(ReceiptReversed(returnOrderId: "RO", storeOrder: store, receiptId: "RR")))
    }

    /// A return order as Turnback opens it for an interception.
    var ownReturnCreated: Message {
        .returnOrderCommand(
            .create(
                ReturnOrderCreated(
                    returnOrderId: ReturnOrder.interceptionId(outboundOrderId), storeOrder: store,
                    outboundOrderId: outboundOrderId, warehouse: warehouse, origin: .interception, caseId: nil,
                    handling: .putAway, lines: [Line("A", 1)])))
    }

    var ownReturnCancelled: Message {
        .returnOrderCommand(.cancel(returnOrderId: ReturnOrder.interceptionId(outboundOrderId), storeOrder: store))
    }

    var returnCancelled: Message { .returnOrderCommand(.cancel(returnOrderId: "RO", storeOrder: store)) }
}
