import Foundation
import Testing

@testable import TestWorld

/// `TURNBACK_TEST_SEEDS` runs more of them, `TURNBACK_TEST_SEED` repeats one.
@Suite("Seeded worlds", .serialized, .timeLimit(.minutes(30)))
struct RandomWorldTests {
    @Test("keep every invariant: duplicates, several orders, deadlines, any order between the topics")
    func manySeeds() {
        let environment = ProcessInfo.processInfo.environment
        let only = environment["TURNBACK_TEST_SEED"].flatMap { UInt64($0) }
        let count = environment["TURNBACK_TEST_SEEDS"].flatMap { UInt64($0) } ?? 10_000
        var finals: [String: Int] = [:]
        for seed in only.map({ $0...$0 }) ?? 1...count {
            var random = RandomWorld(seed: seed, keepsTrail: only != nil)
            if let complaint = random.run() {
                let trail = random.trail.joined(separator: "\n")
                Issue.record("seed \(seed), repeat it with TURNBACK_TEST_SEED=\(seed): \(complaint)\n\(trail)")
                return
            }
            for request in random.world.auditor.requests.values where request.heard {
                finals["\(request.state)", default: 0] += 1
                if !request.contradicted.isEmpty { finals["contradicted", default: 0] += 1 }
            }
        }
        print("requests by last state: \(finals.sorted { $0.key < $1.key })")
        guard only == nil else { return }
        for state in ["cancelled", "restocked", "refused", "partlyStopped", "escalated", "contradicted"] {
            #expect(finals[state, default: 0] > 0, "no world ends in \(state)")
        }
    }

    @Test("a seed repeats its world")
    func repeats() {
        for seed in UInt64(1)...20 {
            var one = RandomWorld(seed: seed, keepsTrail: true)
            var other = RandomWorld(seed: seed, keepsTrail: true)
            #expect(one.run() == other.run())
            #expect(one.trail == other.trail)
        }
    }
}
