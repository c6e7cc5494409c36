import Synchronization

@testable import Replay

/// What one part of a simulation draws. Every part has its own, so that switching one off leaves the others as they are.
final class Chance: Sendable {
    private let numbers: Mutex<SplitMix64>

    init(seed: UInt64, for name: String) { numbers = Mutex(SplitMix64(seed: seed, for: name)) }

    /// A number from 0 to below this one.
    func below(_ bound: Int) -> Int { numbers.withLock { $0.below(bound) } }

    func number(in range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    func happens(percent: Int) -> Bool { below(100) < percent }

    func happens(perMille: Int) -> Bool { below(1_000) < perMille }

    func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
