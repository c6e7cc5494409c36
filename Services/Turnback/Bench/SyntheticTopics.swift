import Contracts
import Fulfillment
import Glibc
import Streams
import Synchronization

/// Topics as services would have written them for so many cases, made while they are read: a log of millions of messages that
/// takes no room. Half of the cases are cancelled before work; of the others each parcel is stopped and put away. One of a
/// hundred is still open, and late.
///
/// Partitions are read one after the other, as the embedded log and Kafka give them when much is to be read.
final class SyntheticTopics: Log {
    let cases: Int
    /// How long it took to make what was read.
    let making = Mutex(Duration.zero)

    static let partitions: Int32 = 3
    static let stores = 50
    static let warehouses = 10
    static let merchants = 20
    static let skus = 2_000
    static let start = Timestamp(rfc3339: "2026-11-24T08:00:00.000Z")!
    /// Between one case and the next, in milliseconds.
    static let pace: Int64 = 100

    init(cases: Int) { self.cases = cases }

    func topics(timeout: Duration) throws(LogError) -> [String: TopicDescription] {
        Dictionary(
            uniqueKeysWithValues: Topic.allCases.map {
                ($0.name, TopicDescription(partitions: Self.partitions, replication: 1))
            })
    }

    func reader(from positions: [TopicPartition: Position]) throws(LogError) -> any LogReader {
        SyntheticReader(self, positions)
    }

    func create(_ topics: [TopicSettings]) throws(LogError) {}
    func join(_ group: GroupSettings) throws(LogError) -> any LogSession { throw Self.readOnly }
    func appender() throws(LogError) -> any LogAppender { throw Self.readOnly }
    func close() {}

    private static let readOnly = LogError(.fatal, "these topics can only be read")
}

/// Reads them: all cases of one partition, then the next.
final class SyntheticReader: LogReader {
    private let topics: SyntheticTopics
    private let places: [TopicPartition]
    private var place = 0
    private var number = 0
    private var offset: Int64 = 0
    let ends: [TopicPartition: Int64]

    init(_ topics: SyntheticTopics, _ positions: [TopicPartition: Position]) {
        self.topics = topics
        places = positions.keys.sorted { ($0.topic, $0.partition) < ($1.topic, $1.partition) }
        // As many as there are, to within a case: only progress goes by it.
        let perCase = Dictionary(
            uniqueKeysWithValues: Topic.allCases.map { topic in
                (topic.name, (0..<200).reduce(0) { $0 + SyntheticCase($1).messages(topic).count })
            })
        ends = Dictionary(
            uniqueKeysWithValues: places.map { place in
                (
                    place,
                    Int64(perCase[place.topic, default: 0] * topics.cases / 200) / Int64(SyntheticTopics.partitions)
                )
            })
    }

    var isCaughtUp: Bool { place >= places.count }
    var behind: Set<TopicPartition> { Set(places.dropFirst(place)) }

    func poll(timeout: Duration) throws(LogError) -> [Record] {
        let started = ContinuousClock.now
        var records: [Record] = []
        while place < places.count, records.count < 2_000 {
            guard let topic = Topic(rawValue: places[place].topic), number < topics.cases else {
                (place, number, offset) = (place + 1, 0, 0)
                continue
            }
            let one = SyntheticCase(number)
            number += 1
            guard one.partition == places[place].partition else { continue }
            for said in one.messages(topic) {
                let envelope = Envelope(
                    source: said.message.type.isSentByOthers ? "/shop" : "turnback/orders",
                    id: "\(topic.rawValue.utf8.count)-\(one.number)-\(offset)",
                    type: said.message.type, time: said.at, subject: said.message.subject)
                records.append(
                    Record(
                        topic: topic.name, partition: places[place].partition, offset: offset,
                        timestamp: said.at.milliseconds, body: said.message.body(envelope)))
                offset += 1
            }
        }
        let took = ContinuousClock.now - started
        topics.making.withLock { $0 += took }
        if records.isEmpty { usleep(10_000) }
        return records
    }

    func close() {}
}

