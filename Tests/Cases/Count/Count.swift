/// Holds a hand against what was seen.
struct Count {
    let hand: Hand
    let seen: Seen
    /// What the hand does not name is not there.
    let isComplete: Bool
    /// What is not as the hand has it, a line each.
    private(set) var differences: [String] = []

    init(_ hand: Hand, _ seen: Seen, isComplete: Bool) {
        self.hand = hand
        self.seen = seen
        self.isComplete = isComplete
        stock()
        requests()
        orders()
        returns()
        tasks()
        refusals()
        moved()
    }

    mutating func add(_ difference: String) { differences.append(difference) }

    mutating func differ(_ what: String, expected: some CustomStringConvertible, seen: some CustomStringConvertible) {
        add("\(what): expected \(expected), seen \(seen)")
    }

    /// Holds a word against a text, where there is a word.
    mutating func match(_ what: String, _ word: Word?, _ text: String?) {
        guard let word, !word.matches(text) else { return }
        differ(what, expected: word, seen: text ?? "none")
    }

    /// Holds counts against others: those of them that are named.
    mutating func match(_ what: String, _ wanted: [String: Int]?, _ counts: [String: Int]) {
        for (kind, count) in (wanted ?? [:]).sorted(by: { $0.key < $1.key }) where counts[kind, default: 0] != count {
            differ("\(what), \(kind)", expected: count, seen: counts[kind, default: 0])
        }
    }

    // MARK: Stock

