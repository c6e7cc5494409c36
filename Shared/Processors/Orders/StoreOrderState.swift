internal import Contracts
internal import Fulfillment

extension StoreOrder {
    /// The key of its state.
    static func stateKey(_ key: StoreOrderKey) -> [UInt8] { StateKey.of("order", key.storeId, key.storeOrderId) }

    func encodeState(_ writer: inout JSONWriter) {
        writer.field("s", key.storeId)
        writer.field("o", key.storeOrderId)
        if !outboundOrders.isEmpty { writer.list("ob", outboundOrders) { $0.encodeState(&$1) } }
        if !cases.isEmpty { writer.list("cs", cases) { $0.encodeState(&$1) } }
        if !requests.isEmpty { writer.list("rq", requests) { $0.encodeState(&$1) } }
        if !waitingReports.isEmpty { writer.list("wr", waitingReports) { $0.encodeState(&$1) } }
        if !forgotten.isEmpty {
            writer.list("fg", forgotten) { one, writer in
                writer.field("i", one.outboundOrderId)
                writer.field("m", one.merchantId)
                writer.field("f", one.fingerprint)
            }
        }
        if !forgottenRequests.isEmpty {
            writer.list("fr", forgottenRequests) { $0.encodeState(&$1) }
        }
        if forgottenCases != 0 { writer.field("fc", forgottenCases) }
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
            case "s", "storeId": storeId = try reader.string()
            case "o", "storeOrderId": storeOrderId = try reader.string()
            case "ob", "outboundOrders":
                outboundOrders = try reader.list { reader throws(DecodeError) in
                    var parcel: FormerState.Parcel?
                    let read = try OutboundOrder.decodeState(&reader, &parcel)
                    former.parcels.append(parcel)
                    return read
                }
            case "cs", "cases":
                cases = try reader.list { reader throws(DecodeError) in
                    var one = FormerState.Case()
                    let read = try CancellationCase.decodeState(&reader, &one)
                    former.cases.append(one)
                    return read
                }
            case "rq", "requests": requests = try reader.list(Request.decodeState)
            case "wr", "waitingReports": waitingReports = try reader.list(WaitingReport.decodeState)
            case "fg", "forgotten": forgotten = try reader.list(Forgotten.decodeState)
            case "fr", "forgottenRequests": forgottenRequests = try reader.list(Request.decodeState)
            case "fc", "forgottenCases": forgottenCases = try reader.int()
            case "n", "seen", "c", "seenContents": try seen.take(key, &reader)
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
            case "i", "id": one.outboundOrderId = try reader.string()
            case "m", "merchantId": one.merchantId = try reader.string()
            case "f", "fingerprint": one.fingerprint = try reader.fingerprint()
            default: try reader.skip()
            }
        }
        return one
    }
}

extension StoreOrder.Request {
    fileprivate func encodeState(_ writer: inout JSONWriter) {
        writer.field("ri", requestId)
        writer.field("f", fingerprint)
        writer.field("ci", caseId)
        if !coveredBy.isEmpty { writer.field("cb", coveredBy) }
        if let lines { writer.shortLines("l", lines) }
        if let outboundOrderIds { writer.field("oi", outboundOrderIds) }
        if let cutOff { writer.field("ct", at: cutOff) }
        if awaitsFirst { writer.field("af", true) }
        if let joinedFor { writer.field("jf", joinedFor) }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> StoreOrder.Request {
        var request = StoreOrder.Request(requestId: "", fingerprint: Fingerprint(), caseId: "")
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "ri", "requestId": request.requestId = try reader.string()
            case "f", "fingerprint": request.fingerprint = try reader.fingerprint()
            case "ci", "caseId": request.caseId = try reader.string()
            case "cb", "coveredBy": request.coveredBy = try reader.strings()
            case "l", "lines": request.lines = try reader.shortLines()
            case "oi", "outboundOrderIds": request.outboundOrderIds = try reader.strings()
            case "ct", "cutOff": request.cutOff = try reader.timestamp()
            case "jf", "joinedFor": request.joinedFor = try reader.strings()
            case "af", "awaitsFirst": request.awaitsFirst = try reader.bool()
            default: try reader.skip()
            }
        }
        return request
    }
}
