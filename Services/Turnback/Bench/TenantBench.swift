import Access
import Contracts
import Fulfillment
import Glibc
import Operations
import Streams
import Threads

/// `turnback bench --tenants`: many stores, each with its own topics. Each asks on its topic for an order that nobody knows, and
/// reads on its topic that the request waits.
struct TenantBench {
    let place: LogPlace
    let kafka: String
    /// How many stores.
    let tenants: Int
    let shutdown: ShutdownSignal

    /// Topics that are made with one call.
    private static let chunk = 100
    /// Stores that ask one after the other, once all are served.
    private static let probes = 50
    private static let idle = Duration.seconds(10)

    func run(_ tell: (TableBench.Row) -> Void) throws(Failure) {
        let partitions = try place.completeTopics()[Topic.cancellationRequests.name]?.partitions ?? 1
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let file = directory.path + "/access.json"
        let run = "b\(WallTime.now())"
        let all = (0...tenants).map { "\(run)-\($0)" }
        let stores = Array(all.dropLast())
        let access = try write(stores, to: file)
        do throws(LogError) {
            try seconds("making \((tenants * 3).grouped) topics of \(partitions) partitions", tell) {
                () throws(LogError) in
                try make(access.tenantTopics, partitions)
            }
            let services: ChildServices
            do throws(Failure) {
                services = try ChildServices(kafka: kafka, instance: "bench-tenants", ["--access", file])
            } catch { throw LogError(.configuration, error.message) }
            defer { services.end() }
            let stand = try Stand(place, run: run, stores: stores, partitions: partitions, shutdown: shutdown)
            defer { stand.close() }
            try seconds("from the start of the services until all \(tenants.grouped) have an answer", tell) {
                () throws(LogError) in
                for store in stores { try stand.ask(store, "first") }
                try stand.awaitAnswers(tenants)
            }
            var latencies: [Duration] = []
            for number in 0..<Self.probes {
                let begun = ContinuousClock.now
                try stand.ask(stores[number * tenants / Self.probes], "probe-\(number)")
                try stand.awaitAnswers(1)
                latencies.append(ContinuousClock.now - begun)
            }
            let (p50, longest) = Probe.row(latencies)
            tell(.init(name: "one store asks: p50", value: p50, unit: "ms"))
            tell(.init(name: "one store asks: longest of \(Self.probes)", value: longest, unit: "ms"))
            try rest(services, tell)
            try arrival(of: all[tenants], beside: stores, file, partitions, services, run, tell)
        } catch { throw error.failure }
    }

    /// One store more, while all run: from its topics and the new access file to its answer.
    private func arrival(
        of store: String, beside stores: [String], _ file: String, _ partitions: Int32, _ services: ChildServices,
        _ run: String, _ tell: (TableBench.Row) -> Void
    ) throws(LogError) {
        let names: [TopicName]
        do throws(Failure) {
            names = try write(stores + [store], to: file).tenantTopics.filter { $0.alias == store }
        } catch { throw LogError(.configuration, error.message) }
        services.signal(SIGHUP)
        try make(names, partitions)
        let stand = try Stand(place, run: run, stores: [store], partitions: partitions, shutdown: shutdown)
        defer { stand.close() }
        try seconds("a new store, from its topics to its answer", tell) { () throws(LogError) in
            try stand.ask(store, "first")
            try stand.awaitAnswers(1)
        }
    }

    private func rest(_ services: ChildServices, _ tell: (TableBench.Row) -> Void) throws(LogError) {
        let before = services.cpu
        guard shutdown.wait(until: .now + Self.idle) == nil else { throw LogError(.fatal, "interrupted") }
        tell(
            .init(
                name: "idle: CPU of all three services", value: (services.cpu - before) / Self.idle * 100, unit: "%"))
        tell(
            .init(
                name: "orders: its own memory", value: Double(services.orders.usage?.anonymousKiB ?? 0) / 1_024,
                unit: "MiB"))
    }

