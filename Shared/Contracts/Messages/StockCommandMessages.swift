import Fulfillment

extension StockCommand {
    func encode(_ writer: inout JSONWriter) {
        writer.warehouse(warehouse)
        switch action {
        case .receive(let receiptId, let lines):
            writer.field("receiptId", receiptId)
            writer.field("lines", lines)
        case .adjust(let adjustment): adjustment.encode(&writer)
        case .allocate(let move), .release(let move), .issue(let move):
            writer.field("releaseId", ifPresent: move.releaseId)
            writer.field("outboundOrderId", move.outboundOrderId)
            writer.field("lines", move.lines)
            writer.field("caseId", ifPresent: move.caseId)
            writer.field("replyTo") { $0.storeOrder(move.replyTo) }
            if move.again { writer.field("again", true) }
        case .restore(let restore): restore.encode(&writer)
        case .shorten(let short): short.encode(&writer)
        case .reverse(let reversal): reversal.encode(&writer)
        case .hold(let move), .unhold(let move):
            writer.field("outboundOrderId", move.outboundOrderId)
            if case .hold = action { writer.field("lines", move.lines) }
            writer.field("caseId", ifPresent: move.caseId)
            writer.field("replyTo") { $0.storeOrder(move.replyTo) }
        }
    }

    /// The fields of all kinds of commands, as they come.
    private struct Fields {
        var warehouse = WarehouseFields()
        var receiptId: String?
        var adjustmentId: String?
        var outboundOrderId: String?
        var returnOrderId: String?
        var caseId: String?
        var sku: String?
        var delta: Int?
        var from: StockPlace?
        var releaseId: String?
        var again = false
        var issued = false
        var reasonCode: String?
        var actor: String?
        var replyTo: StoreOrderKey?
        var lines: [Line]?
        var restored: [StockRestore.RestoreLine]?
        var sentFrom: String?
        var arrivesAt: String?
        var shorts: [StockShort.ShortLine]?
        var reversed: [StockReversal.BookedLine]?
        var complete: Bool?

        func release() throws(DecodeError) -> StockMove {
            var move = try move()
            move.releaseId = releaseId
            return move
        }

        func issue() throws(DecodeError) -> StockMove {
            var move = try move()
            move.again = again
            return move
        }

        func move() throws(DecodeError) -> StockMove {
            StockMove(
                outboundOrderId: try outboundOrderId.required("outboundOrderId"), lines: try lines.required("lines"),
                caseId: caseId, replyTo: try replyTo.required("replyTo"))
        }

        /// A hold is a case's: it says which.
        func hold(lines: [Line]) throws(DecodeError) -> StockMove {
            StockMove(
                outboundOrderId: try outboundOrderId.required("outboundOrderId"), lines: lines,
                caseId: try caseId.required("caseId"), replyTo: try replyTo.required("replyTo"))
        }

        func adjustment() throws(DecodeError) -> StockAdjustment {
            // Units come back, or are written off, for a case and an outbound order; or a balance is corrected for neither: an
            // adjustment that named only its case would raise stock, and the return order would raise it again.
            if caseId != nil { _ = try outboundOrderId.required("outboundOrderId") }
            if outboundOrderId != nil { _ = try caseId.required("caseId") }
            return StockAdjustment(
                adjustmentId: try adjustmentId.required("adjustmentId"), sku: try sku.required("sku"),
                delta: try delta.required("delta"), reasonCode: try reasonCode.required("reasonCode"),
                actor: try actor.required("actor"), caseId: caseId, outboundOrderId: outboundOrderId,
                from: from)
        }

        func restore() throws(DecodeError) -> StockRestore {
            let restore = StockRestore(
                outboundOrderId: try outboundOrderId.required("outboundOrderId"),
                returnOrderId: try returnOrderId.required("returnOrderId"),
                receiptId: try receiptId.required("receiptId"), caseId: caseId,
                lines: try restored.required("lines"), replyTo: try replyTo.required("replyTo"),
                elsewhere: try elsewhere(), complete: complete)
            // Without lines it says that nothing more comes.
            guard restore.complete == true || !restore.lines.isEmpty else {
                throw DecodeError(
                    .invalidField, "lines", "expected 1…\(Limits.lines) lines, found none; none only with complete")
            }
            return restore
        }

