internal import Connect
internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel
internal import Streams
internal import Synchronization
internal import Threads

/// Takes the calls of shops: what is answered with 200 is in the log, or in a file on the disk from where it is sent on.
final class HookIntake: Sendable {
    let connections: ConnectionsFile
    let store: HookStore
    let metrics: HookMetrics
    private let logger: Logger
    private let clock: @Sendable () -> Int64
    private let seen: SeenRequests
    private let waiting = Atomic<Int>(0)
    private let trial = LogTrial()
    private let backend = Mutex<Backend?>(nil)
    /// Wakes who sends on what was kept.
    let wake = Monitor(0)

    struct Backend: Sendable {
        let appender: any LogAppender
        let records: RequestRecords
    }

    init(
        _ connections: ConnectionsFile, _ store: HookStore, metrics: HookMetrics, logger: Logger,
        clock: @escaping @Sendable () -> Int64
    ) {
        self.connections = connections
        self.store = store
        self.metrics = metrics
        self.logger = logger
        self.clock = clock
        seen = SeenRequests(store)
    }

    /// Lets requests go to the log. Until then what a platform sends again is answered with 503, and the rest is kept.
    func open(_ log: any Log, topics: [String: TopicDescription]) throws(Failure) {
        do throws(LogError) {
            let counts = TopicPlan.partitionCounts(in: topics)
            let records = RequestRecords(partitions: counts[.cancellationRequests] ?? TopicPlan.partitions)
            let appender = try log.appender()
            backend.withLock { $0 = Backend(appender: appender, records: records) }
        } catch { throw error.failure }
    }

    func close() {
        let last = backend.withLock { backend in
            defer { backend = nil }
            return backend
        }
        last?.appender.close()
    }

    var ready: Backend? { backend.withLock { $0 } }

    // MARK: A call

    /// Answers a call to `/hooks/{platform}/{connection}`.
    func answer(_ request: HTTPRequest) -> HTTPResponse {
        guard let connection = connections.connection(request.parameter("connection")),
            connection.platform.calls, connection.platform.rawValue == request.parameter("platform")
        else {
            metrics.unknown.increment()
            return .error(404, code: "unknownConnection", message: "no connection has this platform and name")
        }
        var headers: [String: String] = [:]
        for (name, value) in request.headers.fields {
            let lowered = name.lowercased()
            if headers[lowered] == nil { headers[lowered] = value }
        }
        let call = ShopCall(headers: headers, body: request.body, receivedAt: Timestamp(milliseconds: clock()))
        if connection.isOpening(call) {
            metrics.count(.opening, connection)
            return Self.taken(connection)
        }
        guard connection.accepts(call) else {
            metrics.count(.unsigned, connection)
            return .error(
                401, code: "unsigned",
                message: "the call does not carry this connection's \(connection.signature.name): compare the secrets")
        }
        guard waiting.add(1, ordering: .relaxed).oldValue < HookLimits.waitingCalls else {
            waiting.subtract(1, ordering: .relaxed)
            metrics.count(.unavailable, connection)
            return .busy("\(HookLimits.waitingCalls) calls wait for Kafka; nothing was taken, send it again")
        }
        defer { waiting.subtract(1, ordering: .relaxed) }
        return take(call, connection)
    }

    private static func taken(_ connection: Connection) -> HTTPResponse { .json(connection.success) }

    private func take(_ call: ShopCall, _ connection: Connection) -> HTTPResponse {
        let verdict: ShopVerdict
        do throws(DecodeError) { verdict = try connection.verdict(call) } catch {
            return unreadable(call, connection, error.description)
        }
        do throws(SQLiteError) {
            switch verdict {
            case .ignore(let reason):
                metrics.count(.ignored, connection)
                logger.debug("asks for nothing", metadata: ["connection": .string(connection.name), "reason": .string(reason)])
            case .stands(let order):
                metrics.count(.ignored, connection)
                try stands(order, connection)
            case .lookUp(let question):
                guard connection.lookUp != nil else {
                    return unreadable(
                        call, connection,
                        "the call names no order (\(question.kind)): give the connection a lookUp that finds it")
                }
                let now = clock()
                let kept = HookStore.Kept(
                    connection: connection.name, name: question.name, kind: .question, payload: KeptPayload.bytes(question),
                    made: now)
                try store.writer.write(HookStore.keep(kept, next: now))
                wake.withLock { $0 += 1 }
                metrics.count(.question, connection)
            case .cancel(let cancellations):
                for cancellation in cancellations {
                    guard try take(cancellation, connection, receivedAt: call.receivedAt) else { return unavailable(connection) }
                }
            }
        } catch {
            logger.error("the file cannot be written", metadata: ["reason": .string(error.message)])
            return unavailable(connection)
        }
        return Self.taken(connection)
    }

    private func unavailable(_ connection: Connection) -> HTTPResponse {
        metrics.count(.unavailable, connection)
        return .busy("Kafka does not answer; nothing was taken, send it again")
    }

