public import Fulfillment

/// Every message of the contract, as the domain's own values. Indirect: a message is handed on many times, and a copy is one
/// reference then instead of all that it says.
public indirect enum Message: Sendable, Equatable {
    case outboundOrderSubmitted(OutboundOrderSubmitted)
    case cancellationRequested(CancellationRequested)
    case warehouseReported(WarehouseReport)
    case outboundOrderChanged(OutboundOrderChanged)
    case cancellationChanged(CancellationChanged)
    case cancellationContradicted(CancellationContradicted)
    case task(WarehouseTask)
    case stockCommand(StockCommand)
    case stockReply(StockReply)
    case stockMoved(StockMoved)
    case returnOrderCommand(ReturnOrderCommand)
    case returnOrderChanged(ReturnOrder)
    case rejected(MessageRejected)

    public var type: MessageType {
        switch self {
        case .outboundOrderSubmitted: .outboundOrderSubmitted
        case .cancellationRequested: .cancellationRequested
        case .warehouseReported(let report):
            switch report.fact {
            case .progressed: .warehouseProgressed
            case .goodsVerified: .goodsVerified
            case .parcelIntercepted: .parcelIntercepted
            case .labelVoided: .labelVoided
            case .carrierScanned: .carrierScanned
            }
        case .outboundOrderChanged: .outboundOrderChanged
        case .cancellationChanged: .cancellationChanged
        case .cancellationContradicted: .cancellationContradicted
        case .task(let task): task.result == nil ? .taskOpened : .taskClosed
        case .stockCommand(let command):
            switch command.action {
            case .receive: .stockReceive
            case .adjust: .stockAdjust
            case .allocate: .stockAllocate
            case .release: .stockRelease
            case .issue: .stockIssue
            case .restore: .stockRestore
            case .hold: .stockHold
            case .unhold: .stockUnhold
            case .shorten: .stockShorten
            case .reverse: .stockReverse
            }
        case .stockReply(let reply):
            switch reply.answer {
            case .allocated: .stockAllocated
            case .backordered: .stockBackordered
            case .released: .stockReleased
            case .issued: .stockIssued
            case .held: .stockHeld
            case .shortened: .stockShortened
            case .restored: .stockRestored
            case .claimed: .stockClaimed
            case .reversed: .stockReversed
            case .refused: .stockRefused
            }
        case .stockMoved: .stockMoved
        case .returnOrderCommand(let command):
            switch command {
            case .create: .returnOrderCreate
            case .receive: .returnOrderReceive
            case .cancel: .returnOrderCancel
            case .reverse: .receiptReversed
            }
        case .returnOrderChanged: .returnOrderChanged
        case .rejected: .messageRejected
        }
    }

    /// The key of its record, which decides the partition.
    public var key: String { String(decoding: keyBytes, as: UTF8.self) }

    /// The bytes of `key`.
    public var keyBytes: [UInt8] {
        switch owner {
        case .storeOrder(let key): key.bytes
        case .warehouse(let key): key.bytes
        case .text(let key): Array(key.utf8)
        }
    }

    /// Writes the bytes of `key`.
    func writeKey(to buffer: inout ByteBuffer) {
        switch owner {
        case .storeOrder(let key): buffer.append(key.storeId, "/", key.storeOrderId)
        case .warehouse(let key): buffer.append(key.merchantId, "/", key.warehouseId)
        case .text(let key): buffer.append(key)
        }
    }

    /// What a message is keyed by.
    private enum Owner {
        case storeOrder(StoreOrderKey)
        case warehouse(WarehouseKey)
        case text(String)
    }

    private var owner: Owner {
        switch self {
        case .outboundOrderSubmitted(let submitted): .storeOrder(submitted.storeOrder)
        case .cancellationRequested(let request): .storeOrder(request.storeOrder)
        case .warehouseReported(let report): .storeOrder(report.storeOrder)
        case .outboundOrderChanged(let changed): .storeOrder(changed.storeOrder)
        case .cancellationChanged(let changed): .storeOrder(changed.storeOrder)
        case .cancellationContradicted(let contradicted): .storeOrder(contradicted.storeOrder)
        case .task(let task): .storeOrder(task.storeOrder)
        case .stockCommand(let command): .warehouse(command.warehouse)
        case .stockReply(let reply): .storeOrder(reply.storeOrder)
        case .stockMoved(let moved): .warehouse(moved.warehouse)
        case .returnOrderCommand(let command): .storeOrder(command.storeOrder)
        case .returnOrderChanged(let order): .storeOrder(order.created.storeOrder)
        case .rejected(let rejected): .text(rejected.key)
        }
    }

    /// What it is about, for the `subject` attribute: the id of the entity.
    public var subject: String {
        switch self {
        case .outboundOrderSubmitted(let submitted): submitted.outboundOrderId
        case .cancellationRequested(let request): request.requestId
        case .warehouseReported(let report): report.outboundOrderId
        case .outboundOrderChanged(let changed): changed.outboundOrderId
        case .cancellationChanged(let changed): changed.caseId
        case .cancellationContradicted(let contradicted): contradicted.caseId
        case .task(let task): task.taskId
        case .stockCommand(let command):
            switch command.action {
            case .receive(let receiptId, _): receiptId
            case .adjust(let adjustment): adjustment.adjustmentId
            case .allocate(let move), .release(let move), .issue(let move), .hold(let move), .unhold(let move):
                move.outboundOrderId
            case .shorten(let short): short.outboundOrderId
            case .restore(let restore): restore.outboundOrderId
            case .reverse(let reversal): reversal.outboundOrderId
            }
        case .stockReply(let reply): reply.outboundOrderId
        case .stockMoved(let moved): moved.movement.sku
        case .returnOrderCommand(let command): command.returnOrderId
        case .returnOrderChanged(let order): order.created.returnOrderId
        case .rejected(let rejected): rejected.messageId
        }
    }

    /// The cancellation case that it belongs to, where it does.
    public var caseId: String? {
        switch self {
        case .outboundOrderChanged(let changed): changed.caseId
        case .cancellationChanged(let changed): changed.caseId
        case .cancellationContradicted(let contradicted): contradicted.caseId
        case .task(let task): task.caseId
        case .stockCommand(let command):
            switch command.action {
            case .adjust(let adjustment): adjustment.caseId
            case .restore(let restore): restore.caseId
            case .reverse(let reversal): reversal.caseId
            case .allocate(let move), .release(let move), .issue(let move), .hold(let move), .unhold(let move): move.caseId
            case .receive, .shorten: nil
            }
        case .stockMoved(let moved): moved.movement.caseId
        case .returnOrderCommand(let command):
            if case .create(let created) = command { created.caseId } else { nil }
        case .returnOrderChanged(let order): order.created.caseId
        case .outboundOrderSubmitted, .cancellationRequested, .warehouseReported, .stockReply, .rejected: nil
        }
    }

    /// The message in a record of any mode, with its attributes. `record` says when it was made where the message does not.
    public static func decode(_ body: RecordBody, topic: Topic) throws(DecodeError) -> (Envelope, Message) {
        let opened = try EnvelopeReader(body, topic: topic)
        var data = opened.data
        return (opened.envelope, try Message(opened.envelope, &data))
    }

    /// The message of this type in its data.
    public init(_ envelope: Envelope, _ data: inout JSONReader) throws(DecodeError) {
        if envelope.isOwn { data.isOwn = true }
        self = try Message.decodeData(envelope, &data)
        try data.finish()
    }
}

