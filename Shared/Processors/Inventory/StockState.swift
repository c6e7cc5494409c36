internal import Contracts
internal import Fulfillment

extension Stock {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("sku", sku)
        writer.field("onHand", onHand)
        writer.field("allocated", allocated)
        if quarantined != 0 { writer.field("quarantined", quarantined) }
        if let absent {
            if absent.taken != 0 { writer.field("taken", absent.taken) }
            if absent.promised != 0 { writer.field("takenOf", absent.promised) }
            if absent.lost != 0 { writer.field("lost", absent.lost) }
        }
        if let queue {
            writer.field("firstWaiting", queue.first)
            writer.field("lastWaiting", queue.last)
            if let wanted = queue.wanted {
                writer.field("wanted", wanted)
                writer.field("covered", queue.covered)
                writer.field("firstShort", ifPresent: queue.short)
            }
        }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> Stock {
        var sku = ""
        var numbers = (onHand: 0, allocated: 0, quarantined: 0)
        var absent = AbsentUnits()
        var waiting: (first: String?, last: String?, short: String?)
        var units: (wanted: Int?, covered: Int) = (nil, 0)
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "sku": sku = try reader.string()
            case "onHand": numbers.onHand = try reader.int()
            case "allocated": numbers.allocated = try reader.int()
            case "quarantined": numbers.quarantined = try reader.int()
            case "taken": absent.taken = try reader.int()
            case "takenOf": absent.promised = try reader.int()
            case "lost": absent.lost = try reader.int()
            case "firstWaiting": waiting.first = try reader.string()
            case "lastWaiting": waiting.last = try reader.string()
            case "wanted": units.wanted = try reader.int()
            case "covered": units.covered = try reader.int()
            case "firstShort": waiting.short = try reader.string()
            default: try reader.skip()
            }
        }
        var stock = Stock(sku: sku)
        stock.onHand = numbers.onHand
        stock.allocated = numbers.allocated
        stock.quarantined = numbers.quarantined
        stock.absent = absent == AbsentUnits() ? nil : absent
        if let first = waiting.first, let last = waiting.last {
            // A version that served nobody past another wrote neither sums nor a boundary: nobody is covered yet then.
            stock.queue = Stock.Queue(
                first: first, last: last, wanted: units.wanted, covered: units.covered,
                short: units.wanted == nil ? first : waiting.short)
        }
        return stock
    }
}

extension Allocation {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.field("storeId", replyTo.storeId)
        writer.field("storeOrderId", replyTo.storeOrderId)
        writer.field("isBackordered", isBackordered)
        writer.list("entries", entries) { entry, writer in
            writer.field("sku", entry.sku)
            writer.field("ordered", entry.ordered)
            if entry.held != 0 { writer.field("held", entry.held) }
            if entry.released != 0 { writer.field("released", entry.released) }
            if entry.out != 0 { writer.field("out", entry.out) }
            if entry.restored != 0 { writer.field("restored", entry.restored) }
            if entry.quarantined != 0 { writer.field("quarantined", entry.quarantined) }
            if entry.disposed != 0 { writer.field("disposed", entry.disposed) }
            if entry.missing != 0 { writer.field("missing", entry.missing) }
            if entry.short != 0 { writer.field("short", entry.short) }
            if let claim = entry.claim {
                writer.key("claim")
                writer.object { claim.encode(&$0) }
            }
        }
        if !receipts.isEmpty { writer.field("receipts", receipts) }
        if !seen.messages.isEmpty { writer.seen(seen) }
        if !caseIds.isEmpty { writer.field("caseIds", caseIds) }
        if knowsHolds { writer.list("holds", holds) { $0.encodeState(&$1) } }
        if !takenBack.isEmpty { writer.list("takenBack", takenBack) { $0.encodeState(&$1) } }
        if !takenBefore.isEmpty { writer.list("takenBefore", takenBefore) { $0.encodeState(&$1) } }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> Allocation {
        var texts = (outboundOrderId: "", storeId: "", storeOrderId: "")
        var isBackordered = false
        var entries: [Entry] = []
        // An earlier version knew one way for the whole outbound order, and no holds.
        var claim: RestockClaim?
        var holds: [Hold]?
        var takenBack: [Hold] = []
        var takenBefore: [TakenBefore] = []
        var receipts: [String] = []
        var seen = SeenFields()
        var caseIds: [String] = []
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "outboundOrderId": texts.outboundOrderId = try reader.string()
            case "storeId": texts.storeId = try reader.string()
            case "storeOrderId": texts.storeOrderId = try reader.string()
            case "isBackordered": isBackordered = try reader.bool()
            case "entries": entries = try reader.list(Entry.decodeState)
            case "claim": claim = try RestockClaim.decode(&reader)
            case "receipts": receipts = try reader.strings()
            case "seen", "seenContents": try seen.take(key, &reader)
            case "caseIds": caseIds = try reader.strings()
            case "takenBack": takenBack = try reader.list(Hold.decodeState)
            case "takenBefore": takenBefore = try reader.list(TakenBefore.decodeState)
            case "holds": holds = try reader.list(Hold.decodeState)
            default: try reader.skip()
            }
        }
        if let claim {
            for index in entries.indices
            where entries[index].restored + entries[index].quarantined + entries[index].disposed > 0 {
                entries[index].claim = claim
            }
        }
        var allocation = Allocation(
            outboundOrderId: texts.outboundOrderId,
            replyTo: StoreOrderKey(storeId: texts.storeId, storeOrderId: texts.storeOrderId), entries: entries)
        allocation.isBackordered = isBackordered
        allocation.receipts = receipts
        allocation.seen = seen.messages
        allocation.caseIds = caseIds
        allocation.holds = holds ?? []
        allocation.takenBack = takenBack
        allocation.takenBefore = takenBefore
        allocation.knowsHolds = holds != nil
        return allocation
    }
}

