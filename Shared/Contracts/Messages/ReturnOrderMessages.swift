public import Fulfillment

extension ReturnOrderCommand {
    func encode(_ writer: inout JSONWriter) {
        writer.field("returnOrderId", returnOrderId)
        writer.storeOrder(storeOrder)
        switch self {
        case .create(let created): created.encodeRest(&writer)
        case .receive(let received): received.encodeRest(&writer)
        case .cancel(_, _, let supersededBy?): writer.field("supersededBy") { supersededBy.encode(&$0) }
        case .cancel: break
        case .reverse(let reversed):
            writer.field("receiptId", reversed.receiptId)
            writer.field("warehouseId", ifPresent: reversed.warehouseId)
            writer.field("reason", ifPresent: reversed.reason)
        }
    }

    static func decode(_ reader: inout JSONReader, _ type: MessageType) throws(DecodeError) -> ReturnOrderCommand {
        switch type {
        case .returnOrderCreate: .create(try ReturnOrderFields(&reader).created())
        case .returnOrderReceive: .receive(try .decode(&reader))
        case .receiptReversed: .reverse(try .decode(&reader))
        default: try ReturnOrderFields(&reader).cancel()
        }
    }
}

extension ReturnOrderCreated {
    /// All but the return order's and the store order's ids.
    func encodeRest(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.warehouse(warehouse)
        writer.field("fromWarehouseId", ifPresent: fromWarehouseId)
        writer.field("origin", origin)
        writer.field("caseId", ifPresent: caseId)
        writer.field("handling", handling)
        writer.field("lines", lines)
        encodeTracking(&writer)
    }

    func encodeTracking(_ writer: inout JSONWriter) {
        if contentsUnknown { writer.field("contentsUnknown", true) }
        if !writtenOff.isEmpty { writer.field("writtenOff", writtenOff) }
        guard !trackingNumbers.isEmpty else { return }
        writer.key("trackingNumbers")
        writer.array { writer in for number in trackingNumbers { writer.string(number) } }
    }
}

extension ReturnOrderReceived {
    /// All but the return order's and the store order's ids.
    func encodeRest(_ writer: inout JSONWriter) {
        writer.field("receiptId", receiptId)
        writer.field("warehouseId", ifPresent: warehouseId)
        writer.key("lines")
        writer.array { writer in
            for line in lines {
                writer.object {
                    $0.field("sku", line.line.sku)
                    $0.field("quantity", line.line.quantity)
                    $0.field("condition", line.condition)
                    if let handling = line.handling { $0.field("handling", handling) }
                }
            }
        }
        writer.field("complete", complete)
    }

    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> ReturnOrderReceived {
        var returnOrderId: String?
        var storeOrder = StoreOrderFields()
        var receiptId: String?
        var warehouseId: String?
        var lines: [ReceivedLine]?
        var complete: Bool?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "returnOrderId": returnOrderId = try reader.returnOrderId()
            case "receiptId": receiptId = try reader.id()
            case "warehouseId": warehouseId = try reader.isNull() ? nil : try reader.id()
            case "lines":
                var found: [ReceivedLine] = []
                try reader.eachLine(allowsNone: true) { _, reader throws(DecodeError) in
                    found.append(try ReceivedLine.decode(&reader))
                }
                lines = try found.merged()
            case "complete": complete = try reader.bool()
            default: if try !storeOrder.take(key, &reader) { try reader.skip() }
            }
        }
        let received = ReturnOrderReceived(
            returnOrderId: try returnOrderId.required("returnOrderId"), storeOrder: try storeOrder.key(),
            receiptId: try receiptId.required("receiptId"), warehouseId: warehouseId,
            lines: try lines.required("lines"),
            complete: try complete.required("complete"))
        // Without lines it closes the return order: nothing came, and nothing will.
        guard received.complete || !received.lines.isEmpty else {
            throw DecodeError(.invalidField, "lines", "expected 1…\(Limits.lines) lines, found none; none only with complete")
        }
        return received
    }
}

