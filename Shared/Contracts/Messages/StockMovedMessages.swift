import Fulfillment

extension StockMoved {
    func encode(_ writer: inout JSONWriter) {
        writer.field("movementId", movementId)
        writer.warehouse(warehouse)
        writer.field("sku", movement.sku)
        writer.field("kind", movement.kind)
        writer.field("quantity", movement.quantity)
        writer.field("onHandDelta", movement.onHandDelta)
        writer.field("allocatedDelta", movement.allocatedDelta)
        writer.field("quarantinedDelta", movement.quarantinedDelta)
        writer.field("onHand", movement.balance.onHand)
        writer.field("allocated", movement.balance.allocated)
        writer.field("quarantined", movement.balance.quarantined)
        writer.field("available", movement.balance.available)
        writer.field("cause") {
            $0.field("type", movement.cause.type)
            $0.field("id", movement.cause.id)
        }
        writer.field("outboundOrderId", ifPresent: movement.outboundOrderId)
        writer.field("caseId", ifPresent: movement.caseId)
        writer.field("actor", ifPresent: movement.actor)
        writer.field("reasonCode", ifPresent: movement.reasonCode)
        if movement.oversold { writer.field("oversold", true) }
        writer.field("sentFrom", ifPresent: movement.sentFrom)
        writer.field("movedAt", movedAt)
    }

    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> StockMoved {
        var movementId: String?
        var warehouse = WarehouseFields()
        var sku: String?
        var kind: StockMovement.Kind?
        var numbers = Numbers()
        var cause: StockMovement.Cause?
        var outboundOrderId: String?
        var caseId: String?
        var actor: String?
        var reasonCode: String?
        var oversold = false
        var sentFrom: String?
        var movedAt: Timestamp?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "movementId": movementId = try reader.string()
            case "sku": sku = try reader.id()
            case "kind": kind = try reader.word(StockMovement.Kind.self)
            case "cause": cause = try StockMovement.Cause.decode(&reader)
            case "outboundOrderId": outboundOrderId = try reader.optionalString()
            case "caseId": caseId = try reader.optionalString()
            case "actor": actor = try reader.optionalString()
            case "reasonCode": reasonCode = try reader.optionalString()
            case "oversold": oversold = try reader.bool()
            case "sentFrom": sentFrom = try reader.optionalString()
            case "movedAt": movedAt = try reader.time()
            default:
                if try warehouse.take(key, &reader) { return }
                if try numbers.take(key, &reader) { return }
                try reader.skip()
            }
        }
        var balance = Stock(sku: try sku.required("sku"))
        balance.onHand = try numbers.onHand.required("onHand")
        balance.allocated = try numbers.allocated.required("allocated")
        balance.quarantined = try numbers.quarantined.required("quarantined")
        return StockMoved(
            movementId: try movementId.required("movementId"), warehouse: try warehouse.key(),
            movement: StockMovement(
                kind: try kind.required("kind"), sku: balance.sku, quantity: try numbers.quantity.required("quantity"),
                onHandDelta: try numbers.onHandDelta.required("onHandDelta"),
                allocatedDelta: try numbers.allocatedDelta.required("allocatedDelta"),
                quarantinedDelta: try numbers.quarantinedDelta.required("quarantinedDelta"), balance: balance,
                cause: try cause.required("cause"), outboundOrderId: outboundOrderId, caseId: caseId, actor: actor,
                reasonCode: reasonCode, oversold: oversold, sentFrom: sentFrom),
            movedAt: try movedAt.required("movedAt"))
    }

    /// The numbers of a movement, as they come.
    private struct Numbers {
        var quantity: Int?
        var onHandDelta: Int?
        var allocatedDelta: Int?
        var quarantinedDelta: Int?
        var onHand: Int?
        var allocated: Int?
        var quarantined: Int?

        mutating func take(_ key: JSONReader.Key, _ reader: inout JSONReader) throws(DecodeError) -> Bool {
            switch key {
            case "quantity": quantity = try reader.count()
            case "onHandDelta": onHandDelta = try reader.count()
            case "allocatedDelta": allocatedDelta = try reader.count()
            case "quarantinedDelta": quarantinedDelta = try reader.count()
            case "onHand": onHand = try reader.count()
            case "allocated": allocated = try reader.count()
            case "quarantined": quarantined = try reader.count()
            default: return false
            }
            return true
        }
    }
}

extension StockMovement.Cause {
    static func decode(_ reader: inout JSONReader) throws(DecodeError) -> StockMovement.Cause {
        var type: Document?
        var id: String?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "type": type = try reader.word(Document.self)
            case "id": id = try reader.string()
            default: try reader.skip()
            }
        }
        return StockMovement.Cause(try type.required("type"), try id.required("id"))
    }
}
