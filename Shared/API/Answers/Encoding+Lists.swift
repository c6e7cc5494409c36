internal import Contracts
internal import Fulfillment
internal import ReadModel

extension CaseSummary {
    func encode(_ writer: inout JSONWriter) {
        writer.field("caseId", caseId)
        writer.storeOrder(storeOrder)
        writer.field("merchantIds", merchantIds)
        writer.field("warehouseIds", warehouseIds)
        writer.field("revision", revision)
        writer.field("state", state)
        writer.field("final", state.isFinal)
        writer.field("code", code)
        writer.field("stage", stage?.rawValue ?? "unknown")
        writer.field("nextAction", nextAction)
        writer.quantities(quantities)
        writer.field("openedAt", at: openedAt)
        writer.field("changedAt", at: changedAt)
        writer.field("endedAt", at: endedAt)
        if let due { writer.field("due") { due.encode(&$0) } }
        writer.field("contradicted", isContradicted)
        writer.field("mergedInto", ifPresent: mergedInto)
    }
}

extension CaseDue {
    func encode(_ writer: inout JSONWriter) {
        debtor.encode(&writer)
        writer.field("task", ifPresent: task?.rawValue)
        writer.field("at", at: at)
        writer.field("decidedAt", at: decidedAt)
    }
}

extension CaseDue.Debtor {
    func encode(_ writer: inout JSONWriter) {
        switch self {
        case .warehouse(let id):
            writer.field("by", "warehouse")
            writer.field("id", id)
        case .store(let id):
            writer.field("by", "store")
            writer.field("id", id)
        }
    }
}

extension CaseView {
    func encode(_ writer: inout JSONWriter) {
        writer.object { writer in
            summary.encode(&writer)
            writer.field("addsUp", addsUp)
            writer.list("requests", requests) { $1.encode(&$0) }
            writer.list("parts", parts) { writer, part in
                writer.field("outboundOrderId", part.part.outboundOrderId)
                writer.field("warehouseId", part.part.warehouseId)
                writer.field("status", part.part.status)
                writer.field("code", part.part.code)
                writer.field("stage", ifPresent: part.part.stage?.rawValue)
                writer.field("nextAction", ifPresent: part.part.nextAction?.rawValue)
                if let units = part.part.quantities { writer.quantities(units) }
                if let due = part.due { writer.field("due") { due.encode(&$0) } }
                writer.list("parcels", part.outboundOrder?.parcels ?? []) { $1.encode(&$0) }
            }
            writer.list("contradictions", messages: contradictions.map { .cancellationContradicted($0) })
            writer.list("tasks", tasks) { $1.encode(&$0) }
            writer.list("returnOrders", returnOrders) { $1.encode(&$0) }
            writer.list("movements", messages: movements.map { .stockMoved($0.moved) })
            writer.field("coveredBy", coveredBy)
            writer.list("timeline", timeline) { $1.encode(&$0) }
        }
    }
}

extension TaskRow {
    func encode(_ writer: inout JSONWriter) {
        writer.fields(of: Message.task(task))
        writer.field("merchantId", ifPresent: merchantId)
        writer.field("parcelId", ifPresent: parcelId)
        writer.field("openedAt", at: openedAt)
        writer.field("closedAt", at: closedAt)
        writer.field("status", ifPresent: status?.rawValue)
        writer.field("custody", ifPresent: custody?.rawValue)
    }
}

extension StockRow {
    func encode(_ writer: inout JSONWriter) {
        balance.encodeBalance(&writer)
        writer.field("held", held)
        writer.field("movedAt", at: movedAt)
        if isOversold { writer.field("oversold", true) }
    }
}

extension ReturnOrderSummary {
    func encode(_ writer: inout JSONWriter) {
        writer.field("returnOrderId", returnOrderId)
        writer.storeOrder(storeOrder)
        writer.field("outboundOrderId", outboundOrderId)
        writer.warehouse(warehouse)
        writer.field("caseId", ifPresent: caseId)
        writer.field("origin", origin)
        writer.field("state", state)
        writer.field("expected", expected)
        writer.field("received", received)
        writer.field("booked", booked)
        writer.field("changedAt", at: changedAt)
    }
}

