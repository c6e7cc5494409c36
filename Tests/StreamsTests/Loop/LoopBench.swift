import Contracts
import Foundation
import Fulfillment
import Streams
import Synchronization
import Testing

/// A service that is small enough to see through: counts receipts, refuses adjustments, sets a timer for an allocation.
struct CountingProcessor: Processor {
    var topology: ServiceTopology {
        ServiceTopology(
            name: "counting", inputs: [.inventoryCommands, .inventoryOwnCommands], reroutes: .inventoryReroutes, state: .inventoryState,
            outputs: [.inventoryReplies, .inventoryMovements])
    }

    static let storeOrder = StoreOrderKey(storeId: "s", storeOrderId: "1")
    static let timerDelay: Int64 = 60_000
    /// Where an adjustment of this SKU is refused, something else comes of it each time.
    static let besides = "besides"
    /// The timer of this outbound order is refused.
    static let refusedTimer = "refused"

    func process(_ message: Message, _ context: inout ProcessingContext) throws(ProcessingError) {
        guard case .stockCommand(let command) = message else { return }
        switch command.action {
        case .receive(let receiptId, _):
            let count = try count(receiptId, context.state) + 1
            context.state.put(Array("count/\(receiptId)".utf8), Array(String(count).utf8))
            context.emit(.stockReply(reply(receiptId, count)))
        case .adjust(let adjustment):
            if adjustment.sku == Self.besides {
                let count = try count(adjustment.sku, context.state) + 1
                context.state.put(Array("count/\(adjustment.sku)".utf8), Array(String(count).utf8))
                context.emit(refusal: .stockReply(reply("refused", count)))
                context.emit(.stockReply(reply(adjustment.sku, count)))
            }
            throw .rejected(Rejection(.insufficientStock, "none here"))
        case .allocate(let move):
            context.setTimer(Array(move.outboundOrderId.utf8), afterMilliseconds: Self.timerDelay)
        case .release, .issue, .restore, .hold, .unhold, .shorten, .reverse: break
        }
    }

    func fire(_ entity: [UInt8], _ context: inout ProcessingContext) throws(ProcessingError) {
        if entity == Array(Self.refusedTimer.utf8) { throw .rejected(Rejection(.insufficientStock, "not now")) }
        context.emit(.stockReply(reply("fired-" + String(decoding: entity, as: UTF8.self), 1)))
    }

    private func count(_ id: String, _ state: StateStore) throws(ProcessingError) -> Int {
        do throws(LogError) {
            return try state.get(Array("count/\(id)".utf8)).flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
        } catch { throw .log(error) }
    }

    private func reply(_ id: String, _ count: Int) -> StockReply {
        StockReply(
            outboundOrderId: id, storeOrder: Self.storeOrder, lines: [StockReply.ReplyLine(Line("A", count))],
            answer: .allocated)
    }
}

/// A loop on an embedded log, with a clock that the test drives.
final class LoopBench: Sendable {
    let log: EmbeddedLog
    let directory = FileManager.default.temporaryDirectory.appending(path: "loop-\(UUID().uuidString)").path
    let clock = Atomic<Int64>(1_000_000)
    static let partitions: Int32 = 3

    /// - Parameter logDirectory: where the log lies that a process left; without it, the log is new and in memory.
    init(logDirectory: String? = nil) throws {
        log = try EmbeddedLog(directory: logDirectory)
        try log.create(TopicPlan.settings(partitions: Self.partitions, replication: 1))
    }

    deinit { log.close() }

    /// Runs a loop while `body` runs, and stops it cleanly; on another log or in another directory where one is named.
    func running(
        on log: (any Log)? = nil, in directory: String? = nil, _ body: () throws -> Void
    ) throws {
        try running(loop(on: log ?? self.log, directory ?? self.directory), body)
    }

