import Fulfillment

extension CancellationRequested {
    func encode(_ writer: inout JSONWriter) {
        writer.field("requestId", requestId)
        writer.storeOrder(storeOrder)
        writer.field("reason", reason)
        writer.field("requestedBy", requestedBy)
        writer.field("requestedAt", requestedAt)
        if let lines { writer.field("lines", lines) }
        if let outboundOrderIds { writer.field("outboundOrderIds", outboundOrderIds) }
        writer.field("note", ifPresent: note)
    }

    /// Who may request.
    enum Requester: String, CaseIterable { case buyer, seller, staff, system }

    static func decode(_ reader: inout JSONReader, _ envelope: Envelope) throws(DecodeError) -> CancellationRequested {
        var requestId: String?
        var storeOrder = StoreOrderFields()
        var reason: String?
        var requestedBy: Requester?
        var requestedAt: Timestamp?
        var lines: [Line]?
        var outboundOrderIds: [String]?
        var note: String?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "requestId": requestId = try reader.isNull() ? nil : try reader.id()
            case "reason": reason = try reader.text()
            case "requestedBy": requestedBy = try reader.word(Requester.self)
            case "requestedAt": requestedAt = try reader.time()
            case "lines": lines = try reader.isNull() ? nil : try reader.lines()
            case "outboundOrderIds": outboundOrderIds = try reader.isNull() ? nil : try reader.ids()
            case "note": note = try reader.optionalText()
            default: if try !storeOrder.take(key, &reader) { try reader.skip() }
            }
        }
        // Spelled out: `??` would widen the error's type.
        let named = if let requestId { requestId } else { try envelope.derivedRequestId() }
        return CancellationRequested(
            requestId: named, storeOrder: try storeOrder.key(),
            reason: try reason.required("reason"), requestedBy: try requestedBy.required("requestedBy").rawValue,
            requestedAt: try requestedAt.required("requestedAt"), lines: lines,
            outboundOrderIds: outboundOrderIds, note: note)
    }
}

extension Envelope {
    /// The request id of a request that names none: `<ce_source>#<ce_id>` with `/` as `:`.
    ///
    /// It goes into every outcome and has to be an id like any other; attributes may be longer, and end in white space.
    func derivedRequestId() throws(DecodeError) -> String {
        let bytes = (source + "#" + id).utf8.map { $0 == UInt8(ascii: "/") ? UInt8(ascii: ":") : $0 }
        let derived = String(decoding: bytes, as: UTF8.self)
        do { try derived.mustBeId() } catch {
            throw DecodeError(
                .invalidField, "requestId",
                "is missing, and ce_source#ce_id cannot stand for it: \(error.reason); name a requestId")
        }
        return derived
    }
}

extension CancellationChanged {
    func encode(_ writer: inout JSONWriter) {
        writer.field("caseId", caseId)
        writer.field("requestId", requestId)
        writer.storeOrder(storeOrder)
        writer.field("revision", revision)
        writer.field("state", state)
        writer.field("final", state.isFinal)
        writer.field("code", code)
        writer.field("stage", stage?.rawValue ?? Self.unknownStage)
        writer.field("nextAction", nextAction)
        writer.key("labelVoided")
        if let labelVoided { writer.bool(labelVoided) } else { writer.null() }
        writer.key("outboundOrders")
        writer.array { writer in for part in outboundOrders { writer.object(part.encode) } }
        writer.field("quantities", object: quantities.encode)
        if !coveredBy.isEmpty { writer.field("coveredBy", coveredBy) }
        writer.field("changedAt", changedAt)
    }

    /// The stage of a case whose order is not known.
    private static let unknownStage = "unknown"

    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> CancellationChanged {
        var caseId: String?
        var requestId: String?
        var storeOrder = StoreOrderFields()
        var revision: Int?
        var state: CancellationState?
        var code: CancellationCode?
        var stage: OutboundStatus?
        var nextAction: NextAction?
        var labelVoided: Bool?
        var parts: [Part]?
        var quantities: CaseQuantities?
        var coveredBy: [String] = []
        var changedAt: Timestamp?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "caseId": caseId = try reader.caseId()
            case "requestId": requestId = try reader.string()
            case "revision": revision = try reader.count()
            case "state": state = try reader.word(CancellationState.self)
            case "code": code = try reader.code(CancellationCode.self)
            case "stage": stage = OutboundStatus(rawValue: try reader.string())
            case "nextAction": nextAction = try reader.word(NextAction.self)
            case "labelVoided": labelVoided = try reader.isNull() ? nil : try reader.bool()
            case "outboundOrders":
                var found: [Part] = []
                try reader.array { _, reader throws(DecodeError) in found.append(try Part.decode(&reader)) }
                parts = found
            case "quantities": quantities = try CaseQuantities.decode(&reader)
            case "coveredBy":
                var found: [String] = []
                if try !reader.isNull() {
                    try reader.array { _, reader throws(DecodeError) in found.append(try reader.caseId()) }
                }
                coveredBy = found
            case "changedAt": changedAt = try reader.time()
            default: if try !storeOrder.take(key, &reader) { try reader.skip() }
            }
        }
        return CancellationChanged(
            caseId: try caseId.required("caseId"), requestId: try requestId.required("requestId"),
            storeOrder: try storeOrder.key(), revision: try revision.required("revision"),
            state: try state.required("state"), code: try code.required("code"), stage: stage,
            nextAction: try nextAction.required("nextAction"), labelVoided: labelVoided,
            outboundOrders: try parts.required("outboundOrders"), quantities: try quantities.required("quantities"),
            coveredBy: coveredBy, changedAt: try changedAt.required("changedAt"))
    }
}

