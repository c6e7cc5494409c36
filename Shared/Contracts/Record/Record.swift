/// A message as it was read from the log.
public struct Record: Sendable, Equatable {
    public var topic: String
    public var partition: Int32
    public var offset: Int64
    /// When the log's producer made it, in milliseconds since 1970.
    public var timestamp: Int64
    public var body: RecordBody

    public init(topic: String, partition: Int32, offset: Int64, timestamp: Int64, body: RecordBody) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.body = body
    }
}

/// A message that is to be written to the log.
public struct OutgoingRecord: Sendable, Equatable {
    public var topic: String
    public var partition: Int32
    /// Milliseconds since 1970; nil lets the log say when.
    public var timestamp: Int64?
    public var body: RecordBody

    public init(topic: String, partition: Int32, timestamp: Int64? = nil, body: RecordBody) {
        self.topic = topic
        self.partition = partition
        self.timestamp = timestamp
        self.body = body
    }
}
