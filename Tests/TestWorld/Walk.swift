import Fulfillment

/// A message that the world may send at any time, as often as it says; or time that comes to a deadline.
struct External {
    enum Action {
        case send(World.Body)
        case pass(StoreOrderKey)
    }

    var name: String
    var action: Action
    var times = 1
    /// What has to be sent before: nobody cites a case that was never asked for.
    var after: String?
    var isDirect = false
}

extension External {
    init(_ name: String, _ message: StoreOrderMessage, times: Int = 1) {
        self.name = name
        action = .send(.order(message))
        self.times = times
    }

    init(_ name: String, _ stock: StockCommand.Action, times: Int = 1, after: String? = nil) {
        self.name = name
        action = .send(.stock(StockCommand(warehouse: Sample.warehouse, action: stock)))
        self.times = times
        self.after = after
    }

    /// A stock command of somebody beside orders and returns.
    static func directly(_ name: String, _ stock: StockCommand.Action, after: String? = nil) -> External {
        var external = External(name, stock, after: after)
        external.isDirect = true
        return external
    }

    init(_ name: String, _ command: ReturnOrderCommand, times: Int = 1, after: String? = nil) {
        self.name = name
        action = .send(.returns(command))
        self.times = times
        self.after = after
    }

    /// The next deadline of the one order, whenever there is one.
    static func deadline(times: Int = 1) -> External {
        External(name: "a deadline", action: .pass(Sample.storeOrder), times: times)
    }

    /// Does it to the world: the same message each time (a redelivery), or the n-th with the same content. False where
    /// nothing is waited for.
    func happen(to world: inout World, number: Int = 0) -> Bool {
        switch action {
        case .send(let body):
            var identity = Fingerprint()
            identity.add(name)
            identity.add(number)
            world.deliver(World.Sent(identity: identity, body: body, isDirect: isDirect))
        case .pass(let key):
            guard world.waiting.contains(key) else { return false }
            world.pass(key)
        }
        return true
    }
}

/// Goes through every order in which messages can be sent and topics be read, each state once.
struct Walk {
    private struct Node {
        var world: World
        var left: [Int]
        var trail: [String]
    }

    private(set) var states = 0
    private(set) var steps = 0
    private(set) var ends = 0
    /// The first complaint, with the messages that led to it.
    private(set) var complaint: String?

    init(_ start: World, _ externals: [External], limit: Int = 2_000_000) {
        var seen: Set<Int> = []
        var stack = [Node(world: start, left: externals.map(\.times), trail: [])]
        while let node = stack.popLast(), complaint == nil {
            guard states < limit else {
                complaint = "more than \(limit) states"
                return
            }
            states += 1
            let next = Self.steps(from: node, externals)
            if next.isEmpty {
                ends += 1
                // Where deadlines are among what happens, they have all passed.
                if node.world.waiting.isEmpty, let first = node.world.auditor.ended(node.world.policies).first {
                    complaint = first + " at the end of " + node.trail.joined(separator: ", ")
                }
            }
            for step in next {
                steps += 1
                if let first = step.world.complaints.first {
                    complaint = first + " after " + step.trail.joined(separator: ", ")
                    return
                }
                var hasher = Hasher()
                step.world.digest(into: &hasher)
                hasher.combine(step.left)
                if seen.insert(hasher.finalize()).inserted { stack.append(step) }
            }
        }
    }

    private static func steps(from node: Node, _ externals: [External]) -> [Node] {
        var next: [Node] = []
        for (index, external) in externals.enumerated() where node.left[index] > 0 {
            if let after = external.after, !node.trail.contains(after) { continue }
            var step = node
            step.left[index] -= 1
            step.trail.append(external.name)
            if external.happen(to: &step.world) { next.append(step) }
        }
        for lane in World.Lane.allCases where !node.world.lanes[lane.rawValue].isEmpty {
            var step = node
            step.trail.append("(\(lane))")
            step.world.read(lane)
            next.append(step)
        }
        return next
    }
}
