import Fulfillment
import Testing

@testable import TestWorld

/// One order of two lines, and everything that the world can do to it, in every order.
@Suite("Every order of messages", .serialized, .timeLimit(.minutes(15)))
struct WalkTests {
    struct Play: CustomTestStringConvertible {
        var name: String
        var policies = Policies.byReturnOrder
        var before: [External]
        var externals: [External]
        var testDescription: String { name }
    }

    static let stocked = [External("stock", .receive()), External("order", .order())]
    static let unstocked = [External("order", .order())]
    static let restock: [External] = [
        External("adjust A", .bringBack("A", 2, id: "adj-A"), after: "cancel"),
        External("receive", .receive(good: Sample.lines, complete: true)),
    ]

    static let plays: [Play] = [
        Play(
            name: "before work", before: [],
            externals: [
                External("order", .order()), External("stock", .receive("rc-1", Sample.lines)),
                External("cancel", .cancel("r1")), External("cancel A", .cancel("r2", [Line("A", 1)])),
                External("picking", .progress(.picking)), External("scan", .scan(.pickedUp)),
            ]),
        Play(
            name: "an order that comes late or never", before: [External("stock", .receive())],
            externals: [
                External("order", .order()), External("cancel", .cancel("r1")),
                External("cancel A", .cancel("r2", [Line("A", 1)])),
                External("shipped", .progress(.shipped)), External("pulled", .pulled()), .deadline(times: 4),
            ]),
        Play(
            name: "two outbound orders and too little stock", before: [],
            externals: [
                External("order 1", .order("OB-1")), External("order 2", .order("OB-2", [Line("A", 1)])),
                External("stock", .receive("rc-1", Sample.lines)), External("cancel", .cancel("r1")),
                External("cancel A", .cancel("r2", [Line("A", 1)])),
            ]),
        Play(
            name: "an order whose parts come one by one", before: [External("stock", .receive())],
            externals: [
                External("order 1", .order("OB-1")), External("order 2", .order("OB-2", [Line("A", 2)])),
                External("cancel", .cancel("r1")), External("cancel A", .cancel("r2", [Line("A", 3)])),
            ]),
        Play(
            name: "somebody beside orders", before: stocked,
            externals: [
                External("cancel", .cancel("r1")), External("shipped", .progress(.shipped)),
                .directly("issue some", .issue("OB-1", [Line("A", 1)])), .directly("release", .release()),
            ]),
        Play(
            name: "interception", before: stocked,
            externals: [
                External("cancel", .cancel("r1")), External("shipped", .progress(.shipped, tracking: "TN-1")),
                External("in the warehouse", .verified(.inWarehouse)), External("pulled", .pulled()),
                External("voided", .voided()),
            ] + restock),
        Play(
            name: "interception, restocked by adjustment", policies: .byAdjustment, before: stocked,
            externals: [
                External("cancel", .cancel("r1")), External("picked", .progress(.picked)),
                External("pulled", .pulled()),
                External("adjust A", .bringBack("A", 2, id: "adj-A"), times: 2, after: "cancel"),
                External("adjust B", .bringBack("B", 1, id: "adj-B"), after: "cancel"),
                External("voided", .voided(false)),
            ]),
        Play(
            name: "goods that are picked before they are allocated", before: [External("order", .order())],
            externals: [
                External("cancel", .cancel("r1")), External("picked", .progress(.picked)),
                External("in the warehouse", .verified(.inWarehouse)), External("pulled", .pulled()),
                External("stock", .receive("rc-1", Sample.lines)), External("picked up", .scan(.pickedUp)),
            ] + restock),
        Play(
            name: "goods that are picked while another order waits", policies: .byAdjustment,
            before: [
                External("some stock", .receive("rc-0", [Line("A", 1)])), External("order", .order()),
                External("order 2", .order("OB-2", [Line("A", 1)])),
            ],
            externals: [
                External("cancel", .cancel("r1")),
                External("picked", .progress(.picked)), External("pulled", .pulled()),
                External("stock", .receive("rc-1", Sample.lines)),
                External("adjust A", .bringBack("A", 2, id: "adj-A"), after: "cancel"),
                External("adjust B", .bringBack("B", 1, id: "adj-B"), after: "cancel"),
            ]),
        Play(
            name: "a silent warehouse", before: stocked + [External("shipped", .progress(.shipped, tracking: "TN-1"))],
            externals: [
                External("cancel", .cancel("r1")), External("cancel again", .cancel("r2")),
                External("in the warehouse", .verified(.inWarehouse)), External("pulled", .pulled()),
                External("receive", .receive(good: Sample.lines, complete: true)), .deadline(times: 6),
            ]),
        Play(
            name: "a race with the carrier", before: stocked,
            externals: [
                External("cancel", .cancel("r1")), External("cancel again", .cancel("r2")),
                External("shipped", .progress(.shipped)), External("scan", .scan(.delivered)),
                External("in the warehouse", .verified(.inWarehouse)), External("pulled", .pulled()),
                External("gone", .pulled(false)),
            ]),
        Play(
            name: "a late shipment that comes back", before: stocked,
            externals: [
                External("cancel", .cancel("r1")), External("picking", .progress(.picking)),
                External("pulled", .pulled()), External("shipped", .progress(.shipped)),
                External("to its sender", .scan(.returnedToSender), times: 2),
                External("receive at the sender", .receive(good: Sample.lines, id: "RTS-OB-1")),
            ]),
        Play(
            name: "a return in pieces",
            before: stocked + [External("picked", .progress(.picked)), External("cancel", .cancel())],
            externals: [
                External("pulled", .pulled()),
                External("some", .receive([("A", 1, .good, nil), ("B", 1, .damaged, nil)], receipt: "rr-1"), times: 2),
                External("too many", .receive(good: [Line("A", 3)], receipt: "rr-2")),
                External("rest", .receive([("C", 1, .wrongItem, nil)], receipt: "rr-3", complete: true)),
                External("adjust A", .bringBack("A", 1, id: "adj-A")), External("cancel it", .cancelIt),
            ]),
    ]

    @Test("keeps every invariant in every state", arguments: plays)
    func everyState(play: Play) {
        var world = World(policies: play.policies)
        for external in play.before {
            _ = external.happen(to: &world)
            world.settle()
        }
        let clock = ContinuousClock()
        let start = clock.now
        let walk = Walk(world, play.externals)
        print("\(play.name): \(walk.states) states, \(walk.steps) steps, \(walk.ends) ends, \(clock.now - start)")
        #expect(walk.complaint == nil)
    }
}
