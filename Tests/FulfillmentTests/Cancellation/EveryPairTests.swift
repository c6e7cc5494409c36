import Fulfillment
import Testing

/// Every state of a case's part, and everything that may be said to it: what it is afterwards.
@Suite("Every pair of state and message", .timeLimit(.minutes(15)))
struct EveryPairTests {
    enum Standing: String, CaseIterable {
        case releasing, verifying, intercepting, pulled, restocking, cancelled, restocked, refused, left
    }

    static let before: [Standing: [StoreOrderMessage]] = [
        .releasing: .allocated + [.cancel()],
        .verifying: .verifyingPicked,
        .intercepting: .verifyingShipped + [.verified(.inWarehouse)],
        .pulled: .verifyingShipped + [.pulled()],
        .restocking: .restocking,
        .cancelled: .allocated + [.cancel(), .reply(.released)],
        .restocked: .restocking + [.restored(RestockTests.all, by: .returnOrder)],
        .refused: .verifyingPicked + [.verified(.missing)],
        .left: .allocated + [.cancel(), .reply(.released), .progress(.shipped)],
    ]

    static let said: [(name: String, message: StoreOrderMessage)] = [
        ("picking", .progress(.picking)), ("shipped", .progress(.shipped, tracking: "TN-1")),
        ("here", .verified(.inWarehouse)), ("with the carrier", .verified(.withCarrier)),
        ("missing", .verified(.missing)), ("pulled", .pulled()), ("not pulled", .pulled(false)),
        ("voided", .voided()), ("not voided", .voided(false)), ("picked up", .scan(.pickedUp)),
        ("in transit", .scan(.inTransit)), ("out for delivery", .scan(.outForDelivery)),
        ("delivered", .scan(.delivered)), ("to its sender", .scan(.returnedToSender)),
        ("allocated", .reply(.allocated)), ("backordered", .reply(.backordered)), ("issued", .reply(.issued)),
        ("released", .reply(.released, caseId: Sample.caseId)), ("release refused", .refusal(.exceedsAllocated)),
        ("restored", .restored(RestockTests.all, by: .returnOrder)), ("taken back", .takenBack()), ("the order", .order()),
        ("another order", .order("OB-2", [Line("C", 1)])), ("cancel", .cancel("r2")),
        ("cancel A", .cancel("r3", [Line("A", 1)])),
    ]

    /// What changes a part; everything else leaves it as it is. What has ended stays ended.
    static let changes: [Standing: [Standing: [String]]] = [
        .releasing: [.cancelled: ["released"], .verifying: ["release refused"]],
        .verifying: [
            .intercepting: ["here"], .restocking: ["pulled"], .restocked: ["restored"],
            .refused: ["with the carrier", "missing", "not pulled"] + scans,
        ],
        .intercepting: [
            .pulled: ["pulled"], .refused: ["with the carrier", "missing", "not pulled"] + scans,
            .restocked: ["restored"],
        ],
        .pulled: [
            .restocking: ["voided", "not voided"], .refused: ["with the carrier", "missing", "not pulled"] + scans,
            .intercepting: ["picking", "shipped"], .restocked: ["restored"],
        ],
        .restocking: [
            .restocked: ["restored"], .intercepting: ["picking", "shipped"],
            .refused: ["with the carrier", "not pulled"] + handedOver,
        ],
        .cancelled: [.left: ["shipped", "with the carrier"] + scans],
        .restocked: [.left: ["shipped", "with the carrier"] + handedOver, .restocking: ["taken back"]],
        .refused: [.restocking: ["pulled"]],
        .left: [.pulled: ["pulled"]],
    ]
    static let handedOver = ["picked up", "in transit", "out for delivery", "delivered"]
    static let scans = handedOver + ["to its sender"]

    private func standing(_ order: StoreOrder) -> Standing {
        let part = order.cases[0].parts[0]
        return switch part.state {
        case .releasing: .releasing
        case .verifying: .verifying
        case .intercepting: order.outboundOrders[0].whereabouts.isPulled ? .pulled : .intercepting
        case .restocking: .restocking
        case .cancelled: .cancelled
        case .restocked: .restocked
        case .refused: .refused
        case .left: .left
        }
    }

    @Test("leads where it has to, and to no second end", arguments: Standing.allCases)
    func pairs(state: Standing) throws {
        for (name, message) in Self.said {
            var story = try given(Self.before[state] ?? [])
            #expect(standing(story.order) == state)
            let hadEnded = story.order.cases[0].standing.state.isFinal
            let told = try story.when(message)
            let after = Self.changes[state]?.first { $0.value.contains(name) }?.key ?? state
            #expect(standing(story.order) == after, "\(state), \(name)")
            let finals = told.outcomes.filter { $0.state.isFinal && $0.requestId == "r1" }
            #expect(finals.count <= (hadEnded ? 0 : 1), "\(state), \(name)")
        }
    }

    @Test("a deadline escalates what waits for the warehouse, and nothing else waits", arguments: Standing.allCases)
    func overdue(state: Standing) throws {
        var story = try given(Self.before[state] ?? [])
        switch state {
        case .verifying, .intercepting, .pulled, .restocking:
            #expect(try story.whenOverdue().outcomes.map(\.state) == [.escalated])
            #expect(standing(story.order) == state)
        case .releasing, .cancelled, .restocked, .refused, .left: #expect(story.order.nextDeadline == nil)
        }
    }
}
