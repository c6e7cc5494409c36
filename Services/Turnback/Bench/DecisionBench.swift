import Fulfillment

/// What a decision and a codec cost by themselves: no log, no state store, no thread but this one.
///
/// Each case starts from a fixed state and does the same thing over and over. Nanoseconds are the mean of
/// the quietest of a hundred rounds: what else runs on the machine makes a round slower, and nothing makes it faster.
/// Allocations are the Swift runtime's calls of `malloc` (arrays, strings, boxes, instances) in one iteration, counted in a
/// separate pass (`AllocationCounter`); memory that C libraries allocate is not in it, and none is asked for here.
enum DecisionBench {
    struct Result: Sendable, Equatable {
        var name: String
        /// The mean time of one, in the quietest round.
        var nanoseconds: Double
        /// How many one makes; nil where the runtime lets nobody count them (a static standard library).
        var allocations: Double?
    }

    /// Runs every case. A few thousand iterations are enough for steady figures; 100,000 take some seconds.
    static func run(iterations: Int) -> [Result] {
        let bench = Stopwatch(iterations: max(1, iterations))
        return orders(bench) + stock(bench) + returns(bench) + codecs(bench)
    }

    /// A fixed case that is refused or cannot be decoded is a fault of the benchmark.
    static func must<Value, Failure: Error>(_ body: () throws(Failure) -> Value) -> Value {
        do throws(Failure) { return try body() } catch { fatalError("the benchmark's own case fails: \(error)") }
    }
}

/// Times something that is done over and over, and counts what it allocates.
struct Stopwatch {
    let iterations: Int
    private static let rounds = 100
    private static let counted = 100

    func measure<Value>(_ name: String, _ body: () -> Value) -> DecisionBench.Result {
        let perRound = max(1, iterations / Self.rounds)
        for _ in 0..<perRound { Self.keep(body()) }
        let rounds = (0..<Self.rounds).map { _ in
            let start = ContinuousClock.now
            for _ in 0..<perRound { Self.keep(body()) }
            return (ContinuousClock.now - start) / .nanoseconds(1) / Double(perRound)
        }
        let allocations = AllocationCounter.count { for _ in 0..<Self.counted { Self.keep(body()) } }
        return DecisionBench.Result(
            name: name, nanoseconds: rounds.min() ?? 0,
            allocations: allocations.map { Double($0) / Double(Self.counted) })
    }

    /// What is computed has to be used, or the optimizer leaves it out.
    @inline(never)
    private static func keep<Value>(_ value: Value) {}
}
