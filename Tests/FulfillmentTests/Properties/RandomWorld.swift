import Fulfillment

/// Several orders, and everything that stores, warehouses and carriers say of them (`RandomScript`): some of it twice, all
/// of it in an order that the seed draws, with time coming to a deadline at any moment.
struct RandomWorld {
    private var random: SplitMix64
    private var items: [RandomScript.Item]
    private(set) var world: World
    private var steps: [Step] = []
    /// Of a hundred steps so many are deadlines.
    private let haste: Int

    private enum Step {
        case read(World.Lane)
        case said(World.Body)
        case passed(StoreOrderKey)
    }

    init(seed: UInt64, deciders: Deciders = Deciders()) {
        random = SplitMix64(seed: seed)
        world = World(policies: Self.policies(&random), deciders: deciders)
        haste = random.pick([0, 1, 5, 20])
        var script = RandomScript(random)
        script.write()
        items = script.items
        random = script.random
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
    var trail: [String] {
        steps.map { step in
            switch step {
            case .read(let lane): "read \(lane)"
            case .said(let body): "\(body)"
            case .passed(let key): "a deadline of \(key)"
            }
        }
    }

    /// Sends and reads until nothing is left, then lets every deadline pass; stops at the first complaint.
    mutating func run() -> String? {
        while step() {
            if let complaint = world.complaints.first { return complaint }
        }
        return world.auditor.ended(world.policies).first
    }

    private mutating func step() -> Bool {
        let lanes = World.Lane.allCases.filter { !world.lanes[$0.rawValue].isEmpty }
        let ready = items.indices.filter { isOpen(items[$0].gate) }
        let isLast = lanes.isEmpty && ready.isEmpty
        if isLast || random.chance(haste) {
            let waiting = world.waiting
            if !waiting.isEmpty {
                let key = random.pick(waiting)
                steps.append(.passed(key))
                world.pass(key)
                return true
            }
            if isLast { return false }
        }
        if !lanes.isEmpty, ready.isEmpty || random.chance(60) {
            let lane = random.pick(lanes)
            steps.append(.read(lane))
            world.read(lane, &random)
        } else {
            let item = items.remove(at: random.pick(ready))
            steps.append(.said(item.sent.body))
            world.deliver(item.sent)
        }
        return true
    }

    private func isOpen(_ gate: RandomScript.Gate) -> Bool {
        switch gate {
        case .always: true
        case .requested(let id): world.auditor.requests[id]?.heard == true
        case .gone(let id): world.auditor.outbound[id].map { $0.isKnown && $0.gone > 0 } == true
        case .expected(let id): world.auditor.returns[id]?.state != nil
        }
    }
}
