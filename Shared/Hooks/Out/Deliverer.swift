internal import Connect
internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel
internal import Streams
internal import Threads

/// Makes a delivery.
protocol DeliveryTransport: Sendable {
    func send(_ call: WebCall) -> WebResult
}

/// Delivers what waits in the file: several threads, each with its own connections, take what is due.
final class Deliverer: Sendable {
    private let store: HookStore
    private let connections: ConnectionsFile
    private let logger: Logger
    private let clock: @Sendable () -> Int64
    private let metrics: DeliveryMetrics
    private let state: Monitor<State>

    private struct State: Sendable {
        var queue: DeliveryQueue
        /// The last delivery that the queue knows.
        var last: Int64 = 0
        var endpoints: [String: Endpoint]
        /// When it was looked last whether something waits for too long.
        var looked: Int64 = 0
    }

    /// Milliseconds between two looks at all that wait.
    private static let lookPause: Int64 = 60_000

    init(
        _ store: HookStore, _ connections: ConnectionsFile, logger: Logger, metrics: DeliveryMetrics,
        schedule: DeliveryQueue.Schedule = DeliveryQueue.Schedule(), clock: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.connections = connections
        self.logger = logger
        self.metrics = metrics
        self.clock = clock
        state = Monitor(State(queue: DeliveryQueue(schedule), endpoints: connections.list.endpoints))
        connections.onChange { [weak self] list in self?.changed(list.endpoints) }
    }

    /// How many wait.
    var count: Int { state.withLock { $0.queue.count } }

    /// An endpoint that was changed starts again, also where it had said that it takes no more.
    private func changed(_ endpoints: [String: Endpoint]) {
        state.withLock { state in
            for store in Set(endpoints.keys).union(state.endpoints.keys) where endpoints[store] != state.endpoints[store] {
                state.queue.reset(store: store)
            }
            state.endpoints = endpoints
        }
    }

    /// Takes in what the file holds and the queue does not know.
    func takeNew() throws(SQLiteError) {
        let known = state.withLock { $0.last }
        let items = try DeliveryRows.waiting(store, after: known)
        guard !items.isEmpty else { return }
        state.withLock { state in
            for item in items {
                state.queue.add(item)
                state.last = max(state.last, item.id)
            }
        }
    }

    func wait(until deadline: ContinuousClock.Instant) { state.wait(until: deadline) { _ in false } }

    /// One thread's work.
    func run(_ transport: any DeliveryTransport, until isOver: () -> Bool) {
        while !isOver() { if !step(transport) { rest(isOver) } }
    }

    /// Waits until something may be due.
    private func rest(_ isOver: () -> Bool) {
        let now = clock()
        let pause = state.withLock { $0.queue.nextTime(now: now) }.map { min(max($0 - now, 1), 250) } ?? 250
        state.wait(until: .now + .milliseconds(pause)) { _ in false }
    }

    /// Tries one delivery; false where none is due.
    func step(_ transport: any DeliveryTransport) -> Bool {
        let now = clock()
        let (item, overdue): (DeliveryQueue.Item?, [DeliveryQueue.Effect]) = state.withLock { state in
            guard now - state.looked >= Self.lookPause else { return (state.queue.take(now: now), []) }
            state.looked = now
            let overdue = state.queue.overdue(now: now)
            return (state.queue.take(now: now), overdue)
        }
        for effect in overdue { apply(effect) }
        guard let item else { return false }
        let result = attempt(item, transport)
        let effects = state.withLock {
            $0.queue.finished(item, result, now: clock(), chance: Double.random(in: 0..<1))
        }
        metrics.tried(item.store, result)
        for effect in effects { apply(effect) }
        return true
    }

    private func attempt(_ item: DeliveryQueue.Item, _ transport: any DeliveryTransport) -> DeliveryQueue.Result {
        guard let endpoint = connections.list.endpoints[item.store] else {
            return .failed("the connections file names no endpoint of store \(item.store)")
        }
        let event: (id: String, body: [UInt8])
        do throws(SQLiteError) {
            guard let found = try DeliveryRows.event(store, item.id) else { return .delivered }
            event = found
        } catch { return .failed(error.message) }
        let seconds = clock() / 1000
        var headers = [
            ("Content-Type", OutcomeEvent.contentType), (StandardWebhook.idHeader, event.id),
            (StandardWebhook.timeHeader, String(seconds)),
            (
                StandardWebhook.signatureHeader,
                StandardWebhook.signature(id: event.id, seconds: seconds, body: event.body, endpoint.secrets)
            ),
        ]
        if let bearer = endpoint.bearer { headers.append(("Authorization", "Bearer \(bearer)")) }
        let call = WebCall(
            url: endpoint.url, body: event.body, headers: headers, allowsPrivate: endpoint.allowsPrivate,
            certificates: endpoint.certificates)
        switch transport.send(call) {
        case .failed(let reason): return .failed(reason)
        case .answered(200...299, _, _): return .delivered
        case .answered(410, _, _): return .gone
        case .answered(let status, let headers, _):
            let asked = headers["retry-after"].flatMap { Int64($0) }.map { min(max($0, 0), 86_400) * 1000 }
            // A redirect is a failure: whoever is redirected to has not been checked, and may read what was meant for another.
            return .failed("it answered with \(status)", retryAfter: [429, 502, 503, 504].contains(status) ? asked : nil)
        }
    }

    private func apply(_ effect: DeliveryQueue.Effect) {
        let now = clock()
        switch effect {
        // What is lost of these with the process is delivered again: at least once.
        case .delivered(let id): store.writer.writeLater(DeliveryRows.end(id, .delivered, nil, now: now))
        case .postponed(let item, let problem): store.writer.writeLater(DeliveryRows.postpone(item, problem))
        case .dead(let id, let problem):
            store.writer.writeLater(DeliveryRows.end(id, .dead, problem, now: now))
            logger.error(
                "an outcome was given up: turnback outcomes list --dead shows it",
                metadata: ["delivery": .string("\(id)"), "reason": .string(problem)])
        case .stopped(let store):
            logger.error(
                "an endpoint takes no more (410): it is left alone until the connections file has another setting",
                metadata: ["store": .string(store)])
        case .opened(let store): logger.info("an endpoint answers again", metadata: ["store": .string(store)])
        case .broken(let store, let until):
            logger.warning(
                "an endpoint fails: it is left alone for a while",
                metadata: ["store": .string(store), "until": .string(Timestamp(milliseconds: until).rfc3339)])
        }
    }
}

/// What the way out counts, by store.
final class DeliveryMetrics: Sendable {
    private let registry: MetricsRegistry
    private let known = Monitor<[String: Counter]>([:])

    init(_ registry: MetricsRegistry) { self.registry = registry }

    func tried(_ store: String, _ result: DeliveryQueue.Result) {
        let word =
            switch result {
            case .delivered: "delivered"
            case .failed: "failed"
            case .gone: "gone"
            }
        let counter = known.withLock { known in
            if let counter = known[store + "/" + word] { return counter }
            let counter = registry.counter(
                "turnback_deliveries_total", help: "Tries to deliver outcomes, by store and by what came of them.",
                labels: ["store": store, "result": word])
            known[store + "/" + word] = counter
            return counter
        }
        counter.increment()
    }
}

/// Over the network.
struct WebTransport: DeliveryTransport {
    /// Unchecked: a thread's own.
    private struct Client: @unchecked Sendable { let client: WebClient? }
    private let client: Client

    init() { client = Client(client: WebClient()) }

    func send(_ call: WebCall) -> WebResult { client.client?.perform(call) ?? .failed("libcurl cannot be used") }
}
