internal import Contracts
internal import Fulfillment

/// A return order is kept as its event has it, with what no event says; receipts that wait for one stand alone.
extension ExpectedReturn {
    /// The key of its state.
    static func stateKey(_ id: String, _ storeOrder: StoreOrderKey) -> [UInt8] {
        StateKey.of("return", storeOrder.storeId, storeOrder.storeOrderId, id)
    }

    func encodeState(_ writer: inout JSONWriter) {
        if let order {
            order.encodeState(&writer)
        } else {
            writer.field("returnOrderId", returnOrderId)
            writer.field("s", storeOrder.storeId)
            writer.field("o", storeOrder.storeOrderId)
        }
        if let refused {
            writer.key("refused")
            Message.returnOrderCommand(.create(refused)).encodeData(&writer)
        }
        if let announced {
            writer.key("announced")
            writer.object { announced.encodeState(&$0) }
        }
        if !waiting.isEmpty { writer.list("wt", waiting) { $0.encodeState(&$1) } }
        if !postponed.isEmpty { writer.list("postponed", postponed) { $0.encodeState(&$1) } }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> ExpectedReturn {
        var whole = reader
        var texts = (returnOrderId: "", storeId: "", storeOrderId: "")
        var isOpened = false
        var waiting: [WaitingReceipt] = []
        var postponed: [WaitingReceipt] = []
        var refused: ReturnOrderCreated?
        var announced: AnnouncedReturn?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "returnOrderId": texts.returnOrderId = try reader.string()
            case "s", "storeId": texts.storeId = try reader.string()
            case "o", "storeOrderId": texts.storeOrderId = try reader.string()
            case "postponed": postponed = try reader.list(WaitingReceipt.decodeState)
            case "wt", "waiting": waiting = try reader.list(WaitingReceipt.decodeState)
            case "announced": announced = try AnnouncedReturn.decodeState(&reader)
            case "refused": refused = try ReturnOrderCreated.decodeState(&reader)
            case "z", "state":
                isOpened = true
                try reader.skip()
            default: try reader.skip()
            }
        }
        var expected = ExpectedReturn(
            returnOrderId: texts.returnOrderId,
            storeOrder: StoreOrderKey(storeId: texts.storeId, storeOrderId: texts.storeOrderId),
            order: isOpened ? try ReturnOrder.decodeState(&whole) : nil)
        expected.waiting = waiting
        expected.postponed = postponed
        expected.refused = refused
        expected.announced = announced
        return expected
    }

    /// The merchants whose goods it is about.
    var merchantIds: [String] { [order?.created, announced?.created, refused].compactMap { $0?.warehouse.merchantId } }
}

extension AnnouncedReturn {
    fileprivate func encodeState(_ writer: inout JSONWriter) {
        writer.key("created")
        Message.returnOrderCommand(.create(created)).encodeData(&writer)
        writer.field("dl", at: deadline)
        guard let origin else { return }
        writer.key("og")
        writer.object { origin.encodeState(&$0) }
    }

    fileprivate static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> AnnouncedReturn {
        var created: ReturnOrderCreated?
        var deadline: Timestamp?
        var origin: MessageOrigin?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "created": created = try ReturnOrderCreated.decodeState(&reader)
            case "dl", "deadline", "lg", "lag": try deadline.decodeDeadline(key, &reader)
            case "og", "origin": origin = try MessageOrigin.decodeState(&reader)
            default: try reader.skip()
            }
        }
        return AnnouncedReturn(
            try created.required("created"), origin: origin, deadline: try deadline.required("deadline"))
    }
}

extension ReturnOrderCreated {
    /// As the message that it came as.
    fileprivate static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> ReturnOrderCreated {
        var data = try reader.part()
        guard
            case .returnOrderCommand(.create(let created)) = try Message(
                Envelope(source: "", id: "", type: .returnOrderCreate), &data)
        else { throw DecodeError(.invalidField, "refused", "is not a return order") }
        return created
    }
}

extension ReturnOrder {
    /// As its event has it, and the receipts that were processed.
    fileprivate func encodeState(_ writer: inout JSONWriter) {
        encode(&writer)
        writer.list("rc", receipts) { receipt, writer in
            writer.field("receiptId", receipt.receiptId)
            writer.field("f", receipt.fingerprint)
            if !receipt.lines.isEmpty { writer.list("l", receipt.lines) { $0.encodeState(&$1) } }
            if let booked = receipt.booked { writer.list("booked", booked) { $0.encode(&$1) } }
            if receipt.isComplete { writer.field("complete", true) }
            if receipt.isAfterAll { writer.field("afterAll", true) }
            if !receipt.answered.isEmpty { writer.field("answered", receipt.answered) }
            if !receipt.claimed.isEmpty { writer.field("claimed", receipt.claimed) }
            if let reversal = receipt.reversal {
                writer.key("reversal")
                writer.object { reversal.encodeState(&$0) }
            }
        }
    }

    fileprivate static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> ReturnOrder {
        var receipts: [Receipt] = []
        var order = try decode(&reader) { key, reader throws(DecodeError) in
            switch key {
            case "rc", "receipts": receipts = try reader.list(Receipt.decodeState)
            default: try reader.skip()
            }
        }
        order.receipts = receipts
        return order
    }
}

extension ReturnOrder.Receipt {
    fileprivate static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> ReturnOrder.Receipt {
        var receipt = ReturnOrder.Receipt(receiptId: "", fingerprint: Fingerprint())
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "receiptId": receipt.receiptId = try reader.string()
            case "f", "fingerprint": receipt.fingerprint = try reader.fingerprint()
            case "l", "lines": receipt.lines = try reader.list(StockRestore.RestoreLine.decodeState)
            case "answered": receipt.answered = try reader.strings()
            case "claimed": receipt.claimed = try reader.strings()
            case "booked": receipt.booked = try reader.list(StockReversal.BookedLine.decode)
            case "complete": receipt.isComplete = try reader.bool()
            case "afterAll": receipt.isAfterAll = try reader.bool()
            case "reversal": receipt.reversal = try ReturnOrder.Reversal.decodeState(&reader)
            default: try reader.skip()
            }
        }
        return receipt
    }
}

extension StockRestore.RestoreLine {
    fileprivate func encodeState(_ writer: inout JSONWriter) {
        writer.field("u", line.sku)
        writer.field("qt", line.quantity)
        writer.field("handling", handling)
        if missing { writer.field("ms", true) }
    }

    fileprivate static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> StockRestore.RestoreLine {
        var one = StockRestore.RestoreLine(Line("", 0), .putAway)
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "u", "sku": one.line.sku = try reader.string()
            case "qt", "quantity": one.line.quantity = try reader.int()
            case "handling": one.handling = try reader.word(Handling.self)
            case "ms", "missing": one.missing = try reader.bool()
            default: try reader.skip()
            }
        }
        return one
    }
}
