public import Contracts
internal import Fulfillment
public import ReadModel

extension OrderView {
    func encode(_ writer: inout JSONWriter) {
        writer.object { writer in
            writer.storeOrder(key)
            writer.list("outboundOrders", outboundOrders) { $1.encode(&$0) }
            writer.list("cases", cases) { writer, one in encode(one, &writer) }
            writer.list("requests", requests) { $1.encode(&$0) }
            writer.list("tasks", messages: openTasks.map { .task($0.task) })
            writer.list("returnOrders", returnOrders) { $1.encode(&$0) }
        }
    }

    private func changes(of caseId: String) -> [CancellationChanged] {
        timeline.compactMap { entry in
            if case .cancellationChanged(let change) = entry.message, change.caseId == caseId { change } else { nil }
        }
    }

    /// The first message of the highest revision: how a case stands.
    private func newest(of caseId: String) -> CancellationChanged? {
        var newest: CancellationChanged?
        for change in changes(of: caseId) where change.revision > newest?.revision ?? -1 { newest = change }
        return newest
    }

    /// A case: how it stands, without a request's id; all requests' ids; every change; what was sent beyond its end. Where
    /// another case answers all its requests, that one is how they stand.
    private func encode(_ one: CaseSummary, _ writer: inout JSONWriter) {
        let history = changes(of: one.caseId)
        writer.field("caseId", one.caseId)
        if let newest = newest(of: one.mergedInto ?? one.caseId) {
            writer.fields(of: newest)
        }
        writer.field("mergedInto", ifPresent: one.mergedInto)
        var seen: Set<String> = []
        writer.field("requestIds", history.map(\.requestId).filter { seen.insert($0).inserted })
        writer.field("openedAt", at: one.openedAt)
        writer.field("endedAt", at: one.endedAt)
        if let due = one.due { writer.field("due") { due.encode(&$0) } }
        writer.list("history", messages: history.map { .cancellationChanged($0) })
        let contradictions = timeline.map(\.message).filter { message in
            if case .cancellationContradicted(let said) = message { said.caseId == one.caseId } else { false }
        }
        if !contradictions.isEmpty { writer.list("contradictions", messages: contradictions) }
    }
}

extension JSONWriter {
    /// How a case stands, without the ids of case and request.
    fileprivate mutating func fields(of newest: CancellationChanged) {
        var writer = JSONWriter()
        Message.cancellationChanged(newest).encodeData(&writer)
        var reader = JSONReader(writer.bytes)
        var fields: [[UInt8]] = []
        let bytes = writer.bytes
        // It was written a line before: it can be read.
        try? reader.object { key, reader throws(DecodeError) in
            let range = try reader.skip()
            if "caseId" ~= key || "requestId" ~= key { return }
            var name = JSONWriter()
            name.string(key.text)
            fields.append(name.bytes + [UInt8(ascii: ":")] + bytes[range])
        }
        for field in fields { raw(field) }
    }
}

extension OutboundOrderView {
    func encode(_ writer: inout JSONWriter) {
        writer.fields(of: Message.outboundOrderChanged(now))
        writer.field("submittedAt", at: submitted?.submittedAt)
        if let submitted { writer.lines("ordered", submitted.lines) }
        writer.list("parcels", parcels) { $1.encode(&$0) }
        writer.field("shippedUnscannedSince", at: shippedUnscanned?.reportedAt)
        writer.field("cancellationNow") { forecast.encode(&$0) }
    }
}

extension ParcelView {
    func encode(_ writer: inout JSONWriter) {
        writer.field("number", number)
        writer.field("parcelId", ifPresent: parcelId)
        writer.field("trackingNumber", ifPresent: trackingNumber)
        writer.field("carrier", ifPresent: carrier)
        writer.lines("lines", lines)
        writer.field("custody", custody)
        writer.field("label", label)
        writer.field("pulled", isPulled)
        writer.field("returning", isReturning)
        if let custodyBecause { writer.field("custodyBecause") { custodyBecause.encode(&$0) } }
        if !contradicting.isEmpty { writer.list("contradicting", contradicting) { $1.encode(&$0) } }
        writer.field("labelReason", ifPresent: labelReason)
    }
}