/// One case of them.
struct SyntheticCase {
    let number: Int

    init(_ number: Int) { self.number = number }

    var partition: Int32 { Int32(number % Int(SyntheticTopics.partitions)) }
    var key: StoreOrderKey {
        StoreOrderKey(storeId: "shop-\(number % SyntheticTopics.stores)", storeOrderId: "\(1_000_000 + number)")
    }
    var caseId: String { "\(key)/c1" }
    var outbound: String { "OB-\(1_000_000 + number)-1" }
    var tracking: String { "1Z\(900_000_000_000 + number * 7)" }
    var stock: WarehouseKey {
        WarehouseKey(
            merchantId: "merchant-\(number % SyntheticTopics.merchants)",
            warehouseId: "W\(number % SyntheticTopics.warehouses)")
    }
    var lines: [Line] {
        [Line("SKU-\(number % SyntheticTopics.skus)", 2), Line("SKU-\((number * 31 + 7) % SyntheticTopics.skus)", 1)]
            .merged()
    }
    private var isStopped: Bool { number % 2 == 1 }
    private var isOpen: Bool { number % 100 == 99 }
    private func at(_ step: Int64) -> Timestamp {
        SyntheticTopics.start.adding(milliseconds: Int64(number) * SyntheticTopics.pace + step * 10)
    }

    /// What is said of it on a topic, in order.
    func messages(_ topic: Topic) -> [(message: Message, at: Timestamp)] {
        switch topic {
        case .orderCommands:
            [
                (
                    .outboundOrderSubmitted(
                        OutboundOrderSubmitted(
                            outboundOrderId: outbound, storeOrder: key, merchantId: stock.merchantId,
                            warehouseId: stock.warehouseId, lines: lines, submittedAt: at(0))), at(0)
                )
            ]
        case .cancellationRequests:
            [
                (
                    .cancellationRequested(
                        CancellationRequested(
                            requestId: "r-\(number)", storeOrder: key, reason: "buyerChangedMind", requestedBy: "buyer",
                            requestedAt: at(20))), at(20)
                )
            ]
        case .orderEvents:
            isStopped
                ? [
                    changed(1, .allocating), changed(2, .awaitingOutbound), changed(5, .packed), changed(10, .shipped),
                    changed(30, isOpen ? .shipped : .intercepted),
                ]
                : [
                    changed(1, .allocating), changed(2, .awaitingOutbound), changed(21, .releasing),
                    changed(22, .cancelled),
                ]
        case .warehouseReports:
            isStopped
                ? [
                    report(4, .progressed(.packed, carrier: "UPS", trackingNumber: tracking)),
                    report(9, .progressed(.shipped, carrier: "UPS", trackingNumber: tracking)),
                ]
                    + (isOpen
                        ? []
                        : [
                            report(25, .goodsVerified(.inWarehouse)),
                            report(28, .parcelIntercepted(succeeded: true, reason: nil)),
                            report(29, .labelVoided(succeeded: true, trackingNumber: tracking, reason: nil)),
                        ])
                : []
        case .cancellationOutcomes:
            !isStopped
                ? [change(21, 1, .releasing, .awaitingRelease), change(22, 2, .cancelled, .cancelledBeforeWork)]
                : [change(21, 1, .verifying, .awaitingVerification)]
                    + (isOpen
                        ? []
                        : [
                            change(26, 2, .intercepting, .awaitingInterception),
                            change(30, 3, .restocking, .awaitingRestock),
                            change(40, 4, .restocked, .interceptedAndRestocked),
                        ])
        case .warehouseTasks:
            !isStopped
                ? []
                : [task(22, .verifyGoods, nil)]
                    + (isOpen
                        ? []
                        : [
                            task(26, .verifyGoods, .done), task(26, .interceptParcel, nil), task(26, .voidLabel, nil),
                            task(28, .interceptParcel, .done), task(29, .voidLabel, .done), task(30, .putAway, nil),
                            task(40, .putAway, .done),
                        ])
        case .inventoryMovements:
            lines.map { moved(1, .allocated, $0) }
                + (!isStopped
                    ? lines.map { moved(22, .released, $0) } : isOpen ? [] : lines.map { moved(39, .restored, $0) })
        case .returnEvents: isStopped && !isOpen ? [returned(31, .awaitingArrival, 1), returned(39, .received, 2)] : []
        default: []
        }
    }

