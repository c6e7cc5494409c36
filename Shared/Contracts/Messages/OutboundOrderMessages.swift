import Fulfillment

extension OutboundOrderSubmitted {
    func encode(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.storeOrder(storeOrder)
        writer.field("merchantId", merchantId)
        writer.field("warehouseId", warehouseId)
        writer.field("lines", lines)
        writer.field("submittedAt", submittedAt)
        writer.field("replaces", ifPresent: replaces)
    }

    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> OutboundOrderSubmitted {
        var outboundOrderId: String?
        var storeOrder = StoreOrderFields()
        var warehouse = WarehouseFields()
        var lines: [Line]?
        var submittedAt: Timestamp?
        var replaces: String?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "outboundOrderId": outboundOrderId = try reader.id()
            case "lines": lines = try reader.lines()
            case "submittedAt": submittedAt = try reader.time()
            case "replaces": replaces = try reader.isNull() ? nil : try reader.id()
            default:
                if try storeOrder.take(key, &reader) { return }
                if try warehouse.take(key, &reader) { return }
                try reader.skip()
            }
        }
        let warehouseKey = try warehouse.key()
        return OutboundOrderSubmitted(
            outboundOrderId: try outboundOrderId.required("outboundOrderId"), storeOrder: try storeOrder.key(),
            merchantId: warehouseKey.merchantId, warehouseId: warehouseKey.warehouseId,
            lines: try lines.required("lines"), submittedAt: try submittedAt.required("submittedAt"),
            replaces: replaces)
    }
}

extension OutboundOrderChanged {
    func encode(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.storeOrder(storeOrder)
        writer.field("merchantId", merchantId)
        writer.field("warehouseId", warehouseId)
        writer.field("revision", revision)
        writer.field("status", status)
        writer.field("custody", custody)
        writer.field("lines", lines)
        writer.field("carrier", ifPresent: carrier)
        writer.field("trackingNumber", ifPresent: trackingNumber)
        writer.field("caseId", ifPresent: caseId)
        writer.field("changedAt", changedAt)
    }

    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> OutboundOrderChanged {
        var outboundOrderId: String?
        var storeOrder = StoreOrderFields()
        var warehouse = WarehouseFields()
        var revision: Int?
        var status: OutboundStatus?
        var custody: Custody?
        var lines: [Line]?
        var carrier: String?
        var trackingNumber: String?
        var caseId: String?
        var changedAt: Timestamp?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "outboundOrderId": outboundOrderId = try reader.id()
            case "revision": revision = try reader.count()
            case "status": status = try reader.word(OutboundStatus.self)
            case "custody": custody = try reader.word(Custody.self)
            case "lines": lines = try reader.lines()
            case "carrier": carrier = try reader.optionalString()
            case "trackingNumber": trackingNumber = try reader.optionalString()
            case "caseId": caseId = try reader.caseId()
            case "changedAt": changedAt = try reader.time()
            default:
                if try storeOrder.take(key, &reader) { return }
                if try warehouse.take(key, &reader) { return }
                try reader.skip()
            }
        }
        let warehouseKey = try warehouse.key()
        return OutboundOrderChanged(
            outboundOrderId: try outboundOrderId.required("outboundOrderId"), storeOrder: try storeOrder.key(),
            merchantId: warehouseKey.merchantId, warehouseId: warehouseKey.warehouseId,
            revision: try revision.required("revision"), status: try status.required("status"),
            custody: try custody.required("custody"), lines: try lines.required("lines"), carrier: carrier,
            trackingNumber: trackingNumber, caseId: caseId, changedAt: try changedAt.required("changedAt"))
    }
}
