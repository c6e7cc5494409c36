/// The entities that were used last, as they were decoded, beside the bytes that the store holds of them.
///
/// What is not used is let go by generations: once the younger one is full the older one goes, and what is asked for in the
/// older one becomes young again. So at most twice `limit` is held, counted in stored bytes; decoded, an entity takes some
/// four times as much.
struct DecodedEntities {
    private final class Box<Entity> {
        let entity: Entity
        init(_ entity: Entity) { self.entity = entity }
    }

    private typealias Entry = (box: AnyObject, bytes: Int)

    private var young: [EntityKey: Entry] = [:]
    private var old: [EntityKey: Entry] = [:]
    private var youngBytes = 0
    private let limit: Int

    /// - Parameter limit: how many stored bytes a generation stands for.
    init(limit: Int = Self.limit) { self.limit = limit }

    /// A partition's: with four partitions a service's decoded entities stay below 16 MiB.
    static let limit = 1 << 19

    /// The entity under this key; nil where it is not held, or is of another kind.
    mutating func entity<Entity>(_ key: EntityKey) -> Entity? {
        if let found = young[key] { return (found.box as? Box<Entity>)?.entity }
        guard !old.isEmpty, let found = old.removeValue(forKey: key) else { return nil }
        add(key, found)
        return (found.box as? Box<Entity>)?.entity
    }

    /// - Parameter bytes: how many its stored form has.
    mutating func keep<Entity>(_ key: EntityKey, _ entity: Entity, bytes: Int) {
        if !old.isEmpty { old.removeValue(forKey: key) }
        add(key, (Box(entity), bytes))
    }

    mutating func forget(_ key: EntityKey) {
        if let known = young.removeValue(forKey: key) { youngBytes -= known.bytes }
        if !old.isEmpty { old.removeValue(forKey: key) }
    }

    mutating func forgetAll() {
        young.removeAll()
        old.removeAll()
        youngBytes = 0
    }

    private mutating func add(_ key: EntityKey, _ entry: Entry) {
        if youngBytes + entry.bytes > limit {
            swap(&young, &old)
            young.removeAll(keepingCapacity: true)
            youngBytes = 0
            old.removeValue(forKey: key)
        }
        let former = young.updateValue(entry, forKey: key)
        youngBytes += entry.bytes - (former?.bytes ?? 0)
    }
}
