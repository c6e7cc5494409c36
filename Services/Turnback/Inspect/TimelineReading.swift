import Contracts
import Fulfillment
import Operations
import ReadModel
import Streams

extension Inspection {
    /// The topics that an order's timeline is read from; the movements come after them.
    static let timelineTopics: [Topic] = [
        .orderCommands, .cancellationRequests, .warehouseReports, .returnCommands, .orderEvents, .cancellationOutcomes,
        .warehouseTasks, .returnEvents, .rejections, .deadLetters, .ordersReroutes, .returnsReroutes,
    ]

    /// Everything that was said about an order, the oldest first: read from the beginning of the partitions in which it
    /// may stand, then the movements of the stocks that it takes from.
    func timeline(_ key: StoreOrderKey) throws(LogError) -> [TimelineItem] {
        var said: [(entry: TimelineEntry, data: [UInt8])] = []
        var letters: [DeadLetterRecord] = []
        try records(Self.timelineTopics, key.description) { record in
            if record.topic == Topic.deadLetters.name {
                let letter = DeadLetterRecord(record)
                if letter.dismissal == nil { letters.append(letter) }
                return
            }
            guard let logged = try? LoggedMessage(record) else { return }
            said.append((TimelineEntry(logged.message, logged.envelope, in: record), logged.data))
        }
        let outbound = Set(said.compactMap(\.entry.outboundOrderId))
        var warehouses: Set<WarehouseKey> = []
        for entry in said.map(\.entry) {
            switch entry.message {
            case .outboundOrderSubmitted(let one):
                warehouses.insert(WarehouseKey(merchantId: one.merchantId, warehouseId: one.warehouseId))
            case .outboundOrderChanged(let one):
                warehouses.insert(WarehouseKey(merchantId: one.merchantId, warehouseId: one.warehouseId))
            case .returnOrderChanged(let order): warehouses.insert(order.created.warehouse)
            default: break
            }
        }
        for warehouse in warehouses.sorted(by: { $0.description < $1.description }) {
            try records([.inventoryMovements], warehouse.description) { record in
                guard let logged = try? LoggedMessage(record), let id = logged.message.movedOutboundOrder,
                    outbound.contains(id)
                else { return }
                said.append((TimelineEntry(logged.message, logged.envelope, in: record), logged.data))
            }
        }
        return TimelineItem.timeline(said, letters)
    }
}

extension Message {
    /// The outbound order for which stock was moved; nil for any other message.
    fileprivate var movedOutboundOrder: String? {
        if case .stockMoved(let moved) = self { moved.movement.outboundOrderId } else { nil }
    }
}

extension ListSource {
    /// Everything that the read model knows about an order, the oldest first; empty where it knows nothing.
    func timeline(_ key: StoreOrderKey) throws(Failure) -> [TimelineItem] {
        let order = "/api/v1/orders/\(PercentCoding.encoded(key.storeId))/\(PercentCoding.encoded(key.storeOrderId))"
        guard let body = try getIfThere(order + "/timeline") else { return [] }
        let letters = try getIfThere("/api/v1/dead-letters?limit=500&key=\(PercentCoding.encoded(key.description))")
        do throws(DecodeError) {
            return TimelineItem.merged(try Self.entries(body), try letters.map(Self.letters) ?? [])
        } catch {
            throw Failure(.failure, "the console's timeline is not what was expected: \(error.description)")
        }
    }

    private static func entries(_ body: [UInt8]) throws(DecodeError) -> [TimelineItem] {
        var items: [TimelineItem] = []
        var reader = JSONReader(body)
        try reader.object { key, reader throws(DecodeError) in
            guard key.text == "entries" else {
                try reader.skip()
                return
            }
            try reader.array { _, reader throws(DecodeError) in
                let json = Array(body[try reader.skip()])
                if let item = try TimelineItem(json: json) { items.append(item) }
            }
        }
        return items
    }

    private static func letters(_ body: [UInt8]) throws(DecodeError) -> [TimelineItem] {
        (try JSONNode(body)["deadLetters"]?.elements ?? []).compactMap { row in
            guard let id = row["id"]?.text, let at = (row["recordedAt"]?.text).flatMap({ Timestamp(rfc3339: $0) })
            else {
                return nil
            }
            return TimelineItem(
                id: id, code: row["code"]?.text ?? "", why: row["message"]?.text ?? "",
                topic: row["origin"]?["topic"]?.text, at: at, by: row["sender"]?.text)
        }
    }
}

extension TimelineItem {
    /// A message as HTTP shows it; nil for one of another version.
    init?(json: [UInt8]) throws(DecodeError) {
        let node = try JSONNode(json, keeping: Self.fields)
        var data: [UInt8]?
        var reader = JSONReader(json)
        try reader.object { key, reader throws(DecodeError) in
            let range = try reader.skip()
            if key.text == "data" { data = Array(json[range]) }
        }
        guard let data, let type = (node["type"]?.text).flatMap({ MessageType(rawValue: $0) }),
            let message = Message.told(type, data), let topic = (node["topic"]?.text).flatMap({ TopicName($0) }),
            let recorded = (node["recordedAt"]?.text).flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        let entry = TimelineEntry(
            message: message, at: (node["at"]?.text).flatMap { Timestamp(rfc3339: $0) } ?? recorded,
            recordedAt: recorded,
            sender: node["sender"]?.text ?? "", messageId: node["messageId"]?.text ?? "",
            causationId: node["causationId"]?.text,
            place: LogPosition(
                topic: topic.topic, alias: topic.alias,
                partition: Int32(truncatingIfNeeded: node["partition"]?.integer ?? 0),
                offset: node["offset"]?.integer ?? 0),
            caseId: node["caseId"]?.text, outboundOrderId: node["outboundOrderId"]?.text, person: node["person"]?.text,
            principal: node["principal"]?.text)
        self.init(entry, data: data, json: json)
    }

    private static let fields: Set<String> = [
        "type", "at", "recordedAt", "sender", "messageId", "causationId", "caseId", "outboundOrderId", "person",
        "principal",
        "topic", "partition", "offset",
    ]
}