    /// Kept for a look. 400, unless the platform would stop calling: to send it again would not help.
    private func unreadable(_ call: ShopCall, _ connection: Connection, _ reason: String) -> HTTPResponse {
        metrics.count(.unreadable, connection)
        // The body stays out of the log lines: it holds names and addresses.
        logger.warning(
            "a call cannot be read: turnback hooks list shows it",
            metadata: ["connection": .string(connection.name), "reason": .string(reason)])
        let hidden = ["authorization", "cookie", "x-turnback-token", "x-api-key"]
        let headers = call.headers.filter { !hidden.contains($0.key) }.sorted { $0.key < $1.key }
            .map { "\($0.key): \($0.value)" }.joined(separator: "\n")
        let kept = UnreadableCall(
            connection: connection.name, at: call.receivedAt.milliseconds, reason: reason, headers: headers,
            body: Array(call.body.prefix(HookLimits.unreadableBytes)), bytes: call.body.count)
        do throws(SQLiteError) { try store.writer.write(HookStore.keepUnreadable(kept)) } catch {
            logger.error("the file cannot be written", metadata: ["reason": .string(error.message)])
            return unavailable(connection)
        }
        if connection.platform.givesUp { return Self.taken(connection) }
        return .error(400, code: "unreadable", message: reason)
    }

    // MARK: Cancellations

    /// Remembers that an order stands, where it was cancelled before: its next cancellation is another one.
    private func stands(_ order: ShopOrder, _ connection: Connection) throws(SQLiteError) {
        let name = ShopCancellation(
            ids: order.ids, storeOrderId: order.storeOrderId, reason: "", requestedBy: "", at: nil
        ).name
        let claim = seen.claim(Self.key(name, connection))
        defer { seen.release(claim) }
        // An old message that was overtaken opens nothing.
        guard var known = try seen.find(claim), !known.isReopened, let at = order.at?.milliseconds, at > known.at else { return }
        known.isReopened = true
        known.at = at
        try store.writer.write(HookStore.see(claim, known, now: clock()))
        seen.remember(claim, known)
    }

    /// Takes one cancellation; false where the log did not, and the platform is to send it again.
    private func take(
        _ cancellation: ShopCancellation, _ connection: Connection, receivedAt: Timestamp
    ) throws(SQLiteError) -> Bool {
        // One at a time of each name: duplicates come at the same instant.
        let claim = seen.claim(Self.key(cancellation.name, connection))
        defer { seen.release(claim) }
        let at = cancellation.at?.milliseconds ?? 0
        var count = 1
        if let known = try seen.find(claim) {
            guard known.isReopened, at == 0 || at > known.at else {
                metrics.count(.duplicate, connection)
                return true
            }
            count = known.count + 1
        }
        let now = clock()
        let request = cancellation.request(of: connection, count: count, receivedAt: receivedAt)
        let sighting = HookStore.Sighting(count: count, at: at)
        let see = HookStore.see(claim, sighting, now: now)
        let needsNames =
            connection.outboundOrders != nil && request.outboundOrderIds == nil
            && (cancellation.at == nil || cancellation.approximation != nil)
        if connection.sendsAgain, !needsNames {
            guard let backend = ready, trial.isDue else { return false }
            do throws(LogError) {
                try backend.appender.append([backend.records.record(request, from: connection.name, now: now)])
            } catch {
                trial.failed()
                logger.warning(
                    "Kafka did not take a request", metadata: ["connection": .string(connection.name), "reason": .string(error.message)])
                return false
            }
            trial.succeeded()
            // Where it is lost with the process, the same request is written again, which changes nothing.
            store.writer.writeLater(see)
        } else {
            let kept = HookStore.Kept(
                connection: connection.name, name: request.requestId, kind: needsNames ? .unnamed : .request,
                payload: KeptPayload.bytes(request), made: now)
            let keep = HookStore.keep(kept, next: now)
            try store.writer.write { (database) throws(SQLiteError) in
                try keep(database)
                try see(database)
            }
            wake.withLock { $0 += 1 }
        }
        seen.remember(claim, sighting)
        metrics.count(.accepted, connection)
        return true
    }

    /// Names are unique within a store: several connections may lead to it.
    private static func key(_ name: String, _ connection: Connection) -> String { connection.store + "/" + name }

    /// Takes the answer of a look-up: requests that are new are kept in place of the question, in one write.
    func takeAnswer(
        _ cancellations: [ShopCancellation], to question: HookStore.Kept, _ connection: Connection
    ) throws(SQLiteError) {
        var works = [HookStore.forget([question.id])]
        var claims: [(String, HookStore.Sighting)] = []
        defer { for (claim, _) in claims { seen.release(claim) } }
        let now = clock()
        for cancellation in cancellations {
            let name = Self.key(cancellation.name, connection)
            guard !claims.contains(where: { $0.0 == name }) else { continue }
            let claim = seen.claim(name)
            let sighting = HookStore.Sighting(count: 1, at: cancellation.at?.milliseconds ?? 0)
            claims.append((claim, sighting))
            if try seen.find(claim) != nil {
                metrics.count(.duplicate, connection)
                continue
            }
            let request = cancellation.request(of: connection, receivedAt: Timestamp(milliseconds: question.made))
            let kept = HookStore.Kept(
                connection: connection.name, name: request.requestId, kind: .request, payload: KeptPayload.bytes(request), made: now)
            works.append(HookStore.keep(kept, next: now))
            works.append(HookStore.see(claim, sighting, now: now))
            metrics.count(.accepted, connection)
        }
        let all = works
        try store.writer.write { (database) throws(SQLiteError) in for work in all { try work(database) } }
        for (claim, sighting) in claims { seen.remember(claim, sighting) }
        wake.withLock { $0 += 1 }
    }
}