    private func changed(_ step: Int64, _ status: OutboundStatus) -> (Message, Timestamp) {
        (
            .outboundOrderChanged(
                OutboundOrderChanged(
                    outboundOrderId: outbound, storeOrder: key, merchantId: stock.merchantId,
                    warehouseId: stock.warehouseId,
                    revision: Int(step), status: status, custody: status == .shipped ? .unknown : .warehouse,
                    lines: lines,
                    carrier: step > 4 && isStopped ? "UPS" : nil,
                    trackingNumber: step > 4 && isStopped ? tracking : nil,
                    caseId: step > 20 ? caseId : nil, changedAt: at(step))), at(step)
        )
    }

    private func report(_ step: Int64, _ fact: WarehouseReport.Fact) -> (Message, Timestamp) {
        (
            .warehouseReported(
                WarehouseReport(
                    outboundOrderId: outbound, storeOrder: key, warehouseId: stock.warehouseId, reportedAt: at(step),
                    reportedBy: "floor-\(number % 30)", fact: fact, parcel: ParcelName(parcelId: "P-\(number)"))),
            at(step)
        )
    }

    private func change(
        _ step: Int64, _ revision: Int, _ state: CancellationState, _ code: CancellationCode
    ) -> (Message, Timestamp) {
        var units = CaseQuantities()
        units.requested = lines.units
        return (
            .cancellationChanged(
                CancellationChanged(
                    caseId: caseId, requestId: "r-\(number)", storeOrder: key, revision: revision, state: state,
                    code: code,
                    stage: isStopped ? .shipped : .awaitingOutbound, nextAction: code.nextAction, labelVoided: nil,
                    outboundOrders: [
                        .init(outboundOrderId: outbound, warehouseId: stock.warehouseId, status: .shipped, code: code)
                    ], quantities: units, changedAt: at(step))), at(step)
        )
    }

    private func task(
        _ step: Int64, _ kind: WarehouseTask.Kind, _ result: WarehouseTask.Result?
    ) -> (Message, Timestamp) {
        (
            .task(
                WarehouseTask(
                    taskId: "T-\(outbound)-c1-\(kind.rawValue)", kind: kind, caseId: caseId, outboundOrderId: outbound,
                    storeOrder: key, warehouseId: stock.warehouseId, lines: lines, trackingNumber: tracking,
                    dueAt: at(22).adding(seconds: 14_400), result: result)), at(step)
        )
    }

    private func moved(_ step: Int64, _ kind: StockMovement.Kind, _ line: Line) -> (Message, Timestamp) {
        var balance = Stock(sku: line.sku)
        balance.onHand = 1_000_000
        balance.allocated = 100
        let delta = kind == .allocated ? line.quantity : -line.quantity
        return (
            .stockMoved(
                StockMoved(
                    movementId: "m-\(number)-\(step)-\(line.sku)", warehouse: stock,
                    movement: StockMovement(
                        kind: kind, sku: line.sku, quantity: line.quantity, onHandDelta: 0, allocatedDelta: delta,
                        quarantinedDelta: 0, balance: balance, cause: .init(.outboundOrder, outbound),
                        outboundOrderId: outbound, caseId: step > 20 ? caseId : nil), movedAt: at(step))), at(step)
        )
    }

    private func returned(_ step: Int64, _ state: ReturnOrder.State, _ revision: Int) -> (Message, Timestamp) {
        var order = ReturnOrder(
            ReturnOrderCreated(
                returnOrderId: "RO-\(outbound)", storeOrder: key, outboundOrderId: outbound, warehouse: stock,
                origin: .interception, caseId: caseId, handling: .putAway, lines: lines), at: at(step))
        order.state = state
        order.revision = revision
        return (.returnOrderChanged(order), at(step))
    }
}
