internal import Contracts
internal import Fulfillment

extension OutboundOrder {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("merchantId", merchantId)
        writer.field("warehouseId", warehouseId)
        writer.shortLines("ordered", ordered)
        if lines != ordered { writer.shortLines("lines", lines) }
        if let linesBeforeRelease { writer.shortLines("linesBeforeRelease", linesBeforeRelease) }
        if !short.isEmpty { writer.shortLines("short", short) }
        if isAllShort { writer.field("isAllShort", true) }
        if !shortReports.isEmpty { writer.field("shortReports", shortReports) }
        writer.field("submittedAt", at: submittedAt)
        writer.field("revision", revision)
        writer.field("status", status)
        if parcels.count == 1 {
            parcels[0].encodeState(&writer)
        } else {
            writer.list("parcels", parcels) { $0.encodeState(&$1) }
        }
        if consignment != 0 { writer.field("consignment", consignment) }
        writer.field("carrier", ifPresent: carrier)
        writer.field("caseId", ifPresent: caseId)
        if isBackordered { writer.field("isBackordered", true) }
        if stockIssued { writer.field("stockIssued", true) }
        if !back.isEmpty { UnitsBack.encodeState("unitsBack", back, &writer) }
        if !backFromOutside.isEmpty { UnitsBack.encodeState("fromOutside", backFromOutside, &writer) }
        if !awaitedBy.isEmpty { writer.field("awaitedBy", awaitedBy) }
        if !found.isEmpty { writer.shortLines("found", found) }
        if !arriving.isEmpty { writer.list("arriving", arriving) { $0.encodeState(&$1) } }
        if awaitsUnknown { writer.field("awaitsUnknown", true) }
        if interceptions != 0 { writer.field("interceptions", interceptions) }
        if wasReturnedToSender { writer.field("wasReturnedToSender", true) }
        if returnsToSender != 0 { writer.field("returnsToSender", returnsToSender) }
        if reached != .packed { writer.field("reached", reached) }
        if let furthest { writer.field("furthest", furthest) }
        writer.field("replaces", ifPresent: replaces)
        if isRefused { writer.field("isRefused", true) }
        // As a rule it waits for inventory while it is allocating.
        if isAnswered == (status == .allocating) { writer.field("isUnanswered", !isAnswered) }
        if let origin { writer.stateObject("origin", origin.encodeState) }
        writer.field("changedAt", at: changedAt)
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
            case "id": texts.id = try reader.string()
            case "merchantId": texts.merchantId = try reader.string()
            case "warehouseId": texts.warehouseId = try reader.string()
            case "ordered": ordered = try reader.shortLines()
            case "lines": lines = try reader.shortLines()
            case "linesBeforeRelease": rest.linesBeforeRelease = try reader.shortLines()
            case "short": rest.short = try reader.shortLines()
            case "isAllShort": rest.isAllShort = try reader.bool()
            case "shortReports": rest.shortReports = try reader.fingerprints()
            case "submittedAt": submittedAt = try reader.timestamp()
            case "changedAt": changedAt = try reader.timestamp()
            case "revision": rest.revision = try reader.int()
            case "status": rest.status = try reader.word(OutboundStatus.self)
            case "parcels": rest.parcels = try reader.list(Parcel.decodeState)
            case "consignment": rest.consignment = try reader.int()
            case "carrier": rest.carrier = try reader.string()
            case "caseId": rest.caseId = try reader.string()
            case "isBackordered": rest.isBackordered = try reader.bool()
            case "stockIssued": rest.stockIssued = try reader.bool()
            case "unitsBack": rest.back = try UnitsBack.decodeState(&reader)
            case "fromOutside": rest.backFromOutside = try UnitsBack.decodeState(&reader)
            case "awaitedBy": rest.awaitedBy = try reader.strings()
            case "found": rest.found = try reader.shortLines()
            case "arriving": rest.arriving = try reader.list(ArrivingReceipt.decodeState)
            case "awaitsUnknown": rest.awaitsUnknown = try reader.bool()
            case "interceptions": rest.interceptions = try reader.int()
            case "wasReturnedToSender": rest.wasReturnedToSender = try reader.bool()
            case "returnsToSender": rest.returnsToSender = try reader.int()
            case "reached": rest.reached = try reader.word(OutboundStatus.self)
            case "furthest": rest.furthest = try reader.word(OutboundStatus.self)
            case "replaces": rest.replaces = try reader.string()
            case "isUnanswered": isUnanswered = try reader.bool()
            case "isRefused": rest.isRefused = try reader.bool()
            case "origin": rest.origin = try MessageOrigin.decodeState(&reader)
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
        order.awaitedBy = rest.awaitedBy
        order.found = rest.found
        order.arriving = rest.arriving
        order.awaitsUnknown = rest.awaitsUnknown
        order.interceptions = rest.interceptions
        order.wasReturnedToSender = rest.wasReturnedToSender
        order.returnsToSender = rest.returnsToSender
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
        writer.field("name", name)
        writer.shortLines("lines", lines)
    }

    fileprivate static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> ArrivingReceipt {
        var one = ArrivingReceipt(name: "", lines: [])
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "name": one.name = try reader.string()
            case "lines": one.lines = try reader.shortLines()
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
