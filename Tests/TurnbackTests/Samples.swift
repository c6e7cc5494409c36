import Contracts
import Fulfillment
import Streams

@testable import turnback

/// Messages and logs that the tests share.
enum Samples {
    static let order = StoreOrderKey(storeId: "shop-de", storeOrderId: "1001")
    static let stock = WarehouseKey(merchantId: "acme", warehouseId: "LAX1")
    static let now = Timestamp(rfc3339: "2026-11-24T08:00:00.000Z")!

    /// An embedded log in memory with Turnback's topics.
    static func log() throws -> EmbeddedLog {
        let log = try EmbeddedLog(directory: nil)
        try log.create(TopicPlan.settings(partitions: TopicPlan.partitions, replication: 1))
        return log
    }

    static func partitions(_ log: EmbeddedLog) throws -> [Topic: Int32] {
        TopicPlan.partitionCounts(in: try log.topics(timeout: .seconds(1)))
    }

    /// The message as Turnback writes it, at its place.
    static func outgoing(_ message: Message, id: String? = nil, correlationId: String? = nil) -> OutgoingRecord {
        let envelope = Envelope(
            source: "test", id: id ?? message.subject, type: message.type, time: now, correlationId: correlationId)
        return OutgoingRecord(
            topic: message.type.topic.name,
            partition: Murmur2.partition(of: message.key.utf8, count: TopicPlan.partitions),
            body: message.body(envelope))
    }

    /// The message as it is read.
    static func record(_ message: Message, offset: Int64 = 0, id: String? = nil, correlationId: String? = nil) -> Record
    {
        let outgoing = outgoing(message, id: id, correlationId: correlationId)
        return Record(
            topic: outgoing.topic, partition: outgoing.partition, offset: offset, timestamp: now.milliseconds,
            body: outgoing.body)
    }

    static func data(_ message: Message) -> [UInt8] {
        var writer = JSONWriter()
        message.encodeData(&writer)
        return writer.bytes
    }

    static func outbound(_ revision: Int, _ status: OutboundStatus, id: String = "OB-1", caseId: String? = nil)
        -> Message
    {
        .outboundOrderChanged(
            OutboundOrderChanged(
                outboundOrderId: id, storeOrder: order, merchantId: "acme", warehouseId: "LAX1", revision: revision,
                status: status, custody: .warehouse, lines: [Line("SKU-1", 2)], caseId: caseId, changedAt: now))
    }

    static func change(
        _ revision: Int, _ request: String, _ state: CancellationState, _ code: CancellationCode, caseNumber: Int = 1,
        coveredBy: [String] = []
    ) -> Message {
        var quantities = CaseQuantities()
        quantities.requested = 2
        return .cancellationChanged(
            CancellationChanged(
                caseId: "shop-de/1001/c\(caseNumber)", requestId: request, storeOrder: order, revision: revision,
                state: state, code: code, stage: .awaitingOutbound, nextAction: code.nextAction, labelVoided: nil,
                outboundOrders: [], quantities: quantities, coveredBy: coveredBy, changedAt: now))
    }

    static func task(_ kind: WarehouseTask.Kind, _ result: WarehouseTask.Result? = nil) -> Message {
        .task(
            WarehouseTask(
                taskId: "T-OB-1-c1-\(kind.rawValue)", kind: kind, caseId: "shop-de/1001/c1", outboundOrderId: "OB-1",
                storeOrder: order, warehouseId: "LAX1", lines: [Line("SKU-1", 2)], trackingNumber: nil, dueAt: now,
                result: result))
    }

    static func moved(
        _ kind: StockMovement.Kind, _ sku: String = "SKU-1", onHand: (Int, Int) = (0, 0),
        allocated: (Int, Int) = (0, 0),
        outboundOrderId: String? = nil
    ) -> Message {
        var balance = Stock(sku: sku)
        (balance.onHand, balance.allocated) = (onHand.0, allocated.0)
        return .stockMoved(
            StockMoved(
                movementId: "m", warehouse: stock,
                movement: StockMovement(
                    kind: kind, sku: sku, quantity: max(abs(onHand.1), abs(allocated.1)), onHandDelta: onHand.1,
                    allocatedDelta: allocated.1, quarantinedDelta: 0, balance: balance,
                    cause: StockMovement.Cause(.receipt, "RC-1"), outboundOrderId: outboundOrderId),
                movedAt: now))
    }

    static func submitted(_ id: String = "OB-1") -> Message {
        .outboundOrderSubmitted(
            OutboundOrderSubmitted(
                outboundOrderId: id, storeOrder: order, merchantId: "acme", warehouseId: "LAX1",
                lines: [Line("SKU-1", 2)], submittedAt: now))
    }

    /// An event as one line of structured JSON.
    static func line(_ message: Message, id: String = "e-1") -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("specversion", "1.0")
            writer.field("id", id)
            writer.field("source", "test")
            writer.field("type", message.type.rawValue)
            writer.key("data")
            message.encodeData(&writer)
        }
        return writer.bytes
    }

    /// All records of a topic.
    static func records(_ log: EmbeddedLog, _ topic: Topic) throws -> [Record] { try records(log, topic.name) }

    static func records(_ log: EmbeddedLog, _ topic: String) throws -> [Record] {
        var all: [Record] = []
        let places = (0..<TopicPlan.partitions).map { TopicPartition(topic, $0) }
        try LogScan(log: log).read(places) { all.append($0) }
        return all
    }
}

/// The JSON text that a view writes.
func json(_ encode: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    encode(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