extension [ReturnOrderReceived.ReceivedLine] {
    /// The same SKU in the same condition, handled in the same way, is one line with the sum.
    fileprivate func merged() throws(DecodeError) -> [ReturnOrderReceived.ReceivedLine] {
        var result: [ReturnOrderReceived.ReceivedLine] = []
        var places: [String: Int] = [:]
        for (index, line) in enumerated() {
            let kind = "\(line.line.sku)/\(line.condition.rawValue)/\(line.handling?.rawValue ?? "")"
            guard let place = places[kind] else {
                places[kind] = result.count
                result.append(line)
                continue
            }
            result[place].line.quantity += line.line.quantity
            guard Limits.quantity.contains(result[place].line.quantity) else {
                throw DecodeError(
                    .invalidField, "[\(index)].quantity", "adds up to more than \(Limits.quantity.upperBound)")
            }
        }
        return result
    }
}

extension ReturnOrderReceived.ReceivedLine {
    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> ReturnOrderReceived.ReceivedLine {
        var sku: String?
        var quantity: Int?
        var condition: ReturnOrderReceived.Condition?
        var handling: Handling?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "sku": sku = try reader.id()
            case "quantity": quantity = try reader.quantity()
            case "condition": condition = try reader.word(ReturnOrderReceived.Condition.self)
            case "handling": handling = try reader.isNull() ? nil : try reader.word(Handling.self)
            default: try reader.skip()
            }
        }
        return ReturnOrderReceived.ReceivedLine(
            Line(try sku.required("sku"), try quantity.required("quantity")),
            condition: try condition.required("condition"), handling: handling)
    }
}

/// The fields that describe a return order, as they come in commands and events.
struct ReturnOrderFields {
    var returnOrderId: String?
    var storeOrder = StoreOrderFields()
    var outboundOrderId: String?
    var warehouse = WarehouseFields()
    var origin: ReturnOrder.Origin?
    var caseId: String?
    var handling: Handling?
    var lines: [Line]?
    var trackingNumbers: [String] = []
    var supersededBy: SupersededBy?
    var fromWarehouseId: String?
    var contentsUnknown = false
    var writtenOff: [Line] = []

    init() {}

    init(_ reader: inout JSONReader) throws(DecodeError) {
        var fields = ReturnOrderFields()
        try reader.object { key, reader throws(DecodeError) in
            if case "lines" = key {
                fields.lines = try reader.lines()
            } else if try !fields.take(key, &reader) {
                try reader.skip()
            }
        }
        self = fields
    }

    mutating func take(_ key: JSONReader.Key, _ reader: inout JSONReader) throws(DecodeError) -> Bool {
        switch key {
        case "returnOrderId": returnOrderId = try reader.returnOrderId()
        case "outboundOrderId": outboundOrderId = try reader.id()
        case "origin": origin = try reader.word(ReturnOrder.Origin.self)
        case "caseId": caseId = try reader.isNull() ? nil : try reader.caseId()
        case "handling": handling = try reader.word(Handling.self)
        case "fromWarehouseId": fromWarehouseId = try reader.isNull() ? nil : try reader.id()
        case "contentsUnknown": contentsUnknown = try reader.isNull() ? false : try reader.bool()
        case "writtenOff": writtenOff = try reader.isNull() ? [] : try reader.lines()
        case "supersededBy": supersededBy = try reader.isNull() ? nil : try SupersededBy.decode(&reader)
        case "trackingNumbers":
            var found: [String] = []
            if try !reader.isNull() {
                try reader.array { _, reader throws(DecodeError) in found.append(try reader.text()) }
            }
            trackingNumbers = found
        default:
            if try storeOrder.take(key, &reader) { return true }
            return try warehouse.take(key, &reader)
        }
        return true
    }

    func created() throws(DecodeError) -> ReturnOrderCreated {
        ReturnOrderCreated(
            returnOrderId: try returnOrderId.required("returnOrderId"), storeOrder: try storeOrder.key(),
            outboundOrderId: try outboundOrderId.required("outboundOrderId"), warehouse: try warehouse.key(),
            fromWarehouseId: fromWarehouseId, origin: try origin.required("origin"), caseId: caseId,
            handling: try handling.required("handling"), lines: try lines.required("lines"), trackingNumbers: trackingNumbers,
            contentsUnknown: contentsUnknown, writtenOff: writtenOff)
    }