    /// Runs this loop while `body` runs, and stops it cleanly.
    func running(_ loop: Loop, _ body: () throws -> Void) throws {
        let ended = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            _ = loop.run()
            ended.signal()
        }
        defer {
            loop.stop()
            ended.wait()
        }
        try body()
    }

    /// Runs a loop until it cannot go on, and returns why.
    func end(on log: any Log) -> LogError? { loop(on: log, directory).run() }

    func loop(
        on log: any Log, _ directory: String, processor: any Processor = CountingProcessor(),
        partitions: Int32 = LoopBench.partitions, observer: any LoopObserver = Recorder()
    ) -> Loop {
        Loop(
            log: log, processor: processor,
            settings: LoopSettings(
                member: "one", stateDirectory: directory, pauses: .zero ... .milliseconds(5), idle: .milliseconds(5),
                clock: { [self] in clock.load(ordering: .relaxed) }),
            partitions: Dictionary(uniqueKeysWithValues: Topic.allCases.map { ($0, partitions) }),
            observer: observer)
    }

    /// Writes a message, to the partition of its key unless another is named.
    func send(_ message: Message, id: String, partition: Int32? = nil, times: Int = 1) throws {
        let body = message.body(Envelope(source: "test", id: id, type: message.type))
        let partition = partition ?? Murmur2.partition(of: message.key.utf8, count: Self.partitions)
        try write(body, partition, on: message.type.topic, times: times)
    }

    /// Writes messages of one key, each with its own id.
    func send(_ messages: [Message]) throws {
        try log.appender().append(
            messages.enumerated().map { number, message in
                OutgoingRecord(
                    topic: message.type.topic.name,
                    partition: Murmur2.partition(of: message.key.utf8, count: Self.partitions),
                    body: message.body(Envelope(source: "test", id: "\(number)", type: message.type)))
            })
    }

    func write(
        _ body: RecordBody, _ partition: Int32, on topic: Topic = .inventoryCommands, times: Int = 1
    ) throws {
        let record = OutgoingRecord(topic: topic.name, partition: partition, body: body)
        try log.appender().append(Array(repeating: record, count: times))
    }

    func receive(_ id: String, merchant: String = "m") -> Message {
        .stockCommand(
            StockCommand(
                warehouse: WarehouseKey(merchantId: merchant, warehouseId: "w"),
                action: .receive(receiptId: id, lines: [Line("A", 1)])))
    }

    /// Everything on a topic now.
    func records(_ topic: Topic, on log: (any Log)? = nil) throws -> [Record] {
        let places = (0..<Self.partitions).map { TopicPartition(topic.name, $0) }
        let log = log ?? self.log
        let reader = try log.reader(from: Dictionary(uniqueKeysWithValues: places.map { ($0, .beginning) }))
        defer { reader.close() }
        var records: [Record] = []
        while !reader.isCaughtUp { records += try reader.poll(timeout: .milliseconds(50)) }
        return records
    }

    /// Waits until a topic has so many records.
    @discardableResult
    func wait(for count: Int, on topic: Topic) throws -> [Record] {
        let deadline = ContinuousClock.now + .seconds(20)
        var last: [Record] = []
        while ContinuousClock.now < deadline {
            last = try records(topic)
            if last.count >= count { return last }
            usleep(2_000)
        }
        Issue.record("\(topic.name) has \(last.count) records, not \(count)")
        return last
    }

    /// The outbound orders and quantities of the replies.
    func replies(_ count: Int) throws -> [String] {
        try quantities(try wait(for: count, on: .inventoryReplies))
    }

    func quantities(_ replies: [Record]) throws -> [String] {
        try replies.map { record in
            guard case (_, .stockReply(let reply)) = try Message.decode(record.body, topic: .inventoryReplies) else {
                return "?"
            }
            return "\(reply.outboundOrderId)=\(reply.lines[0].line.quantity)"
        }
    }
}

/// Hears what loops say, and asks nothing.
final class Recorder: LoopObserver {
    func observe(_ event: LoopEvent) {}
}
