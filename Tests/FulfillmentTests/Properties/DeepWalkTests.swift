import Fulfillment
import Testing

@testable import TestWorld

/// One order of two lines, and every message that there is about it, in every order up to a depth. A separate suite, for it
/// takes as long as all other walks.
@Suite("Every message in every order", .serialized, .timeLimit(.minutes(15)))
struct DeepWalkTests {
    /// What can be said of an order that is known and in stock; what comes before it is the subject of `WalkTests`.
    private static let externals: [External] = [
        External("order", .order()), External("cancel", .cancel("r1")),
        External("cancel A", .cancel("r2", [Line("A", 1)])),
        External("picking", .progress(.picking)), External("shipped", .progress(.shipped, tracking: "TN-1")),
        External("picked up", .scan(.pickedUp)), External("delivered", .scan(.delivered)),
        External("to its sender", .scan(.returnedToSender)), External("in the warehouse", .verified(.inWarehouse)),
        External("with the carrier", .verified(.withCarrier)), External("missing", .verified(.missing)),
        External("pulled", .pulled()), External("not pulled", .pulled(false)), External("voided", .voided()),
        .deadline(),
        External("adjust A", .bringBack("A", 2, id: "adj-A"), after: "cancel"),
        External("adjust B", .bringBack("B", 1, id: "adj-B"), after: "cancel"),
        External("receive", .receive(good: Sample.lines, complete: true)),
        External("receive some", .receive([("A", 1, .damaged, nil), ("B", 1, .good, .dispose)], receipt: "rr-2")),
        External("cancel the return", .cancelIt),
        External("receive at the sender", .receive(good: Sample.lines, id: "RTS-OB-1")),
        External(
            "customer returns", .create(id: "RET-1", handling: .quarantine, origin: .customer), after: "delivered"),
        External("receive from the customer", .receive(good: [Line("A", 2)], complete: true, id: "RET-1")),
    ]

    @Test(
        "one order of two lines, every message in every order, as often as it likes",
        arguments: [
            (Policies.byReturnOrder, WalkTests.stocked, 6), (.patientByAdjustment, WalkTests.stocked, 6),
            (.byReturnOrder, WalkTests.unstocked, 6),
        ])
    func everyMessage(policies: Policies, before: [External], depth: Int) {
        let clock = ContinuousClock()
        let start = clock.now
        var world = World(policies: policies)
        for external in before {
            _ = external.happen(to: &world)
            world.settle()
        }
        let walk = DeepWalk(world, Self.externals, depth: depth)
        let states = walk.states.reduce(0, +)
        print(
            "every message to depth \(depth): \(states) states \(walk.states), \(walk.steps) steps, \(clock.now - start)"
        )
        #expect(walk.complaint == nil)
    }
}
