extension MessageType {
    /// The schema of its data, with references into the AsyncAPI document.
    var dataSchema: JSONValue {
        switch self {
        case .outboundOrderSubmitted: OrderSchemas.submitted
        case .outboundOrderChanged: OrderSchemas.changed
        case .cancellationRequested: CancellationSchemas.requested
        case .cancellationChanged: CancellationSchemas.changed
        case .cancellationContradicted: CancellationSchemas.contradicted
        case .warehouseProgressed: WarehouseSchemas.progressed
        case .goodsVerified: WarehouseSchemas.goodsVerified
        case .parcelIntercepted: WarehouseSchemas.parcelIntercepted
        case .labelVoided: WarehouseSchemas.labelVoided
        case .carrierScanned: WarehouseSchemas.carrierScanned
        case .taskOpened: WarehouseSchemas.taskOpened
        case .taskClosed: WarehouseSchemas.taskClosed
        case .stockReceive: StockCommandSchemas.receive
        case .stockAdjust: StockCommandSchemas.adjust
        case .stockAllocate: StockCommandSchemas.allocate
        case .stockRelease: StockCommandSchemas.release
        case .stockIssue: StockCommandSchemas.issue
        case .stockRestore: StockCommandSchemas.restore
        case .stockHold: StockCommandSchemas.hold
        case .stockUnhold: StockCommandSchemas.unhold
        case .stockShorten: StockCommandSchemas.shorten
        case .stockReverse: StockCommandSchemas.reverse
        case .stockAllocated: StockReplySchemas.allocated
        case .stockBackordered: StockReplySchemas.backordered
        case .stockReleased: StockReplySchemas.released
        case .stockIssued: StockReplySchemas.issued
        case .stockHeld: StockReplySchemas.held
        case .stockShortened: StockReplySchemas.shortened
        case .stockRestored: StockReplySchemas.restored
        case .stockClaimed: StockReplySchemas.claimed
        case .stockReversed: StockReplySchemas.reversed
        case .stockRefused: StockReplySchemas.refused
        case .stockMoved: StockMovedSchema.moved
        case .returnOrderCreate: ReturnOrderSchemas.create
        case .returnOrderReceive: ReturnOrderSchemas.receive
        case .returnOrderCancel: ReturnOrderSchemas.cancel
        case .receiptReversed: ReturnOrderSchemas.receiptReversed
        case .returnOrderChanged: ReturnOrderSchemas.changed
        case .messageRejected: RejectionSchema.rejected
        }
    }

    /// The JSON Schema (2020-12) of its data, complete in itself.
    public var schema: JSONValue {
        let definitions = SharedSchema.used(by: dataSchema)
        let whole: JSONValue = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:turnback:schema:\(rawValue)",
            "title": "\(rawValue)",
        ]
        guard case .object(let head) = whole, case .object(let own) = dataSchema else { return whole }
        let all = JSONValue.object(head + own)
        let closed =
            definitions.isEmpty
            ? all : all.adding(["$defs": .fields(definitions.map { ($0.rawValue, $0.schema) })])
        return closed.mapStrings {
            $0.hasPrefix(Schema.prefix) ? "#/$defs/" + $0.dropFirst(Schema.prefix.count) : $0
        }
    }
}

extension SharedSchema {
    /// What a schema refers to, directly or not, in the order of the enumeration.
    static func used(by schema: JSONValue) -> [SharedSchema] {
        var found: Set<SharedSchema> = []
        var open = [schema]
        while let next = open.popLast() {
            switch next {
            case .object(let fields): open += fields.map(\.value)
            case .array(let elements): open += elements
            case .string(let text):
                guard text.hasPrefix(Schema.prefix),
                    let definition = SharedSchema(rawValue: String(text.dropFirst(Schema.prefix.count)))
                else { continue }
                if found.insert(definition).inserted { open.append(definition.schema) }
            case .integer, .bool, .null: continue
            }
        }
        return allCases.filter(found.contains)
    }
}
