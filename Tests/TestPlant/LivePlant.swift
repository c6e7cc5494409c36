public import Contracts
import Foundation
public import Fulfillment
public import Operations
import Processors
public import Streams
import Threads

/// The three services on an embedded log in memory, as `turnback serve` runs them.
public final class LivePlant {
    public let log: EmbeddedLog
    public let topics: [String: TopicDescription]
    /// A directory that is gone with it.
    public let directory: String
    public let logger = Logger(label: "test", format: .text, level: .critical)
    public let health = Health()
    private let services: [RunningService]
    private let appender: any LogAppender
    private var count = 0

    /// What it is made of went wrong.
    public struct Trouble: Error {
        public let what: String

        public init(what: String) { self.what = what }
    }

    public init(policies: Policies = Policies()) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "plant-\(UUID().uuidString)").path
        let log = try EmbeddedLog(directory: nil)
        try log.create(TopicPlan.settings(partitions: TopicPlan.partitions, replication: 1))
        let topics = try log.topics(timeout: .seconds(5))
        let processors: [any Processor] = [
            OrdersProcessor(policies: policies), InventoryProcessor(policies: policies),
            ReturnsProcessor(policies: policies),
        ]
        let (logger, health, directory) = (logger, health, directory)
        services = try processors.map { processor in
            try RunningService(
                processor, on: log,
                RunningService.Settings(
                    instance: "test", loops: 1, stateDirectory: "\(directory)/\(processor.topology.name)",
                    pauses: RunningService.embeddedPauses),
                topics: topics, logger: logger, health: health, metrics: MetricsRegistry(), onEnd: { _ in })
        }
        appender = try log.appender()
        self.log = log
        self.topics = topics
    }

    /// Ends the services, and removes what they left.
    public func stop() {
        for service in services { service.stop(until: .now + .seconds(30)) }
        appender.close()
        log.close()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Puts a message on its topic, as its sender does.
    public func send(_ message: Message, id: String? = nil, from source: String = "/test") throws {
        count += 1
        let envelope = Envelope(source: source, id: id ?? "m-\(count)", type: message.type)
        try append(message.type.topic, message.key, message.body(envelope))
    }

    /// Puts a record on a topic as it is.
    public func append(_ topic: Topic, _ key: String, _ body: RecordBody) throws {
        let partition = Murmur2.partition(of: key.utf8, count: topics[topic.name]?.partitions ?? 1)
        try appender.append([OutgoingRecord(topic: topic.name, partition: partition, body: body)])
    }

    // MARK: What the outside world says

    public func receive(_ sku: String, _ quantity: Int, _ stock: WarehouseKey, id: String) throws {
        try send(
            .stockCommand(
                StockCommand(warehouse: stock, action: .receive(receiptId: id, lines: [Line(sku, quantity)]))))
    }

    public func submit(_ id: String, _ order: StoreOrderKey, _ lines: [Line], _ stock: WarehouseKey) throws {
        try send(
            .outboundOrderSubmitted(
                OutboundOrderSubmitted(
                    outboundOrderId: id, storeOrder: order, merchantId: stock.merchantId,
                    warehouseId: stock.warehouseId, lines: lines, submittedAt: Self.now())))
    }

    public func request(
        _ id: String, _ order: StoreOrderKey, lines: [Line]? = nil, by person: String = "staff", note: String? = nil
    ) throws {
        try send(
            .cancellationRequested(
                CancellationRequested(
                    requestId: id, storeOrder: order, reason: "buyerChangedMind", requestedBy: person,
                    requestedAt: Self.now(), lines: lines, note: note)))
    }

    public func report(
        _ outbound: String, _ order: StoreOrderKey, _ warehouse: String, _ fact: WarehouseReport.Fact,
        by person: String? = "floor-7", parcel: ParcelName = ParcelName(), lines: [Line] = []
    ) throws {
        try send(
            .warehouseReported(
                WarehouseReport(
                    outboundOrderId: outbound, storeOrder: order, warehouseId: warehouse, reportedAt: Self.now(),
                    reportedBy: person, fact: fact, parcel: parcel, lines: lines)))
    }

    /// All that a topic holds.
    public func records(_ topic: Topic) throws -> [Record] {
        let places = (0..<TopicPlan.partitions).map { (TopicPartition(topic.name, $0), Position.beginning) }
        let reader = try log.reader(from: Dictionary(uniqueKeysWithValues: places))
        defer { reader.close() }
        var records: [Record] = []
        repeat { records += try reader.poll(timeout: .milliseconds(20)) } while !reader.isCaughtUp
        return records.sorted { ($0.timestamp, $0.offset) < ($1.timestamp, $1.offset) }
    }

    public static func now() -> Timestamp { Timestamp(milliseconds: WallTime.now()) }

    // MARK: Waiting

    /// Asks until there is an answer.
    /// - Throws: with the last state, after a deadline that is far beyond what anything here takes.
    public static func eventually<Value>(
        _ what: String, _ ask: () throws -> Value?, state: () -> String = { "" }
    ) throws -> Value {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if let value = try ask() { return value }
            usleep(2_000)
        }
        throw Trouble(what: "\(what): not in time; \(state())")
    }
}
