import Fulfillment

@testable import TestWorld

/// The names that the stories share: one store order, its outbound order, and what is in it.
enum Sample {
    static let storeOrder = TestWorld.Sample.storeOrder
    static let warehouse = TestWorld.Sample.warehouse
    static let lines = [Line("A", 2), Line("B", 1)]
    static let now = TestWorld.Sample.now
    static let caseId = "shop/1001/c1"
}

extension Policies {
    static let byReturnOrder = Policies()
    static let byAdjustment: Policies = {
        var policy = Policy()
        policy.restockBy = .adjustment
        return Policies(merchants: ["acme": policy])
    }()
    /// Nothing is refused because the warehouse is silent.
    static let patientByAdjustment: Policies = {
        var policy = Policy()
        policy.restockBy = .adjustment
        policy.whenWarehouseIsSilent = .keepOpen
        return Policies(defaults: policy)
    }()
}

extension StoreOrderMessage {
    /// The order management system submits an outbound order.
    static func order(
        _ id: String = "OB-1", _ lines: [Line] = Sample.lines, warehouseId: String = "LAX1", merchantId: String = "acme",
        submittedSecondsLater seconds: Int64 = 0, replaces: String? = nil
    ) -> Self {
        .submitted(
            OutboundOrderSubmitted(
                outboundOrderId: id, storeOrder: Sample.storeOrder, merchantId: merchantId, warehouseId: warehouseId,
                lines: lines, submittedAt: Sample.now.adding(seconds: seconds), replaces: replaces))
    }

    /// The store asks to cancel; nil lines ask for the whole store order.
    static func cancel(
        _ requestId: String = "r1", _ lines: [Line]? = nil, reason: String = "buyerChangedMind", of ids: [String]? = nil
    ) -> Self {
        .requested(
            CancellationRequested(
                requestId: requestId, storeOrder: Sample.storeOrder, reason: reason, requestedBy: "buyer",
                requestedAt: Sample.now, lines: lines, outboundOrderIds: ids))
    }

    /// The warehouse or the carrier reports.
    static func report(
        _ fact: WarehouseReport.Fact, of id: String = "OB-1", secondsAgo: Int64 = 0,
        short: [StockShort.ShortLine] = [], parcel: ParcelName = ParcelName(), lines: [Line] = []
    ) -> Self {
        .reported(
            WarehouseReport(
                outboundOrderId: id, storeOrder: Sample.storeOrder, warehouseId: "LAX1",
                reportedAt: Sample.now.adding(seconds: -secondsAgo), fact: fact, short: short, parcel: parcel,
                lines: lines))
    }

    /// The floor went on, and will not send so many.
    static func short(
        _ units: Int, _ sku: String = "A", _ reason: StockShort.Reason = .notFound, freed: Bool = false,
        at status: OutboundStatus = .picked, secondsAgo: Int64 = 0
    ) -> Self {
        .report(
            .progressed(status, carrier: nil, trackingNumber: nil), secondsAgo: secondsAgo,
            short: [.init(Line(sku, units), reason, freed: freed)])
    }

    static func progress(_ status: OutboundStatus, tracking: String? = nil, of id: String = "OB-1") -> Self {
        .report(.progressed(status, carrier: nil, trackingNumber: tracking), of: id)
    }

    static func verified(_ found: WarehouseReport.Found, of id: String = "OB-1") -> Self {
        .report(.goodsVerified(found), of: id)
    }

    static func scan(_ scan: WarehouseReport.Scan, of id: String = "OB-1", secondsAgo: Int64 = 0) -> Self {
        .report(.carrierScanned(scan, trackingNumber: nil), of: id, secondsAgo: secondsAgo)
    }

    static func pulled(_ succeeded: Bool = true, of id: String = "OB-1") -> Self {
        .report(.parcelIntercepted(succeeded: succeeded, reason: nil), of: id)
    }

    static func voided(_ succeeded: Bool = true, of id: String = "OB-1") -> Self {
        .report(.labelVoided(succeeded: succeeded, trackingNumber: nil, reason: nil), of: id)
    }

    /// Inventory answers.
    static func reply(
        _ answer: StockReply.Answer, _ lines: [Line] = Sample.lines, of id: String = "OB-1", caseId: String? = nil
    ) -> Self {
        .stockReplied(
            StockReply(
                outboundOrderId: id, storeOrder: Sample.storeOrder, caseId: caseId,
                lines: lines.map { StockReply.ReplyLine($0) },
                answer: answer))
    }

    static func refusal(
        _ code: Rejection.Code, _ lines: [Line] = Sample.lines, of id: String = "OB-1", caseId: String? = Sample.caseId
    ) -> Self {
        .reply(
            .refused(code, message: "", claimedBy: nil, returnOrderId: nil, receiptId: nil), lines, of: id,
            caseId: caseId)
    }

    /// Units came back, each line handled as said.
    static func restored(
        _ lines: [(sku: String, quantity: Int, handling: Handling)], by claim: RestockClaim, of id: String = "OB-1",
        caseId: String? = nil
    ) -> Self {
        .stockReplied(
            StockReply(
                outboundOrderId: id, storeOrder: Sample.storeOrder, caseId: caseId,
                lines: lines.map { StockReply.ReplyLine(Line($0.sku, $0.quantity), handling: $0.handling) },
                answer: .restored(claim)))
    }
}

extension RestockClaim {
    static let returnOrder = RestockClaim(by: .returnOrder, id: "RO-OB-1")
    static let adjustment = RestockClaim(by: .adjustment, id: "adj-1")
}

extension [StoreOrderMessage] {
    /// An outbound order whose stock is allocated.
    static let allocated: [StoreOrderMessage] = [.order(), .reply(.allocated)]
    /// Marked shipped with a label, still in the building, a cancellation requested.
    static let verifyingShipped = allocated + [.progress(.shipped, tracking: "TN-1"), .cancel()]
    /// Picked without a label, a cancellation requested.
    static let verifyingPicked = allocated + [.progress(.picked), .cancel()]
    /// Pulled out of the stream, its label settled: the units are on their way to the shelf.
    static let restocking = verifyingPicked + [.pulled()]
}