    private mutating func stock() {
        let wanted = hand.stock ?? [:]
        let named = wanted.flatMap { warehouse, skus in skus.keys.map { [warehouse, $0] } }
        let there = isComplete ? seen.stock.flatMap { warehouse, skus in skus.keys.map { [warehouse, $0] } } : []
        for place in Set(named + there).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let expected = wanted[place[0]]?[place[1]] ?? [0, 0, 0]
            let balance = seen.stock[place[0]]?[place[1]] ?? [0, 0, 0]
            guard expected != balance else { continue }
            differ("stock of \(place[1]) in \(place[0])", expected: Self.balance(expected), seen: Self.balance(balance))
        }
    }

    private static func balance(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: "/") }

    private mutating func moved() {
        for (name, wanted) in (hand.moved ?? [:]).sorted(by: { $0.key < $1.key }) {
            var counts: [String: Int] = [:]
            for movement in seen.movements where movement.outboundOrderId == name || movement.sku == name {
                counts[movement.kind, default: 0] += movement.quantity
            }
            match("units of \(name)", wanted, counts)
        }
    }

    // MARK: Outbound orders

    private mutating func orders() {
        let wanted = hand.orders ?? [:]
        var named: Set<String> = []
        for (name, order) in wanted.sorted(by: { $0.key < $1.key }) where name != "*" {
            let key = seen.orders.keys.sorted().first { $0 == name || $0.hasSuffix("/" + name) }
            named.insert(key ?? name)
            check(order, name, key.flatMap { seen.orders[$0] })
        }
        guard isComplete else { return }
        for (key, order) in seen.orders.sorted(by: { $0.key < $1.key }) where !named.contains(key) {
            if let rest = wanted["*"] {
                check(rest, key, order)
            } else {
                add("outbound order \(key): the hand does not name it; seen \(order.status)")
            }
        }
    }

    private mutating func check(_ wanted: Hand.Order, _ name: String, _ order: Seen.Order?) {
        match("outbound order \(name), status", wanted.status, order?.status)
        guard let order else { return }
        match("outbound order \(name), custody", wanted.custody, order.custody)
        guard let lines = wanted.lines else { return }
        let units = Dictionary(order.lines.map { ($0.sku, $0.quantity) }, uniquingKeysWith: +)
        for sku in Set(lines.keys).union(units.keys).sorted() where lines[sku, default: 0] != units[sku, default: 0] {
            differ("outbound order \(name), \(sku)", expected: lines[sku, default: 0], seen: units[sku, default: 0])
        }
    }

    // MARK: Return orders

    private mutating func returns() {
        let wanted = hand.returns ?? [:]
        for (id, order) in wanted.sorted(by: { $0.key < $1.key }) where id != "*" { check(order, id, seen.returns[id]) }
        guard isComplete else { return }
        for (id, order) in seen.returns.sorted(by: { $0.key < $1.key }) where wanted[id] == nil {
            if let rest = wanted["*"] {
                check(rest, id, order)
            } else if !["received", "cancelled"].contains(order.state) {
                differ("return order \(id)", expected: "closed", seen: order.state)
            }
        }
    }

    private mutating func check(_ wanted: Hand.Return, _ id: String, _ order: Seen.Return?) {
        match("return order \(id), state", wanted.state, order?.state)
        guard let order else { return }
        match("return order \(id), origin", wanted.origin, order.origin)
        for (sku, counts) in (wanted.lines ?? [:]).sorted(by: { $0.key < $1.key }) {
            match("return order \(id), \(sku)", counts, order.lines.first { $0.sku == sku }?.counts ?? [:])
        }
        let kinds = Dictionary(order.discrepancies.map { ($0.kind, $0.quantity) }, uniquingKeysWith: +)
        match("return order \(id), discrepancy", wanted.discrepancies, kinds)
    }

    // MARK: Tasks

    private mutating func tasks() {
        var open = seen.tasks.values.filter { $0.result == nil }.sorted { $0.taskId < $1.taskId }
        for wanted in hand.openTasks ?? [] {
            guard let index = open.firstIndex(where: { Self.matches(wanted, $0) }) else {
                differ("open tasks", expected: Self.text(wanted), seen: open.map(Self.text))
                continue
            }
            open.remove(at: index)
        }
        if isComplete || hand.openTasks != nil, !open.isEmpty {
            differ("open tasks beside", expected: "none", seen: open.map(Self.text))
        }
        let closed = seen.tasks.values.filter { $0.result != nil }
        for wanted in hand.closedTasks ?? [] where !closed.contains(where: { Self.matches(wanted, $0) }) {
            differ("closed tasks", expected: Self.text(wanted), seen: closed.map(Self.text).sorted())
        }
    }

    private static func matches(_ wanted: Hand.Task, _ task: Seen.Task) -> Bool {
        wanted.kind.matches(task.kind) && wanted.outboundOrderId == task.outboundOrderId
            && wanted.units.map { $0 == units(task) } ?? true
            && wanted.trackingNumber.map { $0.matches(task.trackingNumber) } ?? true
            && wanted.result.map { $0.matches(task.result) } ?? true
    }

    private static func units(_ task: Seen.Task) -> Int { (task.lines ?? []).reduce(0) { $0 + $1.quantity } }

    private static func text(_ task: Hand.Task) -> String {
        "\(task.kind) \(task.outboundOrderId)" + (task.units.map { " (\($0))" } ?? "")
            + (task.trackingNumber.map { " \($0)" } ?? "") + (task.result.map { " \($0)" } ?? "")
    }

    private static func text(_ task: Seen.Task) -> String {
        "\(task.kind) \(task.outboundOrderId) (\(units(task)))" + (task.trackingNumber.map { " \($0)" } ?? "")
            + (task.result.map { " \($0)" } ?? "")
    }

    // MARK: Refusals

    private mutating func refusals() {
        let wanted = hand.rejections ?? [:]
        let ofSenders = seen.rejections.filter { !$0.messageSource.hasPrefix("turnback/") }
        for (id, code) in wanted.sorted(by: { $0.key < $1.key }) {
            let codes = ofSenders.filter { $0.messageId == id }.map(\.code)
            guard codes.count != 1 || !code.matches(codes[0]) else { continue }
            differ("rejection of \(id)", expected: code, seen: codes.isEmpty ? "none" : codes.joined(separator: ", "))
        }
        for (id, refusal) in (hand.stockRefused ?? [:]).sorted(by: { $0.key < $1.key }) {
            let replies = seen.stockRefused.filter { $0.messageId == id }.map(\.reply)
            let isThere = replies.contains { reply in
                refusal.code.matches(reply.code)
                    && refusal.claimedBy.map { $0.by == reply.claimedBy?.by && $0.id == reply.claimedBy?.id } ?? true
            }
            guard !isThere else { continue }
            let claim = refusal.claimedBy.map { " claimed by \($0.by) \($0.id)" } ?? ""
            differ(
                "stock.refused for \(id)", expected: "\(refusal.code)\(claim)",
                seen: replies.map { "\($0.code) \($0.claimedBy.map { "claimed by \($0.by) \($0.id)" } ?? "")" })
        }
        guard isComplete else { return }
        let allowed = Set(wanted.keys).union(hand.mayBeRejected ?? [])
        for rejection in ofSenders where !allowed.contains(rejection.messageId) {
            differ("rejection of \(rejection.messageId)", expected: "none", seen: rejection.code)
        }
        let messages = Set(seen.notTaken.keys).union((hand.notTaken ?? [:]).keys)
        for id in messages.sorted() {
            guard let word = hand.notTaken?[id] else {
                differ("\(id) is not a valid message", expected: "taken", seen: seen.notTaken[id] ?? "")
                continue
            }
            match("\(id) is not a valid message", word, seen.notTaken[id])
        }
    }
}
