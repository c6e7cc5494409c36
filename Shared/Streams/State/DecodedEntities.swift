/// The entities that were used last, as they were decoded, beside the bytes that the store holds of them.
///
/// What is not used is let go by generations: once the younger one is full the older one goes, and what is asked for in the
/// older one becomes young again. So at most twice `limit` is held, counted in stored bytes; decoded, an entity takes some
/// four times as much.
///
/// A table of fixed size, in which a key has a few places: where all of them are taken, the one that was used the longest
/// time ago goes. A dictionary would cost more than decoding a small entity.
struct DecodedEntities {
    private struct Slot {
        var key: EntityKey?
        /// The key's, beside it: most slots are passed without a look at their key.
        var hash: UInt64 = 0
        var box: AnyObject?
        var bytes = 0
        /// In which generation it was used last.
        var generation = 0
    }

    /// How many places a key has, and how many keys may have others.
    private static let ways = 4
    private static let buckets = 512

    /// Empty until something is kept.
    private var slots: [Slot] = []
    private var generation = 1
    private var youngBytes = 0
    private let limit: Int

    /// - Parameter limit: how many stored bytes a generation stands for.
    init(limit: Int = Self.limit) { self.limit = limit }

    /// A partition's: with four partitions a service's decoded entities stay below 16 MiB.
    static let limit = 1 << 19

    /// The entity under this key; nil where it is not held, or is of another kind.
    mutating func entity<Entity>(_ key: EntityKey) -> Entity? { (box(key) as? DecodedEntity<Entity>)?.entity }

    /// What holds the entity under this key.
    mutating func box(_ key: EntityKey) -> AnyObject? {
        guard let place = place(of: key) else { return nil }
        if slots[place].generation != generation { use(place) }
        return slots[place].box
    }

    /// How many bytes the stored form of what is held has; nil where nothing is.
    func bytes(_ key: EntityKey) -> Int? { place(of: key).map { slots[$0].bytes } }

    /// - Parameter bytes: how many its stored form has.
    mutating func keep<Entity>(_ key: EntityKey, _ entity: Entity, bytes: Int) {
        keep(key, box: DecodedEntity(entity), bytes: bytes)
    }

    mutating func keep(_ key: EntityKey, box: AnyObject, bytes: Int) {
        if slots.isEmpty { slots = Array(repeating: Slot(), count: Self.ways * Self.buckets) }
        let place = place(of: key) ?? free(for: key)
        if slots[place].generation == generation { youngBytes -= slots[place].bytes }
        slots[place].key = key
        slots[place].hash = key.hash
        slots[place].box = box
        slots[place].bytes = bytes
        use(place)
    }

    mutating func forget(_ key: EntityKey) {
        guard let place = place(of: key) else { return }
        if slots[place].generation == generation { youngBytes -= slots[place].bytes }
        slots[place] = Slot()
    }

    mutating func forgetAll() {
        slots = []
        youngBytes = 0
    }

    private static func bucket(_ key: EntityKey) -> Int {
        Int(truncatingIfNeeded: key.hash & UInt64(buckets - 1)) * ways
    }

    private func place(of key: EntityKey) -> Int? {
        guard !slots.isEmpty else { return nil }
        let first = Self.bucket(key)
        for place in first..<first + Self.ways where slots[place].hash == key.hash && slots[place].key == key {
            return place
        }
        return nil
    }

    /// An empty place for a key, or the one that was used the longest time ago.
    private mutating func free(for key: EntityKey) -> Int {
        let first = Self.bucket(key)
        var best = first
        for place in first..<first + Self.ways {
            if slots[place].key == nil { return place }
            if slots[place].generation < slots[best].generation { best = place }
        }
        // Of several as old any will do, but not always the same one.
        if slots[best].generation == generation {
            best = first + Int(truncatingIfNeeded: key.hash >> 32) & (Self.ways - 1)
        }
        return best
    }

    /// Makes what stands here young. Where that is too much, a new generation begins, and the one before the last goes.
    private mutating func use(_ place: Int) {
        if youngBytes + slots[place].bytes > limit {
            generation += 1
            youngBytes = 0
            for index in slots.indices where index != place && slots[index].generation < generation - 1 {
                if slots[index].key != nil { slots[index] = Slot() }
            }
        }
        slots[place].generation = generation
        youngBytes += slots[place].bytes
    }
}

/// What holds an entity of whatever kind.
public final class DecodedEntity<Entity> {
    @usableFromInline let entity: Entity

    @inlinable init(_ entity: Entity) { self.entity = entity }
}
