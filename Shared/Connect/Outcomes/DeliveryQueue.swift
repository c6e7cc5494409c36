/// What is to be delivered, to which endpoint and when: a value, without a clock, without chance and without a network.
///
/// ```
/// waiting ──(its turn, endpoint open)──▶ under way ──(2xx)──▶ delivered
///    ▲                                       │──(410)───▶ its endpoint is gone: nothing goes there until the file is read again
///    └────────(any other answer, or none)────┘──(72 h since it was sent)──▶ dead
/// ```
/// - Within a store order one delivery is under way at a time, in the order in which they were published: one that fails holds back
///   those of its order and no other's.
/// - An endpoint whose deliveries fail in a row is left alone for a while (circuit breaker), and then tried with one. Time during
///   which it is left alone counts for the 72 hours; a try that is not made does not count.
public struct DeliveryQueue: Sendable {
    /// One delivery.
    public struct Item: Sendable, Equatable {
        /// Grows in the order in which they were published.
        public var id: Int64
        /// Its endpoint.
        public var store: String
        public var storeOrder: String
        /// When it was published, and when it is to be tried next: milliseconds since 1970.
        public var made: Int64
        public var next: Int64
        public var attempts: Int

        public init(id: Int64, store: String, storeOrder: String, made: Int64, next: Int64, attempts: Int = 0) {
            self.id = id
            self.store = store
            self.storeOrder = storeOrder
            self.made = made
            self.next = next
            self.attempts = attempts
        }
    }

    /// What came of a try.
    public enum Result: Sendable, Equatable {
        case delivered
        /// No 2xx. `retryAfter`: milliseconds that the endpoint asked to be left alone for.
        case failed(String, retryAfter: Int64? = nil)
        /// 410: it takes no more.
        case gone
    }

    /// What is to be written down then.
    public enum Effect: Sendable, Equatable {
        case delivered(Int64)
        case postponed(Item, String)
        case dead(Int64, String)
        /// The endpoint takes no more: it stays so until `reset`.
        case stopped(store: String)
        /// The endpoint was left alone, and answers again.
        case opened(store: String)
        /// It is left alone until then.
        case broken(store: String, until: Int64)
    }

    /// How long and how often.
    public struct Schedule: Sendable, Equatable {
        /// How long one is tried at all.
        public var patience: Int64 = 72 * 3_600_000
        /// Pauses after a try: the first, and the longest; each is twice the one before.
        public var firstPause: Int64 = 5_000
        public var longestPause: Int64 = 4 * 3_600_000
        /// Failures in a row after which an endpoint is left alone, and for how long: each time twice as long.
        public var failuresToBreak = 5
        public var firstBreak: Int64 = 30_000
        public var longestBreak: Int64 = 600_000
        /// Tries under way of one endpoint.
        public var atOnce = 4

        public init() {}

        /// The pause after so many tries: half of it for sure, the rest by chance, so that what failed together does not come
        /// back together.
        /// - Parameter chance: from 0 up to 1.
        func pause(after attempts: Int, chance: Double) -> Int64 {
            let whole = min(firstPause << Int64(min(max(attempts - 1, 0), 30)), longestPause)
            return whole / 2 + Int64(Double(whole - whole / 2) * chance)
        }
    }

    private struct Breaker: Sendable {
        var failures = 0
        var breaks = 0
        /// Left alone until then.
        var until: Int64 = 0
        var underWay = 0
        var isStopped = false

        func isOpen(_ schedule: Schedule) -> Bool { failures >= schedule.failuresToBreak }
    }

    public var schedule: Schedule
    /// By store and store order, in order.
    private var lines: [String: [Item]] = [:]
    private var busy: Set<String> = []
    private var breakers: [String: Breaker] = [:]
    private struct Turn: Sendable {
        var due: Int64
        /// Among those that are due at the same time, the one that was published first.
        var id: Int64
        var line: String

        func isBefore(_ other: Turn) -> Bool { (due, id) < (other.due, other.id) }
    }
    /// When the first of each line is due, the earliest first.
    private var heap: [Turn] = []
    /// Lines that are due and whose endpoint is full or left alone, by store.
    private var held: [String: [String]] = [:]

    public init(_ schedule: Schedule = Schedule()) { self.schedule = schedule }

    /// How many wait or are under way.
    public private(set) var count = 0

    /// How many wait for an endpoint.
    public func waiting(for store: String) -> Int {
        lines.values.reduce(0) { $0 + ($1.first?.store == store ? $1.count : 0) }
    }

    private static func line(_ item: Item) -> String { item.store + "/" + item.storeOrder }

    /// Adds one that was published after all others of its order.
    public mutating func add(_ item: Item) {
        let line = Self.line(item)
        lines[line, default: []].append(item)
        count += 1
        if lines[line]!.count == 1, !busy.contains(line) { push(item, line) }
    }

