import Kafka

/// A message as tests compare it.
struct Message: Equatable, Sendable {
    struct Header: Equatable, Sendable {
        var name: String
        var value: [UInt8]?
        init(_ name: String, _ value: [UInt8]?) {
            self.name = name
            self.value = value
        }
    }

    var partition: Int32 = 0
    var key: [UInt8]?
    var value: [UInt8]?
    var headers: [Header] = []
    var timestamp: Int64?

    init(partition: Int32 = 0, key: [UInt8]? = nil, value: [UInt8]?, headers: [Header] = [], timestamp: Int64? = nil) {
        self.partition = partition
        self.key = key
        self.value = value
        self.headers = headers
        self.timestamp = timestamp
    }

    init(_ text: String, partition: Int32 = 0) { self.init(partition: partition, value: Array(text.utf8)) }

    init(_ message: borrowing FetchedMessage) {
        partition = message.partition
        key = unsafe message.key.map { unsafe Array($0) }
        value = unsafe message.value.map { unsafe Array($0) }
        timestamp = message.timestamp
        let list = message.headers
        for index in 0..<list.count {
            let header = unsafe list[index]
            unsafe headers.append(
                Header(String(decoding: header.name, as: UTF8.self), header.value.map { unsafe Array($0) }))
        }
    }

    var text: String { value.map { String(decoding: $0, as: UTF8.self) } ?? "(none)" }

    var list: MessageHeaders {
        var list = MessageHeaders()
        for header in headers { list.add(header.name, header.value) }
        return list
    }

    /// Calls `body` with key and value as librdkafka takes them.
    func withParts(
        _ body: (UnsafeRawBufferPointer?, UnsafeRawBufferPointer?) throws(KafkaError) -> Void
    ) throws(KafkaError) {
        try unsafe Message.with(key) { (key) throws(KafkaError) in
            try unsafe Message.with(value) { (value) throws(KafkaError) in try unsafe body(key, value) }
        }
    }

    private static func with(
        _ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) throws(KafkaError) -> Void
    ) throws(KafkaError) {
        guard let bytes else { return try body(nil) }
        try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(KafkaError) in
            try unsafe body(UnsafeRawBufferPointer(buffer))
        }
    }
}

extension Producer {
    func send(_ message: Message, to topic: String, ticket: Ticket? = nil) throws(KafkaError) {
        try unsafe message.withParts { (key, value) throws(KafkaError) in
            try unsafe produce(
                topic: topic, partition: message.partition, timestamp: message.timestamp, key: key, value: value,
                headers: message.headers.isEmpty ? nil : message.list, ticket: ticket)
        }
    }
}

extension TransactionalProducer {
    func send(_ message: Message, to topic: String) throws(KafkaError) {
        try unsafe message.withParts { (key, value) throws(KafkaError) in
            try unsafe produce(
                topic: topic, partition: message.partition, timestamp: message.timestamp, key: key, value: value,
                headers: message.headers.isEmpty ? nil : message.list)
        }
    }
}

extension Consumer {
    /// Reads until the end of `partitions` partitions was reached.
    func readToEnd(partitions: Int = 1) throws -> [Message] {
        var messages: [Message] = []
        var ended: Set<Int32> = []
        return try eventually("read to the end", state: { "read \(messages.count) messages" }) {
            switch poll(timeout: .milliseconds(200), { messages.append(Message($0)) }) {
            case .endOfPartition(let place): ended.insert(place.partition)
            case .error(let error) where error.isFatal: throw error
            default: break
            }
            return ended.count == partitions ? messages : nil
        }
    }
}
