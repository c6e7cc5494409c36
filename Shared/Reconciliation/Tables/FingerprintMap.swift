import Fulfillment

/// 64 bits for each of many fingerprints, in the same kind of tables: 18 to 23 MB per million.
struct FingerprintMap: Sendable {
    private var shards = [Shard](repeating: Shard(), count: 256)

    private struct Shard: Sendable {
        var keys: [UInt64] = []
        var values: [UInt64] = []
        var count = 0
    }

    /// 0 where nothing is known. Once set, an entry stays.
    subscript(fingerprint: Fingerprint) -> UInt64 {
        get {
            let key = Slots.key(fingerprint)
            let shard = Int(key >> 56)
            guard !shards[shard].keys.isEmpty else { return 0 }
            return shards[shard].values[Slots.place(of: key, in: shards[shard].keys)]
        }
        set {
            let key = Slots.key(fingerprint)
            let shard = Int(key >> 56)
            if shards[shard].count * 8 >= shards[shard].keys.count * 7 { grow(shard) }
            let place = Slots.place(of: key, in: shards[shard].keys)
            if shards[shard].keys[place] == 0 {
                shards[shard].keys[place] = key
                shards[shard].count += 1
            }
            shards[shard].values[place] = newValue
        }
    }

    private mutating func grow(_ shard: Int) {
        let old = shards[shard]
        var new = Shard()
        new.count = old.count
        new.keys = [UInt64](repeating: 0, count: Slots.grown(old.keys.count))
        new.values = [UInt64](repeating: 0, count: new.keys.count)
        for index in old.keys.indices where old.keys[index] != 0 {
            let place = Slots.place(of: old.keys[index], in: new.keys)
            new.keys[place] = old.keys[index]
            new.values[place] = old.values[index]
        }
        shards[shard] = new
    }
}

extension FingerprintMap: Archived {
    mutating func archive(_ archive: inout Archive) {
        for shard in shards.indices {
            archive.keep(&shards[shard].count)
            archive.keep(&shards[shard].keys)
            archive.keep(&shards[shard].values)
            if shards[shard].keys.count != shards[shard].values.count { archive.fail() }
        }
        if archive.isBroken { self = FingerprintMap() }
    }
}
