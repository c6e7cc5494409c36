/// What is true of each topic: the one source of what `turnback topics create` makes, what a service checks when it
/// starts, and what the AsyncAPI document says.
extension Topic {
    /// Partitions of each topic unless asked otherwise.
    public static let defaultPartitions: Int32 = 3
    /// Brokers that hold each partition unless asked otherwise.
    public static let defaultReplication = 1

    /// What its records are keyed by.
    public enum KeyKind: String, Sendable, CaseIterable {
        /// `<storeId>/<storeOrderId>`
        case storeOrder = "store order"
        /// `<merchantId>/<warehouseId>`
        case warehouse = "merchant/warehouse"
        /// The key of the message it is about, as that came.
        case input = "as the input"
        /// The service's own.
        case entity
    }

    public var keyKind: KeyKind {
        switch self {
        case .inventoryCommands, .inventoryOwnCommands, .inventoryMovements, .inventoryReroutes: .warehouse
        case .rejections, .deadLetters: .input
        case .ordersState, .inventoryState, .returnsState: .entity
        case .cancellationRequests, .cancellationOutcomes, .orderCommands, .orderEvents, .warehouseReports,
            .warehouseTasks, .inventoryReplies, .returnCommands, .returnEvents, .erasures, .ordersReroutes,
            .returnsReroutes:
            .storeOrder
        }
    }

    /// Only the service it belongs to reads and writes it.
    public var isInternal: Bool {
        switch self {
        case .ordersReroutes, .inventoryReroutes, .returnsReroutes, .ordersState, .inventoryState, .returnsState: true
        default: false
        }
    }

    /// The bytes of the largest record that it takes. What others write is a value of 1 MiB with as much key and headers
    /// beside it at most; what services write must hold that and more, else a record that goes to the dead letters, with
    /// its reasons added, would stop its partition.
    public var largestRecord: Int {
        isWrittenByOthers ? 2 << 20 : 8 << 20
    }

    /// How long a record is kept, in milliseconds; nil: for ever.
    ///
    /// All that other systems write and read is kept for ever, because it is one book. The sum of a SKU's movements is its
    /// balance, so a movement that is gone makes every later balance a claim that nothing proves. The read model is made
    /// again from the first event, and `inspect` reads from there too. `reconcile` holds topics against each other: a request
    /// that is gone makes its outcome an answer to nothing, and a rejection or dead letter that is gone makes its request one
    /// that was never answered. Where messages may not be kept for ever, because they name people, a shorter time may be set
    /// (`mayForget`): then `reconcile` goes on from a snapshot, and a view that is rebuilt begins where the topics begin.
    ///
    /// Reroutes are copies on their way to a service. A week is longer than any service should be down, and the originals
    /// stay. State is compacted, and keeps the newest record of each key for ever.
    public var retention: Int64? {
        switch self {
        case .ordersReroutes, .inventoryReroutes, .returnsReroutes: 7 * 24 * 3_600_000
        default: nil
        }
    }

    /// The shortest time that may be set where it is made to keep all for ever, in milliseconds: a week is longer than any service
    /// should be down. Nil where it must keep all: balances are sums of all movements, and what was erased stays erased.
    public var mayForget: Int64? {
        switch self {
        case .inventoryMovements, .erasures: nil
        default: isInternal ? nil : 7 * 24 * 3_600_000
        }
    }

    /// Settings beside partitions, replication and `cleanup.policy`. State is compacted, with small segments so that a
    /// restore reads little twice.
    public var settings: [TopicSetting] {
        let size = TopicSetting("max.message.bytes", .atLeast, "\(largestRecord)")
        guard isCompacted else {
            let kept = retention.map { "\($0)" } ?? TopicSetting.forEver
            return [size, TopicSetting("retention.ms", .atLeast, kept, least: mayForget.map { "\($0)" })]
        }
        return [
            size, TopicSetting("segment.ms", .atMost, "3600000"),
            TopicSetting("min.cleanable.dirty.ratio", .atMost, "0.1"),
            TopicSetting("delete.retention.ms", .atLeast, "\(Self.removalsAreKept)"),
        ]
    }

    /// For how long a state topic keeps the record that removes an entity, in milliseconds: Kafka's default, a day. A state
    /// file that is older may hold what was removed, and is filled again.
    public static let removalsAreKept: Int64 = 86_400_000

    /// The types of the messages on it.
    public var messageTypes: [MessageType] {
        MessageType.allCases.filter { type in
            // What others send comes there, too, sent on by inventory.
            type.topic == self || (self == .inventoryOwnCommands && type.topic == .inventoryCommands)
        }
    }

    /// Whether other systems write to it.
    public var isWrittenByOthers: Bool { MessageType.allCases.contains { $0.topic == self && $0.isSentByOthers } }

    /// Who writes to it.
    public var writers: [String] {
        switch self {
        case .cancellationRequests: ["stores", "OMS", "other systems", "console"]
        case .orderCommands: ["OMS", "console"]
        case .warehouseReports: ["WMS", "carriers", "OMS", "console"]
        case .inventoryCommands: ["WMS", "console"]
        case .inventoryOwnCommands: ["orders", "returns", "inventory"]
        case .returnCommands: ["orders", "stores", "OMS", "WMS", "console"]
        case .cancellationOutcomes, .orderEvents, .warehouseTasks, .ordersReroutes, .ordersState: ["orders"]
        case .inventoryReplies, .inventoryMovements, .inventoryReroutes, .inventoryState: ["inventory"]
        case .returnEvents, .returnsReroutes, .returnsState: ["returns"]
        case .rejections, .deadLetters: ["orders", "inventory", "returns"]
        case .erasures: ["operators"]
        }
    }

    /// Who reads it.
    public var readers: [String] {
        switch self {
        case .cancellationRequests, .orderCommands, .warehouseReports, .ordersReroutes, .ordersState: ["orders"]
        case .inventoryCommands, .inventoryOwnCommands, .inventoryReroutes, .inventoryState: ["inventory"]
        case .returnCommands, .returnsReroutes, .returnsState: ["returns"]
        case .inventoryReplies: ["orders", "returns"]
        case .cancellationOutcomes: ["stores", "console"]
        case .orderEvents, .inventoryMovements, .returnEvents: ["console", "anyone"]
        case .warehouseTasks: ["WMS", "console"]
        case .rejections: ["the sender", "console"]
        case .deadLetters: ["operators"]
        case .erasures: ["console"]
        }
    }
}
