import Fulfillment

extension WarehouseReport {
    func encode(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.storeOrder(storeOrder)
        writer.field("warehouseId", warehouseId)
        switch fact {
        case .progressed(let status, let carrier, let trackingNumber):
            writer.field("status", status)
            writer.field("carrier", ifPresent: carrier)
            writer.field("trackingNumber", ifPresent: trackingNumber)
            if !lines.isEmpty { writer.field("lines", lines) }
            if !short.isEmpty { writer.shortenedLines("short", short) }
        case .goodsVerified(let found):
            writer.field("found", found)
            writer.field("trackingNumber", ifPresent: parcel.trackingNumber)
        case .parcelIntercepted(let succeeded, let reason):
            writer.field("succeeded", succeeded)
            writer.field("reason", ifPresent: reason)
            writer.field("trackingNumber", ifPresent: parcel.trackingNumber)
        case .labelVoided(let succeeded, let trackingNumber, let reason):
            writer.field("succeeded", succeeded)
            writer.field("trackingNumber", ifPresent: trackingNumber)
            writer.field("reason", ifPresent: reason)
        case .carrierScanned(let scan, let trackingNumber):
            writer.field("status", scan)
            writer.field("trackingNumber", ifPresent: trackingNumber)
        }
        writer.field("parcelId", ifPresent: parcel.parcelId)
        writer.field("reportedAt", reportedAt)
        writer.field("reportedBy", ifPresent: reportedBy)
    }

    /// The fields of all kinds of reports, as they come.
    private struct Fields {
        var progressed: OutboundStatus?
        var found: Found?
        var succeeded: Bool?
        var scan: Scan?
        var carrier: String?
        var trackingNumber: String?
        var reason: String?
        var short: [StockShort.ShortLine] = []
        var lines: [Line] = []
        var parcelId: String?

        /// The names of the parcel that the fact itself does not carry.
        func parcel(_ type: MessageType) -> ParcelName {
            let isInFact = type != .goodsVerified && type != .parcelIntercepted
            return ParcelName(parcelId: parcelId, trackingNumber: isInFact ? nil : trackingNumber)
        }

        /// - Throws: where something stands beside a status that it does not go with.
        func validate() throws(DecodeError) {
            try WarehouseReport.check("short", short.isEmpty, progressed, progressWithShort)
            try WarehouseReport.check("lines", lines.isEmpty, progressed, progressWithLines)
        }

        func fact(_ type: MessageType) throws(DecodeError) -> Fact {
            switch type {
            case .goodsVerified: .goodsVerified(try found.required("found"))
            case .parcelIntercepted: .parcelIntercepted(succeeded: try succeeded.required("succeeded"), reason: reason)
            case .labelVoided:
                .labelVoided(
                    succeeded: try succeeded.required("succeeded"), trackingNumber: trackingNumber, reason: reason)
            case .carrierScanned: .carrierScanned(try scan.required("status"), trackingNumber: trackingNumber)
            default:
                .progressed(try progressed.required("status"), carrier: carrier, trackingNumber: trackingNumber)
            }
        }
    }

    /// What the warehouse may report as its progress.
    static let progress: [OutboundStatus] = [.picking, .picked, .packed, .labelled, .shipped]

    /// The progress beside which it may say what is short.
    static let progressWithShort: [OutboundStatus] = [.picked, .packed, .shipped]

    /// The progress beside which it may say what is in a parcel.
    static let progressWithLines: [OutboundStatus] = [.packed, .labelled, .shipped]

    private static func check(
        _ field: String, _ isEmpty: Bool, _ status: OutboundStatus?, _ allowed: [OutboundStatus]
    ) throws(DecodeError) {
        guard !isEmpty, let status, !allowed.contains(status) else { return }
        let words = allowed.map(\.rawValue).joined(separator: ", ")
        throw DecodeError(.invalidField, field, "goes with one of \(words), not with \(status.rawValue)")
    }

