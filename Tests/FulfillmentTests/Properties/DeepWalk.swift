import Fulfillment

/// Goes through every sequence of messages to a depth, each said any number of times, as a new message with the same
/// content. Topics are read to their end after each: their orders are `Walk`'s subject.
///
/// What was seen decides nothing here, so that states that differ in it alone are one; instead every message is delivered
/// twice, and the second time nothing may happen.
struct DeepWalk {
    private struct Node {
        var world: World
        /// Which externals have happened, and the last of them.
        var happened: Set<Int>
        var trail: [UInt8]
    }

    private(set) var statesByDepth: [Int] = []
    private(set) var steps = 0
    private(set) var complaint: String?

    var states: Int { statesByDepth.reduce(0, +) }

    init(_ start: World, _ externals: [External], depth: Int) {
        var seen: Set<Int> = []
        var layer = [Node(world: start, happened: [], trail: [])]
        for _ in 0..<depth {
            var next: [Node] = []
            for node in layer {
                for index in externals.indices {
                    if let after = externals[index].after, !node.happened.contains(where: { externals[$0].name == after }) {
                        continue
                    }
                    var step = node
                    guard externals[index].happen(to: &step.world, number: node.trail.count) else { continue }
                    step.world.settle()
                    steps += 1
                    step.trail.append(UInt8(index))
                    if let first = step.world.complaints.first {
                        complaint = first + " after " + step.trail.map { externals[Int($0)].name }.joined(separator: ", ")
                        return
                    }
                    if externals.contains(where: { $0.after == externals[index].name }) { step.happened.insert(index) }
                    var hasher = Hasher()
                    step.world.digest(into: &hasher, redelivers: false)
                    hasher.combine(step.happened)
                    let digest = hasher.finalize()
                    guard seen.insert(digest).inserted else { continue }
                    if let changed = Self.redelivered(externals[index], step.world, node.trail.count, digest, step.happened) {
                        complaint = changed + " after " + step.trail.map { externals[Int($0)].name }.joined(separator: ", ")
                        return
                    }
                    next.append(step)
                }
            }
            statesByDepth.append(next.count)
            layer = next
        }
    }

    /// The same message once more: the world stays as it is.
    private static func redelivered(
        _ external: External, _ world: World, _ number: Int, _ digest: Int, _ happened: Set<Int>
    ) -> String? {
        guard case .send = external.action else { return nil }
        var again = world
        _ = external.happen(to: &again, number: number)
        var hasher = Hasher()
        again.digest(into: &hasher, redelivers: false)
        hasher.combine(happened)
        return again.isQuiet && hasher.finalize() == digest ? nil : "a redelivery of \(external.name) changes something"
    }
}
