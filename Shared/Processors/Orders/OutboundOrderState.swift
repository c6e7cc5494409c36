internal import Contracts
internal import Fulfillment

extension OutboundOrder {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("i", id)
        writer.field("m", merchantId)
        writer.field("w", warehouseId)
        writer.shortLines("or", ordered)
        if lines != ordered { writer.shortLines("l", lines) }
        if let linesBeforeRelease { writer.shortLines("lb", linesBeforeRelease) }
        if !short.isEmpty { writer.shortLines("sh", short) }
        if !broken.isEmpty { writer.shortLines("br", broken) }
        if isAllShort { writer.field("as", true) }
        if !shortReports.isEmpty { writer.field("sr", shortReports) }
        writer.field("sa", at: submittedAt)
        writer.field("r", revision)
        writer.field("st", status)
        if parcels.count == 1 {
            parcels[0].encodeState(&writer)
        } else {
            writer.list("pa", parcels) { $0.encodeState(&$1) }
        }
        if consignment != 0 { writer.field("co", consignment) }
        writer.field("ca", ifPresent: carrier)
        writer.field("ci", ifPresent: caseId)
        if isBackordered { writer.field("bo", true) }
        if stockIssued { writer.field("si", true) }
        if !back.isEmpty { UnitsBack.encodeState("ub", back, &writer) }
        if !backFromOutside.isEmpty { UnitsBack.encodeState("fo", backFromOutside, &writer) }
        if let cameAt { writer.field("cm", at: cameAt) }
        if !awaitedBy.isEmpty { writer.field("ab", awaitedBy) }
        if !found.isEmpty { writer.shortLines("fd", found) }
        if !arriving.isEmpty { writer.list("ar", arriving) { $0.encodeState(&$1) } }
        if awaitsUnknown { writer.field("au", true) }
        if interceptions != 0 { writer.field("in", interceptions) }
        if wasReturnedToSender { writer.field("rs", true) }
        if returnsToSender != 0 { writer.field("rt", returnsToSender) }
        if passedNumbers != 0 { writer.field("px", passedNumbers) }
        if reached != .packed { writer.field("re", reached) }
        if let furthest { writer.field("fu", furthest) }
        writer.field("rp", ifPresent: replaces)
        if isRefused { writer.field("rf", true) }
        // As a rule it waits for inventory while it is allocating.
        if isAnswered == (status == .allocating) { writer.field("ua", !isAnswered) }
        if let origin { writer.stateObject("og", origin.encodeState) }
        writer.field("ch", at: changedAt)
    }

    /// - Parameter former: what the record says of its parcel, if an earlier version wrote it.
    static func decodeState(
        _ reader: inout JSONReader, _ former: inout FormerState.Parcel?
    ) throws(DecodeError) -> OutboundOrder {
        var texts: (id: String, merchantId: String, warehouseId: String) = ("", "", "")
        var ordered: [Line] = []
        var lines: [Line]?
        var isUnanswered: Bool?
        var submittedAt = Timestamp(milliseconds: 0)
        var changedAt = Timestamp(milliseconds: 0)
        var rest = OutboundOrder(
            id: "", merchantId: "", warehouseId: "", ordered: [], lines: [], submittedAt: submittedAt,
            changedAt: changedAt)
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "i", "id": texts.id = try reader.string()
            case "m", "merchantId": texts.merchantId = try reader.string()
            case "w", "warehouseId": texts.warehouseId = try reader.string()
            case "or", "ordered": ordered = try reader.shortLines()
            case "l", "lines": lines = try reader.shortLines()
            case "lb", "linesBeforeRelease": rest.linesBeforeRelease = try reader.shortLines()
            case "sh", "short": rest.short = try reader.shortLines()
            case "br", "broken": rest.broken = try reader.shortLines()
            case "as", "isAllShort": rest.isAllShort = try reader.bool()
            case "sr", "shortReports": rest.shortReports = try reader.fingerprints()
            case "sa", "submittedAt": submittedAt = try reader.timestamp()
            case "ch", "changedAt": changedAt = try reader.timestamp()
            case "r", "revision": rest.revision = try reader.int()
            case "st", "status": rest.status = try reader.word(OutboundStatus.self)
            case "pa", "parcels": rest.parcels = try reader.list(Parcel.decodeState)
            case "co", "consignment": rest.consignment = try reader.int()
            case "ca", "carrier": rest.carrier = try reader.string()
            case "ci", "caseId": rest.caseId = try reader.string()
            case "bo", "isBackordered": rest.isBackordered = try reader.bool()
            case "si", "stockIssued": rest.stockIssued = try reader.bool()
            case "ub", "unitsBack": rest.back = try UnitsBack.decodeState(&reader)
            case "fo", "fromOutside": rest.backFromOutside = try UnitsBack.decodeState(&reader)
            case "cm", "cameAt": rest.cameAt = try reader.timestamp()
            case "ab", "awaitedBy": rest.awaitedBy = try reader.strings()
            case "fd", "found": rest.found = try reader.shortLines()
            case "ar", "arriving": rest.arriving = try reader.list(ArrivingReceipt.decodeState)
            case "au", "awaitsUnknown": rest.awaitsUnknown = try reader.bool()
            case "in", "interceptions": rest.interceptions = try reader.int()
            case "rs", "wasReturnedToSender": rest.wasReturnedToSender = try reader.bool()
            case "rt", "returnsToSender": rest.returnsToSender = try reader.int()
            case "px", "passedNumbers": rest.passedNumbers = try reader.int()
            case "re", "reached": rest.reached = try reader.word(OutboundStatus.self)
            case "fu", "furthest": rest.furthest = try reader.word(OutboundStatus.self)
            case "rp", "replaces": rest.replaces = try reader.string()
            case "ua", "isUnanswered": isUnanswered = try reader.bool()
            case "rf", "isRefused": rest.isRefused = try reader.bool()
            case "og", "origin": rest.origin = try MessageOrigin.decodeState(&reader)
            default:
                if try rest.parcels[0].take(key, &reader) { return }
                if try !FormerState.Parcel.take(key, &reader, &former) { try reader.skip() }
            }
        }
        var order = OutboundOrder(
            id: texts.id, merchantId: texts.merchantId, warehouseId: texts.warehouseId, ordered: ordered,
            lines: lines ?? ordered, submittedAt: submittedAt, changedAt: changedAt)
        order.linesBeforeRelease = rest.linesBeforeRelease
        order.short = rest.short
        order.broken = rest.broken
        order.isAllShort = rest.isAllShort
        order.shortReports = rest.shortReports
        order.revision = rest.revision
        order.status = rest.status
        order.parcels = rest.parcels.isEmpty ? [Parcel()] : rest.parcels
        order.consignment = rest.consignment
        order.carrier = rest.carrier
        order.caseId = rest.caseId
        order.isBackordered = rest.isBackordered
        order.stockIssued = rest.stockIssued
        order.back = rest.back
        order.backFromOutside = rest.backFromOutside
        order.cameAt = rest.cameAt
        order.awaitedBy = rest.awaitedBy
        order.found = rest.found
        order.arriving = rest.arriving
        order.awaitsUnknown = rest.awaitsUnknown
        order.interceptions = rest.interceptions
        order.wasReturnedToSender = rest.wasReturnedToSender
        order.returnsToSender = rest.returnsToSender
        order.passedNumbers = rest.passedNumbers
        order.reached = rest.reached
        order.furthest = rest.furthest
        order.replaces = rest.replaces
        order.isRefused = rest.isRefused
        order.isAnswered = !(isUnanswered ?? (rest.status == .allocating))
        order.origin = rest.origin
        return order
    }
}

