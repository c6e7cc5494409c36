import Fulfillment

/// A small seeded generator (Steele, Lea, Flood: *Fast splittable pseudorandom number generators*, 2014): the same
/// seed gives the same numbers on every machine.
package struct SplitMix64: Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// A separate generator for each thing that has a name, so that what is random for one does not depend on others.
    init(seed: UInt64, for name: String) {
        var print = Fingerprint()
        print.add(name)
        self.init(seed: seed ^ print.value)
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }

    /// A number in 0..<1.
    mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A whole number below the bound, which is at least 1.
    package mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

    /// True in so many of a hundred draws.
    package mutating func happens(percent: Int) -> Bool { below(100) < percent }
}