extension Statement {
    func encode(_ writer: inout JSONWriter) {
        writer.field("fact", fact.word)
        writer.field("source", source)
        writer.field("reportedBy", ifPresent: reportedBy)
        writer.field("warehouseId", warehouseId)
        writer.field("reportedAt", at: reportedAt)
        writer.field("recordedAt", at: recordedAt)
        writer.field("sender", sender)
    }
}

extension WarehouseReport.Fact {
    /// What is said, in one word of the contract.
    fileprivate var word: String {
        switch self {
        case .progressed(let status, _, _): status.rawValue
        case .goodsVerified(let found): found.rawValue
        case .parcelIntercepted(let succeeded, _): succeeded ? "pulled" : "notPulled"
        case .labelVoided(let succeeded, _, _): succeeded ? "labelVoided" : "labelNotVoided"
        case .carrierScanned(let scan, _): scan.rawValue
        }
    }
}

extension CancellationForecast {
    func encode(_ writer: inout JSONWriter) {
        writer.field("outboundOrderId", outboundOrderId)
        writer.field("units", units)
        switch step {
        case .cancel(let available):
            writer.field("step", "cancel")
            writer.field("available", available)
        case .verify(let seconds):
            writer.field("step", "verify")
            writer.field("answerWithinSeconds", number: seconds)
        case .putBack(let seconds):
            writer.field("step", "putBack")
            writer.field("answerWithinSeconds", number: seconds)
        case .refuse(let code):
            writer.field("step", "refuse")
            writer.field("code", code)
        case .covered(let caseId, let code):
            writer.field("step", "covered")
            writer.field("caseId", caseId)
            writer.field("code", code)
        }
    }
}

extension RequestView {
    func encode(_ writer: inout JSONWriter) {
        writer.field("requestId", requestId)
        writer.storeOrder(storeOrder)
        switch result {
        case .inHand: writer.field("result", "inHand")
        case .answered(let change):
            writer.field("result", "outcome")
            writer.field("outcome", Message.cancellationChanged(change))
        case .rejected(let row):
            writer.field("result", "rejection")
            writer.field("rejection") { row.encode(&$0) }
        }
        if let request { writer.field("request", Message.cancellationRequested(request)) }
        writer.field("recordedAt", at: recordedAt)
    }
}

extension TimelineEntry {
    /// Its fields, as HTTP shows them.
    public func encode(_ writer: inout JSONWriter) {
        writer.field("type", message.type.rawValue)
        writer.field("at", at: at)
        writer.field("recordedAt", at: recordedAt)
        writer.field("sender", sender)
        writer.field("messageId", messageId)
        writer.field("causationId", ifPresent: causationId)
        writer.field("caseId", ifPresent: caseId)
        writer.field("outboundOrderId", ifPresent: outboundOrderId)
        writer.field("person", ifPresent: person)
        writer.field("principal", ifPresent: principal)
        writer.place(place)
        writer.field("data", message)
    }
}

extension BalanceView {
    func encode(_ writer: inout JSONWriter) {
        writer.object { writer in
            writer.storeOrder(storeOrder)
            writer.field("ordered", ordered)
            writer.field("addsUp", addsUp)
            writer.field("wrong", wrong)
            writer.list("units", rows) { writer, row in
                writer.field("outboundOrderId", row.outboundOrderId)
                writer.field("sku", row.sku)
                writer.field("quantity", row.quantity)
                writer.field("place", row.place)
                writer.field("caseId", ifPresent: row.caseId)
                if let because = row.because { writer.field("because", Message.stockMoved(because.moved)) }
            }
            writer.list("skus", skus) { writer, sum in
                writer.warehouse(sum.warehouse)
                sum.balance.encodeBalance(&writer)
                writer.field("addsUp", sum.addsUp)
            }
        }
    }
}

extension Stock {
    func encodeBalance(_ writer: inout JSONWriter) {
        writer.field("sku", sku)
        writer.field("onHand", onHand)
        writer.field("allocated", allocated)
        writer.field("quarantined", quarantined)
        writer.field("available", available)
    }
}