extension ArrivingReceipt {
    fileprivate func encodeState(_ writer: inout JSONWriter) {
        writer.field("nm", name)
        writer.shortLines("l", lines)
    }

    fileprivate static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> ArrivingReceipt {
        var one = ArrivingReceipt(name: "", lines: [])
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "nm", "name": one.name = try reader.string()
            case "l", "lines": one.lines = try reader.shortLines()
            default: try reader.skip()
            }
        }
        return one
    }
}

extension UnitsBack {
    /// By SKU: `[["SKU-1",2,0,1],…]`, restored, quarantined, lost; and destroyed where something was.
    static func encodeState(_ name: StaticString, _ back: [String: UnitsBack], _ writer: inout JSONWriter) {
        writer.key(name)
        writer.array { writer in
            for (sku, units) in back.sorted(by: { $0.key < $1.key }) {
                writer.array { writer in
                    writer.string(sku)
                    for number in [units.restored, units.quarantined, units.writtenOff] {
                        writer.integer(Int64(number))
                    }
                    if units.destroyed > 0 { writer.integer(Int64(units.destroyed)) }
                }
            }
        }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> [String: UnitsBack] {
        var back: [String: UnitsBack] = [:]
        try reader.array { _, reader throws(DecodeError) in
            var sku = ""
            var units = UnitsBack()
            try reader.array { index, reader throws(DecodeError) in
                switch index {
                case 0: sku = try reader.string()
                case 1: units.restored = try reader.int()
                case 2: units.quarantined = try reader.int()
                case 3: units.writtenOff = try reader.int()
                case 4: units.destroyed = try reader.int()
                default: try reader.skip()
                }
            }
            back[sku] = units
        }
        return back
    }
}