extension ReturnOrderView {
    func encode(_ writer: inout JSONWriter) {
        writer.object { writer in
            writer.fields(of: Message.returnOrderChanged(now))
            writer.list("receipts", receipts) { writer, row in
                writer.fields(of: Message.returnOrderCommand(.receive(row.receipt)))
                writer.field("recordedAt", at: row.recordedAt)
                writer.field("sender", row.sender)
                if let rejection = row.rejection { writer.field("rejection") { rejection.encode(&$0) } }
                if row.isReversed { writer.field("reversed", true) }
            }
        }
    }
}

extension RejectionRow {
    func encode(_ writer: inout JSONWriter) {
        writer.field("id", id)
        writer.fields(of: Message.rejected(rejected))
        writer.field("recordedAt", at: recordedAt)
    }
}

extension DeadLetterRow {
    func encode(_ writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("code", code)
        writer.field("message", message)
        writer.field("path", ifPresent: path)
        if let origin { writer.field("origin") { $0.place(origin) } }
        writer.field("service", ifPresent: service)
        writer.field("recordedAt", at: recordedAt)
        writer.field("key", ifPresent: key)
        writer.field("size", size)
        writer.field("sentAgain", isReplayed)
        writer.field("dismissed", isDismissed)
        if let closing {
            writer.field("closing") { writer in
                writer.field("by", closing.by)
                writer.field("why", closing.why)
                writer.field("at", at: closing.at)
            }
        }
    }
}

extension DeadLetterView {
    func encode(_ writer: inout JSONWriter) {
        writer.object { writer in
            row.encode(&writer)
            writer.field("alike", alike)
            writer.list("headers", original.headers) { writer, header in
                writer.field("name", header.name)
                writer.field("value", ifPresent: header.value.map { String(decoding: $0, as: UTF8.self) })
            }
            writer.field("value", ifPresent: original.value.map { String(decoding: $0, as: UTF8.self) })
        }
    }
}

extension SearchHit {
    func encode(_ writer: inout JSONWriter) {
        writer.field("kind", kind)
        writer.field("text", text)
        writer.field("exact", isExact)
        if let storeOrder { writer.storeOrder(storeOrder) }
        writer.field("outboundOrderId", ifPresent: outboundOrderId)
        if let warehouse { writer.warehouse(warehouse) }
    }
}

extension OperationsSummary {
    func encode(_ writer: inout JSONWriter) {
        writer.object { writer in
            writer.list("open", CaseFilter.open) { writer, state in
                writer.field("state", state)
                writer.field("cases", open[state] ?? 0)
            }
            writer.list("late", late) { writer, debtor in
                debtor.debtor.encode(&writer)
                writer.field("cases", debtor.cases)
                writer.field("oldest", at: debtor.oldest)
            }
            writer.list("lateCases", lateCases) { $1.encode(&$0) }
            writer.list("answers", answers) { writer, times in
                writer.field("warehouseId", times.warehouseId)
                writer.field("task", times.task)
                writer.field("count", times.count)
                writer.field("p50Milliseconds", number: times.p50)
                writer.field("p95Milliseconds", number: times.p95)
            }
            writer.field("rejectedToday", rejectedToday)
            writer.field("unreadable", unreadable)
        }
    }
}

extension ReadStatus {
    func encode(_ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", EventId(epoch: epoch, number: change).text)
            writer.field("caughtUp", isCaughtUp)
            writer.field("percent", Int(progress * 100))
            writer.field("newest", at: newest)
            writer.field("checkedAt", at: checkedAt)
        }
    }
}

extension ReadChange {
    func encode(_ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("kind", kind)
            writer.field("id", id)
            writer.field("recordedAt", at: recordedAt)
            if let storeOrder { writer.storeOrder(storeOrder) }
            if let warehouse {
                if !warehouse.merchantId.isEmpty { writer.field("merchantId", warehouse.merchantId) }
                writer.field("warehouseId", warehouse.warehouseId)
            }
            writer.field("state", ifPresent: state)
            writer.field("caseId", ifPresent: caseId)
        }
    }
}
