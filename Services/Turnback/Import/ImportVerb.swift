import Connect
import Contracts
import Fulfillment
import Hooks
import Operations
import Streams

/// `turnback import edi FILE`: cancellations of partners that send files.
enum ImportVerb: Verb {
    static let command = Command(
        "import", summary: "Request cancellations that partners send as files.",
        subcommands: [
            Command(
                "edi", summary: "Read X12 860 and 940, and EDIFACT ORDCHG and ORDERS, and request what they cancel.",
                discussion: """
                    The connection is found by the sender of the interchange (edi.sender in the connections file). Each message \
                    of the file is listed: what it requests, or why nothing. The same file again changes nothing, nor does a \
                    resend under new control numbers. A line that says what remains is compared with the order as Turnback knows it.
                    """,
                options: Broker.options + [ServiceSettings.requiredConnections],
                flags: [Broker.json, Flag("dry-run", help: "Tell what it would request, and request nothing.")],
                arguments: [Argument("FILE", help: "The interchange; - is standard input.")])
        ])

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let list = try ConnectionsFile.read(invocation.string("connections"))
        let bySender = Dictionary(
            list.connections.values.compactMap { connection in connection.edi.map { ($0.sender, connection) } },
            uniquingKeysWith: { first, _ in first })
        let path = invocation.argument("FILE")
        let bytes = try InputFile.bytes(path)
        let entries: [EDIEntry]
        do throws(DecodeError) { entries = try EDIFile.read(bytes) { bySender[$0]?.edi } } catch {
            throw Failure(.dataErr, "\(PlainText.of(path)): \(PlainText.of(error.description))")
        }
        let broker = try Broker(invocation, shutdown)
        defer { broker.close() }
        try broker.require([.cancellationRequests, .orderCommands])
        var run = EDIImport(bySender, entries, now: Timestamp(milliseconds: WallClock.now().milliseconds))
        do throws(LogError) {
            try run.resolve(from: broker, until: { shutdown.isRequested })
            if !invocation.flag("dry-run") { try run.send(broker) }
        } catch { throw broker.failure(error) }
        Output.write(run.lines(json: invocation.flag("json")))
        if run.wrong > 0 {
            throw Failure(.dataErr, "\(run.wrong) of \(entries.count) messages cannot be read; the others were taken")
        }
    }
}

/// A file's messages, and what became of each.
struct EDIImport {
    private let bySender: [String: Connection]
    private let now: Timestamp
    private var results: [(entry: EDIEntry, request: CancellationRequested?, text: String, isWrong: Bool)] = []

    init(_ bySender: [String: Connection], _ entries: [EDIEntry], now: Timestamp) {
        self.bySender = bySender
        self.now = now
        results = entries.map { entry in
            switch entry.outcome {
            case .change: (entry, nil, "", false)
            case .leftOut(let reason): (entry, nil, reason, false)
            case .wrong(let reason): (entry, nil, reason, true)
            }
        }
    }

    /// How many messages cannot be read.
    var wrong: Int { results.count(where: \.isWrong) }

    /// Makes the requests: where lines say what remains, from what the orders' outbound orders have.
    mutating func resolve(from broker: Broker, until isOver: () -> Bool) throws(LogError) {
        let ordered = try ordered(broker, isOver)
        for index in results.indices {
            guard case .change(let change) = results[index].entry.outcome, let connection = bySender[change.sender]
            else { continue }
            do throws(DecodeError) {
                let order = try connection.order.storeOrderId(change.order)
                let key = StoreOrderKey(storeId: connection.store, storeOrderId: order)
                guard let cancellation = try change.cancellation(connection, ordered: ordered[key] ?? [:]) else {
                    results[index].text = "the order already has no more than what remains"
                    continue
                }
                let request = cancellation.request(of: connection, receivedAt: now, note: "from an EDI file")
                results[index].request = request
                results[index].text = request.requestId
            } catch {
                results[index].text = error.description
                results[index].isWrong = true
            }
        }
    }

    private func ordered(_ broker: Broker, _ isOver: () -> Bool) throws(LogError) -> [StoreOrderKey: [String: Int]] {
        var wanted: Set<StoreOrderKey> = []
        for result in results {
            guard case .change(let change) = result.entry.outcome, change.needsOrder,
                let connection = bySender[change.sender],
                let order = try? connection.order.storeOrderId(change.order)
            else { continue }
            wanted.insert(StoreOrderKey(storeId: connection.store, storeOrderId: order))
        }
        guard !wanted.isEmpty else { return [:] }
        var orders: [StoreOrderKey: [String: [Line]]] = [:]
        try LogScan(log: broker.kafka).read(broker.places(in: [.orderCommands]), until: isOver) { record in
            guard
                case .outboundOrderSubmitted(let submitted)? = try? Message.decode(record.body, topic: .orderCommands).1,
                wanted.contains(submitted.storeOrder), orders[submitted.storeOrder]?[submitted.outboundOrderId] == nil
            else { return }
            orders[submitted.storeOrder, default: [:]][submitted.outboundOrderId] = submitted.lines
        }
        return orders.mapValues { parts in
            var sums: [String: Int] = [:]
            for line in parts.values.flatMap(\.self) { sums[line.sku, default: 0] += line.quantity }
            return sums
        }
    }

    /// Sends what was made, and returns once the log has it.
    func send(_ broker: Broker) throws(LogError) {
        let records = RequestRecords(partitions: broker.partitions[.cancellationRequests] ?? 1)
        let appender = try broker.kafka.appender()
        defer { appender.close() }
        var outgoing: [OutgoingRecord] = []
        for result in results {
            guard let request = result.request, case .change(let change) = result.entry.outcome,
                let connection = bySender[change.sender]
            else { continue }
            outgoing.append(records.record(request, from: connection.name, now: now.milliseconds))
        }
        if !outgoing.isEmpty { try appender.append(outgoing) }
    }

    /// A line for each message.
    func lines(json: Bool) -> [String] {
        results.map { result in
            let word = result.request != nil ? "requested" : result.isWrong ? "wrong" : "left out"
            guard !json else {
                return JSONLine.object { writer in
                    writer.field("segment", result.entry.segment)
                    writer.field("kind", result.entry.kind)
                    writer.field("result", word)
                    writer.field("storeOrderId", ifPresent: result.request?.storeOrder.storeOrderId)
                    writer.field(result.request != nil ? "requestId" : "reason", result.text)
                }
            }
            let order = result.request.map { PlainText.of($0.storeOrder.storeOrderId) + "  " } ?? ""
            return
                "segment \(result.entry.segment)  \(PlainText.of(result.entry.kind))  \(word)  \(order)\(PlainText.of(result.text))"
        }
    }
}
