import Contracts
import Fulfillment
import Operations
import Streams

/// `turnback inspect order|stock|return`: one thing with all that is known of it.
enum InspectVerb: Verb {
    static let command = Command(
        "inspect", summary: "Show an order, a stock or a return order.",
        subcommands: [
            Command(
                "order",
                summary: "Show a store order: how it stands, and all that was said about it, the oldest first.",
                discussion: """
                    The timeline has a line for each submission, request, report, outcome, task, return order, stock \
                    movement, rejection and dead letter: when it came, who made it, what it says.

                    With --console or --data it is read from the console's view, at once for topics of any length. \
                    Otherwise it is read from Kafka: from the beginning of the partitions in which the order may stand.
                    """,
                options: TopicSource.options + [ListSource.consoleInstead, ListSource.tokenFile], flags: [Broker.json],
                arguments: [Argument("STORE/ORDER", help: "The store order.", rule: KeyRule.storeOrder)],
                alternatives: [ServiceSettings.dataConsoleOrKafka]),
            Command(
                "stock", summary: "Show a stock's balances, or one SKU's movements.",
                discussion: """
                    With --console it is read from the console's view, at once: of a SKU its newest movements. Otherwise it is read from the topics, from their beginning.
                    """,
                options: TopicSource.options + [ListSource.consoleInstead, ListSource.tokenFile], flags: [Broker.json],
                arguments: [
                    Argument("MERCHANT/WAREHOUSE", help: "The stock.", rule: KeyRule.warehouse),
                    Argument("SKU", help: "Show its movements, with their sums.", optional: true),
                ], alternatives: [ServiceSettings.dataConsoleOrKafka]),
            Command(
                "return", summary: "Show a return order: what is expected, what came, what does not fit.",
                options: TopicSource.options, flags: [Broker.json],
                arguments: [
                    Argument("STORE/ORDER", help: "The store order.", rule: KeyRule.storeOrder),
                    Argument("ID", help: "The return order's id; RO-<outboundOrderId> for an interception."),
                ], alternatives: TopicSource.alternatives),
        ])

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        if invocation.path.last == "order" { return try order(invocation, shutdown) }
        if invocation.path.last == "stock", invocation.stringIfGiven("console") != nil {
            let source = try ListSource(invocation)
            defer { source.close() }
            let (key, sku) = stock(invocation)
            return try show(source.stock(key, sku: sku), key, sku, source.description, invocation)
        }
        let source = try TopicSource(invocation, shutdown)
        defer { source.close() }
        let inspection = Inspection(log: source.log, names: source.names, isOver: { shutdown.isRequested })
        let json = invocation.flag("json")
        let style = TextStyle(for: .output)
        switch invocation.path.last {
        case "stock":
            try source.require([.inventoryMovements])
            let (key, sku) = stock(invocation)
            let view = try read(source) { () throws(LogError) in try inspection.stock(key, sku: sku) }
            try show(view, key, sku, source.description, invocation)
        default:
            try source.require([.returnEvents, .returnCommands, .returnsReroutes, .rejections])
            let key = KeyRule.storeOrder(invocation.argument("STORE/ORDER"))
            let id = invocation.argument("ID")
            let view = try read(source) { () throws(LogError) in try inspection.returnOrder(key, id: id) }
            guard !view.isEmpty else {
                throw unknown("return order \(id) of store order \(key)", source.description)
            }
            json ? write { view.encode(&$0) } : Output.write([ReturnReport(view: view, style: style).text()])
        }
    }

    private static func stock(_ invocation: Invocation) -> (key: WarehouseKey, sku: String?) {
        (KeyRule.warehouse(invocation.argument("MERCHANT/WAREHOUSE")), invocation.argumentIfGiven("SKU"))
    }

    private static func show(
        _ view: StockView, _ key: WarehouseKey, _ sku: String?, _ place: String, _ invocation: Invocation
    ) throws(Failure) {
        guard !view.isEmpty else { throw unknown((sku.map { "SKU \($0) in " } ?? "") + "the stock of \(key)", place) }
        invocation.flag("json")
            ? write { view.encode(&$0) }
            : Output.write([StockReport(view: view, style: TextStyle(for: .output)).text()])
    }

    private static func order(_ invocation: Invocation, _ shutdown: ShutdownSignal) throws(Failure) {
        let key = KeyRule.storeOrder(invocation.argument("STORE/ORDER"))
        let (timeline, place) = try timeline(key, invocation, shutdown)
        guard !timeline.isEmpty else { throw unknown("store order \(key)", place) }
        let view = OrderView(key, timeline)
        invocation.flag("json")
            ? write { view.encode(&$0, movements: true, timeline: timeline) }
            : Output.write([OrderReport(view: view, style: TextStyle(for: .output), timeline: timeline).text()])
    }

    /// What was said about an order, and where that was read.
    private static func timeline(
        _ key: StoreOrderKey, _ invocation: Invocation, _ shutdown: ShutdownSignal
    ) throws(Failure) -> ([TimelineItem], place: String) {
        if invocation.stringIfGiven("console") != nil || invocation.stringIfGiven("data") != nil {
            let source = try ListSource(invocation)
            defer { source.close() }
            return (try source.timeline(key), source.description)
        }
        let source = try TopicSource(invocation, shutdown)
        defer { source.close() }
        try source.require(Inspection.timelineTopics + [.inventoryMovements])
        let progress = StandardStream.error.isTerminal ? ProgressLine("messages") : nil
        defer { progress?.finish() }
        let inspection = Inspection(
            log: source.log, names: source.names, isOver: { shutdown.isRequested }, progress: progress)
        return (try read(source) { () throws(LogError) in try inspection.timeline(key) }, source.description)
    }

    private static func read<View>(_ source: TopicSource, _ body: () throws(LogError) -> View) throws(Failure) -> View {
        do throws(LogError) { return try body() } catch { throw source.failure(error) }
    }

    private static func write(_ encode: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        encode(&writer)
        Output.write([JSONLine.text(of: writer)])
    }

    private static func unknown(_ what: String, _ place: String) -> Failure {
        Failure(
            .failure,
            "nothing is published about \(PlainText.of(what)) in \(place); if it was sent just now, are the services "
                + "running?"
        )
    }
}

extension ServiceSettings {
    /// Where a verb reads that can ask the console too.
    static let dataConsoleOrKafka = Alternatives(["data", "console", "kafka"], companions: ["kafka-config": "kafka"])
}