/// An outbound order changed, as others read it.
public struct OutboundOrderChanged: Sendable, Equatable {
    public var outboundOrderId: String
    public var storeOrder: StoreOrderKey
    public var merchantId: String
    public var warehouseId: String
    public var revision: Int
    public var status: OutboundStatus
    public var custody: Custody
    public var lines: [Line]
    public var carrier: String?
    public var trackingNumber: String?
    public var caseId: String?
    public var changedAt: Timestamp

    public init(_ order: OutboundOrder, of storeOrder: StoreOrderKey) {
        self.init(
            outboundOrderId: order.id, storeOrder: storeOrder, merchantId: order.merchantId,
            warehouseId: order.warehouseId, revision: order.revision, status: order.status, custody: order.custody,
            lines: order.lines, carrier: order.carrier, trackingNumber: order.trackingNumber, caseId: order.caseId,
            changedAt: order.changedAt)
    }

    public init(
        outboundOrderId: String, storeOrder: StoreOrderKey, merchantId: String, warehouseId: String, revision: Int,
        status: OutboundStatus, custody: Custody, lines: [Line], carrier: String? = nil, trackingNumber: String? = nil,
        caseId: String? = nil, changedAt: Timestamp
    ) {
        self.outboundOrderId = outboundOrderId
        self.storeOrder = storeOrder
        self.merchantId = merchantId
        self.warehouseId = warehouseId
        self.revision = revision
        self.status = status
        self.custody = custody
        self.lines = lines
        self.carrier = carrier
        self.trackingNumber = trackingNumber
        self.caseId = caseId
        self.changedAt = changedAt
    }
}

/// A movement of stock, as others read it.
public struct StockMoved: Sendable, Equatable {
    public var movementId: String
    public var warehouse: WarehouseKey
    public var movement: StockMovement
    public var movedAt: Timestamp

    public init(movementId: String, warehouse: WarehouseKey, movement: StockMovement, movedAt: Timestamp) {
        self.movementId = movementId
        self.warehouse = warehouse
        self.movement = movement
        self.movedAt = movedAt
    }
}

/// A valid message that the domain refused, as its sender reads it.
public struct MessageRejected: Sendable, Equatable {
    public var rejection: Rejection
    /// The key of the refused message's record.
    public var key: String
    public var messageSource: String
    public var messageId: String
    public var messageType: String
    public var topic: String
    public var partition: Int32
    public var offset: Int64

    public init(
        rejection: Rejection, key: String, messageSource: String, messageId: String, messageType: String,
        topic: String, partition: Int32, offset: Int64
    ) {
        self.rejection = rejection
        self.key = key
        self.messageSource = messageSource
        self.messageId = messageId
        self.messageType = messageType
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }
}
