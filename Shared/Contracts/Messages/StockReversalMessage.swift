public import Fulfillment

extension StockReversal {
    func encode(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.field("returnOrderId", returnOrderId)
        writer.field("receiptId", receiptId)
        writer.field("caseId", ifPresent: caseId)
        writer.key("lines")
        writer.array { writer in for line in lines { writer.object { line.encode(&$0) } } }
        writer.field("replyTo") { $0.storeOrder(replyTo) }
    }
}

extension StockReversal.BookedLine {
    public func encode(_ writer: inout JSONWriter) {
        writer.field("sku", line.sku)
        writer.field("quantity", line.quantity)
        writer.field("handling", handling)
        if missing { writer.field("missing", true) }
        if neverLeft > 0 { writer.field("neverLeft", neverLeft) }
        if found > 0 { writer.field("found", found) }
    }

    public static func decode(_ reader: inout JSONReader) throws(DecodeError) -> StockReversal.BookedLine {
        var sku: String?
        var quantity: Int?
        var handling: Handling?
        var missing = false
        var (neverLeft, found) = (0, 0)
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "sku": sku = try reader.id()
            case "quantity": quantity = try reader.quantity()
            case "handling": handling = try reader.word(Handling.self)
            case "missing": missing = try reader.bool()
            case "neverLeft": neverLeft = try reader.count()
            case "found": found = try reader.count()
            default: try reader.skip()
            }
        }
        let line = Line(try sku.required("sku"), try quantity.required("quantity"))
        guard neverLeft <= line.quantity, found <= line.quantity - neverLeft else {
            throw DecodeError(.invalidField, "neverLeft", "with found, it is more than the quantity")
        }
        return StockReversal.BookedLine(
            line, try handling.required("handling"), missing: missing, neverLeft: neverLeft, found: found)
    }
}

extension JSONReader {
    /// 1…2,000 lines that are taken back, as they were booked.
    mutating func bookedLines() throws(DecodeError) -> [StockReversal.BookedLine] {
        var lines: [StockReversal.BookedLine] = []
        try eachLine { _, reader throws(DecodeError) in lines.append(try .decode(&reader)) }
        return lines
    }
}
