import Foundation
import Testing

/// More orders than stock, on a real Kafka: first come, first served, all lines or none.
@Suite(.enabled(if: Stack.isAvailable), .timeLimit(.minutes(15)))
struct BackorderTests {
    /// Five of each SKU are there, and each order needs two of the first: the third one has to wait.
    @Test func aCancelledOneFreesItsPlaceAndWhatComesBackServesTheNext() throws {
        let stack = try Stack.shared.get()
        let first = Shop(stack, times: 2)
        let orders = [first] + (2...5).map { Shop(stack, times: 2, order: "100\($0)", merchant: first.merchant) }
        try first.stockArrives()
        for (index, shop) in orders.enumerated() {
            try shop.submit()
            try shop.reaches(index < 2 ? "awaitingOutbound" : "backordered")
        }
        // The fourth gives up before anything comes.
        try orders[3].requestCancellation()
        let gaveUp = try orders[3].final()
        #expect(gaveUp["state"] as? String == "cancelled" && gaveUp["stage"] as? String == "backordered")
        // Two come back: the third has waited longest.
        try orders[0].requestCancellation()
        try orders[2].reaches("awaitingOutbound")
        #expect(try orders[4].statuses().last == "backordered")
        // Two more: the fourth's place is free.
        try orders[1].requestCancellation()
        try orders[4].reaches("awaitingOutbound")
        try first.stock(onHand: ["SKU-1": 5], allocated: 4)
        try first.stock(onHand: ["SKU-7": 5], allocated: 2)
        let served = try first.movements()
            .filter { $0["kind"] as? String == "allocated" && $0["sku"] as? String == "SKU-1" }
            .compactMap { $0["outboundOrderId"] as? String }
        #expect(served == [0, 1, 2, 4].map { orders[$0].outbound })
        #expect(try orders[3].statuses().last == "cancelled" && !orders[3].statuses().contains("awaitingOutbound"))
        try expectReconciled(stack.broker)
    }
}