extension Allocation.Entry {
    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> Allocation.Entry {
        var sku = ""
        var ordered = 0
        var rest = Allocation.Entry(sku: "", ordered: 0)
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "sku": sku = try reader.string()
            case "ordered": ordered = try reader.int()
            case "held": rest.held = try reader.int()
            case "released": rest.released = try reader.int()
            case "out": rest.out = try reader.int()
            case "restored": rest.restored = try reader.int()
            case "quarantined": rest.quarantined = try reader.int()
            case "disposed": rest.disposed = try reader.int()
            case "missing": rest.missing = try reader.int()
            case "short": rest.short = try reader.int()
            case "claim": rest.claim = try RestockClaim.decode(&reader)
            default: try reader.skip()
            }
        }
        var entry = Allocation.Entry(sku: sku, ordered: ordered)
        entry.held = rest.held
        entry.released = rest.released
        entry.out = rest.out
        entry.restored = rest.restored
        entry.quarantined = rest.quarantined
        entry.disposed = rest.disposed
        entry.missing = rest.missing
        entry.short = rest.short
        entry.claim = rest.claim
        return entry
    }
}

extension Hold {
    fileprivate func encodeState(_ writer: inout JSONWriter) {
        writer.field("caseId", caseId)
        writer.shortLines("lines", lines)
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> Hold {
        var caseId = ""
        var lines: [Line] = []
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "caseId": caseId = try reader.string()
            case "lines": lines = try reader.shortLines()
            default: try reader.skip()
            }
        }
        return Hold(caseId: caseId, lines: lines)
    }
}

extension TakenBefore {
    fileprivate func encodeState(_ writer: inout JSONWriter) {
        writer.field("receipt", receipt)
        writer.shortLines("lines", lines)
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> TakenBefore {
        var receipt = ""
        var lines: [Line] = []
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "receipt": receipt = try reader.string()
            case "lines": lines = try reader.shortLines()
            default: try reader.skip()
            }
        }
        return TakenBefore(receipt: receipt, lines: lines)
    }
}

extension Backorder {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.list("places", places) { place, writer in
            writer.field("sku", place.line.sku)
            writer.field("quantity", place.line.quantity)
            writer.field("before", ifPresent: place.before)
            writer.field("after", ifPresent: place.after)
            if place.isCovered { writer.field("isCovered", true) }
        }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> Backorder {
        var id = ""
        var places: [Place] = []
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "outboundOrderId": id = try reader.string()
            case "places": places = try reader.list(Place.decodeState)
            default: try reader.skip()
            }
        }
        return Backorder(outboundOrderId: id, places: places)
    }
}

extension Backorder.Place {
    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> Backorder.Place {
        var place = Backorder.Place(Line("", 0))
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "sku": place.line.sku = try reader.string()
            case "quantity": place.line.quantity = try reader.int()
            case "before": place.before = try reader.string()
            case "after": place.after = try reader.string()
            case "isCovered": place.isCovered = try reader.bool()
            default: try reader.skip()
            }
        }
        return place
    }
}
