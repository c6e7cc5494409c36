public import Fulfillment

extension StockReply {
    func encode(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.storeOrder(storeOrder)
        writer.field("caseId", ifPresent: caseId)
        writer.key("lines")
        writer.array { writer in
            for line in lines {
                writer.object {
                    $0.field("sku", line.line.sku)
                    $0.field("quantity", line.line.quantity)
                    if let handling = line.handling { $0.field("handling", handling) }
                    if line.found > 0 { $0.field("found", line.found) }
                    if line.neverLeft > 0 { $0.field("neverLeft", line.neverLeft) }
                    if let reason = line.reason { $0.field("reason", reason) }
                    if line.freed { $0.field("freed", true) }
                    if line.destroyed { $0.field("destroyed", true) }
                }
            }
        }
        if let command { writer.field("command", command) }
        writer.field("adjustmentId", ifPresent: adjustmentId)
        switch answer {
        case .allocated, .backordered, .released, .issued, .held, .shortened: break
        case .restored(let claim), .claimed(let claim), .reversed(let claim):
            claim.encode(&writer)
            writer.field("receiptId", ifPresent: receiptId)
            if let complete { writer.field("complete", complete) }
        case .refused(let code, let message, let claimedBy, let returnOrderId, let receiptId):
            writer.field("code", code)
            writer.field("message", message)
            if let claimedBy { writer.field("claimedBy") { claimedBy.encode(&$0) } }
            writer.field("returnOrderId", ifPresent: returnOrderId)
            writer.field("receiptId", ifPresent: receiptId)
            if let complete { writer.field("complete", complete) }
        }
    }

    /// The fields of all kinds of replies, as they come.
    private struct Fields {
        var by: RestockClaim.Way?
        var id: String?
        var code: Rejection.Code?
        var message: String?
        var claimedBy: RestockClaim?
        var returnOrderId: String?
        var receiptId: String?

        func answer(_ type: MessageType) throws(DecodeError) -> Answer {
            switch type {
            case .stockAllocated: .allocated
            case .stockBackordered: .backordered
            case .stockReleased: .released
            case .stockIssued: .issued
            case .stockHeld: .held
            case .stockShortened: .shortened
            case .stockRestored: .restored(RestockClaim(by: try by.required("by"), id: try id.required("id")))
            case .stockReversed: .reversed(RestockClaim(by: try by.required("by"), id: try id.required("id")))
            case .stockClaimed: .claimed(RestockClaim(by: try by.required("by"), id: try id.required("id")))
            default:
                .refused(
                    try code.required("code"), message: message ?? "", claimedBy: claimedBy,
                    returnOrderId: returnOrderId, receiptId: receiptId)
            }
        }
    }

    static func decode(_ reader: inout JSONReader, _ type: MessageType) throws(DecodeError) -> StockReply {
        var outboundOrderId: String?
        var storeOrder = StoreOrderFields()
        var caseId: String?
        var lines: [ReplyLine] = []
        var command: Command?
        var adjustmentId: String?
        var complete: Bool?
        var fields = Fields()
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "outboundOrderId": outboundOrderId = try reader.id()
            case "lines":
                lines = []
                try reader.array { _, reader throws(DecodeError) in lines.append(try ReplyLine.decode(&reader)) }
            case "caseId": caseId = try reader.caseId()
            case "command": command = try reader.word(Command.self)
            case "adjustmentId": adjustmentId = try reader.string()
            case "complete": complete = try reader.isNull() ? nil : try reader.bool()
            case "by": fields.by = try reader.word(RestockClaim.Way.self)
            case "id": fields.id = try reader.string()
            case "code": fields.code = try reader.code(Rejection.Code.self)
            case "message": fields.message = try reader.string()
            case "claimedBy": fields.claimedBy = try RestockClaim.decode(&reader)
            case "returnOrderId": fields.returnOrderId = try reader.string()
            case "receiptId": fields.receiptId = try reader.string()
            default: if try !storeOrder.take(key, &reader) { try reader.skip() }
            }
        }
        return StockReply(
            outboundOrderId: try outboundOrderId.required("outboundOrderId"), storeOrder: try storeOrder.key(),
            caseId: caseId, lines: lines, answer: try fields.answer(type),
            // Only what comes back has one beside its answer; a refusal has it in the answer.
            receiptId: [.stockRestored, .stockClaimed, .stockReversed].contains(type) ? fields.receiptId : nil,
            command: command, adjustmentId: adjustmentId,
            complete: [.stockRestored, .stockRefused].contains(type) ? complete : nil)
    }
}

extension StockReply.ReplyLine {
    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> StockReply.ReplyLine {
        var sku: String?
        var quantity: Int?
        var handling: Handling?
        var found = 0
        var neverLeft = 0
        var reason: StockShort.Reason?
        var freed = false
        var destroyed = false
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "sku": sku = try reader.id()
            case "quantity": quantity = try reader.count()
            case "handling": handling = try reader.word(Handling.self)
            case "found": found = try reader.count()
            case "neverLeft": neverLeft = try reader.count()
            case "reason": reason = try reader.word(StockShort.Reason.self)
            case "freed": freed = try reader.bool()
            case "destroyed": destroyed = try reader.bool()
            default: try reader.skip()
            }
        }
        return StockReply.ReplyLine(
            Line(try sku.required("sku"), try quantity.required("quantity")), handling: handling, found: found,
            reason: reason, freed: freed, neverLeft: neverLeft, destroyed: destroyed)
    }
}

extension RestockClaim {
    public func encode(_ writer: inout JSONWriter) {
        writer.field("by", by)
        writer.field("id", id)
    }

    public static func decode(_ reader: inout JSONReader) throws(DecodeError) -> RestockClaim {
        var by: Way?
        var id: String?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "by": by = try reader.word(Way.self)
            case "id": id = try reader.string()
            default: try reader.skip()
            }
        }
        return RestockClaim(by: try by.required("by"), id: try id.required("id"))
    }
}
