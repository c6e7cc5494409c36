extension MessageType {
    /// An example of its data that has every field.
    public var fullExample: JSONValue {
        switch self {
        case .outboundOrderSubmitted: OrderExamples.submitted
        case .outboundOrderChanged: OrderExamples.changed
        case .cancellationRequested: CancellationExamples.requested
        case .cancellationChanged: CancellationExamples.changed
        case .cancellationContradicted: CancellationExamples.contradicted
        case .warehouseProgressed: WarehouseExamples.progressed
        case .goodsVerified: WarehouseExamples.goodsVerified
        case .parcelIntercepted: WarehouseExamples.parcelIntercepted
        case .labelVoided: WarehouseExamples.labelVoided
        case .carrierScanned: WarehouseExamples.carrierScanned
        case .taskOpened: WarehouseExamples.task
        case .taskClosed: WarehouseExamples.task.adding(["result": "done"])
        case .stockReceive: StockCommandExamples.receive
        case .stockAdjust: StockCommandExamples.adjust
        case .stockAllocate: StockCommandExamples.move
        case .stockIssue: StockCommandExamples.issue
        case .stockRelease: StockCommandExamples.release
        case .stockRestore: StockCommandExamples.restore
        case .stockHold: StockCommandExamples.move
        case .stockUnhold: StockCommandExamples.unhold
        case .stockShorten: StockCommandExamples.shorten
        case .stockReverse: StockCommandExamples.reverse
        case .stockShortened: StockReplyExamples.shortened
        case .stockAllocated, .stockBackordered, .stockIssued, .stockHeld: StockReplyExamples.reply
        case .stockReleased: StockReplyExamples.released
        case .stockRestored: StockReplyExamples.restored
        case .stockClaimed, .stockReversed: StockReplyExamples.brought
        case .stockRefused: StockReplyExamples.refused
        case .stockMoved: StockMovedExample.moved
        case .returnOrderCreate: ReturnOrderExamples.create
        case .returnOrderReceive: ReturnOrderExamples.receive
        case .returnOrderCancel: ReturnOrderExamples.cancel
        case .receiptReversed: ReturnOrderExamples.receiptReversed
        case .returnOrderChanged: ReturnOrderExamples.changed
        case .messageRejected: RejectionExample.rejected
        }
    }

    /// The same example with only what its schema requires.
    public var requiredExample: JSONValue { fullExample.keepingRequired(by: dataSchema) }
}

extension JSONValue {
    /// This value without the fields that a schema does not require, at any level.
    func keepingRequired(by schema: JSONValue) -> JSONValue {
        let schema = schema.resolved
        switch self {
        case .object(let fields):
            guard case .array(let required)? = schema["required"] else { return self }
            return .object(
                fields.compactMap { field in
                    guard required.contains(.string(field.name)), let inner = schema["properties"]?[field.name] else {
                        return nil
                    }
                    return Field(field.name, field.value.keepingRequired(by: inner))
                })
        case .array(let elements):
            guard let inner = schema["items"] else { return self }
            return .array(elements.map { $0.keepingRequired(by: inner) })
        case .string, .integer, .bool, .null: return self
        }
    }

    /// The schema that a reference leads to, with or without something said beside it.
    private var resolved: JSONValue {
        if case .string(let target)? = self["$ref"] {
            let name = String(target.dropFirst(Schema.prefix.count))
            return SharedSchema(rawValue: name)?.schema.resolved ?? self
        }
        if case .array(let parts)? = self["allOf"] ?? self["anyOf"], let first = parts.first, first["$ref"] != nil {
            return first.resolved
        }
        return self
    }
}