    private func seconds(
        _ name: String, _ tell: (TableBench.Row) -> Void, _ work: () throws(LogError) -> Void
    ) throws(LogError) {
        let begun = ContinuousClock.now
        try work()
        tell(.init(name: name, value: (ContinuousClock.now - begun) / .seconds(1), unit: "s"))
    }

    private func make(_ names: [TopicName], _ partitions: Int32) throws(LogError) {
        for start in stride(from: 0, to: names.count, by: Self.chunk) {
            if shutdown.isRequested { throw LogError(.fatal, "interrupted") }
            try place.log.create(
                TopicPlan.settings(
                    Array(names[start..<min(names.count, start + Self.chunk)]), partitions: partitions, replication: 1))
        }
    }

    /// Stores that are principals of their own name, with topics of that name.
    private func write(_ stores: [String], to file: String) throws(Failure) -> AccessList {
        let principals = stores.map { "\"\($0)\":{\"role\":\"store\",\"stores\":[\"\($0)\"],\"alias\":\"\($0)\"}" }
        let bytes = Array("{\"principals\":{\(principals.joined(separator: ",\n"))}}\n".utf8)
        guard FileBytes.writePrivate(file, bytes) else { throw Failure(.configuration, "\(file) cannot be written") }
        do throws(DecodeError) { return try AccessList.decode(bytes) } catch {
            throw Failure(.software, "the access file of the bench: \(error)")
        }
    }
}

/// The stores of a run: they send, and read what comes back.
private final class Stand {
    private let appender: any LogAppender
    private let answers: any LogReader
    private let run: String
    private let partitions: Int32
    private let shutdown: ShutdownSignal
    /// How long nothing may happen before the run is given up.
    private let patience = Duration.seconds(180)

    init(
        _ place: LogPlace, run: String, stores: [String], partitions: Int32, shutdown: ShutdownSignal
    ) throws(LogError) {
        appender = try place.log.appender()
        var positions: [TopicPartition: Position] = [:]
        for store in stores {
            for partition in 0..<partitions {
                positions[TopicPartition(TopicName(.cancellationOutcomes, alias: store).text, partition)] = .beginning
            }
        }
        answers = try place.log.reader(from: positions)
        (self.run, self.partitions, self.shutdown) = (run, partitions, shutdown)
    }

    func close() {
        answers.close()
        appender.close()
    }

    /// The store asks for an order that nobody knows.
    func ask(_ store: String, _ name: String) throws(LogError) {
        let now = Timestamp(milliseconds: WallTime.now())
        let message = Message.cancellationRequested(
            CancellationRequested(
                requestId: "\(store)-\(name)", storeOrder: StoreOrderKey(storeId: store, storeOrderId: name),
                reason: "other", requestedBy: "system", requestedAt: now))
        let record = OutgoingRecord(
            topic: TopicName(.cancellationRequests, alias: store).text,
            partition: Murmur2.partition(of: message.key.utf8, count: partitions),
            body: message.body(
                Envelope(source: "turnback/bench", id: "\(store)-\(name)", type: message.type, time: now)))
        let end = ContinuousClock.now + patience
        while true {
            do throws(LogError) { return try appender.append([record]) } catch {
                // A broker that has just made thousands of topics may be slow to say where one of them is.
                guard error.outcome == .retriable, .now < end, !shutdown.isRequested else { throw error }
            }
        }
    }

    /// Reads until so many requests have a first answer.
    func awaitAnswers(_ count: Int) throws(LogError) {
        var seen = 0
        var last = ContinuousClock.now
        while seen < count {
            if shutdown.isRequested { throw LogError(.fatal, "interrupted") }
            for record in try answers.poll(timeout: .milliseconds(20)) {
                guard let (_, message) = try? Message.decode(record.body, topic: .cancellationOutcomes),
                    case .cancellationChanged(let changed) = message, changed.revision == 1
                else { continue }
                seen += 1
                last = .now
            }
            if ContinuousClock.now - last > patience {
                throw LogError(.fatal, "nothing came for \(patience); \(seen) of \(count) stores have an answer")
            }
        }
    }
}
