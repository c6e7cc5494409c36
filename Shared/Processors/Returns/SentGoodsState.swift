internal import Contracts
internal import Fulfillment

extension SentGoods {
    /// How the keys of their state begin.
    static let stateKind = "sent/"

    static func stateKey(_ outboundOrderId: String, _ storeOrder: StoreOrderKey) -> [UInt8] {
        StateKey.of("sent", storeOrder.storeId, storeOrder.storeOrderId, outboundOrderId)
    }

    func encodeState(_ writer: inout JSONWriter) {
        writer.field("b", outboundOrderId)
        writer.field("s", storeOrder.storeId)
        writer.field("o", storeOrder.storeOrderId)
        writer.list("en", entries) { entry, writer in
            writer.field("u", entry.sku)
            if entry.waiting != 0 { writer.field("wt", entry.waiting) }
            if entry.held != 0 { writer.field("h", entry.held) }
            if entry.out != 0 { writer.field("ou", entry.out) }
            if entry.lost != 0 { writer.field("ls", entry.lost) }
            if entry.back != 0 { writer.field("bk", entry.back) }
        }
        if let lastBack {
            writer.key("lk")
            writer.object { lastBack.encode(&$0) }
        }
        if let overtaken {
            writer.key("ot")
            writer.object { overtaken.encode(&$0) }
        }
        if !awaitedBy.isEmpty { writer.field("ab", awaitedBy) }
        if isRefused { writer.field("rf", true) }
        writer.seen(seen)
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> SentGoods {
        var texts = (outboundOrderId: "", storeId: "", storeOrderId: "")
        var entries: [Entry] = []
        var (lastBack, overtaken): (RestockClaim?, RestockClaim?)
        var awaitedBy: [String] = []
        var isRefused = false
        var seen = SeenFields()
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "b", "outboundOrderId": texts.outboundOrderId = try reader.string()
            case "s", "storeId": texts.storeId = try reader.string()
            case "o", "storeOrderId": texts.storeOrderId = try reader.string()
            case "en", "entries": entries = try reader.list(Entry.decodeState)
            case "lk", "lastBack": lastBack = try RestockClaim.decode(&reader)
            case "ot", "overtaken": overtaken = try RestockClaim.decode(&reader)
            case "ab", "awaitedBy": awaitedBy = try reader.strings()
            case "rf", "isRefused": isRefused = try reader.bool()
            case "n", "seen", "c", "seenContents": try seen.take(key, &reader)
            default: try reader.skip()
            }
        }
        var sent = SentGoods(
            outboundOrderId: texts.outboundOrderId,
            storeOrder: StoreOrderKey(storeId: texts.storeId, storeOrderId: texts.storeOrderId))
        (sent.entries, sent.lastBack, sent.seen, sent.awaitedBy) = (entries, lastBack, seen.messages, awaitedBy)
        (sent.isRefused, sent.overtaken) = (isRefused, overtaken)
        return sent
    }
}

extension SentGoods.Entry {
    fileprivate static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> SentGoods.Entry {
        var sku = ""
        var units = (waiting: 0, held: 0, out: 0, lost: 0, back: 0)
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "u", "sku": sku = try reader.string()
            case "wt", "waiting": units.waiting = try reader.int()
            case "h", "held": units.held = try reader.int()
            case "ou", "out": units.out = try reader.int()
            case "ls", "lost": units.lost = try reader.int()
            case "bk", "back": units.back = try reader.int()
            default: try reader.skip()
            }
        }
        var entry = SentGoods.Entry(sku: sku)
        (entry.waiting, entry.held, entry.out) = (units.waiting, units.held, units.out)
        (entry.lost, entry.back) = (units.lost, units.back)
        return entry
    }
}
