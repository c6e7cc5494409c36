import Contracts
import Fulfillment
import Operations
import Streams

/// `turnback bench`: from a cancellation request to its final outcome, for orders that await outbound.
enum BenchVerb: Verb {
    static let command = Command(
        "bench", summary: "Measure from a cancellation request to its final outcome.",
        discussion: """
            Makes stock and orders that await outbound, then requests their cancellation at the asked rate and measures \
            until each final outcome is read. With --kafka the services must be running on it (turnback serve --kafka, \
            or orders, inventory and returns); without it all runs in this process on the embedded log.
            """,
        options: [
            ServiceSettings.kafkaInstead(help: "Measure on this Kafka."),
            ServiceSettings.kafkaConfig,
            Option(
                "rate", "N", default: "20", help: "Requests per second; 0 sends all at once.",
                rule: .integer(0...100_000)
            ),
            Option("requests", "N", default: "400", help: "How many requests.", rule: .integer(1...1_000_000)),
            Option(
                "orders", "N", default: "100000", help: "Orders in the state, with --restart.",
                rule: .integer(1...10_000_000)),
            ServiceSettings.log, ServiceSettings.logLevel,
        ],
        flags: [
            Flag("json", help: "Print the result as JSON lines."),
            Flag(
                "table",
                help:
                    "Measure what a user sees and pays, row by row: a backlog of --requests (20000 unless given), 50 and "
                    + "300 per second, memory, disk and rest. Needs --kafka, and starts orders, inventory and returns there, "
                    + "where no others may run."),
            Flag(
                "decisions", help: "Measure single decisions and codecs instead: nanoseconds and allocations of each."),
            Flag(
                "deadlines",
                help:
                    "Measure how long it takes to decide --requests cases whose deadlines are over at once; with --kafka "
                    + "it runs its own services there, where no others may run."),
            Flag(
                "view",
                help:
                    "Measure how fast the read model is rebuilt from the topics of --requests cases (100000 unless given), "
                    + "and how long each question and each page takes then."),
            Flag(
                "viewers",
                help:
                    "Measure serve on one processor while --requests viewers (1000 unless given) follow every case: how late "
                    + "each hears of a change, and what that takes."),
            Flag(
                "hooks",
                help:
                    "Measure how many signed calls of shops per second are taken, from HTTP to Kafka: --requests of them (100000 "
                    + "unless given). With --kafka to acknowledged by it."),
            Flag(
                "flood",
                help:
                    "Measure what another order waits while one order is flooded with requests and with reports of 1 MB. "
                    + "Needs --kafka, and starts orders, inventory and returns there, where no others may run."),
            Flag(
                "tenants",
                help:
                    "Measure the services with --requests stores (1000 unless given) that have their own topics. Needs --kafka "
                    + "and a Kafka that is deleted afterwards: it makes three topics for each. Starts the services there."
            ),
            Flag(
                "restart", help: "Measure how long orders is silent when it starts with a large state; needs --kafka."),
        ])

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        if invocation.flag("decisions") { return reportDecisions(json: invocation.flag("json")) }
        let logger = Logger(label: "bench", format: .text, level: .error)
        if invocation.flag("viewers") { return try viewers(invocation, shutdown) }
        if invocation.flag("view") { return try view(invocation, logger, shutdown) }
        if invocation.flag("table") { return try table(invocation, logger, shutdown) }
        if invocation.flag("flood") { return try flood(invocation, logger, shutdown) }
        if invocation.flag("tenants") { return try tenants(invocation, logger, shutdown) }
        if invocation.flag("restart") { return try restart(invocation, logger, shutdown) }
        if invocation.flag("deadlines") { return try deadlines(invocation, logger, shutdown) }
        if invocation.flag("hooks") { return try hooks(invocation, logger) }
        let place: LogPlace
        var plant: Plant?
        if invocation.stringIfGiven("kafka") != nil {
            place = try LogPlace(kafkaOf: invocation, logger)
        } else {
            place = try LogPlace(inMemory: ())
            plant = try Plant(
                on: place.log, Plant.Settings(stateDirectory: place.stateDirectory, pauses: place.pauses),
                topics: try place.topics(), logger: logger, health: Health(), metrics: MetricsRegistry(),
                shutdown: shutdown)
        }
        defer {
            plant?.stop()
            place.close()
        }
        let load = CancellationLoad(requests: invocation.int("requests"), rate: invocation.int("rate"))
        let latencies = try load.run(on: place, shutdown: shutdown)
        report(latencies, load, place, json: invocation.flag("json"))
    }

    private static func table(
        _ invocation: Invocation, _ logger: Logger, _ shutdown: ShutdownSignal
    ) throws(Failure) {
        let kafka = try ownKafka(invocation, "bench --table starts services")
        let place = try LogPlace(kafkaOf: invocation, logger)
        defer { place.close() }
        let requests = invocation.origin("requests") == .declared ? 20_000 : invocation.int("requests")
        var rows: [TableBench.Row] = []
        try TableBench(place: place, kafka: kafka, requests: requests, shutdown: shutdown).run { row in
            rows.append(row)
            if StandardStream.error.isTerminal {
                StandardStream.error.writeLine("\(row.name): \((row.value * 100).rounded() / 100) \(row.unit)")
            }
        }
        TableBench.report(rows, json: invocation.flag("json"))
    }

    private static func flood(
        _ invocation: Invocation, _ logger: Logger, _ shutdown: ShutdownSignal
    ) throws(Failure) {
        let kafka = try ownKafka(invocation, "bench --flood starts services")
        let place = try LogPlace(kafkaOf: invocation, logger)
        defer { place.close() }
        var rows: [TableBench.Row] = []
        try FloodBench(place: place, kafka: kafka, shutdown: shutdown).run { rows.append($0) }
        TableBench.report(rows, json: invocation.flag("json"))
    }

    private static func tenants(
        _ invocation: Invocation, _ logger: Logger, _ shutdown: ShutdownSignal
    ) throws(Failure) {
        let kafka = try ownKafka(invocation, "bench --tenants starts services")
        let place = try LogPlace(kafkaOf: invocation, logger)
        defer { place.close() }
        let tenants = invocation.origin("requests") == .declared ? 1_000 : invocation.int("requests")
        var rows: [TableBench.Row] = []
        try TenantBench(place: place, kafka: kafka, tenants: tenants, shutdown: shutdown).run { rows.append($0) }
        TableBench.report(rows, json: invocation.flag("json"))
    }

    private static func hooks(_ invocation: Invocation, _ logger: Logger) throws(Failure) {
        let place =
            try invocation.stringIfGiven("kafka") == nil
            ? LogPlace(inMemory: ()) : LogPlace(kafkaOf: invocation, logger)
        defer { place.close() }
        let calls = invocation.origin("requests") == .declared ? 100_000 : invocation.int("requests")
        var rows: [TableBench.Row] = []
        try HookBench(place: place, calls: calls, logger: logger).run { rows.append($0) }
        TableBench.report(rows, json: invocation.flag("json"))
    }

    private static func viewers(_ invocation: Invocation, _ shutdown: ShutdownSignal) throws(Failure) {
        let viewers = invocation.origin("requests") == .declared ? 1_000 : invocation.int("requests")
        var rows: [TableBench.Row] = []
        try ViewerBench(viewers: viewers, shutdown: shutdown).run { rows.append($0) }
        TableBench.report(rows, json: invocation.flag("json"))
    }

    private static func view(_ invocation: Invocation, _ logger: Logger, _ shutdown: ShutdownSignal) throws(Failure) {
        let cases = invocation.origin("requests") == .declared ? 100_000 : invocation.int("requests")
        var rows: [TableBench.Row] = []
        try ViewBench(cases: cases, logger: logger, shutdown: shutdown).run { rows.append($0) }
        TableBench.report(rows, json: invocation.flag("json"))
    }

    /// The Kafka on which nobody else runs services.
    private static func ownKafka(_ invocation: Invocation, _ what: String) throws(Failure) -> String {
        if let kafka = invocation.stringIfGiven("kafka") { return kafka }
        throw Failure(.usage, "\(what) on its own Kafka: name it with --kafka HOST:PORT")
    }

    private static func restart(
        _ invocation: Invocation, _ logger: Logger, _ shutdown: ShutdownSignal
    ) throws(Failure) {
        let kafka = try ownKafka(invocation, "bench --restart starts orders")
        let place = try LogPlace(kafkaOf: invocation, logger)
        defer { place.close() }
        let orders = invocation.int("orders")
        let bench = RestartBench(place: place, kafka: kafka, orders: orders, shutdown: shutdown)
        RestartBench.report(try bench.run(), orders: orders, json: invocation.flag("json"))
    }

    private static func deadlines(
        _ invocation: Invocation, _ logger: Logger, _ shutdown: ShutdownSignal
    ) throws(Failure) {
        let place =
            try invocation.stringIfGiven("kafka") == nil
            ? LogPlace(inMemory: ()) : LogPlace(kafkaOf: invocation, withServices: true, logger)
        defer { place.close() }
        let bench = DeadlineBench(
            place: place, requests: invocation.int("requests"), logger: logger, shutdown: shutdown)
        DeadlineBench.report(try bench.run(), bench, json: invocation.flag("json"))
    }

    private static func report(
        _ result: CancellationLoad.Result, _ load: CancellationLoad, _ place: LogPlace, json: Bool
    ) {
        let shares = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1)]
        let numbers = zip(shares.map(\.0), result.milliseconds(at: shares.map(\.1)))
        let count = result.latencies.count
        if json {
            let fields = numbers.map { "\"\($0.0)Milliseconds\":\(rounded($0.1))" }.joined(separator: ",")
            StandardStream.output.writeLine(
                "{\"requests\":\(count),\"perSecond\":\(rounded(result.perSecond)),\(fields)}")
            return
        }
        StandardStream.output.writeLine(
            "\(count) cancellations on \(place.description), asked at "
                + (load.rate == 0 ? "full speed" : "\(load.rate) per second")
                + ", done at \(rounded(result.perSecond)) per second")
        StandardStream.output.writeLine(
            "request to final outcome: " + numbers.map { "\($0.0) \(rounded($0.1)) ms" }.joined(separator: ", "))
    }

    private static func reportDecisions(json: Bool) {
        var table = TextTable([.init("what"), .init("ns", .right), .init("allocations", .right)])
        for result in DecisionBench.run(iterations: 50_000) {
            let allocations = result.allocations.map { String($0) }
            if json {
                StandardStream.output.writeLine(
                    "{\"name\":\"\(result.name)\",\"nanoseconds\":\(result.nanoseconds),"
                        + "\"allocations\":\(allocations ?? "null")}")
            } else {
                table.add([result.name, String(Int(result.nanoseconds)), allocations ?? "not counted"])
            }
        }
        if !json { StandardStream.output.writeLine(table.render(style: TextStyle(for: .output))) }
    }

    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