        func reversal() throws(DecodeError) -> StockReversal {
            StockReversal(
                outboundOrderId: try outboundOrderId.required("outboundOrderId"),
                returnOrderId: try returnOrderId.required("returnOrderId"),
                receiptId: try receiptId.required("receiptId"), caseId: caseId,
                lines: try reversed.required("lines"), replyTo: try replyTo.required("replyTo"))
        }

        /// Both warehouses are named, or neither.
        func elsewhere() throws(DecodeError) -> ArrivalElsewhere? {
            guard sentFrom != nil || arrivesAt != nil else { return nil }
            return ArrivalElsewhere(
                sentFrom: try sentFrom.required("sentFrom"), arrivesAt: try arrivesAt.required("arrivesAt"))
        }

        func action(_ type: MessageType) throws(DecodeError) -> Action {
            switch type {
            case .stockReceive:
                .receive(receiptId: try receiptId.required("receiptId"), lines: try lines.required("lines"))
            case .stockAdjust: .adjust(try adjustment())
            case .stockAllocate: .allocate(try move())
            case .stockRelease: .release(try release())
            case .stockIssue: .issue(try issue())
            case .stockHold: .hold(try hold(lines: try lines.required("lines")))
            case .stockUnhold: .unhold(try hold(lines: []))
            case .stockShorten:
                .shorten(
                    StockShort(
                        outboundOrderId: try outboundOrderId.required("outboundOrderId"),
                        lines: try shorts.required("lines"), replyTo: try replyTo.required("replyTo"),
                        issued: issued))
            case .stockReverse: .reverse(try reversal())
            default: .restore(try restore())
            }
        }
    }

    static func decode(_ reader: inout JSONReader, _ type: MessageType) throws(DecodeError) -> StockCommand {
        var fields = Fields()
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "receiptId": fields.receiptId = try reader.id()
            case "adjustmentId": fields.adjustmentId = try reader.id()
            case "outboundOrderId": fields.outboundOrderId = try reader.isNull() ? nil : try reader.id()
            case "returnOrderId": fields.returnOrderId = try reader.returnOrderId()
            case "caseId": fields.caseId = try reader.isNull() ? nil : try reader.caseId()
            case "sku": fields.sku = try reader.id()
            case "delta": fields.delta = try reader.delta()
            case "from": fields.from = try reader.isNull() ? nil : try reader.word(StockPlace.self)
            case "releaseId": fields.releaseId = try reader.isNull() ? nil : try reader.id()
            case "again": fields.again = try reader.bool()
            case "issued" where type == .stockShorten: fields.issued = try reader.bool()
            case "complete" where type == .stockRestore: fields.complete = try reader.isNull() ? nil : try reader.bool()
            case "reasonCode": fields.reasonCode = try reader.text()
            case "actor": fields.actor = try reader.text()
            case "sentFrom": fields.sentFrom = try reader.isNull() ? nil : try reader.id()
            case "arrivesAt": fields.arrivesAt = try reader.isNull() ? nil : try reader.id()
            case "replyTo": fields.replyTo = try StoreOrderFields(&reader).key()
            case "lines":
                switch type {
                case .stockRestore: fields.restored = try reader.restoreLines()
                case .stockShorten: fields.shorts = try reader.shortenedLines()
                case .stockReverse: fields.reversed = try reader.bookedLines()
                default: fields.lines = try reader.lines()
                }
            default: if try !fields.warehouse.take(key, &reader) { try reader.skip() }
            }
        }
        return StockCommand(warehouse: try fields.warehouse.key(), action: try fields.action(type))
    }
}

extension StockAdjustment {
    func encode(_ writer: inout JSONWriter) {
        writer.field("adjustmentId", adjustmentId)
        writer.field("sku", sku)
        writer.field("delta", delta)
        writer.field("reasonCode", reasonCode)
        writer.field("actor", actor)
        writer.field("caseId", ifPresent: caseId)
        writer.field("outboundOrderId", ifPresent: outboundOrderId)
        if let from { writer.field("from", from) }
    }
}

