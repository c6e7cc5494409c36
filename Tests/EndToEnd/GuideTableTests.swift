import Foundation
import Testing

/// Each row of the warehouse guide's table on a real Kafka, by a foreign client, with every message sent once and sent
/// three times: it ends as the contract says, stock to the unit, one final outcome a request.
@Suite(.enabled(if: Stack.isAvailable), .timeLimit(.minutes(15)))
struct GuideTableTests {
    private func shop(_ times: Int) throws -> Shop { Shop(try Stack.shared.get(), times: times) }

    /// Waits until a message sent last has been processed, so that what the repeated ones might have done is done.
    private func settle(_ shop: Shop, finals expected: [String: Int] = ["r-1": 1]) throws {
        try shop.requestCancellation("r-last")
        try eventually("the last request is answered") {
            try shop.read("cancellations.outcomes").contains { $0.data["requestId"] as? String == "r-last" } ? true : nil
        }
        for (id, count) in expected { #expect(try shop.finals(id).count == count) }
    }

    private func expect(
        _ outcome: [String: Any], state: String, code: String, stage: String, next: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome["state"] as? String == state, sourceLocation: sourceLocation)
        #expect(outcome["code"] as? String == code, sourceLocation: sourceLocation)
        #expect(outcome["stage"] as? String == stage, sourceLocation: sourceLocation)
        #expect(outcome["nextAction"] as? String == next, sourceLocation: sourceLocation)
        let units = outcome["quantities"] as? [String: Int] ?? [:]
        func count(_ name: String) -> Int { units[name] ?? -1 }
        #expect(
            count("requested") == count("cancelled") + count("refused") + count("intercepted"), sourceLocation: sourceLocation)
        #expect(
            count("intercepted") == count("restored") + count("quarantined") + count("writtenOff") + count("pending"),
            sourceLocation: sourceLocation)
        #expect(count("requested") == 3 && count("pending") == 0, sourceLocation: sourceLocation)
    }

    @Test(arguments: [1, 3])
    func awaitingOutboundIsCancelledAndItsUnitsAreFree(times: Int) throws {
        let shop = try shop(times)
        try shop.awaitOutbound()
        try shop.requestCancellation()
        expect(
            try shop.final(), state: "cancelled", code: "cancelledBeforeWork", stage: "awaitingOutbound", next: "none")
        try shop.reaches("cancelled")
        try shop.stock(onHand: ["SKU-1": 5, "SKU-7": 5])
        try settle(shop)
        let again = try shop.final("r-last")
        #expect(again["code"] as? String == "alreadyCancelled")
        #expect(again["caseId"] as? String == "\(shop.key)/c1")
    }

    @Test(arguments: [(1, "inTransit"), (3, "inTransit"), (1, "delivered"), (3, "delivered")])
    func goodsWithTheCarrierCannotBeCancelled(times: Int, status: String) throws {
        let shop = try shop(times)
        try shop.awaitOutbound()
        try shop.progress(to: "shipped")
        try shop.report("carrier.scanned", ["status": status, "trackingNumber": shop.trackingNumber])
        try shop.reaches(status)
        try shop.requestCancellation()
        expect(try shop.final(), state: "refused", code: status, stage: status, next: "createReturn")
        try shop.stock(onHand: ["SKU-1": 3, "SKU-7": 4])
        try settle(shop)
    }

    @Test(arguments: [(1, "shipped"), (3, "shipped"), (1, "packed"), (3, "packed")])
    func goodsStillHereAreInterceptedAndComeBackByAReturnOrder(times: Int, status: String) throws {
        let shop = try shop(times)
        try shop.awaitOutbound()
        try shop.progress(to: status)
        try shop.requestCancellation()
        try shop.task("verifyGoods")
        try shop.report("warehouse.goods-verified", ["found": "inWarehouse"])
        try shop.task("interceptParcel")
        try shop.report("warehouse.parcel-intercepted", ["succeeded": true])
        if status == "shipped" {
            try shop.task("voidLabel")
            try shop.report("warehouse.label-voided", ["succeeded": true, "trackingNumber": shop.trackingNumber])
        }
        try shop.task("putAway")
        try shop.reaches("intercepted")
        try shop.receiveReturn()
        let outcome = try shop.final()
        expect(outcome, state: "restocked", code: "interceptedAndRestocked", stage: status, next: "none")
        if status == "shipped" {
            #expect(outcome["labelVoided"] as? Bool == true)
        } else {
            #expect(outcome["labelVoided"] is NSNull)
        }
        try shop.stock(onHand: ["SKU-1": 5, "SKU-7": 5])
        // The other way is refused from now on, and the refusal names the winner.
        try shop.adjust("SKU-1", by: 2, id: "ADJ-late")
        let rejection = try eventually("the late adjustment is rejected") {
            try shop.read("rejections", key: shop.stockKey).first?.data
        }
        #expect(rejection["code"] as? String == "alreadyRestored")
        #expect((rejection["message"] as? String)?.contains("RO-\(shop.outbound)") == true)
        try shop.stock(onHand: ["SKU-1": 5, "SKU-7": 5])
        try settle(shop)
        #expect(try shop.read("rejections", key: shop.stockKey).count == 1)
        #expect(!(try shop.read("orders.events")).contains { $0.data["status"] as? String == "cancelled" })
    }

    @Test(arguments: [1, 3])
    func goodsStillHereComeBackByAnAdjustmentAndTheReturnOrderIsCancelled(times: Int) throws {
        let shop = try shop(times)
        try shop.awaitOutbound()
        try shop.progress(to: "shipped")
        try shop.requestCancellation()
        try shop.task("verifyGoods")
        // The floor acts before it is asked: an interception also answers the verification.
        try shop.report("warehouse.parcel-intercepted", ["succeeded": true])
        try shop.task("voidLabel")
        try shop.report("warehouse.label-voided", ["succeeded": false, "trackingNumber": shop.trackingNumber, "reason": "no API"])
        try shop.task("putAway")
        try shop.adjust("SKU-1", by: 2, id: "ADJ-1")
        try shop.adjust("SKU-7", by: 1, id: "ADJ-2")
        let outcome = try shop.final()
        expect(outcome, state: "restocked", code: "interceptedAndRestocked", stage: "shipped", next: "none")
        #expect(outcome["labelVoided"] as? Bool == false)
        try eventually("the return order that is left over is cancelled") {
            try shop.read("returns.events").contains { $0.data["state"] as? String == "cancelled" } ? true : nil
        }
        try shop.receiveReturn()
        let rejection = try eventually("the late receipt is rejected") { try shop.read("rejections").first?.data }
        #expect(rejection["code"] as? String == "returnOrderClosed")
        try shop.stock(onHand: ["SKU-1": 5, "SKU-7": 5])
        try settle(shop)
    }

    @Test(arguments: [
        ("withCarrier", "inTransit", "createReturn"), ("missing", "goodsMissing", "contactWarehouse"),
    ])
    func goodsThatAreNotHereAreRefused(found: String, code: String, next: String) throws {
        let shop = try shop(3)
        try shop.awaitOutbound()
        try shop.progress(to: "shipped")
        try shop.requestCancellation()
        try shop.task("verifyGoods")
        try shop.report("warehouse.goods-verified", ["found": found])
        expect(try shop.final(), state: "refused", code: code, stage: "shipped", next: next)
        try shop.stock(onHand: ["SKU-1": 3, "SKU-7": 4])
        // A refused case covers nothing: a new request is decided again.
        try shop.requestCancellation("r-2")
        let second = try eventually("the second request is decided again") {
            try shop.read("cancellations.outcomes").first { $0.data["requestId"] as? String == "r-2" }?.data
        }
        #expect(second["caseId"] as? String == "\(shop.key)/c2")
        #expect(try shop.finals("r-1").count == 1)
    }

    @Test(arguments: [1, 3])
    func aParcelThatLeavesBeforeItIsPulledIsRefused(times: Int) throws {
        let shop = try shop(times)
        try shop.awaitOutbound()
        try shop.progress(to: "labelled")
        try shop.requestCancellation()
        try shop.task("verifyGoods")
        try shop.report("warehouse.goods-verified", ["found": "inWarehouse"])
        try shop.task("interceptParcel")
        try shop.report("carrier.scanned", ["status": "pickedUp", "trackingNumber": shop.trackingNumber])
        expect(
            try shop.final(), state: "refused", code: "leftBeforeInterception", stage: "labelled", next: "createReturn")
        try shop.stock(onHand: ["SKU-1": 3, "SKU-7": 4])
        try settle(shop)
    }

    @Test func aCancellationThatComesBeforeItsOrderWaitsForIt() throws {
        let shop = try shop(3)
        try shop.stockArrives()
        try shop.requestCancellation()
        try eventually("the request waits") {
            try shop.read("cancellations.outcomes").contains { $0.data["state"] as? String == "waitingForOrder" } ? true : nil
        }
        try shop.submit()
        let outcome = try shop.final()
        #expect(outcome["state"] as? String == "cancelled")
        try shop.stock(onHand: ["SKU-1": 5, "SKU-7": 5])
        try settle(shop)
    }
}
