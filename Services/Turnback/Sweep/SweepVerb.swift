import Connect
import Contracts
import Fulfillment
import Hooks
import Operations
import Threads

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
        options: RequestPlace.options + [ServiceSettings.requiredConnections],
        flags: [Broker.json, Flag("dry-run", help: "Tell what it would request, and request nothing.")],
        arguments: [
            Argument("CONNECTION", help: "Its name in the connections file."),
            Argument("FILE", help: "The shop's list; - is standard input."),
        ], alternatives: RequestPlace.alternatives)

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let connection = try HooksVerb.connection(invocation)
        let rows: [SweepFile.Row]
        do throws(DecodeError) { rows = try SweepFile.rows(try bytes(invocation)) } catch {
            throw Failure(.dataErr, "\(invocation.argument("FILE")): \(PlainText.of(error.description))")
        }
        let now = Timestamp(milliseconds: WallTime.now())
        var sweep = Sweep(connection, rows, now: now)
        let isDry = invocation.flag("dry-run")
        let place = try RequestPlace(invocation, shutdown, writing: !isDry)
        defer { place.close() }
        try sweep.learn(from: place, until: { shutdown.isRequested })
        if !isDry { try place.send(sweep.requests, now: now) }
        Output.write(sweep.lines(json: invocation.flag("json")))
        StandardStream.error.writeLine(sweep.summary(dryRun: isDry))
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
    private var entries: [(number: Int, outcome: Outcome)] = []

    static let note = "found by the sweep"

    init(_ connection: Connection, _ rows: [SweepFile.Row], now: Timestamp) {
        self.connection = connection
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

    /// Reads which of them were requested already: by the same id, or of the whole order by whomever.
    mutating func learn(from place: RequestPlace, until isOver: () -> Bool) throws(Failure) {
        let wanted = Set(requests.map(\.request.storeOrder))
        let known = try place.known(wanted, in: [.cancellationRequests], until: isOver)
        for index in entries.indices {
            guard case .requested(let request) = entries[index].outcome else { continue }
            if known.requestIds.contains(request.requestId) {
                entries[index].outcome = .known(request.storeOrder.storeOrderId, by: request.requestId)
            } else if let other = known.whole[request.storeOrder] {
                entries[index].outcome = .known(request.storeOrder.storeOrderId, by: other)
            }
        }
    }

    /// What is to be requested.
    var requests: [(request: CancellationRequested, connection: String)] {
        entries.compactMap { if case .requested(let request) = $0.outcome { (request, connection.name) } else { nil } }
    }

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
