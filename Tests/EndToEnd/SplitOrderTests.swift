import Foundation
import Testing

/// A store order that is split over two outbound orders, of two merchants in two warehouses, on a real Kafka: each is
/// decided by itself under the one case.
@Suite(.enabled(if: Stack.isAvailable), .timeLimit(.minutes(15)))
struct SplitOrderTests {
    private let near: Shop
    private let far: Shop

    /// Both await outbound.
    init() throws {
        let stack = try Stack.shared.get()
        near = Shop(stack, times: 2)
        far = Shop(stack, times: 2, store: near.store, order: near.order, warehouse: "NJ2")
        try near.awaitOutbound()
        try far.awaitOutbound()
    }

    private func units(_ outcome: [String: Any], _ name: String) -> Int {
        (outcome["quantities"] as? [String: Int])?[name] ?? -1
    }

    /// How each outbound order ended, as the outcome says.
    private func codes(_ outcome: [String: Any]) -> [String: String] {
        let parts = outcome["outboundOrders"] as? [[String: Any]] ?? []
        return Dictionary(
            parts.map { ($0["outboundOrderId"] as? String ?? "", $0["code"] as? String ?? "") },
            uniquingKeysWith: { $1 })
    }

    @Test func theOneIsCancelledAndTheOtherIsWithTheCarrier() throws {
        try far.progress(to: "shipped")
        try far.report("carrier.scanned", ["status": "inTransit", "trackingNumber": far.trackingNumber])
        try far.reaches("inTransit")
        try near.requestCancellation()
        let outcome = try near.final()
        #expect(outcome["state"] as? String == "partlyStopped" && outcome["code"] as? String == "inTransit")
        #expect(outcome["nextAction"] as? String == "createReturn")
        #expect(codes(outcome) == [near.outbound: "cancelledBeforeWork", far.outbound: "inTransit"])
        #expect(units(outcome, "requested") == 6 && units(outcome, "cancelled") == 3 && units(outcome, "refused") == 3)
        try near.reaches("cancelled")
        try near.stock(onHand: ["SKU-1": 5, "SKU-7": 5])
        try far.stock(onHand: ["SKU-1": 3, "SKU-7": 4])
        #expect(try near.finals("r-1").count == 1)
        try expectReconciled(near.stack.broker)
    }

    @Test func theOneIsCancelledAndTheOtherIsPickedAndCannotBeFound() throws {
        try far.progress(to: "picked")
        try near.requestCancellation()
        try far.task("verifyGoods")
        try near.reaches("cancelled")
        // The case is open until both are decided.
        #expect(try near.finals("r-1").isEmpty)
        try far.report("warehouse.goods-verified", ["found": "missing"])
        let outcome = try near.final()
        #expect(outcome["state"] as? String == "partlyStopped" && outcome["code"] as? String == "goodsMissing")
        #expect(codes(outcome) == [near.outbound: "cancelledBeforeWork", far.outbound: "goodsMissing"])
        #expect(units(outcome, "cancelled") == 3 && units(outcome, "refused") == 3)
        try near.stock(onHand: ["SKU-1": 5, "SKU-7": 5])
        try expectReconciled(near.stack.broker)
    }

    @Test func linesAreTakenWhereStoppingIsCheapestFirst() throws {
        try far.progress(to: "picked")
        try near.requestCancellation("r-1", lines: ["SKU-1": 2])
        let first = try near.final("r-1")
        #expect(first["state"] as? String == "cancelled" && codes(first) == [near.outbound: "cancelledBeforeWork"])
        // One is left that awaits outbound; the other would be a part of a picked outbound order.
        try near.requestCancellation("r-2", lines: ["SKU-7": 2])
        let second = try near.final("r-2")
        #expect(second["state"] as? String == "partlyStopped")
        #expect(codes(second) == [near.outbound: "cancelledBeforeWork", far.outbound: "partialAfterWorkStarted"])
        #expect(units(second, "cancelled") == 1 && units(second, "refused") == 1)
        // Nothing of the first is left, and nobody was sent to look for the second.
        try near.reaches("cancelled")
        try near.stock(onHand: ["SKU-1": 5, "SKU-7": 5])
        #expect(try far.statuses().last == "picked")
        #expect(try near.read("warehouse.tasks").isEmpty)
        try expectReconciled(near.stack.broker)
    }
}
