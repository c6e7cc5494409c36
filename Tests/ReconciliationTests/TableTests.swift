import Contracts
import Fulfillment
import Testing

@testable import Reconciliation

@Suite("the tables of what has ended")
struct ReconcileTableTests {
    @Test("a set distinguishes what it has seen from what it has not")
    func set() {
        var set = FingerprintSet()
        let new = (0..<50_000).count { set.insert(Fingerprint("\($0)")) }
        #expect(new == 50_000)
        let again = (0..<50_000).count { set.insert(Fingerprint("\($0)")) }
        #expect(again == 0)
        #expect((0..<50_000).allSatisfy { set.contains(Fingerprint("\($0)")) })
        #expect((50_000..<60_000).allSatisfy { !set.contains(Fingerprint("\($0)")) })
        #expect(set.count == 50_000)
    }

    @Test("a map gives back what it was given")
    func map() {
        var map = FingerprintMap()
        for number in 0..<50_000 { map[Fingerprint("\(number)")] = UInt64(number) }
        for number in 0..<50_000 { map[Fingerprint("\(number)")] += 1 }
        #expect((0..<50_000).allSatisfy { map[Fingerprint("\($0)")] == UInt64($0) + 1 })
        #expect(map[Fingerprint("none")] == 0)
    }

    @Test("the fingerprint whose bits are all 0 is one like any other")
    func zero() {
        var set = FingerprintSet()
        #expect(!set.contains(Fingerprint(value: 0)))
        set.insert(Fingerprint(value: 0))
        #expect(set.contains(Fingerprint(value: 0)))
    }

    @Test("a ledger forgets what comes to nothing")
    func ledger() {
        var ledger = Ledger()
        let place = Place(topic: .inventoryReplies, partition: 0, offset: 0)
        ledger.add(SIMD4(2, 0, 0, 1), of: Fingerprint("a"), at: place)
        ledger.add(SIMD4(-2, 0, 0, 0), of: Fingerprint("a"), at: place)
        #expect(ledger.entries.count == 1)
        ledger.add(SIMD4(0, 0, 0, -1), of: Fingerprint("a"), at: place)
        #expect(ledger.entries.isEmpty)
    }
}
