import Connect
import Contracts
import Fulfillment
import Hooks
import Operations
import Threads

/// `turnback import edi FILE`: cancellations of partners that send files.
enum ImportVerb: Verb {
    static let command = Command(
        "import", summary: "Request cancellations that partners send as files.",
        subcommands: [
            Command(
                "edi", summary: "Read X12 860 and 940, and EDIFACT ORDCHG and ORDERS, and request what they cancel.",
                discussion: """
                    The connection is found by the sender of the interchange (edi.sender in the connections file). Each message \
                    of the file is listed: what it requests, or why nothing; and each line that was left out, with the reason. The \
                    same file again changes nothing, nor does a resend under new control numbers. What remains, and an order that \
                    replaces the one before, are compared with the order as Turnback knows it.
                    """,
                options: RequestPlace.options + [ServiceSettings.requiredConnections],
                flags: [Broker.json, Flag("dry-run", help: "Tell what it would request, and request nothing.")],
                arguments: [Argument("FILE", help: "The interchange; - is standard input.")],
                alternatives: RequestPlace.alternatives)
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
        let isDry = invocation.flag("dry-run")
        let place = try RequestPlace(invocation, shutdown, writing: !isDry)
        defer { place.close() }
        let now = Timestamp(milliseconds: WallTime.now())
        var run = EDIImport(bySender, entries, now: now)
        let known = try place.known(run.compared, in: [.orderCommands], until: { shutdown.isRequested })
        run.resolve { known.ordered($0) }
        run.learn(
            try place.known(run.requested, in: [.cancellationRequests], until: { shutdown.isRequested }).requestIds)
        if !isDry { try place.send(run.requests, now: now) }
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
    private var results: [Result] = []

    private struct Result {
        var entry: EDIEntry
        var request: CancellationRequested?
        /// It has been requested already.
        var isKnown = false
        var text = ""
        var isWrong = false
        /// Its lines that ask for what is not done.
        var leftOut: [EDILeftOut] = []
    }

    init(_ bySender: [String: Connection], _ entries: [EDIEntry], now: Timestamp) {
        self.bySender = bySender
        self.now = now
        results = entries.map { entry in
            switch entry.outcome {
            case .change: Result(entry: entry, leftOut: entry.leftOut)
            case .leftOut(let reason): Result(entry: entry, text: reason, leftOut: entry.leftOut)
            case .wrong(let reason): Result(entry: entry, text: reason, isWrong: true, leftOut: entry.leftOut)
            }
        }
    }

    /// How many messages cannot be read.
    var wrong: Int { results.count(where: \.isWrong) }

    /// The store orders whose content has to be known.
    var compared: Set<StoreOrderKey> {
        Set(results.compactMap { result in
            guard case .change(let change) = result.entry.outcome, change.needsOrder else { return nil }
            return key(change)
        })
    }

    private func key(_ change: EDIChange) -> StoreOrderKey? {
        guard let connection = bySender[change.sender], let order = try? connection.order.storeOrderId(change.order)
        else { return nil }
        return StoreOrderKey(storeId: connection.store, storeOrderId: order)
    }

    /// Makes the requests: where lines say what remains, from what the orders' outbound orders have.
    mutating func resolve(_ ordered: (StoreOrderKey) -> [String: Int]) {
        for index in results.indices {
            guard case .change(let change) = results[index].entry.outcome, let connection = bySender[change.sender]
            else { continue }
            let before = key(change).map(ordered) ?? [:]
            do throws(DecodeError) {
                let found = try change.cancellation(connection, ordered: before)
                results[index].leftOut += change.leftOut(ordered: before)
                guard let found else {
                    results[index].text = "the order already has no more than what remains"
                    continue
                }
                let request = found.request(of: connection, receivedAt: now, note: "from an EDI file")
                results[index].request = request
                results[index].text = request.requestId
            } catch {
                results[index].text = error.description
                results[index].isWrong = true
            }
        }
    }

    /// The store orders that something is to be requested of.
    var requested: Set<StoreOrderKey> { Set(results.compactMap { $0.request?.storeOrder }) }

    /// What has been requested already, as by an import of the same file, is not requested again.
    mutating func learn(_ requestIds: Set<String>) {
        for index in results.indices {
            results[index].isKnown = results[index].request.map { requestIds.contains($0.requestId) } ?? false
        }
    }

    /// What is to be requested.
    var requests: [(request: CancellationRequested, connection: String)] {
        results.compactMap { result in
            guard let request = result.request, !result.isKnown, case .change(let change) = result.entry.outcome,
                let connection = bySender[change.sender]
            else { return nil }
            return (request, connection.name)
        }
    }

    /// A line for each message, and one for each of its lines that was left out.
    func lines(json: Bool) -> [String] { results.flatMap { lines($0, json: json) } }

    private func lines(_ result: Result, json: Bool) -> [String] {
        let word = result.isKnown ? "known" : result.request != nil ? "requested" : result.isWrong ? "wrong" : "left out"
        guard !json else {
            return [
                JSONLine.object { writer in
                    writer.field("segment", result.entry.segment)
                    writer.field("kind", result.entry.kind)
                    writer.field("result", word)
                    writer.field("storeOrderId", ifPresent: result.request?.storeOrder.storeOrderId)
                    writer.field(result.request != nil ? "requestId" : "reason", result.text)
                    guard !result.leftOut.isEmpty else { return }
                    writer.key("leftOut")
                    writer.array { writer in
                        for line in result.leftOut {
                            writer.object { writer in
                                if let segment = line.segment { writer.field("segment", segment) }
                                writer.field("reason", line.reason)
                            }
                        }
                    }
                }
            ]
        }
        let request = result.request.map { request in
            let lines = request.lines.map { $0.map { "\($0.quantity) of \(PlainText.of($0.sku))" }.joined(separator: ", ") }
            return "\(PlainText.of(request.storeOrder.storeOrderId))  \(lines ?? "all of it")  "
        }
        let head = "segment \(result.entry.segment)  \(PlainText.of(result.entry.kind))  \(word)  "
        return ["\(head)\(request ?? "")\(PlainText.of(result.text))"]
            + result.leftOut.map { line in
                "  \(line.segment.map { "segment \($0)" } ?? "order")  left out  \(PlainText.of(line.reason))"
            }
    }
}