    func cancel() throws(DecodeError) -> ReturnOrderCommand {
        .cancel(
            returnOrderId: try returnOrderId.required("returnOrderId"), storeOrder: try storeOrder.key(),
            supersededBy: supersededBy)
    }
}

extension ReceiptReversed {
    fileprivate static func decode(_ reader: inout JSONReader) throws(DecodeError) -> ReceiptReversed {
        var returnOrderId: String?
        var storeOrder = StoreOrderFields()
        var receiptId: String?
        var warehouseId: String?
        var reason: String?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "returnOrderId": returnOrderId = try reader.returnOrderId()
            case "receiptId": receiptId = try reader.id()
            case "warehouseId": warehouseId = try reader.isNull() ? nil : try reader.id()
            case "reason": reason = try reader.optionalText()
            default: if try !storeOrder.take(key, &reader) { try reader.skip() }
            }
        }
        return ReceiptReversed(
            returnOrderId: try returnOrderId.required("returnOrderId"), storeOrder: try storeOrder.key(),
            receiptId: try receiptId.required("receiptId"), warehouseId: warehouseId, reason: reason)
    }
}

extension SupersededBy {
    fileprivate func encode(_ writer: inout JSONWriter) {
        writer.field("by", by)
        writer.field("id", id)
        if !writtenOff.isEmpty { writer.field("writtenOff", writtenOff) }
    }

    fileprivate static func decode(_ reader: inout JSONReader) throws(DecodeError) -> SupersededBy {
        var by: Way?
        var id: String?
        var writtenOff: [Line] = []
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "by": by = try reader.word(Way.self)
            case "id": id = try reader.returnOrderId()
            case "writtenOff": writtenOff = try reader.isNull() ? [] : try reader.lines()
            default: try reader.skip()
            }
        }
        return SupersededBy(by: try by.required("by"), id: try id.required("id"), writtenOff: writtenOff)
    }
}

extension ReturnOrder {
    /// The return order as its event and its stored state have it.
    public func encode(_ writer: inout JSONWriter) {
        writer.field("returnOrderId", created.returnOrderId)
        writer.storeOrder(created.storeOrder)
        writer.field("outboundOrderId", created.outboundOrderId)
        writer.warehouse(created.warehouse)
        writer.field("fromWarehouseId", ifPresent: created.fromWarehouseId)
        writer.field("origin", created.origin)
        writer.field("caseId", ifPresent: created.caseId)
        writer.field("handling", created.handling)
        created.encodeTracking(&writer)
        writer.field("state", state)
        writer.field("revision", revision)
        writer.key("lines")
        writer.array { writer in
            for entry in entries {
                writer.object {
                    $0.field("sku", entry.sku)
                    $0.field("expected", entry.expected)
                    $0.field("received", entry.received)
                    $0.field("putAway", entry.putAway)
                    $0.field("quarantined", entry.quarantined)
                    $0.field("disposed", entry.disposed)
                    $0.field("booked", entry.booked)
                }
            }
        }
        writer.key("discrepancies")
        writer.array { writer in
            for discrepancy in discrepancies {
                writer.object {
                    $0.field("kind", discrepancy.kind)
                    $0.field("sku", discrepancy.sku)
                    $0.field("quantity", discrepancy.quantity)
                    $0.field("receiptId", discrepancy.receiptId)
                }
            }
        }
        if !lost.isEmpty { writer.field("lost", lost) }
        if !reversed.isEmpty {
            writer.key("reversedReceipts")
            writer.array { writer in for id in reversed { writer.string(id) } }
        }
        writer.field("changedAt", changedAt)
    }

    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> ReturnOrder {
        try decode(&reader) { _, reader throws(DecodeError) in try reader.skip() }
    }