    static func decode(_ reader: inout JSONReader, _ type: MessageType) throws(DecodeError) -> WarehouseReport {
        var outboundOrderId: String?
        var storeOrder = StoreOrderFields()
        var warehouseId: String?
        var reportedAt: Timestamp?
        var reportedBy: String?
        var fields = Fields()
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "outboundOrderId": outboundOrderId = try reader.id()
            case "warehouseId": warehouseId = try reader.id()
            case "reportedAt": reportedAt = try reader.time()
            case "reportedBy": reportedBy = try reader.optionalText()
            case "status" where type == .carrierScanned: fields.scan = try reader.word(Scan.self)
            case "status" where type == .warehouseProgressed:
                fields.progressed = try reader.word(OutboundStatus.self, allowed: progress)
            case "found" where type == .goodsVerified: fields.found = try reader.word(Found.self)
            case "succeeded": fields.succeeded = try reader.bool()
            case "carrier": fields.carrier = try reader.optionalText()
            case "trackingNumber": fields.trackingNumber = try reader.optionalText()
            case "reason": fields.reason = try reader.optionalText()
            case "short" where type == .warehouseProgressed:
                fields.short = try reader.isNull() ? [] : try reader.shortenedLines()
            case "lines" where type == .warehouseProgressed: fields.lines = try reader.isNull() ? [] : try reader.lines()
            case "parcelId": fields.parcelId = try reader.isNull() ? nil : try reader.id()
            default: if try !storeOrder.take(key, &reader) { try reader.skip() }
            }
        }
        try fields.validate()
        return WarehouseReport(
            outboundOrderId: try outboundOrderId.required("outboundOrderId"), storeOrder: try storeOrder.key(),
            warehouseId: try warehouseId.required("warehouseId"), reportedAt: try reportedAt.required("reportedAt"),
            reportedBy: reportedBy, fact: try fields.fact(type), short: fields.short,
            parcel: fields.parcel(type), lines: fields.lines)
    }
}

extension WarehouseTask {
    func encode(_ writer: inout JSONWriter) {
        writer.field("taskId", taskId)
        writer.field("kind", kind)
        writer.field("caseId", caseId)
        writer.field("outboundOrderId", outboundOrderId)
        writer.storeOrder(storeOrder)
        writer.field("warehouseId", warehouseId)
        writer.field("lines", lines)
        writer.field("trackingNumber", ifPresent: trackingNumber)
        writer.field("dueAt", dueAt)
        if let result { writer.field("result", result) }
    }

    static func decode(_ reader: inout JSONReader, isClosed: Bool) throws(DecodeError) -> WarehouseTask {
        var taskId: String?
        var kind: Kind?
        var caseId: String?
        var outboundOrderId: String?
        var storeOrder = StoreOrderFields()
        var warehouseId: String?
        var lines: [Line]?
        var trackingNumber: String?
        var dueAt: Timestamp?
        var result: Result?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "taskId": taskId = try reader.string()
            case "kind": kind = try reader.word(Kind.self)
            case "caseId": caseId = try reader.caseId()
            case "outboundOrderId": outboundOrderId = try reader.id()
            case "warehouseId": warehouseId = try reader.string()
            case "lines": lines = try reader.lines()
            case "trackingNumber": trackingNumber = try reader.optionalString()
            case "dueAt": dueAt = try reader.time()
            case "result": result = try reader.word(Result.self)
            default: if try !storeOrder.take(key, &reader) { try reader.skip() }
            }
        }
        if isClosed { _ = try result.required("result") }
        return WarehouseTask(
            taskId: try taskId.required("taskId"), kind: try kind.required("kind"),
            caseId: try caseId.required("caseId"), outboundOrderId: try outboundOrderId.required("outboundOrderId"),
            storeOrder: try storeOrder.key(), warehouseId: try warehouseId.required("warehouseId"),
            lines: try lines.required("lines"), trackingNumber: trackingNumber, dueAt: try dueAt.required("dueAt"),
            result: isClosed ? result : nil)
    }
}
