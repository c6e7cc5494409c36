internal import Contracts
internal import Fulfillment

extension StoreOrder {
    /// The key of its state.
    static func stateKey(_ key: StoreOrderKey) -> [UInt8] { StateKey.of("order", key.storeId, key.storeOrderId) }

    func encodeState(_ writer: inout JSONWriter) {
        writer.field("storeId", key.storeId)
        writer.field("storeOrderId", key.storeOrderId)
        writer.list("outboundOrders", outboundOrders) { $0.encodeState(&$1) }
        writer.list("cases", cases) { $0.encodeState(&$1) }
        writer.list("requests", requests) { $0.encodeState(&$1) }
        if !waitingReports.isEmpty { writer.list("waitingReports", waitingReports) { $0.encodeState(&$1) } }
        if !forgotten.isEmpty {
            writer.list("forgotten", forgotten) { one, writer in
                writer.field("id", one.outboundOrderId)
                writer.field("merchantId", one.merchantId)
                writer.field("fingerprint", one.fingerprint)
            }
        }
        if !forgottenRequests.isEmpty {
            writer.list("forgottenRequests", forgottenRequests) { $0.encodeState(&$1) }
        }
        if forgottenCases != 0 { writer.field("forgottenCases", forgottenCases) }
        writer.seen(seen)
    }

    /// - Parameter policies: the merchants' ways of restocking, which a record of an earlier version does not say.
    static func decodeState(
        _ reader: inout JSONReader, _ policies: Policies
    ) throws(DecodeError) -> StoreOrder {
        var storeId = ""
        var storeOrderId = ""
        var outboundOrders: [OutboundOrder] = []
        var cases: [CancellationCase] = []
        var requests: [Request] = []
        var waitingReports: [WaitingReport] = []
        var forgotten: [Forgotten] = []
        var forgottenRequests: [Request] = []
        var forgottenCases = 0
        var former = FormerState()
        var seen = SeenFields()
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "storeId": storeId = try reader.string()
            case "storeOrderId": storeOrderId = try reader.string()
            case "outboundOrders":
                outboundOrders = try reader.list { reader throws(DecodeError) in
                    var parcel: FormerState.Parcel?
                    let read = try OutboundOrder.decodeState(&reader, &parcel)
                    former.parcels.append(parcel)
                    return read
                }
            case "cases":
                cases = try reader.list { reader throws(DecodeError) in
                    var one = FormerState.Case()
                    let read = try CancellationCase.decodeState(&reader, &one)
                    former.cases.append(one)
                    return read
                }
            case "requests": requests = try reader.list(Request.decodeState)
            case "waitingReports": waitingReports = try reader.list(WaitingReport.decodeState)
            case "forgotten": forgotten = try reader.list(Forgotten.decodeState)
            case "forgottenRequests": forgottenRequests = try reader.list(Request.decodeState)
            case "forgottenCases": forgottenCases = try reader.int()
            case "seen", "seenContents": try seen.take(key, &reader)
            default: try reader.skip()
            }
        }
        var order = StoreOrder(key: StoreOrderKey(storeId: storeId, storeOrderId: storeOrderId))
        order.outboundOrders = outboundOrders
        order.cases = cases
        order.requests = requests
        order.waitingReports = waitingReports
        order.forgotten = forgotten
        order.forgottenRequests = forgottenRequests
        order.forgottenCases = forgottenCases
        order.seen = seen.messages
        try former.bring(into: &order, policies)
        return order
    }
}

extension StoreOrder.Forgotten {
    fileprivate static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> Self {
        var one = Self(outboundOrderId: "", merchantId: "", fingerprint: Fingerprint())
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "id": one.outboundOrderId = try reader.string()
            case "merchantId": one.merchantId = try reader.string()
            case "fingerprint": one.fingerprint = try reader.fingerprint()
            default: try reader.skip()
            }
        }
        return one
    }
}

extension StoreOrder.Request {
    fileprivate func encodeState(_ writer: inout JSONWriter) {
        writer.field("requestId", requestId)
        writer.field("fingerprint", fingerprint)
        writer.field("caseId", caseId)
        if !coveredBy.isEmpty { writer.field("coveredBy", coveredBy) }
        if let lines { writer.shortLines("lines", lines) }
        if let outboundOrderIds { writer.field("outboundOrderIds", outboundOrderIds) }
        if let cutOff { writer.field("cutOff", at: cutOff) }
        if awaitsFirst { writer.field("awaitsFirst", true) }
        if let joinedFor { writer.field("joinedFor", joinedFor) }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> StoreOrder.Request {
        var request = StoreOrder.Request(requestId: "", fingerprint: Fingerprint(), caseId: "")
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "requestId": request.requestId = try reader.string()
            case "fingerprint": request.fingerprint = try reader.fingerprint()
            case "caseId": request.caseId = try reader.string()
            case "coveredBy": request.coveredBy = try reader.strings()
            case "lines": request.lines = try reader.shortLines()
            case "outboundOrderIds": request.outboundOrderIds = try reader.strings()
            case "cutOff": request.cutOff = try reader.timestamp()
            case "joinedFor": request.joinedFor = try reader.strings()
            case "awaitsFirst": request.awaitsFirst = try reader.bool()
            default: try reader.skip()
            }
        }
        return request
    }
}