    /// The next to try now; nil where none is due. It is under way until `finished`.
    public mutating func take(now: Int64) -> Item? {
        if let item = takeHeld(now) { return item }
        while let first = heap.first, first.due <= now {
            pop()
            guard let item = lines[first.line]?.first, !busy.contains(first.line) else { continue }
            // The line may have been pushed before with another time.
            if item.next > now {
                push(item, first.line)
                continue
            }
            guard mayTry(item.store, now) else {
                held[item.store, default: []].append(first.line)
                continue
            }
            return start(item, first.line)
        }
        return nil
    }

    private mutating func takeHeld(_ now: Int64) -> Item? {
        for store in held.keys.sorted() where mayTry(store, now) {
            while var lines = held[store], !lines.isEmpty {
                let line = lines.removeFirst()
                held[store] = lines.isEmpty ? nil : lines
                guard let item = self.lines[line]?.first, !busy.contains(line) else { continue }
                return start(item, line)
            }
        }
        return nil
    }

    private func mayTry(_ store: String, _ now: Int64) -> Bool {
        guard let breaker = breakers[store] else { return true }
        if breaker.isStopped || breaker.until > now { return false }
        return breaker.underWay < (breaker.isOpen(schedule) ? 1 : schedule.atOnce)
    }

    private mutating func start(_ item: Item, _ line: String) -> Item {
        busy.insert(line)
        breakers[item.store, default: Breaker()].underWay += 1
        return item
    }

    /// When `take` may have something again; nil where nothing waits for a time.
    public func nextTime(now: Int64) -> Int64? {
        let ofHeld = held.keys.compactMap { store -> Int64? in
            guard let breaker = breakers[store], !breaker.isStopped, breaker.until > now else { return nil }
            return breaker.until
        }
        return ([heap.first?.due].compactMap(\.self) + ofHeld).min()
    }

    /// Takes in what came of a try.
    /// - Parameter chance: from 0 up to 1.
    public mutating func finished(_ item: Item, _ result: Result, now: Int64, chance: Double) -> [Effect] {
        let line = Self.line(item)
        busy.remove(line)
        var breaker = breakers[item.store] ?? Breaker()
        breaker.underWay -= 1
        defer { breakers[item.store] = breaker }
        switch result {
        case .delivered:
            let wasBroken = breaker.isOpen(schedule)
            breaker.failures = 0
            breaker.breaks = 0
            breaker.until = 0
            remove(item, line)
            return [.delivered(item.id)] + (wasBroken ? [.opened(store: item.store)] : [])
        case .gone:
            breaker.isStopped = true
            held[item.store, default: []].append(line)
            return [.stopped(store: item.store)]
        case .failed(let reason, let retryAfter):
            breaker.failures += 1
            var effects: [Effect] = []
            // Those that were under way when it broke say nothing new.
            if breaker.isOpen(schedule), breaker.until <= now {
                let whole = min(schedule.firstBreak << Int64(min(breaker.breaks, 20)), schedule.longestBreak)
                breaker.until = now + whole / 2 + Int64(Double(whole - whole / 2) * chance)
                breaker.breaks += 1
                effects.append(.broken(store: item.store, until: breaker.until))
            }
            if let retryAfter { breaker.until = max(breaker.until, now + min(max(retryAfter, 0), schedule.longestPause)) }
            if now - item.made >= schedule.patience {
                remove(item, line)
                return effects + [.dead(item.id, reason)]
            }
            var later = item
            later.attempts += 1
            later.next = now + schedule.pause(after: later.attempts, chance: chance)
            lines[line]![0] = later
            push(later, line)
            return effects + [.postponed(later, reason)]
        }
    }

    /// Gives up what an endpoint has not taken within its time, though it was not tried: it was left alone, or is gone.
    public mutating func overdue(now: Int64) -> [Effect] {
        var effects: [Effect] = []
        for (line, items) in lines where !busy.contains(line) {
            for item in items where now - item.made >= schedule.patience {
                guard breakers[item.store]?.isStopped == true || (breakers[item.store]?.until ?? 0) > now else { break }
                remove(item, line)
                effects.append(.dead(item.id, "its endpoint took nothing for \(schedule.patience / 3_600_000) h"))
            }
        }
        return effects
    }

    /// Forgets what is known of an endpoint: its settings were changed.
    public mutating func reset(store: String) {
        let underWay = breakers[store]?.underWay ?? 0
        breakers[store] = Breaker(underWay: underWay)
    }

    private mutating func remove(_ item: Item, _ line: String) {
        guard let place = lines[line]?.firstIndex(where: { $0.id == item.id }) else { return }
        lines[line]!.remove(at: place)
        count -= 1
        if let next = lines[line]?.first { push(next, line) } else { lines[line] = nil }
    }

    // MARK: The heap

    private mutating func push(_ item: Item, _ line: String) {
        heap.append(Turn(due: item.next, id: item.id, line: line))
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func pop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
            guard let child = children.min(by: { heap[$0].isBefore(heap[$1]) }), heap[child].isBefore(heap[parent]) else { return }
            heap.swapAt(parent, child)
            parent = child
        }
    }
}
