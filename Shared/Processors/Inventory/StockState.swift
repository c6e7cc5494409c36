internal import Contracts
internal import Fulfillment

extension Stock {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("u", sku)
        writer.field("oh", onHand)
        writer.field("al", allocated)
        if quarantined != 0 { writer.field("q", quarantined) }
        if let absent {
            if absent.taken != 0 { writer.field("tk", absent.taken) }
            if absent.promised != 0 { writer.field("to", absent.promised) }
            if absent.lost != 0 { writer.field("ls", absent.lost) }
        }
        if let queue {
            writer.field("fw", queue.first)
            writer.field("lw", queue.last)
            if let wanted = queue.wanted {
                writer.field("wn", wanted)
                writer.field("cv", queue.covered)
                writer.field("fs", ifPresent: queue.short)
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
            case "u", "sku": sku = try reader.string()
            case "oh", "onHand": numbers.onHand = try reader.int()
            case "al", "allocated": numbers.allocated = try reader.int()
            case "q", "quarantined": numbers.quarantined = try reader.int()
            case "tk", "taken": absent.taken = try reader.int()
            case "to", "takenOf": absent.promised = try reader.int()
            case "ls", "lost": absent.lost = try reader.int()
            case "fw", "firstWaiting": waiting.first = try reader.string()
            case "lw", "lastWaiting": waiting.last = try reader.string()
            case "wn", "wanted": units.wanted = try reader.int()
            case "cv", "covered": units.covered = try reader.int()
            case "fs", "firstShort": waiting.short = try reader.string()
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
        writer.field("b", outboundOrderId)
        writer.field("s", replyTo.storeId)
        writer.field("o", replyTo.storeOrderId)
        if isBackordered { writer.field("bo", true) }
        writer.list("en", entries) { entry, writer in
            writer.field("u", entry.sku)
            writer.field("or", entry.ordered)
            if entry.held != 0 { writer.field("h", entry.held) }
            if entry.released != 0 { writer.field("rl", entry.released) }
            if entry.out != 0 { writer.field("ou", entry.out) }
            if entry.restored != 0 { writer.field("ro", entry.restored) }
            if entry.quarantined != 0 { writer.field("q", entry.quarantined) }
            if entry.disposed != 0 { writer.field("ds", entry.disposed) }
            if entry.missing != 0 { writer.field("ms", entry.missing) }
            if entry.short != 0 { writer.field("sh", entry.short) }
            if entry.broken != 0 { writer.field("br", entry.broken) }
            if let claim = entry.claim {
                writer.key("cl")
                writer.object { claim.encode(&$0) }
            }
        }
        if !receipts.isEmpty { writer.field("rc", receipts) }
        if !seen.messages.isEmpty { writer.seen(seen) }
        if !caseIds.isEmpty { writer.field("ic", caseIds) }
        if knowsHolds { writer.list("ho", holds) { $0.encodeState(&$1) } }
        if !takenBack.isEmpty { writer.list("tb", takenBack) { $0.encodeState(&$1) } }
        if !takenBefore.isEmpty { writer.list("tf", takenBefore) { $0.encodeState(&$1) } }
        if !notCome.isEmpty { writer.list("nc", notCome) { $0.encodeState(&$1) } }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> Allocation {
        var texts = (outboundOrderId: "", storeId: "", storeOrderId: "")
        var isBackordered = false
        var entries: [Entry] = []
        // An earlier version knew one way for the whole outbound order, and no holds.
        var claim: RestockClaim?
        var holds: [Hold]?
        var takenBack: [Hold] = []
        var takenBefore: [UnitsOfReceipt] = []
        var notCome: [UnitsOfReceipt] = []
        var receipts: [String] = []
        var seen = SeenFields()
        var caseIds: [String] = []
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "b", "outboundOrderId": texts.outboundOrderId = try reader.string()
            case "s", "storeId": texts.storeId = try reader.string()
            case "o", "storeOrderId": texts.storeOrderId = try reader.string()
            case "bo", "isBackordered": isBackordered = try reader.bool()
            case "en", "entries": entries = try reader.list(Entry.decodeState)
            case "cl", "claim": claim = try RestockClaim.decode(&reader)
            case "rc", "receipts": receipts = try reader.strings()
            case "n", "seen", "c", "seenContents": try seen.take(key, &reader)
            case "ic", "caseIds": caseIds = try reader.strings()
            case "tb", "takenBack": takenBack = try reader.list(Hold.decodeState)
            case "tf", "takenBefore": takenBefore = try reader.list(UnitsOfReceipt.decodeState)
            case "nc", "notCome": notCome = try reader.list(UnitsOfReceipt.decodeState)
            case "ho", "holds": holds = try reader.list(Hold.decodeState)
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
        allocation.notCome = notCome
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
            case "u", "sku": sku = try reader.string()
            case "or", "ordered": ordered = try reader.int()
            case "h", "held": rest.held = try reader.int()
            case "rl", "released": rest.released = try reader.int()
            case "ou", "out": rest.out = try reader.int()
            case "ro", "restored": rest.restored = try reader.int()
            case "q", "quarantined": rest.quarantined = try reader.int()
            case "ds", "disposed": rest.disposed = try reader.int()
            case "ms", "missing": rest.missing = try reader.int()
            case "sh", "short": rest.short = try reader.int()
            case "br", "broken": rest.broken = try reader.int()
            case "cl", "claim": rest.claim = try RestockClaim.decode(&reader)
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
        entry.broken = rest.broken
        entry.claim = rest.claim
        return entry
    }
}

extension Hold {
    fileprivate func encodeState(_ writer: inout JSONWriter) {
        writer.field("ci", caseId)
        writer.shortLines("l", lines)
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> Hold {
        var caseId = ""
        var lines: [Line] = []
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "ci", "caseId": caseId = try reader.string()
            case "l", "lines": lines = try reader.shortLines()
            default: try reader.skip()
            }
        }
        return Hold(caseId: caseId, lines: lines)
    }
}

extension UnitsOfReceipt {
    fileprivate func encodeState(_ writer: inout JSONWriter) {
        writer.field("rv", receipt)
        writer.shortLines("l", lines)
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> UnitsOfReceipt {
        var receipt = ""
        var lines: [Line] = []
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "rv", "receipt": receipt = try reader.string()
            case "l", "lines": lines = try reader.shortLines()
            default: try reader.skip()
            }
        }
        return UnitsOfReceipt(receipt: receipt, lines: lines)
    }
}

extension Backorder {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("b", outboundOrderId)
        writer.list("pc", places) { place, writer in
            writer.field("u", place.line.sku)
            writer.field("qt", place.line.quantity)
            writer.field("be", ifPresent: place.before)
            writer.field("at", ifPresent: place.after)
            if place.isCovered { writer.field("iv", true) }
        }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> Backorder {
        var id = ""
        var places: [Place] = []
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "b", "outboundOrderId": id = try reader.string()
            case "pc", "places": places = try reader.list(Place.decodeState)
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
            case "u", "sku": place.line.sku = try reader.string()
            case "qt", "quantity": place.line.quantity = try reader.int()
            case "be", "before": place.before = try reader.string()
            case "at", "after": place.after = try reader.string()
            case "iv", "isCovered": place.isCovered = try reader.bool()
            default: try reader.skip()
            }
        }
        return place
    }
}
