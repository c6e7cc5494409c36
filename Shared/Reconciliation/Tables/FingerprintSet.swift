import Fulfillment

/// Fingerprints of what has ended: 8 bytes each, in tables that are 70 to 88 % full: 9 to 11.5 MB per million.
///
/// Open addressing in 256 shards, which grow one after the other by a quarter, so that there is never a second copy of
/// all of it. Swift's own Set doubles: 11 to 22 MB per million, and all of it twice while it grows. By chance two of n
/// texts have the same 64 bits with a probability of n² / 2⁶⁵: 3 in 100 million for a million, 3 in 10,000 for 100
/// million.
struct FingerprintSet: Sendable {
    private var shards = [Shard](repeating: Shard(), count: 256)
    private(set) var count = 0

    private struct Shard: Sendable {
        /// 0 is an empty place.
        var keys: [UInt64] = []
        var count = 0
    }

    /// True where it was not there before.
    @discardableResult
    mutating func insert(_ fingerprint: Fingerprint) -> Bool {
        let key = Slots.key(fingerprint)
        let shard = Int(key >> 56)
        if shards[shard].count * 8 >= shards[shard].keys.count * 7 { grow(shard) }
        let place = Slots.place(of: key, in: shards[shard].keys)
        guard shards[shard].keys[place] == 0 else { return false }
        shards[shard].keys[place] = key
        shards[shard].count += 1
        count += 1
        return true
    }

    func contains(_ fingerprint: Fingerprint) -> Bool {
        let key = Slots.key(fingerprint)
        let shard = Int(key >> 56)
        guard !shards[shard].keys.isEmpty else { return false }
        return shards[shard].keys[Slots.place(of: key, in: shards[shard].keys)] == key
    }

    private mutating func grow(_ shard: Int) {
        let old = shards[shard].keys
        var keys = [UInt64](repeating: 0, count: Slots.grown(old.count))
        for key in old where key != 0 { keys[Slots.place(of: key, in: keys)] = key }
        shards[shard].keys = keys
    }
}

extension FingerprintSet: Archived {
    mutating func archive(_ archive: inout Archive) {
        archive.keep(&count)
        for shard in shards.indices {
            archive.keep(&shards[shard].count)
            archive.keep(&shards[shard].keys)
            if shards[shard].keys.count < shards[shard].count { archive.fail() }
        }
        if archive.isBroken { self = FingerprintSet() }
    }
}
