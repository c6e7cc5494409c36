import Contracts
import Fulfillment
package import Operations

/// Plays orders against running services: many at once, each a value that says what comes next.
package final class ReplayRun {
    package struct Settings: Sendable {
        package var model = WarehouseModel()
        /// The clock of the services' deadlines; nil where the run cannot drive it, and nothing falls due.
        package var clock: RunClock?
        /// Orders that are played at the same time.
        package var inFlight = 500
        /// How long nothing may be heard before it is said what is waited for.
        var patience = Duration.seconds(10)
        /// How long nothing may be heard before the run is given up; nil waits as long as it takes.
        package var limit: Duration?
        /// What helps where nothing is heard.
        package var hint = ""

        package init() {}
    }

    private let orders: [PlannedOrder]
    private let world: OutsideWorld
    private let settings: Settings
    private let shutdown: ShutdownSignal
    private let progress: ProgressLine
    private var next = 0
    /// By outbound order.
    private var playing: [String: OrderScript] = [:]
    private var books = ReplayBooks()
    private var outgoing: [Saying] = []
    private var lastHeard = ContinuousClock.now
    private var lastComplaint = ContinuousClock.now

    package init(
        _ orders: [PlannedOrder], _ world: OutsideWorld, _ settings: Settings, _ shutdown: ShutdownSignal, label: String
    ) {
        self.orders = orders
        self.world = world
        self.settings = settings
        self.shutdown = shutdown
        progress = ProgressLine(label, total: orders.count)
    }

    /// Plays all of it.
    /// - Throws: when the run is ended before it is done.
    package func run() throws(Failure) -> ReplayBooks {
        defer { progress.finish() }
        if let first = orders.first { settings.clock?.advance(to: first.orderedAt.milliseconds) }
        try receiveStock()
        fill()
        try send()
        while !playing.isEmpty {
            if let time = nextDeadline() {
                advance(to: time)
            } else {
                let heard = try listen { "\(self.playing.count) orders, among them \(self.firstWaiting())" }
                for one in heard { hear(one) }
            }
            fill()
            try send()
        }
        try listenForMore()
        return books
    }

    // MARK: Stock

    private func receiveStock() throws(Failure) {
        let receipts = StockReceipts(orders, settings.model, world.names)
        for (merchant, lines) in receipts.received { books.physical.receive(merchant, lines) }
        try world.send(receipts.sayings)
        while books.movements.units[.received, default: 0] < receipts.units {
            let heard = try listen { "inventory, which has to receive \(receipts.units) units" }
            for one in heard { hear(one) }
            if let refusal = books.firstRefusal { throw Failure(.failure, refusal) }
        }
    }

    // MARK: Orders

    private func fill() {
        while playing.count < settings.inFlight, next < orders.count {
            var script = OrderScript(
                orders[next], settings.model, world.names,
                policies: settings.clock.map { _ in world.names.policies }, clock: settings.clock?.milliseconds ?? 0)
            outgoing += script.start()
            playing[orders[next].outboundOrderId] = script
            next += 1
        }
    }

    private func send() throws(Failure) {
        try world.send(outgoing)
        outgoing.removeAll(keepingCapacity: true)
    }

    private func hear(_ heard: Heard) {
        switch heard {
        case .deadLetter(let key, let reason):
            books.hearDeadLetter(key, reason)
            let id = "OB-" + (key.split(separator: "/").last ?? "")
            playing[id]?.fail("a message became a dead letter: \(reason)")
            finish(id)
        case .message(let message, _, _):
            books.hear(message)
            guard let id = message.playedOrder, playing[id] != nil else { return }
            outgoing += playing[id]!.hear(message)
            finish(id)
        }
    }

    private func finish(_ id: String) {
        guard let script = playing[id], script.isDone else { return }
        books.take(script.result)
        playing[id] = nil
        progress.advance()
    }

    // MARK: Deadlines

    /// The earliest deadline, where every order in flight waits for one; nil while anything else is on its way.
    private func nextDeadline() -> Int64? {
        guard settings.clock != nil else { return nil }
        var earliest: Int64?
        for script in playing.values {
            guard let time = script.awaitedClock else { return nil }
            earliest = min(earliest ?? time, time)
        }
        return earliest
    }

    private func advance(to time: Int64) {
        settings.clock?.advance(to: time)
        for id in playing.keys.sorted() {
            outgoing += playing[id]!.hear(clock: time)
            finish(id)
        }
    }

    // MARK: Waiting

    /// What is said next. Reports now and then what is waited for, where nothing is.
    private func listen(_ waitingFor: () -> String) throws(Failure) -> [Heard] {
        if let reason = shutdown.reason {
            throw Failure(.failure, "stopped (\(reason)) when \(books.orders) of \(orders.count) orders were done")
        }
        let heard = try world.listen(timeout: .milliseconds(100))
        let now = ContinuousClock.now
        if !heard.isEmpty {
            lastHeard = now
            return heard
        }
        if let limit = settings.limit, now - lastHeard > limit {
            throw Failure(.failure, "nothing was heard for \(limit); it waits for \(waitingFor())")
        }
        if now - max(lastHeard, lastComplaint) > settings.patience {
            lastComplaint = now
            StandardStream.error.writeLine("nothing was heard for 10 s; waiting for \(waitingFor()). \(settings.hint)")
        }
        return []
    }

    private func firstWaiting() -> String {
        guard let id = playing.keys.min(), let script = playing[id] else { return "none" }
        let refusal = books.firstRefusal.map { " (before that, \($0))" } ?? ""
        return "\(id), which waits for \(script.waitsFor)\(refusal)"
    }

    /// What is said once all is done should be nothing; a second outcome or movement would be.
    private func listenForMore() throws(Failure) {
        while !shutdown.isRequested {
            let heard = try world.listen(timeout: .milliseconds(200))
            if heard.isEmpty { return }
            for one in heard { hear(one) }
        }
    }
}
