import Testing

@testable import TestWorld

/// An auditor that notices nothing proves nothing: each mutant has to be noticed in few of the worlds in which the real
/// deciders give no cause for complaint.
@Suite("The checker notices a mutated decider", .timeLimit(.minutes(15)))
struct MutantTests {
    static let seeds: UInt64 = 3_000

    /// Where nobody has his own clock, no report is older than another; and others seldom bring back what was not issued
    /// yet. An honest floor notices both.
    private static let notHere: Set<Mutant> = [.ignoresTheAgeOfReports, .issuesWhatIsBack]

    @Test("which", arguments: Mutant.allCases.filter { !notHere.contains($0) })
    func noticed(mutant: Mutant) {
        for seed in 1...Self.seeds {
            var random = RandomWorld(seed: seed, deciders: mutant.deciders)
            if let complaint = random.run() {
                print("\(mutant): seed \(seed): \(complaint)")
                return
            }
        }
        Issue.record("\(mutant) was not noticed in \(Self.seeds) worlds")
    }
}
