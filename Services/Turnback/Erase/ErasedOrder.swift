import Contracts
import Fulfillment
import Streams

/// A store order without what leads to a person, and what of it lies on the topics.
struct ErasedOrder {
    let key: StoreOrderKey
    let log: any Log
    let names: TopicNames
    let isOver: () -> Bool
    /// How long each topic keeps its messages, in milliseconds; one that is missing keeps them for ever.
    var retention: [String: Int64] = [:]

    init(_ key: StoreOrderKey, log: any Log, names: TopicNames, isOver: @escaping () -> Bool) {
        self.key = key
        self.log = log
        self.names = names
        self.isOver = isOver
    }

    /// All topics that others read; of the services' own, reroutes keep a message for a week.
    static let topics = Topic.allCases.filter { !$0.isInternal && $0 != .erasures }

    /// Messages of one topic that lead to a person.
    struct Remains: Equatable {
        var topic: String
        var messages = 0
        var withTexts = 0
        var withNumbers = 0
        /// When the newest of them was written.
        var newest: Int64 = 0
        /// From when on the topic may delete it; nil where it keeps it for ever.
        var until: Timestamp?
    }

    /// How an order stands that is to be erased.
    struct Standing: Equatable {
        /// Whether any topic has a message under its key.
        var isKnown = false
        /// Outbound orders that have not left and are not stopped, and open tasks. People still look for their parcels by the
        /// numbers that would be erased.
        var unfinished: [String] = []
    }

    /// The topics that say whether there is such an order, and how it stands.
    private static let telling: [Topic] = [
        .orderEvents, .warehouseTasks, .orderCommands, .cancellationRequests, .cancellationOutcomes, .warehouseReports,
        .returnCommands, .returnEvents, .rejections, .deadLetters, .erasures,
    ]

    /// How it stands, by what the topics have under its key.
    func standing() throws(LogError) -> Standing {
        var standing = Standing()
        var orders: [String: OutboundStatus] = [:]
        var tasks: Set<String> = []
        try LogScan(log: log).read(names.places(in: Self.telling), until: isOver) { record in
            guard record.body.key.map({ $0 == key.bytes }) ?? false, let topic = Topic(named: record.topic) else {
                return
            }
            standing.isKnown = true
            guard topic == .orderEvents || topic == .warehouseTasks,
                let message = try? Message.decode(record.body, topic: topic).1
            else { return }
            switch message {
            case .outboundOrderChanged(let changed): orders[changed.outboundOrderId] = changed.status
            case .task(let task):
                if task.result == nil { tasks.insert(task.taskId) } else { tasks.remove(task.taskId) }
            default: return
            }
        }
        let open = orders.filter { !$0.value.isStopped && $0.value.rank < OutboundStatus.shipped.rank }
        standing.unfinished =
            open.map { "outbound order \($0.key) is \($0.value.rawValue)" }.sorted()
            + tasks.map { "task \($0) is open" }.sorted()
        return standing
    }

    /// Writes down that it is erased.
    func erase(at time: Timestamp) throws(LogError) {
        let erasure = Erasure(key, at: time)
        let count = Int32(names.places(in: [.erasures]).count)
        let appender = try log.appender()
        defer { appender.close() }
        try appender.append([
            OutgoingRecord(
                topic: Topic.erasures.name, partition: Murmur2.partition(of: key.bytes, count: count),
                body: erasure.body)
        ])
    }

    /// What is left of it on the topics, those of tenants among them. Reads all of them: a sender may have used any
    /// key.
    func remains() throws(LogError) -> [Remains] {
        var found: [String: Remains] = [:]
        try LogScan(log: log).read(names.places(in: Self.topics), until: isOver) { record in
            guard let what = people(in: record) else { return }
            var one = found[record.topic] ?? Remains(topic: record.topic)
            one.messages += 1
            one.withTexts += what.texts ? 1 : 0
            one.withNumbers += what.numbers ? 1 : 0
            one.newest = max(one.newest, record.timestamp)
            found[record.topic] = one
        }
        return found.values.map { one in
            var one = one
            one.until = retention[one.topic].map { Timestamp(milliseconds: one.newest + $0) }
            return one
        }
        .sorted { $0.topic < $1.topic }
    }

    /// Whether a record says texts or tracking numbers of this order; nil where it says neither.
    private func people(in record: Record) -> (texts: Bool, numbers: Bool)? {
        guard let topic = Topic(named: record.topic) else { return nil }
        if topic == .deadLetters {
            let isOurs = record.body.key.map { $0 == key.bytes } ?? false
            return isOurs && !record.body.withoutTexts.names.isEmpty ? (true, false) : nil
        }
        // Most records are others': they are not decoded.
        guard record.body.mentions(key.storeOrderId),
            let message = try? Message.decode(record.body, topic: origin(topic, record)).1,
            message.storeOrder == key, message.namesPeople
        else { return nil }
        return (message.hasTexts, !message.trackingNumbers.isEmpty)
    }

    /// The topic that the record was written to first: it says how it is to be read.
    private func origin(_ topic: Topic, _ record: Record) -> Topic { SentOn(record)?.topic ?? topic }
}

extension RecordBody {
    /// A text stands somewhere in the key or the value.
    fileprivate func mentions(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard let first = wanted.first, bytes.count >= wanted.count else { return false }
        return bytes.indices.dropLast(wanted.count - 1).contains {
            bytes[$0] == first && bytes[$0..<$0 + wanted.count].elementsEqual(wanted)
        }
    }
}
