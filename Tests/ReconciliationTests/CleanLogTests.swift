import Contracts
import Foundation
import Fulfillment
import Testing

@testable import Reconciliation
@testable import TestWorld

/// No false alarm: what the real deciders wrote is in order, on its way and at its end.
///
/// `TURNBACK_TEST_SEED` takes one world, and `TURNBACK_TEST_SEEDS` so many from there on.
@Suite("The log of a world", .serialized, .timeLimit(.minutes(15)))
struct CleanLogTests {
    private static let seeds: [UInt64] = {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["TURNBACK_TEST_SEED"].flatMap(UInt64.init)
        let count = environment["TURNBACK_TEST_SEEDS"].flatMap(UInt64.init)
        if let first { return Array(first..<first + max(1, count ?? 1)) }
        return Array(1...max(1, count ?? 300)) + HonestWorld.onceWrong
    }()

    @Test("with an honest floor holds when it has ended")
    func ended() {
        for seed in Self.seeds {
            var world = HonestWorld(seed: seed, keepsTrail: Self.seeds.count == 1, keepsHistory: true)
            if let complaint = world.run() {
                let lines = [complaint] + world.trail
                Issue.record("seed \(seed), repeat it with TURNBACK_TEST_SEED=\(seed): \(lines.joined(separator: "\n"))")
            }
            guard Self.holds(world.world.history, seed) else { return }
        }
    }

    @Test("with an honest floor holds wherever it stands still")
    func open() {
        for seed in Self.seeds {
            var world = HonestWorld(seed: seed, keepsHistory: true)
            world.run(steps: 20 + Int(seed / 2 % 80))
            guard Self.holds(world.world.history, seed) else { return }
        }
    }

    private static func holds(_ history: [World.Written], _ seed: UInt64) -> Bool {
        let log = RecordedLog(history)
        let report = log.verdict()
        if report.holds { return true }
        let lines = seeds.count > 1 ? [] : log.lines
        Issue.record(
            "seed \(seed), repeat it with TURNBACK_TEST_SEED=\(seed):\n\((report.complaints + lines).joined(separator: "\n"))")
        return false
    }
}

extension ReconcileReport {
    /// The first finding of each invariant that is broken.
    var complaints: [String] { broken.map { "\($0.name): \(first($0)!)" } }
}

extension RecordedLog {
    /// Every message, one per line.
    var lines: [String] {
        records.map { record in
            let type = record.body.headers.first { $0.name == "ce_type" }?.value
            return "\(record.topic)@\(record.offset) \(String(decoding: type ?? [], as: UTF8.self)) "
                + String(decoding: record.body.value ?? [], as: UTF8.self)
        }
    }
}
