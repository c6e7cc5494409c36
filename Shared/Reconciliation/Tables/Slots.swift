import Fulfillment

/// Where a key stands in a table of open addressing with linear probing.
enum Slots {
    /// Spread over all bits (the finaliser of SplitMix64, a bijection), and never 0.
    static func key(_ fingerprint: Fingerprint) -> UInt64 {
        var z = fingerprint.value
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        z ^= z >> 31
        return z == 0 ? 1 : z
    }

    /// The place of the key, or the empty place where it belongs. The table must have one.
    static func place(of key: UInt64, in keys: [UInt64]) -> Int {
        var place = Int((key << 8).multipliedFullWidth(by: UInt64(keys.count)).high)
        while keys[place] != 0, keys[place] != key {
            place += 1
            if place == keys.count { place = 0 }
        }
        return place
    }

    static func grown(_ count: Int) -> Int { count + count / 4 + 8 }
}
