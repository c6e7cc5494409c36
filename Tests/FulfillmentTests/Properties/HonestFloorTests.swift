import Foundation
import Testing

@testable import TestWorld

/// Where nobody lies, the books are what stands in the building, to the unit, and nobody hears of a stop that did not happen.
/// `TURNBACK_TEST_SEED` repeats one, `TURNBACK_TEST_SEEDS` takes more or fewer. About 1 of 6,000 worlds beyond
/// those below ends wrong.
@Suite("An honest floor", .serialized, .timeLimit(.minutes(30)))
struct HonestFloorTests {
    @Test("ends with books that are what stands in the building, with its messages in any order")
    func manySeeds() {
        let environment = ProcessInfo.processInfo.environment
        let only = environment["TURNBACK_TEST_SEED"].flatMap { UInt64($0) }
        let count = environment["TURNBACK_TEST_SEEDS"].flatMap { UInt64($0) } ?? 10_000
        var ends: [String: Int] = [:]
        for seed in only.map({ [$0] }) ?? Array(1...count) + HonestWorld.onceWrong {
            var honest = HonestWorld(seed: seed, keepsTrail: only != nil)
            if let complaint = honest.run() {
                let trail = honest.trail.joined(separator: "\n")
                Issue.record("seed \(seed), repeat it with TURNBACK_TEST_SEED=\(seed): \(complaint)\n\(trail)")
                return
            }
            for request in honest.world.auditor.requests.values {
                ends["\(request.state)", default: 0] += 1
                if !request.contradicted.isEmpty { ends["contradicted", default: 0] += 1 }
            }
        }
        print("requests of an honest floor by last state: \(ends.sorted { $0.key < $1.key })")
        guard only == nil else { return }
        for state in ["cancelled", "restocked", "refused", "partlyStopped", "contradicted"] {
            #expect(ends[state, default: 0] > 0, "no world ends in \(state)")
        }
    }

    @Test(
        "is noticed where a decider is wrong",
        arguments: [
            Mutant.dropsTheIssue, .issuesWhatIsBack, .raisesWhatNeverLeft, .issuesTwice, .restoresTwice,
            .ignoresTheAgeOfReports,
        ])
    func noticed(mutant: Mutant) { look(for: mutant, mutant.deciders, within: 1_000) }

    @Test("is noticed where a decider is wrong about a box or a clock", arguments: FloorMutant.allCases)
    func noticed(mutant: FloorMutant) {
        let count = ProcessInfo.processInfo.environment["TURNBACK_TEST_SEEDS"].flatMap { UInt64($0) }
        look(for: mutant, mutant.deciders, within: count ?? 60_000)
    }

    @Test("goes another way where the deciders forget which way units came")
    func goesAnotherWay() {
        let isOther = (UInt64(1)...5_000).contains { seed in
            var real = HonestWorld(seed: seed, keepsTrail: true)
            var wrong = HonestWorld(seed: seed, deciders: FloorMutant.forgettingWhichWayUnitsCame, keepsTrail: true)
            _ = (real.run(), wrong.run())
            return real.trail != wrong.trail
        }
        #expect(isOther)
    }

    /// One of so many worlds has to notice what is wrong with the deciders.
    private func look(for mutant: some Any, _ deciders: Deciders, within worlds: UInt64) {
        for seed in 1...worlds {
            var honest = HonestWorld(seed: seed, deciders: deciders)
            honest.isAudited = false
            if let complaint = honest.run() {
                print("\(mutant) on an honest floor: seed \(seed): \(complaint)")
                return
            }
        }
        Issue.record("\(mutant) was not noticed in \(worlds) worlds")
    }
}
