import Foundation
import Synchronization

/// Which histories are tried: those that the environment names, else as many as CI has time for.
enum Seeds {
    /// `TURNBACK_SEED=42` tries one, `TURNBACK_SEEDS=100000` the first so many.
    static var chosen: ClosedRange<UInt64> {
        if let one = number("TURNBACK_SEED") { return one...one }
        return 1...(number("TURNBACK_SEEDS") ?? 1_000)
    }

    /// One is repeated, so that what is true of many need not be.
    static var isOne: Bool { number("TURNBACK_SEED") != nil }

    /// The options of a seed; `TURNBACK_ORDERS` and `TURNBACK_FAULTS` leave something out.
    static func options(_ seed: UInt64) -> Options {
        var options = Options(seed: seed)
        if let orders = number("TURNBACK_ORDERS") { options.storeOrders = Int(orders) }
        if let faults = environment["TURNBACK_FAULTS"] {
            options.faults = Set(faults.split(separator: ",").compactMap { Fault(rawValue: String($0)) })
        }
        return options
    }

    /// What to set to repeat a history.
    static func variables(of options: Options) -> String {
        let faults = options.faults.sorted().map(\.rawValue).joined(separator: ",")
        return "TURNBACK_SEED=\(options.seed) TURNBACK_ORDERS=\(options.storeOrders) TURNBACK_FAULTS=\(faults)"
    }

    private static var environment: [String: String] { ProcessInfo.processInfo.environment }

    private static func number(_ name: String) -> UInt64? { environment[name].flatMap { UInt64($0) } }

    /// Runs all of them, on as many threads as there are cores, and hands each outcome over.
    static func run(_ seeds: ClosedRange<UInt64>, _ hear: @escaping @Sendable (Simulation.Outcome) -> Void) async throws
    {
        let next = NextSeed(seeds.lowerBound)
        try await withThrowingTaskGroup { group in
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
                group.addTask {
                    while let seed = next.take(), seed <= seeds.upperBound { hear(try Simulation.run(options(seed))) }
                }
            }
            try await group.waitForAll()
        }
    }
}

private final class NextSeed: Sendable {
    private let next: Atomic<UInt64>

    init(_ first: UInt64) { next = Atomic(first) }

    func take() -> UInt64? { next.add(1, ordering: .relaxed).oldValue }
}
