/// A history in which something is wrong, and the least of it that still is.
struct Failure: CustomStringConvertible {
    let outcome: Simulation.Outcome
    let least: Simulation.Outcome

    init(_ outcome: Simulation.Outcome) {
        self.outcome = outcome
        least = Self.shrink(outcome)
    }

    /// Leaves out all that can be left out, until nothing more can be.
    private static func shrink(_ outcome: Simulation.Outcome) -> Simulation.Outcome {
        var least = outcome
        while let lesser = least.options.lesser.lazy.compactMap({ failing($0) }).first { least = lesser }
        return least
    }

    private static func failing(_ options: Options) -> Simulation.Outcome? {
        guard let outcome = try? Simulation.run(options), !outcome.complaints.isEmpty else { return nil }
        return outcome
    }

    var description: String {
        """
        \(outcome.options)
        \(Self.list(outcome.complaints))
        the last faults:
        \(Self.list(outcome.faults))
        again: TURNBACK_SEED=\(outcome.options.seed) swift test --disable-xctest --filter Simulation
        the least that fails: \(least.options)
        \(Self.list(least.complaints))
        \(Self.list(least.faults))
        again: \(Seeds.variables(of: least.options)) swift test --disable-xctest --filter Simulation
        """
    }

    private static func list(_ lines: [String]) -> String { lines.map { "    " + $0 }.joined(separator: "\n") }
}
