import Foundation
import Testing
import Contracts
@testable import Reconciliation
@testable import TestWorld
@Suite struct DebugTests {
    @Test func show() {
        guard let t = ProcessInfo.processInfo.environment["SHOW"] else { return }
        let seed = UInt64(t)!
        var world = HonestWorld(seed: seed, keepsTrail: true, keepsHistory: true)
        if seed % 2 == 0 { _ = world.run() } else { world.run(steps: 20 + Int(seed / 2 % 80)) }
        let log = RecordedLog(world.world.history)
        for (i, line) in log.lines.enumerated() {
            print(i, log.isFollowed(i) ? "+" : "-", log.entries[i].envelope.id.prefix(6), (log.entries[i].envelope.causationId ?? "").prefix(6), line)
        }
    }
}
