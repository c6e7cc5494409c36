import Synchronization
import Testing

/// The production loop, its state stores and the three services' processors, on a simulated log, clock and world, with
/// faults that a seed draws.
@Suite("Simulation", .timeLimit(.minutes(120)))
struct SimulationTests {
    @Test func whateverHappensNothingIsLostOrDoubledAndEverythingComesToItsEnd() async throws {
        let heard = Mutex((tally: Tally(), failed: [Simulation.Outcome]()))
        try await Seeds.run(Seeds.chosen) { outcome in
            for message in outcome.messages { print(message) }
            heard.withLock { heard in
                heard.tally.add(outcome.tally)
                if !outcome.complaints.isEmpty { heard.failed.append(outcome) }
            }
        }
        let (tally, failed) = heard.withLock { $0 }
        print(tally.summary)
        for outcome in failed.sorted(by: { $0.options.seed < $1.options.seed }).prefix(3) {
            Issue.record("\(Failure(outcome))")
        }
        #expect(failed.isEmpty, "seeds that fail: \(failed.map(\.options.seed).sorted())")
        guard !Seeds.isOne else { return }
        // A fault that never happens proves nothing.
        for fault in Fault.allCases { #expect(tally.faults[fault, default: 0] > 0, "\(fault.rawValue) never happened") }
        #expect(tally.growths > 0 && tally.moved > tally.growths)
        #expect(StateBook.kinds.isSubset(of: tally.stateKinds), "\(StateBook.kinds.subtracting(tally.stateKinds))")
        #expect(tally.requests > tally.seeds && tally.casesEnded > tally.seeds && tally.returnsClosed > 0)
    }

    @Test(arguments: [7, 42, 1_789])
    func aSeedGivesTheSameHistoryEveryTime(seed: UInt64) throws {
        let digests = try (0..<3).map { _ in try Simulation.run(Options(seed: seed)).digest }
        #expect(Set(digests).count == 1)
        #expect(try Simulation.run(Options(seed: seed + 1)).digest != digests[0])
    }
}

@Suite("A failure of the simulation")
struct FailureTests {
    @Test func isCutDownToWhatItNeedsAndSaysHowToRepeatIt() throws {
        // The first seed that fails without it; which one that is changes with what may happen.
        let outcome = try #require(
            try (UInt64(1)...300).lazy.map { seed in
                var options = Options(seed: seed)
                options.flaw = .restore
                return try Simulation.run(options)
            }.first { !$0.complaints.isEmpty })
        let options = outcome.options
        let failure = Failure(outcome)
        #expect(!failure.least.complaints.isEmpty)
        #expect(failure.least.options.faults.count < options.faults.count)
        #expect(failure.least.options.lesser.allSatisfy { (try? Simulation.run($0).complaints.isEmpty) == true })
        #expect(failure.description.contains("TURNBACK_SEED=\(options.seed) swift test"))
        #expect(failure.description.contains(outcome.complaints[0]))
    }
}

/// Each defence is switched off, and that is noticed: else nobody would know whether the simulation sees anything.
@Suite("Simulation without a defence", .timeLimit(.minutes(15)))
struct FlawTests {
    /// Among so many seeds one has to fail.
    private static let seeds = UInt64(1)...300

    @Test(arguments: Flaw.allCases)
    func isNoticed(flaw: Flaw) throws {
        for seed in Self.seeds {
            var options = Options(seed: seed)
            options.flaw = flaw
            if flaw == .offsetOfWhatWasNotRead { options.haveTwoFireTheSameTimers() }
            let outcome = try Simulation.run(options)
            guard let complaint = outcome.complaints.first else { continue }
            print("without \(flaw.rawValue), seed \(seed) fails: \(complaint)")
            return
        }
        Issue.record("none of \(Self.seeds.count) seeds fails without \(flaw.rawValue)")
    }

    /// As long as nothing happens these are not needed: what is noticed is the fault, not the switch.
    @Test(arguments: [
        Flaw.storeAfterLog, .newSessionAfterUnknownTakenForCommitted, .newSessionAfterUnknownTakenForAborted,
        .offsetOfWhatWasNotRead, .positionsInTheState,
    ])
    func isNotMissedWhereNothingHappens(flaw: Flaw) throws {
        for seed in UInt64(1)...10 {
            var options = Options(seed: seed)
            options.flaw = flaw
            options.faults = []
            // Services are killed then.
            options.growsTo = nil
            options.instances = [1, 1, 1]
            #expect(try Simulation.run(options).complaints == [])
        }
    }
}
