public import Access
public import Contracts
public import Fulfillment
public import Operations
internal import Streams
internal import Synchronization

/// Takes messages from HTTP clients to the log: nothing is answered with 202 before the log has it.
public final class EventIntake: Sendable {
    private let appender: any LogAppender
    /// Reads one record of a topic; nil where it is gone.
    private let record: @Sendable (TopicPartition, Int64) -> Record?
    private let partitions: [Topic: Int32]
    private let gate = Gate(HTTPLimits.waitingPosts)
    private let inHand = Mutex(RequestsInHand())

    /// What was taken: where it went.
    public struct Accepted: Sendable, Equatable {
        public var topic: Topic
        public var key: String
        /// The event's id; of a request that came without an envelope, its own.
        public var id: String
    }

    init(
        _ appender: any LogAppender, partitions: [Topic: Int32],
        record: @escaping @Sendable (TopicPartition, Int64) -> Record? = { _, _ in nil }
    ) {
        self.appender = appender
        self.record = record
        self.partitions = partitions
    }

    func close() { appender.close() }

    /// Takes a message that this program makes, under a sender and its own id. The same id with the same content
    /// again changes nothing.
    /// - Throws: 503 where the log does not answer, or too many wait for it: then nothing was taken.
    public func accept(
        _ message: Message, sender: String, id: String, time: Timestamp? = nil, from principal: Principal
    ) throws(HTTPError) -> Accepted {
        let envelope = Envelope(source: sender, id: id, type: message.type, time: time, subject: message.subject)
        return try accept(message, message.body(envelope), id: id, from: principal)
    }

    /// Takes a message as it came, for the message's own key, with who sent it.
    func accept(
        _ message: Message, _ body: RecordBody, id: String, from principal: Principal
    ) throws(HTTPError) -> Accepted {
        guard let place = GatePlace(gate) else {
            throw HTTPError(
                .busy("\(HTTPLimits.waitingPosts) posts wait for Kafka; nothing was taken, send it again"))
        }
        defer { withExtendedLifetime(place) {} }
        let topic = message.type.topic
        let key = message.key
        guard let count = partitions[topic] else {
            throw HTTPError(503, code: "logUnavailable", message: "there is no topic \(topic.name)")
        }
        let record = OutgoingRecord(
            topic: topic.name, partition: Murmur2.partition(of: key.utf8, count: count),
            body: body.from(principal, key: Array(key.utf8)))
        do throws(LogError) { try appender.append([record]) } catch {
            throw HTTPError(
                503, code: "logUnavailable", message: "\(error.message); nothing was taken, send it again")
        }
        if case .cancellationRequested(let request) = message { inHand.withLock { $0.add(request) } }
        return Accepted(topic: topic, key: key, id: id)
    }

    /// Takes a dead letter to its topic again, as it was before, with a header that names it.
    /// - Throws: 409 where it did not come from a topic that services read.
    public func sendAgain(
        _ original: RecordBody, from origin: Topic, alias: String? = nil, partition: Int32, deadLetter id: String
    ) throws(HTTPError) -> Accepted {
        guard let count = partitions[origin], !origin.messageTypes.filter(\.isSentByOthers).isEmpty else {
            throw HTTPError(409, code: "notReplayable", message: "what comes from \(origin.name) is not sent again")
        }
        let record = OutgoingRecord(
            topic: TopicName(origin, alias: alias).text,
            partition: original.key.map { Murmur2.partition(of: $0, count: count) } ?? partition % count,
            body: RecordBody(
                key: original.key, headers: original.headers + [Header("x-dead-letter-replayed", id)],
                value: original.value))
        do throws(LogError) { try appender.append([record]) } catch {
            throw HTTPError(503, code: "logUnavailable", message: "\(error.message); nothing was sent, try again")
        }
        return Accepted(topic: origin, key: original.key.map { String(decoding: $0, as: UTF8.self) } ?? "", id: id)
    }

    /// Says on the topic of dead letters that one needs nothing more: the command line and all consoles read it there.
    public func dismiss(_ id: String, key: [UInt8]?, why: String, by: String) throws(HTTPError) {
        guard let mark = DeadLetterMark(id), let count = partitions[.deadLetters], mark.partition < count else {
            throw HTTPError(404, code: "notFound", message: "there is no dead letter \(id)")
        }
        do throws(LogError) {
            try appender.append([DeadLetterDismissal(of: mark, why: why, by: by).record(key: key)])
        } catch {
            throw HTTPError(503, code: "logUnavailable", message: "\(error.message); nothing was dismissed, try again")
        }
    }

    /// The record that a dead letter was, with its texts, where it is still there.
    public func whole(_ original: RecordBody, from topic: TopicName, partition: Int32, offset: Int64) -> RecordBody? {
        guard let found = record(TopicPartition(topic.text, partition), offset)?.body,
            found.withoutTexts.body == original
        else { return nil }
        return found
    }

    /// Whether a request was taken here lately. The read model learns of it a moment later.
    public func isInHand(_ requestId: String, storeId: String) -> Bool {
        inHand.withLock { $0.contains(requestId, storeId) }
    }
}

/// The requests that were taken last.
private struct RequestsInHand: Sendable {
    private var order: [String] = []
    private var next = 0
    private var known: Set<String> = []

    /// Neither has a slash in it.
    private static func name(_ requestId: String, _ storeId: String) -> String { storeId + "/" + requestId }

    func contains(_ requestId: String, _ storeId: String) -> Bool { known.contains(Self.name(requestId, storeId)) }

    mutating func add(_ request: CancellationRequested) {
        let name = Self.name(request.requestId, request.storeOrder.storeId)
        guard known.insert(name).inserted else { return }
        if order.count < APILimits.requestsInHand {
            order.append(name)
        } else {
            known.remove(order[next])
            order[next] = name
            next = (next + 1) % order.count
        }
    }
}

extension RecordBody {
    /// The same headers and value under this key, with who sent it. Without an access file nobody was authenticated.
    fileprivate func from(_ principal: Principal, key: [UInt8]) -> RecordBody {
        let name = Envelope.principalHeader.description
        var headers = headers.filter { $0.name != name }
        if principal != .local { headers.append(Header(name, principal.name)) }
        return RecordBody(key: key, headers: headers, value: value)
    }
}

extension HTTPTrail.Entry {
    /// What a message is about, for the access log.
    public mutating func take(_ message: Message, id: String) {
        subject = message.key
        type = message.type.rawValue
        messageId = id
    }
}
