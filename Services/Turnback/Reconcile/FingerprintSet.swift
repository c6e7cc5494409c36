import Fulfillment

/// Fingerprints of what has ended: 8 bytes each, in tables that are 70 to 88 % full: 9 to 11.5 MB a million.
///
/// Open addressing in 256 shards, which grow one after the other by a quarter, so that there is never a second copy of
/// all of it. Swift's own Set doubles: 11 to 22 MB a million, and all of it twice while it grows. By chance two of n
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

/// 64 bits for each of many fingerprints, in the same kind of tables: 18 to 23 MB a million.
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

/// Where a key stands in a table of open addressing with linear probing.
private enum Slots {
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

extension Fingerprint {
    /// Of texts, and where each ends.
    init(_ first: String, _ second: String? = nil, _ third: String? = nil, _ fourth: String? = nil) {
        self.init()
        add(first)
        if let second { add(second) }
        if let third { add(third) }
        if let fourth { add(fourth) }
    }

    /// Of a store order, and something of it.
    init(_ storeOrder: StoreOrderKey, _ third: String? = nil) {
        self.init(storeOrder.storeId, storeOrder.storeOrderId, third)
    }
}
