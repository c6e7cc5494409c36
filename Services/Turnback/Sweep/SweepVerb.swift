import Connect
import Contracts
import Fulfillment
import Hooks
import Operations
import Streams

/// `turnback sweep CONNECTION FILE|-`: requests the cancellations of a shop's list that never came.
enum SweepVerb: Verb {
    static let command = Command(
        "sweep", summary: "Request the cancellations of a shop's own list that no call has brought.",
        discussion: """
            Every platform loses calls now and then. The input is the shop's list of cancelled orders: JSON as its interface \
            gives it out (a list, an object with a list in it, or an order a line), or its export as CSV. An order whose \
            cancellation was requested already, by whomever, is left alone; the others are requested, with a note that the \
            sweep found them. Their request ids are those of the calls, so a call that comes late and a second sweep change \
            nothing.
            """,
        options: Broker.options + [ServiceSettings.requiredConnections],
        flags: [Broker.json, Flag("dry-run", help: "Tell what it would request, and request nothing.")],
        arguments: [
            Argument("CONNECTION", help: "Its name in the connections file."),
            Argument("FILE", help: "The shop's list; - is standard input."),
        ])

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let connection = try HooksVerb.connection(invocation)
        let rows: [SweepFile.Row]
        do throws(DecodeError) { rows = try SweepFile.rows(try bytes(invocation)) } catch {
            throw Failure(.dataErr, "\(invocation.argument("FILE")): \(PlainText.of(error.description))")
        }
        let now = Timestamp(milliseconds: WallClock.now().milliseconds)
        var sweep = Sweep(connection, rows, now: now)
        let broker = try Broker(invocation, shutdown)
        defer { broker.close() }
        try broker.require([.cancellationRequests])
        do throws(LogError) {
            try sweep.learn(from: broker, until: { shutdown.isRequested })
            if !invocation.flag("dry-run") { try sweep.send(broker) }
        } catch { throw broker.failure(error) }
        Output.write(sweep.lines(json: invocation.flag("json")))
        StandardStream.error.writeLine(sweep.summary(dryRun: invocation.flag("dry-run")))
        if sweep.wrong > 0 { throw Failure(.dataErr, "\(sweep.wrong) orders of the list cannot be read") }
    }

    private static func bytes(_ invocation: Invocation) throws(DecodeError) -> [UInt8] {
        do { return try InputFile.bytes(invocation.argument("FILE")) } catch {
            throw DecodeError(.invalidField, "", error.message)
        }
    }
}

/// What became of each order of a list.
struct Sweep {
    /// Of one order.
    enum Outcome {
        case requested(CancellationRequested)
        /// It has been requested: under this id.
        case known(String, by: String)
        /// It asks for nothing.
        case ignored(String)
        case wrong(String)
    }

    private let connection: Connection
    private let now: Timestamp
    private var entries: [(number: Int, outcome: Outcome)] = []

    static let note = "found by the sweep"

    init(_ connection: Connection, _ rows: [SweepFile.Row], now: Timestamp) {
        self.connection = connection
        self.now = now
        var names: Set<String> = []
        for row in rows {
            do throws(DecodeError) {
                switch try connection.verdict(listed: row.order) {
                case .cancel(let found):
                    for one in found {
                        let request = one.request(of: connection, receivedAt: now, note: Self.note)
                        // The same order twice in a list.
                        guard names.insert(request.requestId).inserted else { continue }
                        entries.append((row.number, .requested(request)))
                    }
                case .stands: entries.append((row.number, .ignored("the order is not cancelled")))
                case .lookUp(let question):
                    entries.append((row.number, .ignored("it takes a look-up (\(question.kind))")))
                case .ignore(let reason): entries.append((row.number, .ignored(reason)))
                }
            } catch { entries.append((row.number, .wrong(error.description))) }
        }
    }

    /// Requests of a file that was read otherwise.
    init(_ connection: Connection, requests: [CancellationRequested], now: Timestamp) {
        self.connection = connection
        self.now = now
        entries = requests.enumerated().map { ($0.offset + 1, .requested($0.element)) }
    }

    /// Reads which of them were requested already: by the same id, or of the whole order by whomever.
    mutating func learn(from broker: Broker, until isOver: () -> Bool) throws(LogError) {
        var wanted: Set<StoreOrderKey> = []
        for case (_, .requested(let request)) in entries { wanted.insert(request.storeOrder) }
        guard !wanted.isEmpty else { return }
        var ids: Set<String> = []
        var whole: [StoreOrderKey: String] = [:]
        try LogScan(log: broker.kafka).read(broker.places(in: [.cancellationRequests]), until: isOver) { record in
            guard
                case .cancellationRequested(let request)? = try? Message.decode(
                    record.body, topic: .cancellationRequests
                ).1,
                wanted.contains(request.storeOrder)
            else { return }
            ids.insert(request.requestId)
            if request.isWhole { whole[request.storeOrder] = request.requestId }
        }
        for index in entries.indices {
            guard case .requested(let request) = entries[index].outcome else { continue }
            if ids.contains(request.requestId) {
                entries[index].outcome = .known(request.storeOrder.storeOrderId, by: request.requestId)
            } else if let other = whole[request.storeOrder] {
                entries[index].outcome = .known(request.storeOrder.storeOrderId, by: other)
            }
        }
    }

    /// Sends the others, and returns once the log has them.
    func send(_ broker: Broker) throws(LogError) {
        let records = RequestRecords(partitions: broker.partitions[.cancellationRequests] ?? 1)
        let appender = try broker.kafka.appender()
        defer { appender.close() }
        var outgoing: [OutgoingRecord] = []
        for case (_, .requested(let request)) in entries {
            outgoing.append(records.record(request, from: connection.name, now: now.milliseconds))
        }
        var rest = outgoing[...]
        while !rest.isEmpty {
            try appender.append(Array(rest.prefix(Self.sentAtOnce)))
            rest = rest.dropFirst(Self.sentAtOnce)
        }
    }

    private static let sentAtOnce = 1_000

    /// How many orders cannot be read.
    var wrong: Int { entries.count { if case .wrong = $0.outcome { true } else { false } } }
    private var requested: Int { entries.count { if case .requested = $0.outcome { true } else { false } } }
    private var known: Int { entries.count { if case .known = $0.outcome { true } else { false } } }

    /// A line for each order.
    func lines(json: Bool) -> [String] {
        entries.map { number, outcome in
            let (word, order, detail): (String, String, String) =
                switch outcome {
                case .requested(let request): ("requested", request.storeOrder.storeOrderId, request.requestId)
                case .known(let order, let by): ("known", order, by)
                case .ignored(let reason): ("ignored", "", reason)
                case .wrong(let reason): ("wrong", "", reason)
                }
            guard !json else {
                return JSONLine.object { writer in
                    writer.field("row", number)
                    writer.field("result", word)
                    writer.field("storeOrderId", ifPresent: order.isEmpty ? nil : order)
                    writer.field(word == "requested" || word == "known" ? "requestId" : "reason", detail)
                }
            }
            return "\(number)  \(word)  \(order.isEmpty ? "" : PlainText.of(order) + "  ")\(PlainText.of(detail))"
        }
    }

    func summary(dryRun: Bool) -> String {
        let ignored = entries.count - requested - known - wrong
        return
            "\(requested) \(dryRun ? "would be requested" : "requested"), \(known) requested before, \(ignored) ask for nothing, \(wrong) wrong"
    }
}
