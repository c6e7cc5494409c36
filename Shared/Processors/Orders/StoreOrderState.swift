internal import Contracts
internal import Fulfillment

extension StoreOrder {
    /// The key of its state.
    static func stateKey(_ key: StoreOrderKey) -> [UInt8] { Array("order/\(key)".utf8) }

    func encodeState(_ writer: inout JSONWriter) {
        writer.field("storeId", key.storeId)
        writer.field("storeOrderId", key.storeOrderId)
        writer.list("outboundOrders", outboundOrders) { $0.encodeState(&$1) }
        writer.list("cases", cases) { $0.encodeState(&$1) }
        writer.list("requests", requests) { request, writer in
            writer.field("requestId", request.requestId)
            writer.field("fingerprint", request.fingerprint)
            writer.field("caseId", request.caseId)
            if !request.coveredBy.isEmpty { writer.field("coveredBy", request.coveredBy) }
        }
        if !waitingReports.isEmpty { writer.list("waitingReports", waitingReports) { $0.encodeState(&$1) } }
        writer.seen(seen)
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> StoreOrder {
        var storeId = ""
        var storeOrderId = ""
        var outboundOrders: [OutboundOrder] = []
        var cases: [CancellationCase] = []
        var requests: [Request] = []
        var waitingReports: [WaitingReport] = []
        var seen = SeenFields()
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "storeId": storeId = try reader.string()
            case "storeOrderId": storeOrderId = try reader.string()
            case "outboundOrders": outboundOrders = try reader.list(OutboundOrder.decodeState)
            case "cases": cases = try reader.list(CancellationCase.decodeState)
            case "requests": requests = try reader.list(Request.decodeState)
            case "waitingReports": waitingReports = try reader.list(WaitingReport.decodeState)
            case "seen", "seenContents": try seen.take(key, &reader)
            default: try reader.skip()
            }
        }
        var order = StoreOrder(key: StoreOrderKey(storeId: storeId, storeOrderId: storeOrderId))
        order.outboundOrders = outboundOrders
        order.cases = cases
        order.requests = requests
        order.waitingReports = waitingReports
        order.seen = seen.messages
        return order
    }
}

extension StoreOrder.Request {
    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> StoreOrder.Request {
        var requestId = ""
        var fingerprint = Fingerprint()
        var caseId = ""
        var coveredBy: [String] = []
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "requestId": requestId = try reader.string()
            case "fingerprint": fingerprint = try reader.fingerprint()
            case "caseId": caseId = try reader.string()
            case "coveredBy": coveredBy = try reader.strings()
            default: try reader.skip()
            }
        }
        return StoreOrder.Request(
            requestId: requestId, fingerprint: fingerprint, caseId: caseId, coveredBy: coveredBy)
    }
}

extension UnitsBack {
    /// By SKU: `[["SKU-1",2,0,1],…]`.
    static func encodeState(_ back: [String: UnitsBack], _ writer: inout JSONWriter) {
        writer.array { writer in
            for (sku, units) in back.sorted(by: { $0.key < $1.key }) {
                writer.array { writer in
                    writer.string(sku)
                    for number in [units.restored, units.quarantined, units.writtenOff] {
                        writer.integer(Int64(number))
                    }
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
                default: units.writtenOff = try reader.int()
                }
            }
            back[sku] = units
        }
        return back
    }
}

extension OutboundOrder {
    func encodeState(_ writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("merchantId", merchantId)
        writer.field("warehouseId", warehouseId)
        writer.shortLines("ordered", ordered)
        if lines != ordered { writer.shortLines("lines", lines) }
        if let linesBeforeRelease { writer.shortLines("linesBeforeRelease", linesBeforeRelease) }
        writer.field("submittedAt", at: submittedAt)
        writer.field("revision", revision)
        writer.field("status", status)
        writer.field("custody", custody)
        writer.field("carrier", ifPresent: carrier)
        writer.field("trackingNumber", ifPresent: trackingNumber)
        writer.field("caseId", ifPresent: caseId)
        writer.field("hasLabel", hasLabel)
        if isLabelVoided { writer.field("isLabelVoided", true) }
        if isPulled { writer.field("isPulled", true) }
        if isBackordered { writer.field("isBackordered", true) }
        writer.field("stockIssued", stockIssued)
        if !back.isEmpty {
            writer.key("unitsBack")
            UnitsBack.encodeState(back, &writer)
        }
        if shippedAnyway { writer.field("shippedAnyway", true) }
        writer.field("expectedBy", ifPresent: expectedBy)
        writer.field("changedAt", at: changedAt)
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> OutboundOrder {
        var texts: (id: String, merchantId: String, warehouseId: String) = ("", "", "")
        var ordered: [Line] = []
        var lines: [Line]?
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
            case "submittedAt": submittedAt = try reader.timestamp()
            case "changedAt": changedAt = try reader.timestamp()
            case "revision": rest.revision = try reader.int()
            case "status": rest.status = try reader.word(OutboundStatus.self)
            case "custody": rest.custody = try reader.word(Custody.self)
            case "carrier": rest.carrier = try reader.string()
            case "trackingNumber": rest.trackingNumber = try reader.string()
            case "caseId": rest.caseId = try reader.string()
            case "hasLabel": rest.hasLabel = try reader.bool()
            case "isLabelVoided": rest.isLabelVoided = try reader.bool()
            case "isPulled": rest.isPulled = try reader.bool()
            case "isBackordered": rest.isBackordered = try reader.bool()
            case "stockIssued": rest.stockIssued = try reader.bool()
            case "unitsBack": rest.back = try UnitsBack.decodeState(&reader)
            case "shippedAnyway": rest.shippedAnyway = try reader.bool()
            case "expectedBy": rest.expectedBy = try reader.string()
            default: try reader.skip()
            }
        }
        var order = OutboundOrder(
            id: texts.id, merchantId: texts.merchantId, warehouseId: texts.warehouseId, ordered: ordered,
            lines: lines ?? ordered, submittedAt: submittedAt, changedAt: changedAt)
        order.linesBeforeRelease = rest.linesBeforeRelease
        order.revision = rest.revision
        order.status = rest.status
        order.custody = rest.custody
        order.carrier = rest.carrier
        order.trackingNumber = rest.trackingNumber
        order.caseId = rest.caseId
        order.hasLabel = rest.hasLabel
        order.isLabelVoided = rest.isLabelVoided
        order.isPulled = rest.isPulled
        order.isBackordered = rest.isBackordered
        order.stockIssued = rest.stockIssued
        order.back = rest.back
        order.shippedAnyway = rest.shippedAnyway
        order.expectedBy = rest.expectedBy
        return order
    }
}
