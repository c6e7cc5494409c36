import Contracts
import Fulfillment
import Glibc
import Operations
import Streams
import Threads

/// Sends the messages of a load, each run under names of its own.
final class LoadSender: Sendable {
    private let appender: any LogAppender
    private let partitions: [Topic: Int32]
    private let run: String
    private let prefix: String

    init(_ log: any Log, topics: [String: TopicDescription]) throws(Failure) {
        do throws(LogError) { appender = try log.appender() } catch { throw error.failure }
        partitions = TopicPlan.partitionCounts(in: topics)
        run = "bench-\(WallTime.now())"
        prefix = "order-"
    }

    func close() { appender.close() }

    /// All partitions of these topics, from their ends.
    static func ends(of topics: [Topic], _ known: [String: TopicDescription]) -> [TopicPartition: Position] {
        var positions: [TopicPartition: Position] = [:]
        for topic in topics {
            for partition in 0..<(known[topic.name]?.partitions ?? 0) {
                positions[TopicPartition(topic.name, partition)] = .end
            }
        }
        return positions
    }

    private func key(_ index: Int) -> StoreOrderKey { StoreOrderKey(storeId: run, storeOrderId: "\(prefix)\(index)") }

    /// The number of an order of this run.
    func index(of key: StoreOrderKey) -> Int? {
        key.storeId == run ? Int(key.storeOrderId.dropFirst(prefix.count)) : nil
    }

    /// Stock for all orders, and the orders.
    func makeOrders(_ count: Int, lines: [Line]) throws(LogError) {
        let stock = StockCommand(
            warehouse: WarehouseKey(merchantId: run, warehouseId: "W1"),
            action: .receive(
                receiptId: "receipt", lines: lines.map { Line($0.sku, min(1_000_000, $0.quantity * count)) }))
        try send([.stockCommand(stock)], now: Self.now)
        let now = Self.now
        let orders = (0..<count).map { index in
            Message.outboundOrderSubmitted(
                OutboundOrderSubmitted(
                    outboundOrderId: "OB-\(run)-\(index)", storeOrder: key(index), merchantId: run, warehouseId: "W1",
                    lines: lines, submittedAt: now))
        }
        for start in stride(from: 0, to: count, by: 1_000) {
            try send(Array(orders[start..<min(count, start + 1_000)]), now: now)
        }
    }

    /// Requests at a steady rate; a late one is not made up for by measuring it from a later start.
    func sendRequests(
        _ count: Int, rate: Int, sent: Monitor<[ContinuousClock.Instant?]>
    ) throws(LogError) {
        let start = ContinuousClock.now
        let waiting = Monitor(false)
        var next = 0
        while next < count {
            let due = { (index: Int) in rate == 0 ? start : start + .seconds(1) * Double(index) / Double(rate) }
            if rate > 0 { waiting.wait(until: due(next)) { $0 } }
            // All that are due by now go together, so that a slow answer of the log does not lower the rate.
            let begun = ContinuousClock.now
            var end = next + 1
            while end < min(count, next + 1_000), due(end) <= begun { end += 1 }
            sent.withLock { sent in for index in next..<end { sent[index] = rate == 0 ? begun : due(index) } }
            let now = Self.now
            try send((next..<end).map { request($0, at: now) }, now: now)
            next = end
        }
    }

    /// Requests the cancellation of one order.
    func request(_ index: Int) throws(LogError) {
        let now = Self.now
        try send([request(index, at: now)], now: now)
    }

    /// Which partition an order's messages go to.
    func partition(of index: Int) -> Int32 {
        Murmur2.partition(of: request(index, at: Self.now).key.utf8, count: partitions[.orderCommands] ?? 1)
    }

    /// Requests the cancellation of one order again and again, each time under another request id.
    func flood(_ index: Int, requests: Int) throws(LogError) {
        let now = Self.now
        for start in stride(from: 0, to: requests, by: 1_000) {
            try send((start..<min(requests, start + 1_000)).map { request(index, at: now, $0) }, now: now)
        }
    }

    /// Reports of one order that hold a text of so many bytes.
    func flood(_ index: Int, reports: Int, bytes: Int) throws(LogError) {
        let text = String(repeating: "x", count: bytes)
        for number in 0..<reports {
            let now = Self.now
            let report = WarehouseReport(
                outboundOrderId: "OB-\(run)-\(index)", storeOrder: key(index), warehouseId: "W1", reportedAt: now,
                reportedBy: text, fact: .progressed(.picking, carrier: nil, trackingNumber: nil))
            try send([.warehouseReported(report)], now: now, id: "report-\(number)")
        }
    }

    /// Requests the cancellation of an order that does not exist, and returns the id of the request.
    func askForUnknownOrder() throws(LogError) -> String {
        let now = Self.now
        let id = "r-\(run)-unknown-\(now.milliseconds)"
        try send(
            [
                .cancellationRequested(
                    CancellationRequested(
                        requestId: id, storeOrder: StoreOrderKey(storeId: run, storeOrderId: id), reason: "other",
                        requestedBy: "system", requestedAt: now))
            ], now: now)
        return id
    }

    private func request(_ index: Int, at now: Timestamp, _ number: Int? = nil) -> Message {
        .cancellationRequested(
            CancellationRequested(
                requestId: "r-\(run)-\(index)" + (number.map { "-\($0)" } ?? ""), storeOrder: key(index),
                reason: "buyerChangedMind",
                requestedBy: "buyer",
                requestedAt: now))
    }

    private func send(_ messages: [Message], now: Timestamp, id: String? = nil) throws(LogError) {
        try appender.append(
            messages.map { message in
                let topic = message.type.topic
                return OutgoingRecord(
                    topic: topic.name,
                    partition: Murmur2.partition(of: message.key.utf8, count: partitions[topic] ?? 1),
                    body: message.body(
                        Envelope(
                            source: "turnback/bench", id: "\(run)-\(message.subject)" + (id.map { "-\($0)" } ?? ""),
                            type: message.type, time: now)))
            })
    }

    private static var now: Timestamp { Timestamp(milliseconds: WallTime.now()) }
}
