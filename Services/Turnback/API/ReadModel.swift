import Contracts
import Fulfillment
import Operations
import Streams

/// What HTTP clients ask for, kept beside the log and made anew from its topics at any time: the newest message of each
/// entity, the history of each case, the movements of each SKU.
///
/// A thread of its own reads the event topics and writes what it reads, with its positions, in one transaction. Reading
/// threads see the last transaction.
final class OldReadModel: Sendable {
    // Safe to share: only the feeding thread changes the store, and `scan` reads in a transaction of its own.
    nonisolated(unsafe) private let store: StateStore
    private let stopping = Monitor(false)
    private let thread: WorkerThread

    /// The topics it is made from.
    static let sources: [Topic] = [
        .orderEvents, .cancellationOutcomes, .warehouseTasks, .inventoryMovements, .returnEvents,
    ]

    /// - Parameter onDamage: called when the log turns out to be damaged: what is read cannot be believed any more.
    init(
        _ log: any Log, directory: String, topics: [String: TopicDescription], logger: Logger, health: HealthPart,
        onDamage: @escaping @Sendable (LogError) -> Void = { _ in }
    ) throws(Failure) {
        do throws(LogError) { unsafe store = try StateStore(directory: directory) } catch { throw error.failure }
        let feed = unsafe ReadModelFeed(
            log: log, store: store, topics: topics, logger: logger, health: health, onDamage: onDamage)
        let stopping = stopping
        thread = try WorkerThread("view") { feed.run(until: { stopping.withLock { $0 } }) }
    }

    /// The messages about an entity, by the kind of message and the parts of its key, in order.
    func messages(_ kind: ReadModelKey.Kind, _ parts: [String]) throws(HTTPError) -> [(MessageType, [UInt8])] {
        do throws(LogError) {
            return try unsafe store.scan(prefix: ReadModelKey.prefix(kind, parts)).compactMap {
                ReadModelKey.decode($0.value)
            }
        } catch { throw HTTPError(503, code: "viewUnavailable", message: error.message) }
    }

    func stop(until deadline: ContinuousClock.Instant) -> Bool {
        stopping.withLock { $0 = true }
        let isDone = thread.join(until: deadline)
        if isDone { unsafe store.close() }
        return isDone
    }
}

/// How the read model names what it keeps.
enum ReadModelKey {
    enum Kind: String { case outbound, change, task, balance, movement, returnOrder }

    static func prefix(_ kind: Kind, _ parts: [String]) -> [UInt8] {
        Array(([kind.rawValue] + parts).joined(separator: "/").utf8) + [UInt8(ascii: "/")]
    }

    /// Where a message is kept; nil for one that is not.
    static func key(of message: Message, at record: Record) -> [[UInt8]] {
        func key(_ kind: Kind, _ parts: String...) -> [UInt8] { prefix(kind, [message.key] + parts) }
        // Positions are padded, so that keys sort by them.
        let offset = String(repeating: "0", count: 16 - min(16, String(record.offset).count)) + String(record.offset)
        switch message {
        case .outboundOrderChanged(let changed): return [key(.outbound, changed.outboundOrderId)]
        case .cancellationChanged, .cancellationContradicted: return [key(.change, offset)]
        case .task(let task): return [key(.task, task.taskId)]
        case .stockMoved(let moved):
            return [key(.balance, moved.movement.sku), key(.movement, moved.movement.sku, offset)]
        case .returnOrderChanged(let order): return [key(.returnOrder, order.created.returnOrderId)]
        default: return []
        }
    }

    /// A message as it is kept: its type, a zero byte, its data.
    static func encode(_ type: MessageType, _ data: [UInt8]) -> [UInt8] { Array(type.rawValue.utf8) + [0] + data }

    static func decode(_ value: [UInt8]) -> (MessageType, [UInt8])? {
        guard let end = value.firstIndex(of: 0),
            let type = MessageType(rawValue: String(decoding: value[..<end], as: UTF8.self))
        else { return nil }
        return (type, Array(value[(end + 1)...]))
    }
}

/// Feeds the read model from the topics.
struct ReadModelFeed: Sendable {
    let log: any Log
    // Safe to hand over: the feeding thread is its only writer.
    nonisolated(unsafe) let store: StateStore
    let topics: [String: TopicDescription]
    let logger: Logger
    let health: HealthPart
    let onDamage: @Sendable (LogError) -> Void

    func run(until isOver: () -> Bool) {
        var pause = Duration.milliseconds(100)
        while !isOver() {
            do throws(LogError) {
                try follow(until: isOver)
                return
            } catch {
                health.notReady("reading the topics: \(error.message)")
                if error.outcome == .damaged { return onDamage(error) }
                logger.warning("the view is not fed", metadata: ["reason": .string(error.message)])
                Monitor(false).wait(until: .now + pause) { $0 }
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    private func follow(until isOver: () -> Bool) throws(LogError) {
        let reader = try log.reader(from: try positions())
        defer { reader.close() }
        while !isOver() {
            health.tick()
            let records = try reader.poll(timeout: .milliseconds(200))
            try take(records)
            if reader.isCaughtUp { health.ready() } else { health.notReady("reading the topics") }
        }
    }

    private func take(_ records: [Record]) throws(LogError) {
        guard !records.isEmpty else { return }
        for record in records {
            guard let topic = Topic(rawValue: record.topic),
                let (envelope, message) = try? Message.decode(record.body, topic: topic), let data = record.body.value
            else { continue }
            for key in ReadModelKey.key(of: message, at: record) {
                unsafe store.put(key, ReadModelKey.encode(envelope.type, data))
            }
            unsafe store.put(position(record.topic, record.partition), Array(String(record.offset + 1).utf8))
        }
        try unsafe store.commit(offset: 0)
    }

    private func positions() throws(LogError) -> [TopicPartition: Position] {
        var positions: [TopicPartition: Position] = [:]
        for topic in OldReadModel.sources {
            for partition in 0..<(topics[topic.name]?.partitions ?? 0) {
                let stored = try unsafe store.get(position(topic.name, partition))
                let offset = stored.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
                positions[TopicPartition(topic.name, partition)] = offset.map { .offset($0) } ?? .beginning
            }
        }
        return positions
    }

    /// How far a topic was read. The name changes with what is kept: then everything is read anew.
    private func position(_ topic: String, _ partition: Int32) -> [UInt8] {
        Array("position-2/\(topic)/\(partition)".utf8)
    }
}
