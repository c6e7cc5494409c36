import Access
import Connect
import Contracts
import Fulfillment
import Hooks
import Operations
import Threads

/// `turnback hooks try|list|secret`: what calls of shops come to, and what became of those that could not be read.
enum HooksVerb: Verb {
    static let command = Command(
        "hooks", summary: "Try what a shop's call comes to, and see those that could not be read.",
        subcommands: [
            Command(
                "try", summary: "Print the request that a call would make, or the reason why it makes none.",
                discussion: """
                    Nothing is sent, and no signature is asked for. Save the body of a call as the shop sends it, or take one \
                    from turnback hooks list --json.
                    """,
                options: [
                    ServiceSettings.requiredConnections,
                    Option("header", "NAME:VALUE", help: "A header field of the call.", repeated: true),
                ], flags: [Broker.json],
                arguments: [
                    Argument("CONNECTION", help: "Its name in the connections file."),
                    Argument("FILE", help: "The body of the call; - is standard input."),
                ]),
            Command(
                "list", summary: "Show the calls that could not be read, or those that wait for Kafka or a look-up.",
                discussion: "With --json with their bodies, which hold names and addresses of people.",
                options: [
                    state,
                    Option("connection", "NAME", defaultText: "all", help: "Of this connection alone."),
                    Option("limit", "N", default: "100", help: "At most so many.", rule: .integer(1...100_000)),
                ], flags: [Broker.json, Flag("waiting", help: "Those that were answered and are not in Kafka yet.")]),
            Command(
                "secret", summary: "Print a new secret for an endpoint or a generic connection.",
                discussion: "It is a key of Standard Webhooks: whsec_ and 32 random bytes in Base64."),
        ])

    /// Where `connect` keeps its file; `turnback serve` has it in `connect` below its own state.
    static let state = ServiceSettings.state(default: "./state/connect")

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        switch invocation.path.last {
        case "try": try tryCall(invocation)
        case "list": invocation.flag("waiting") ? try listWaiting(invocation) : try listUnreadable(invocation)
        default: Output.write(["whsec_" + Base64.text(SecureBytes.random(32))])
        }
    }

    // MARK: try

    private static func tryCall(_ invocation: Invocation) throws(Failure) {
        let connection = try connection(invocation)
        let body = try InputFile.bytes(invocation.argument("FILE"))
        var headers: [String: String] = [:]
        for field in invocation.strings("header") {
            let parts = field.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else {
                throw Failure(.usage, "--header \(PlainText.of(field)): expected NAME:VALUE")
            }
            headers[parts[0].lowercased()] = String(parts[1]).trimmed
        }
        let call = ShopCall(
            headers: headers, body: body, receivedAt: Timestamp(milliseconds: WallTime.now()))
        if connection.isOpening(call) {
            return Output.write(["the platform tries the address: answered with 200, and no more"])
        }
        do throws(DecodeError) {
            for line in describe(
                try connection.verdict(call), connection, call.receivedAt, json: invocation.flag("json"))
            {
                Output.write([line])
            }
        } catch {
            throw Failure(
                .dataErr,
                "it cannot be read: \(PlainText.of(error.description)); it would be kept, and answered with "
                    + (connection.platform.givesUp
                        ? "200, for \(connection.platform.rawValue) stops calling otherwise" : "400"))
        }
    }

    private static func describe(
        _ verdict: ShopVerdict, _ connection: Connection, _ receivedAt: Timestamp, json: Bool
    ) -> [String] {
        switch verdict {
        case .cancel(let found):
            found.map { cancellation in
                let request = cancellation.request(of: connection, receivedAt: receivedAt)
                var writer = JSONWriter()
                Message.cancellationRequested(request).encodeData(&writer)
                return JSONLine.text(of: writer)
            }
        case .stands(let order):
            [
                "no request: order \(PlainText.of(order.storeOrderId)) stands; if it was cancelled before, its next cancellation counts as a new one"
            ]
        case .lookUp(let question):
            [
                "no request yet: the connection's lookUp is asked (\(question.kind)) with "
                    + question.facts.sorted { $0.key < $1.key }.map { "\($0.key)=\(PlainText.of($0.value))" }.joined(
                        separator: ", ")
                    + (connection.lookUp == nil ? "; but it has none: add lookUp to the connection" : "")
            ]
        case .ignore(let reason): ["no request: \(PlainText.of(reason))"]
        }
    }

    /// The connection that a verb names.
    static func connection(_ invocation: Invocation) throws(Failure) -> Connection {
        let list = try ConnectionsFile.read(invocation.string("connections"))
        let name = invocation.argument("CONNECTION")
        guard let connection = list.connections[name] else {
            throw Failure(
                .usage,
                "\(PlainText.of(name)) is not a connection; the file has "
                    + list.connections.keys.sorted().joined(separator: ", "))
        }
        return connection
    }

    // MARK: list

    private static func listUnreadable(_ invocation: Invocation) throws(Failure) {
        let directory = invocation.string("state")
        let calls = try UnreadableCall.list(
            in: directory, of: invocation.stringIfGiven("connection"), limit: invocation.int("limit"))
        if invocation.flag("json") {
            return Output.write(
                calls.map { call in
                    JSONLine.object { writer in
                        writer.field("connection", call.connection)
                        writer.field("at", Timestamp(milliseconds: call.at).rfc3339)
                        writer.field("reason", call.reason)
                        writer.field("bytes", call.bytes)
                        writer.field("headers", call.headers)
                        writer.field("body", String(decoding: call.body, as: UTF8.self))
                    }
                })
        }
        guard !calls.isEmpty else {
            return StandardStream.error.writeLine("no call that could not be read is kept in \(directory)")
        }
        var table = TextTable(["AT", "CONNECTION", "BYTES", "REASON"])
        for call in calls {
            table.add([
                Timestamp(milliseconds: call.at).rfc3339, call.connection, String(call.bytes),
                PlainText.of(call.reason),
            ])
        }
        Output.write([table.render()])
    }

    private static func listWaiting(_ invocation: Invocation) throws(Failure) {
        let directory = invocation.string("state")
        let name = invocation.stringIfGiven("connection")
        let calls = try WaitingCall.list(in: directory, limit: invocation.int("limit")).filter {
            name == nil || $0.connection == name
        }
        if invocation.flag("json") {
            return Output.write(
                calls.map { call in
                    JSONLine.object { writer in
                        writer.field("connection", call.connection)
                        writer.field("name", call.name)
                        writer.field("at", Timestamp(milliseconds: call.made).rfc3339)
                        writer.field("waitsFor", call.isQuestion ? "lookUp" : "log")
                        writer.field("attempts", call.attempts)
                        writer.field("problem", ifPresent: call.problem)
                    }
                })
        }
        guard !calls.isEmpty else { return StandardStream.error.writeLine("no call waits in \(directory)") }
        var table = TextTable(["SINCE", "CONNECTION", "NAME", "WAITS FOR", "PROBLEM"])
        for call in calls {
            table.add([
                Timestamp(milliseconds: call.made).rfc3339, call.connection, PlainText.of(call.name),
                call.isQuestion ? "its look-up" : "the log", PlainText.of(call.problem ?? ""),
            ])
        }
        Output.write([table.render()])
    }
}

/// A file that is read as a whole.
enum InputFile {
    static func bytes(_ path: String) throws(Failure) -> [UInt8] {
        guard let bytes = FileBytes.read(path == "-" ? "/dev/stdin" : path) else {
            throw Failure(.noInput, "\(PlainText.of(path)) cannot be read")
        }
        return bytes
    }
}
