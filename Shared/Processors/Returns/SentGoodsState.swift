internal import Contracts
internal import Fulfillment

extension SentGoods {
    /// How the keys of their state begin.
    static let stateKind = "sent/"

    static func stateKey(_ outboundOrderId: String, _ storeOrder: StoreOrderKey) -> [UInt8] {
        StateKey.of("sent", storeOrder.storeId, storeOrder.storeOrderId, outboundOrderId)
    }

    func encodeState(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.field("storeId", storeOrder.storeId)
        writer.field("storeOrderId", storeOrder.storeOrderId)
        writer.list("entries", entries) { entry, writer in
            writer.field("sku", entry.sku)
            if entry.waiting != 0 { writer.field("waiting", entry.waiting) }
            if entry.held != 0 { writer.field("held", entry.held) }
            if entry.out != 0 { writer.field("out", entry.out) }
            if entry.lost != 0 { writer.field("lost", entry.lost) }
            if entry.back != 0 { writer.field("back", entry.back) }
        }
        if let lastBack {
            writer.key("lastBack")
            writer.object { lastBack.encode(&$0) }
        }
        if !awaitedBy.isEmpty { writer.field("awaitedBy", awaitedBy) }
        if isRefused { writer.field("isRefused", true) }
        writer.seen(seen)
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> SentGoods {
        var texts = (outboundOrderId: "", storeId: "", storeOrderId: "")
        var entries: [Entry] = []
        var lastBack: RestockClaim?
        var awaitedBy: [String] = []
        var isRefused = false
        var seen = SeenFields()
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "outboundOrderId": texts.outboundOrderId = try reader.string()
            case "storeId": texts.storeId = try reader.string()
            case "storeOrderId": texts.storeOrderId = try reader.string()
            case "entries": entries = try reader.list(Entry.decodeState)
            case "lastBack": lastBack = try RestockClaim.decode(&reader)
            case "awaitedBy": awaitedBy = try reader.strings()
            case "isRefused": isRefused = try reader.bool()
            case "seen", "seenContents": try seen.take(key, &reader)
            default: try reader.skip()
            }
        }
        var sent = SentGoods(
            outboundOrderId: texts.outboundOrderId,
            storeOrder: StoreOrderKey(storeId: texts.storeId, storeOrderId: texts.storeOrderId))
        (sent.entries, sent.lastBack, sent.seen, sent.awaitedBy) = (entries, lastBack, seen.messages, awaitedBy)
        sent.isRefused = isRefused
        return sent
    }
}

extension SentGoods.Entry {
    fileprivate static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> SentGoods.Entry {
        var sku = ""
        var units = (waiting: 0, held: 0, out: 0, lost: 0, back: 0)
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "sku": sku = try reader.string()
            case "waiting": units.waiting = try reader.int()
            case "held": units.held = try reader.int()
            case "out": units.out = try reader.int()
            case "lost": units.lost = try reader.int()
            case "back": units.back = try reader.int()
            default: try reader.skip()
            }
        }
        var entry = SentGoods.Entry(sku: sku)
        (entry.waiting, entry.held, entry.out) = (units.waiting, units.held, units.out)
        (entry.lost, entry.back) = (units.lost, units.back)
        return entry
    }
}