extension StockRestore {
    func encode(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.field("returnOrderId", returnOrderId)
        writer.field("receiptId", receiptId)
        writer.field("caseId", ifPresent: caseId)
        writer.key("lines")
        writer.array { writer in
            for line in lines {
                writer.object {
                    $0.field("sku", line.line.sku)
                    $0.field("quantity", line.line.quantity)
                    $0.field("handling", line.handling)
                    if line.missing { $0.field("missing", true) }
                    if line.found > 0 { $0.field("found", line.found) }
                }
            }
        }
        writer.field("sentFrom", ifPresent: elsewhere?.sentFrom)
        writer.field("arrivesAt", ifPresent: elsewhere?.arrivesAt)
        if let complete { writer.field("complete", complete) }
        writer.field("replyTo") { $0.storeOrder(replyTo) }
    }
}

extension StockShort {
    func encode(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.shortenedLines("lines", lines)
        writer.field("replyTo") { $0.storeOrder(replyTo) }
        if issued { writer.field("issued", true) }
    }
}

extension JSONWriter {
    /// Units that an outbound order will not send.
    mutating func shortenedLines(_ name: StaticString, _ lines: [StockShort.ShortLine]) {
        key(name)
        array { writer in
            for line in lines {
                writer.object {
                    $0.field("sku", line.line.sku)
                    $0.field("quantity", line.line.quantity)
                    $0.field("reason", line.reason)
                    if line.freed { $0.field("freed", true) }
                }
            }
        }
    }
}

extension JSONReader {
    /// 1…2,000 lines that are not sent; the same SKU for the same reason is one line with the sum.
    mutating func shortenedLines() throws(DecodeError) -> [StockShort.ShortLine] {
        var lines: [StockShort.ShortLine] = []
        try eachLine { _, reader throws(DecodeError) in
            var sku: String?
            var quantity: Int?
            var reason: StockShort.Reason?
            var freed = false
            try reader.object { key, reader throws(DecodeError) in
                switch key {
                case "sku": sku = try reader.id()
                case "quantity": quantity = try reader.quantity()
                case "reason": reason = try reader.word(StockShort.Reason.self)
                case "freed": freed = try reader.bool()
                default: try reader.skip()
                }
            }
            let line = Line(try sku.required("sku"), try quantity.required("quantity"))
            let why = try reason.required("reason")
            if let same = lines.firstIndex(where: { $0.line.sku == line.sku && $0.reason == why && $0.freed == freed }) {
                lines[same].line.quantity += line.quantity
            } else {
                lines.append(StockShort.ShortLine(line, why, freed: freed))
            }
        }
        return lines
    }

    /// A change of a balance: −1,000,000…1,000,000, not zero.
    mutating func delta() throws(DecodeError) -> Int {
        let value = try integer()
        guard let delta = Int(exactly: value), delta != 0,
            (-Limits.quantity.upperBound...Limits.quantity.upperBound).contains(delta)
        else {
            throw DecodeError(
                .invalidField, "",
                "expected a whole number from -\(Limits.quantity.upperBound) to \(Limits.quantity.upperBound), not 0, "
                    + "found \(value)")
        }
        return delta
    }

    /// At most 2,000 lines that come back; the same SKU with the same handling is one line with the sum.
    mutating func restoreLines() throws(DecodeError) -> [StockRestore.RestoreLine] {
        var lines: [StockRestore.RestoreLine] = []
        try eachLine(allowsNone: true) { _, reader throws(DecodeError) in
            var sku: String?
            var quantity: Int?
            var handling: Handling?
            var missing = false
            var found = 0
            try reader.object { key, reader throws(DecodeError) in
                switch key {
                case "sku": sku = try reader.id()
                case "quantity": quantity = try reader.quantity()
                case "handling": handling = try reader.word(Handling.self)
                case "missing": missing = try reader.bool()
                case "found": found = try reader.count()
                default: try reader.skip()
                }
            }
            let line = Line(try sku.required("sku"), try quantity.required("quantity"))
            let way = try handling.required("handling")
            if let same = lines.firstIndex(where: { $0.line.sku == line.sku && $0.handling == way && $0.missing == missing })
            {
                lines[same].line.quantity += line.quantity
                lines[same].found += found
            } else {
                lines.append(StockRestore.RestoreLine(line, way, missing: missing, found: found))
            }
        }
        return lines
    }
}
