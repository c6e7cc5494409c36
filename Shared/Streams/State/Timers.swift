/// The timers of one partition: an entity may have one, and it lives in the state store like the entity itself, so it
/// survives what the entity survives and fires once.
///
/// Times are of the runtime's own clock, in milliseconds since 1970: a deadline counts from when a message was processed,
/// whatever the clock of its sender says.
public final class Timers {
    private let store: StateStore
    /// When each entity's timer is due.
    private var due: [[UInt8]: Int64] = [:]
    /// What the batch in hand has set and the log has not committed yet; nil values are timers that were taken away.
    private var staged: [[UInt8]: Int64?] = [:]
    /// All times that were ever due; those that are no longer so are passed over.
    private var queue = MinHeap()
    /// What the batch in hand has taken out of the queue.
    private var taken: [MinHeap.Element] = []

    /// How the keys of timers begin.
    static let prefix = Array("timer/".utf8)

    /// Reads the timers of a restored store.
    init(_ store: StateStore) throws(LogError) {
        self.store = store
        for (key, value) in try store.scan(prefix: Self.prefix) {
            guard let at = Int64(String(decoding: value, as: UTF8.self)) else { continue }
            let entity = Array(key.dropFirst(Self.prefix.count))
            due[entity] = at
            queue.insert(MinHeap.Element(at: at, key: entity))
        }
    }

    /// Sets an entity's timer, in place of the one it had; nil takes it away.
    func set(_ entity: [UInt8], at: Int64?) {
        if at == nil, (staged[entity] ?? due[entity]) == nil { return }
        staged.updateValue(at, forKey: entity)
        store.put(Self.prefix + entity, at.map { Array(String($0).utf8) })
    }

    /// The next entity whose timer is due at this time, and when it was due. It stays due until it is set again. What the
    /// batch in hand has set waits for the commit.
    func next(at now: Int64) -> (entity: [UInt8], at: Int64)? {
        while let first = queue.first {
            if due[first.key] == first.at {
                guard first.at <= now else { return nil }
                if staged[first.key] == nil { return (first.key, first.at) }
                taken.append(first)
            }
            queue.removeFirst()
        }
        return nil
    }

    /// The batch in hand is committed.
    func commit() {
        for (entity, at) in staged {
            due[entity] = at
            if let at { queue.insert(MinHeap.Element(at: at, key: entity)) }
        }
        staged.removeAll(keepingCapacity: true)
        taken.removeAll(keepingCapacity: true)
    }

    /// The batch in hand is dropped: what it has fired is due again.
    func drop() {
        for element in taken { queue.insert(element) }
        staged.removeAll(keepingCapacity: true)
        taken.removeAll(keepingCapacity: true)
    }
}

extension StateStore {
    /// The entities that have a timer: what is waited for.
    public func entitiesWithTimer() throws(LogError) -> [[UInt8]] {
        try scan(prefix: Timers.prefix).map { Array($0.key.dropFirst(Timers.prefix.count)) }
    }
}

/// A binary heap: the earliest time first, and of the same time the lesser key.
struct MinHeap {
    struct Element: Comparable {
        var at: Int64
        var key: [UInt8]

        static func < (one: Element, other: Element) -> Bool {
            one.at != other.at ? one.at < other.at : one.key.lexicographicallyPrecedes(other.key)
        }
    }

    private var elements: [Element] = []

    var first: Element? { elements.first }

    mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0, elements[child] < elements[(child - 1) / 2] {
            elements.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeFirst() {
        elements.swapAt(0, elements.count - 1)
        elements.removeLast()
        var parent = 0
        while true {
            let (left, right) = (2 * parent + 1, 2 * parent + 2)
            guard left < elements.count else { return }
            let least = right < elements.count && elements[right] < elements[left] ? right : left
            guard elements[least] < elements[parent] else { return }
            elements.swapAt(least, parent)
            parent = least
        }
    }
}