extension CancellationChanged.Part {
    fileprivate func encode(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.field("warehouseId", warehouseId)
        writer.field("status", status)
        writer.field("code", code)
        if let stage { writer.field("stage", stage) }
        if let nextAction { writer.field("nextAction", nextAction) }
        if let quantities { writer.field("quantities", object: quantities.encode) }
        if !parcels.isEmpty {
            writer.key("parcels")
            writer.array { writer in for parcel in parcels { writer.object(parcel.encode) } }
        }
    }

    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> CancellationChanged.Part {
        var outboundOrderId: String?
        var warehouseId: String?
        var status: OutboundStatus?
        var code: CancellationCode?
        var stage: OutboundStatus?
        var nextAction: NextAction?
        var quantities: CaseQuantities?
        var parcels: [CancellationChanged.Parcel] = []
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "outboundOrderId": outboundOrderId = try reader.id()
            case "warehouseId": warehouseId = try reader.string()
            case "status": status = try reader.word(OutboundStatus.self)
            case "code": code = try reader.code(CancellationCode.self)
            case "stage": stage = try reader.word(OutboundStatus.self)
            case "nextAction": nextAction = try reader.word(NextAction.self)
            case "quantities": quantities = try CaseQuantities.decode(&reader)
            case "parcels":
                var found: [CancellationChanged.Parcel] = []
                try reader.array { _, reader throws(DecodeError) in found.append(try .decode(&reader)) }
                parcels = found
            default: try reader.skip()
            }
        }
        return CancellationChanged.Part(
            outboundOrderId: try outboundOrderId.required("outboundOrderId"),
            warehouseId: try warehouseId.required("warehouseId"), status: try status.required("status"),
            code: try code.required("code"), stage: stage, nextAction: nextAction, quantities: quantities,
            parcels: parcels)
    }
}

extension CancellationChanged.Parcel {
    fileprivate func encode(_ writer: inout JSONWriter) {
        writer.field("parcelId", parcelId)
        writer.field("trackingNumber", ifPresent: trackingNumber)
        writer.field("custody", custody)
        writer.key("labelVoided")
        if let labelVoided { writer.bool(labelVoided) } else { writer.null() }
    }

    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> CancellationChanged.Parcel {
        var parcelId: String?
        var trackingNumber: String?
        var custody: Custody?
        var labelVoided: Bool?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "parcelId": parcelId = try reader.string()
            case "trackingNumber": trackingNumber = try reader.optionalString()
            case "custody": custody = try reader.word(Custody.self)
            case "labelVoided": labelVoided = try reader.isNull() ? nil : try reader.bool()
            default: try reader.skip()
            }
        }
        return CancellationChanged.Parcel(
            parcelId: try parcelId.required("parcelId"), trackingNumber: trackingNumber,
            custody: try custody.required("custody"), labelVoided: labelVoided)
    }
}

extension CaseQuantities {
    fileprivate func encode(_ writer: inout JSONWriter) {
        writer.field("requested", requested)
        writer.field("cancelled", cancelled)
        writer.field("refused", refused)
        writer.field("intercepted", intercepted)
        writer.field("restored", restored)
        writer.field("quarantined", quarantined)
        writer.field("writtenOff", writtenOff)
        writer.field("pending", pending)
    }

    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> CaseQuantities {
        var all = CaseQuantities()
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "requested": all.requested = try reader.count()
            case "cancelled": all.cancelled = try reader.count()
            case "refused": all.refused = try reader.count()
            case "intercepted": all.intercepted = try reader.count()
            case "restored": all.restored = try reader.count()
            case "quarantined": all.quarantined = try reader.count()
            case "writtenOff": all.writtenOff = try reader.count()
            case "pending": all.pending = try reader.count()
            default: try reader.skip()
            }
        }
        return all
    }
}
