import Fulfillment

/// Goes through every sequence of messages to a depth, each said any number of times, as a new message with the same
/// content. Topics are read to their end after each: their orders are `Walk`'s subject.
///
/// What was seen decides nothing here, so that states that differ in it alone are one; instead, in every state, the message
/// that led to it is delivered once more, and nothing may happen.
struct DeepWalk {
    private struct Node {
        var world: World
        /// What has happened of that which others come after.
        var happened: Set<Int>
        var trail: [Int]
    }

    private let externals: [External]
    /// For each external the one that it comes after, and whether it is one of those.
    private let after: [Int?]
    private let isAwaited: [Bool]
    private var seen: Set<Int> = []
    /// States that were gone on from, by depth.
    private(set) var states: [Int] = []
    private(set) var steps = 0
    private(set) var complaint: String?

    init(_ start: World, _ externals: [External], depth: Int) {
        self.externals = externals
        let after = externals.map { external in externals.firstIndex { $0.name == external.after } }
        self.after = after
        isAwaited = externals.indices.map { after.contains($0) }
        var layer = [Node(world: start, happened: [], trail: [])]
        for level in 1...depth {
            states.append(layer.count)
            var next: [Node] = []
            for node in layer {
                for index in externals.indices {
                    guard let step = step(index, from: node) else { continue }
                    if level < depth, isNew(step) { next.append(step) }
                    if complaint != nil { return }
                }
            }
            layer = next
        }
    }

    private mutating func step(_ index: Int, from node: Node) -> Node? {
        if let after = after[index], !node.happened.contains(after) { return nil }
        var step = node
        guard externals[index].happen(to: &step.world, number: node.trail.count) else { return nil }
        step.world.settle()
        steps += 1
        step.trail.append(index)
        if isAwaited[index] { step.happened.insert(index) }
        if let first = step.world.complaints.first { complain(first, step) }
        return step
    }

    /// True for a state that was not seen before; a redelivery leaves it as it is.
    private mutating func isNew(_ step: Node) -> Bool {
        let digest = Self.digest(step.world, step.happened)
        guard seen.insert(digest).inserted else { return false }
        if case .send = externals[step.trail.last!].action {
            var again = step.world
            _ = externals[step.trail.last!].happen(to: &again, number: step.trail.count - 1)
            if !again.isQuiet || Self.digest(again, step.happened) != digest {
                complain("a redelivery changes something", step)
            }
        }
        return true
    }

    private static func digest(_ world: World, _ happened: Set<Int>) -> Int {
        var hasher = Hasher()
        world.digest(into: &hasher, redelivers: false)
        hasher.combine(happened)
        return hasher.finalize()
    }

    private mutating func complain(_ text: String, _ step: Node) {
        complaint = text + " after " + step.trail.map { externals[$0].name }.joined(separator: ", ")
    }
}
