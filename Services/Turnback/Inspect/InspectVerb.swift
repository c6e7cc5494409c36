import Contracts
import Fulfillment
import Operations
import Streams

/// `turnback inspect order|stock|return`: one thing with all that is known of it, read from the topics alone.
enum InspectVerb: Verb {
    static let command = Command(
        "inspect", summary: "Show an order, a stock or a return order, read from the topics.",
        subcommands: [
            Command(
                "order",
                summary: "Show a store order: outbound orders, cases with their history, open tasks, movements.",
                options: Broker.options, flags: [Broker.json],
                arguments: [Argument("STORE/ORDER", help: "The store order.", rule: KeyRule.storeOrder)]),
            Command(
                "stock", summary: "Show a stock's balances, or one SKU's movements.",
                options: Broker.options, flags: [Broker.json],
                arguments: [
                    Argument("MERCHANT/WAREHOUSE", help: "The stock.", rule: KeyRule.warehouse),
                    Argument("SKU", help: "Show its movements, with their sums.", optional: true),
                ]),
            Command(
                "return", summary: "Show a return order: what is expected, what came, what does not fit.",
                options: Broker.options, flags: [Broker.json],
                arguments: [
                    Argument("STORE/ORDER", help: "The store order.", rule: KeyRule.storeOrder),
                    Argument("ID", help: "The return order's id; RO-<outboundOrderId> for an interception."),
                ]),
        ])

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let broker = try Broker(invocation, shutdown)
        defer { broker.close() }
        let inspection = Inspection(log: broker.kafka, names: broker.names, isOver: { shutdown.isRequested })
        let json = invocation.flag("json")
        let style = TextStyle(for: .output)
        switch invocation.path.last {
        case "order":
            try broker.require([.orderEvents, .cancellationOutcomes, .warehouseTasks, .inventoryMovements])
            let key = KeyRule.storeOrder(invocation.argument("STORE/ORDER"))
            let view = try read(broker) { () throws(LogError) in try inspection.order(key) }
            guard !view.isEmpty else { throw unknown("store order \(key)", broker) }
            json
                ? write { view.encode(&$0, movements: true) }
                : Output.write([OrderReport(view: view, style: style).text()])
        case "stock":
            try broker.require([.inventoryMovements])
            let key = KeyRule.warehouse(invocation.argument("MERCHANT/WAREHOUSE"))
            let sku = invocation.argumentIfGiven("SKU")
            let view = try read(broker) { () throws(LogError) in try inspection.stock(key, sku: sku) }
            guard !view.isEmpty else {
                throw unknown((sku.map { "SKU \($0) in " } ?? "") + "the stock of \(key)", broker)
            }
            json ? write { view.encode(&$0) } : Output.write([StockReport(view: view, style: style).text()])
        default:
            try broker.require([.returnEvents, .returnCommands, .returnsReroutes, .rejections])
            let key = KeyRule.storeOrder(invocation.argument("STORE/ORDER"))
            let id = invocation.argument("ID")
            let view = try read(broker) { () throws(LogError) in try inspection.returnOrder(key, id: id) }
            guard !view.isEmpty else { throw unknown("return order \(id) of store order \(key)", broker) }
            json ? write { view.encode(&$0) } : Output.write([ReturnReport(view: view, style: style).text()])
        }
    }

    private static func read<View>(_ broker: Broker, _ body: () throws(LogError) -> View) throws(Failure) -> View {
        do throws(LogError) { return try body() } catch { throw broker.failure(error) }
    }

    private static func write(_ encode: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        encode(&writer)
        Output.write([JSONLine.text(of: writer)])
    }

    private static func unknown(_ what: String, _ broker: Broker) -> Failure {
        Failure(
            .failure,
            "nothing is published about \(PlainText.of(what)) in Kafka at \(broker.address); if it was sent just now, are the services running?"
        )
    }
}
