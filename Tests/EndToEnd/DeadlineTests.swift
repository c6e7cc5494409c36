import Foundation
import Testing

/// Deadlines of seconds, on real services: escalated, then what the policy says, once, over kills as well.
@Suite(.enabled(if: Stack.isAvailable), .timeLimit(.minutes(15)))
struct DeadlineTests {
    private static let policy = """
        {"defaults":{"verifySeconds":1,"escalationSeconds":1},
         "merchants":{"patient":{"escalationSeconds":3600},
                      "slow":{"verifySeconds":5,"escalationSeconds":5},
                      "open":{"whenWarehouseIsSilent":"keepOpen"}}}
        """

    /// The states of a request's outcomes, one after the other.
    private func states(_ shop: Shop) throws -> [String] {
        try shop.read("cancellations.outcomes").filter { $0.data["requestId"] as? String == "r-1" }
            .compactMap { $0.data["state"] as? String }
    }

    private func until(_ shop: Shop, _ state: String) throws {
        try eventually("the case is \(state)", within: .seconds(60)) {
            try states(shop).contains(state) ? true : nil
        } state: {
            "it was \((try? states(shop)) ?? [])"
        }
    }

    private func askToCancelWhatIsPacked(_ shop: Shop) throws {
        try shop.awaitOutbound()
        try shop.progress(to: "packed")
        try shop.requestCancellation()
        try until(shop, "verifying")
    }

    @Test func aSilentWarehouseIsEscalatedAndThenThePolicyDecidesOnce() throws {
        // Its own broker, since services of other policies run on the one of all.
        let kafka = try OwnBroker()
        defer { kafka.remove() }
        try kafka.makeTopics()
        let policy = try Files.temporary().appending(path: "policy.json")
        try Data(Self.policy.utf8).write(to: policy)
        let state = try Files.temporary()
        func startOrders() throws -> Program {
            try Service.start(["orders"], kafka.address, state: state, ["--policy", policy.path])[0].program
        }
        let stack = try Stack(kafka.address, ["inventory", "returns"])
        defer { stack.end() }
        var orders = try startOrders()
        defer { orders.kill() }

        let silent = Shop(stack, times: 2)
        try askToCancelWhatIsPacked(silent)
        let outcome = try silent.final()
        #expect(outcome["state"] as? String == "refused" && outcome["code"] as? String == "noAnswerFromWarehouse")
        #expect(outcome["nextAction"] as? String == "contactWarehouse" && outcome["stage"] as? String == "packed")
        #expect(try states(silent) == ["verifying", "escalated", "refused"])

        let patient = Shop(stack, times: 2, merchant: "patient")
        try askToCancelWhatIsPacked(patient)
        try until(patient, "escalated")
        try answerAndPutAway(patient)
        #expect(try states(patient).prefix(3) == ["verifying", "escalated", "intercepting"])

        let slow = Shop(stack, times: 2, merchant: "slow")
        try askToCancelWhatIsPacked(slow)
        orders.kill()
        orders = try startOrders()
        try until(slow, "escalated")
        orders.kill()
        orders = try startOrders()
        try until(slow, "refused")

        // What was asked last is escalated after all of them: anything that might fire twice has done so.
        let open = Shop(stack, times: 2, merchant: "open")
        try askToCancelWhatIsPacked(open)
        try until(open, "escalated")
        #expect(try states(slow) == ["verifying", "escalated", "refused"])
        #expect(try slow.final()["code"] as? String == "noAnswerFromWarehouse")
        #expect(try states(silent) == ["verifying", "escalated", "refused"])
        try answerAndPutAway(open)
        try expectReconciled(kafka.address)
    }

    /// The answer comes late, and counts.
    private func answerAndPutAway(_ shop: Shop) throws {
        try shop.report("warehouse.goods-verified", ["found": "inWarehouse"])
        try shop.task("interceptParcel")
        try shop.report("warehouse.parcel-intercepted", ["succeeded": true])
        try shop.task("putAway")
        try shop.receiveReturn()
        let outcome = try shop.final()
        #expect(outcome["state"] as? String == "restocked" && outcome["code"] as? String == "interceptedAndRestocked")
        try shop.stock(onHand: ["SKU-1": 5, "SKU-7": 5])
    }
}
