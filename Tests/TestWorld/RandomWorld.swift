import Fulfillment
import TestSupport

/// Several orders, and everything that stores, warehouses and carriers say of them (`RandomScript`): some of it twice, all
/// of it in an order that the seed draws, with time coming to a deadline at any moment.
struct RandomWorld {
    private var random: SplitMix64
    /// What can be said now, and what has to wait for its gate.
    private var ready: [World.Sent] = []
    private var gated: [RandomScript.Item] = []
    private var gates = 0
    private(set) var world: World
    /// So many of a hundred steps are deadlines.
    private let haste: Int

    init(seed: UInt64, deciders: Deciders = Deciders(), keepsTrail: Bool = false, keepsHistory: Bool = false) {
        random = SplitMix64(seed: seed)
        world = World(policies: Self.policies(&random), deciders: deciders)
        world.trail = keepsTrail ? [] : nil
        world.keepsHistory = keepsHistory
        haste = random.pick([0, 1, 5, 20])
        var script = RandomScript(random)
        script.write()
        gated = script.items
        random = script.random
        openGates(isFirst: true)
    }

    private static func policies(_ random: inout SplitMix64) -> Policies {
        func policy() -> Policy {
            var policy = Policy()
            policy.restockBy = random.pick(Policy.RestockWay.allCases)
            policy.whenWarehouseIsSilent = random.pick(Policy.Silence.allCases)
            // Sometimes the order of the steps' deadlines is another one.
            if random.chance(20) { policy.verifySeconds = 60 }
            if random.chance(20) { policy.restockSeconds = 60 }
            return policy
        }
        return Policies(defaults: policy(), merchants: ["acme": policy()])
    }

    /// What happened, a line a step.
    var trail: [String] { world.trail ?? [] }

    /// Sends and reads until nothing is left, then lets every deadline pass; stops at the first complaint.
    mutating func run() -> String? {
        while step() {
            if let complaint = world.complaints.first { return complaint }
        }
        return world.auditor.ended(world.policies).first
    }

    private mutating func step() -> Bool {
        let lanes = World.Lane.allCases.filter { !world.lanes[$0.rawValue].isEmpty }
        let isLast = lanes.isEmpty && ready.isEmpty
        if isLast || random.chance(haste) {
            let waiting = world.waiting
            if !waiting.isEmpty {
                let key = random.pick(waiting)
                world.note("a deadline of \(key)")
                world.pass(key)
                return true
            }
            if isLast { return false }
        }
        if !lanes.isEmpty, ready.isEmpty || random.chance(60) {
            let lane = random.pick(lanes)
            world.note("read \(lane)")
            world.read(lane, &random)
        } else {
            let sent = ready.remove(at: random.below(ready.count))
            world.note("\(sent.body)")
            world.deliver(sent)
        }
        openGates()
        return true
    }

    /// Looks at the gates again where something was heard that may open one.
    private mutating func openGates(isFirst: Bool = false) {
        let heard = world.auditor.requests.count + world.auditor.returns.count + world.auditor.goneCount
        guard heard != gates || isFirst else { return }
        gates = heard
        var still: [RandomScript.Item] = []
        for item in gated {
            if isOpen(item.gate) { ready.append(item.sent) } else { still.append(item) }
        }
        gated = still
    }

    private func isOpen(_ gate: RandomScript.Gate) -> Bool {
        switch gate {
        case .always: true
        case .requested(let id): world.auditor.requests[id]?.heard == true
        case .gone(let id): world.auditor.outbound[id]?.isGone == true
        case .expected(let id): world.auditor.returns[id]?.state != nil
        }
    }
}