    /// Reads it; fields beyond those of the event go to `other`.
    public static func decode(
        _ reader: inout JSONReader, other: (JSONReader.Key, inout JSONReader) throws(DecodeError) -> Void
    ) throws(DecodeError) -> ReturnOrder {
        var fields = ReturnOrderFields()
        var state: State?
        var revision: Int?
        var entries: [Entry] = []
        var isBooked = false
        var discrepancies: [Discrepancy] = []
        var reversed: [String] = []
        var lost: [Line] = []
        var changedAt: Timestamp?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "reversedReceipts":
                reversed = []
                try reader.array { _, reader throws(DecodeError) in reversed.append(try reader.string()) }
            case "lost": lost = try reader.isNull() ? [] : try reader.lines()
            case "state": state = try reader.word(State.self)
            case "revision": revision = try reader.count()
            case "lines":
                entries = []
                try reader.array { _, reader throws(DecodeError) in
                    entries.append(try Entry.decode(&reader, isBooked: &isBooked))
                }
            case "discrepancies":
                discrepancies = []
                try reader.array { _, reader throws(DecodeError) in
                    discrepancies.append(try Discrepancy.decode(&reader))
                }
            case "changedAt": changedAt = try reader.time()
            default: if try !fields.take(key, &reader) { try other(key, &reader) }
            }
        }
        fields.lines = entries.map { Line($0.sku, $0.expected) }
        var order = ReturnOrder(try fields.created(), at: try changedAt.required("changedAt"))
        order.state = try state.required("state")
        order.revision = try revision.required("revision")
        order.entries = entries
        order.discrepancies = discrepancies
        order.reversed = reversed
        order.lost = lost
        if !isBooked { order.presumeBooked() }
        return order
    }
}

extension ReturnOrder {
    /// An older version did not say what inventory took: all that it did not refuse.
    fileprivate mutating func presumeBooked() {
        for index in entries.indices {
            let refused = discrepancies.filter {
                $0.sku == entries[index].sku && ($0.kind == .alreadyRestored || $0.kind == .refusedByInventory)
            }
            let handled = entries[index].putAway + entries[index].quarantined + entries[index].disposed
            entries[index].booked = max(0, handled - refused.reduce(0) { $0 + $1.quantity })
        }
    }
}

extension ReturnOrder.Entry {
    /// - Parameter isBooked: set where it says what inventory took.
    static func decode(_ reader: inout JSONReader, isBooked: inout Bool) throws(DecodeError) -> ReturnOrder.Entry {
        var sku: String?
        var numbers: (expected: Int, received: Int, putAway: Int, quarantined: Int, disposed: Int) = (0, 0, 0, 0, 0)
        var booked: Int?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "sku": sku = try reader.id()
            case "expected": numbers.expected = try reader.count()
            case "received": numbers.received = try reader.count()
            case "putAway": numbers.putAway = try reader.count()
            case "quarantined": numbers.quarantined = try reader.count()
            case "disposed": numbers.disposed = try reader.count()
            case "booked": booked = try reader.count()
            default: try reader.skip()
            }
        }
        var entry = ReturnOrder.Entry(sku: try sku.required("sku"), expected: numbers.expected)
        entry.received = numbers.received
        entry.putAway = numbers.putAway
        entry.quarantined = numbers.quarantined
        entry.disposed = numbers.disposed
        entry.booked = booked ?? 0
        if booked != nil { isBooked = true }
        return entry
    }
}

extension ReturnOrder.Discrepancy {
    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> ReturnOrder.Discrepancy {
        var kind: Kind?
        var sku: String?
        var quantity: Int?
        var receiptId: String?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "kind": kind = try reader.word(Kind.self)
            case "sku": sku = try reader.id()
            case "quantity": quantity = try reader.count()
            case "receiptId": receiptId = try reader.string()
            default: try reader.skip()
            }
        }
        return ReturnOrder.Discrepancy(
            kind: try kind.required("kind"), sku: try sku.required("sku"), quantity: try quantity.required("quantity"),
            receiptId: try receiptId.required("receiptId"))
    }
}
