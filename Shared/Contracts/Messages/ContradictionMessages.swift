import Fulfillment

extension CancellationContradicted {
    func encode(_ writer: inout JSONWriter) {
        writer.field("caseId", caseId)
        writer.field("requestId", requestId)
        writer.storeOrder(storeOrder)
        writer.field("outboundOrderId", outboundOrderId)
        writer.field("code", code)
        writer.field("quantity", quantity)
        writer.field("followedBy", ifPresent: followedBy)
        writer.field("carrier", ifPresent: carrier)
        writer.field("trackingNumber", ifPresent: trackingNumber)
        writer.field("nextAction", nextAction)
        writer.field("reportedAt", reportedAt)
    }

    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> CancellationContradicted {
        var caseId: String?
        var requestId: String?
        var storeOrder = StoreOrderFields()
        var outboundOrderId: String?
        var code: ContradictionCode?
        var quantity: Int?
        var followedBy: String?
        var nextAction: NextAction?
        var carrier: String?
        var trackingNumber: String?
        var reportedAt: Timestamp?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "caseId": caseId = try reader.caseId()
            case "requestId": requestId = try reader.string()
            case "outboundOrderId": outboundOrderId = try reader.id()
            case "code": code = try reader.code(ContradictionCode.self)
            case "quantity": quantity = try reader.count()
            case "followedBy": followedBy = try reader.caseId()
            case "carrier": carrier = try reader.optionalString()
            case "trackingNumber": trackingNumber = try reader.optionalString()
            case "nextAction": nextAction = try reader.word(NextAction.self)
            case "reportedAt": reportedAt = try reader.time()
            default: if try !storeOrder.take(key, &reader) { try reader.skip() }
            }
        }
        return CancellationContradicted(
            caseId: try caseId.required("caseId"), requestId: try requestId.required("requestId"),
            storeOrder: try storeOrder.key(), outboundOrderId: try outboundOrderId.required("outboundOrderId"),
            code: try code.required("code"), quantity: try quantity.required("quantity"), followedBy: followedBy,
            nextAction: nextAction, carrier: carrier, trackingNumber: trackingNumber, reportedAt: try reportedAt.required("reportedAt"))
    }
}
