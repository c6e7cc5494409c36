import API
import Contracts
import Fulfillment
import Hooks
import Operations
import ReadModel

/// Where a list is read: a console's API, or the view that `serve --data` keeps, also while it runs.
struct ListSource {
    static let console = Option(
        "console", "URL", variable: "TURNBACK_CONSOLE", defaultText: "none: give one of --console, --data and --kafka",
        help: "Ask the console, or turnback serve, at this address.", rule: url)
    /// `--console`, for a verb that reads topics where no console is named.
    static let consoleInstead = Option(
        "console", "URL", defaultText: "none: the topics are on Kafka",
        help: "Ask the console, or turnback serve, at this address instead.", rule: url)
    static let url = ValueRule.custom(allowed: "a URL such as http://127.0.0.1:8080") {
        $0.hasPrefix("http://") || $0.hasPrefix("https://")
    }
    static let data = Option(
        "data", "DIR", variable: "TURNBACK_DATA", help: "Read the directory of turnback serve --data instead, also while it runs.")
    static let tokenFile = Option(
        "token-file", "FILE", variable: "TURNBACK_TOKEN_FILE",
        help: "A file that holds the token to show to the console, in one line.")

    /// `--kafka`, for a verb that builds the console's view by itself.
    static let kafka = Option(
        "kafka", "HOST:PORT[,…]", variable: "TURNBACK_KAFKA",
        help: "Read the topics on this Kafka from their beginning instead, which takes as long as they are.",
        rule: .addresses)

    private enum Kind {
        case web(url: String, token: String?, client: WebClient)
        case view(ReadModel, HTTPRouter, place: String, view: TopicsView?)
    }
    private let kind: Kind

    /// - Parameter shutdown: ends the reading of topics.
    init(_ invocation: Invocation, _ shutdown: ShutdownSignal? = nil) throws(Failure) {
        if let directory = invocation.stringIfGiven("data") {
            let model = try ReadModel(readingIn: directory + "/state/view")
            let api = ConsoleAPI(
                health: Health(), metrics: MetricsRegistry(),
                logger: Logger(label: "lists", format: .text, level: .error))
            api.open(reading: model)
            kind = .view(model, api.router(), place: "the view in \(directory)", view: nil)
            return
        }
        if let shutdown, invocation.declares("kafka"), invocation.stringIfGiven("kafka") != nil {
            let view = try TopicsView(invocation, shutdown)
            kind = .view(view.model, view.router, place: view.description, view: view)
            return
        }
        kind = try Self.web(invocation)
    }

    /// The console that is named, whatever else is.
    init(asking invocation: Invocation) throws(Failure) { kind = try Self.web(invocation) }

    private static func web(_ invocation: Invocation) throws(Failure) -> Kind {
        guard let url = invocation.stringIfGiven("console") else {
            throw Failure(
                .usage,
                "say where to look: --console URL (a console, or turnback serve), --data DIR (the directory of turnback serve) "
                    + "or --kafka HOST:PORT")
        }
        guard let client = WebClient() else { throw Failure(.software, "libcurl does not start") }
        return .web(
            url: url.hasSuffix("/") ? String(url.dropLast()) : url,
            token: try invocation.stringIfGiven("token-file").map(Self.token), client: client)
    }

    private static func token(_ path: String) throws(Failure) -> String {
        guard let bytes = FileBytes.read(path) else {
            throw Failure(.configuration, "\(path) cannot be read: it has to hold the token")
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard lines.count == 1 else {
            throw Failure(
                .configuration, "\(path) holds \(lines.count) words; it has to hold one token and nothing else")
        }
        return String(lines[0])
    }

    func close() {
        guard case .view(let model, _, _, let view) = kind else { return }
        if let view { view.close() } else { model.stop(until: .now + .seconds(1)) }
    }

    /// The answer to a GET.
    func get(_ target: String) throws(Failure) -> [UInt8] {
        guard let body = try getIfThere(target) else {
            throw Failure(.failure, "\(description) knows nothing of \(target)")
        }
        return body
    }

    /// Where it reads, for messages to people.
    var description: String {
        switch kind {
        case .web(let url, _, _): url
        case .view(_, _, let place, _): place
        }
    }

    /// The answer to a GET; nil where what is asked for is not there.
    func getIfThere(_ target: String) throws(Failure) -> [UInt8]? {
        switch kind {
        case .web(let url, let token, let client):
            var call = WebCall(url: url + target, body: nil, headers: [("Accept", "application/json")])
            if let token { call.headers.append(("Authorization", "Bearer \(token)")) }
            call.allowsPrivate = true
            call.answerBytes = 64 << 20
            switch client.perform(call) {
            case .failed(let reason):
                throw Failure(
                    .unavailable,
                    "\(url) does not answer: \(reason). Is the console there? --console names it, --data DIR needs none"
                )
            case .answered(200, _, let body): return body
            case .answered(404, _, _): return nil
            case .answered(let status, _, let body): throw refused(status, body, url)
            }
        case .view(_, let router, let place, _):
            guard let request = HTTPRequest(method: "GET", target: target) else {
                throw Failure(.software, "\(target) is not a target")
            }
            let response = router.respond(to: request)
            if response.status == 404 { return nil }
            guard case .bytes(let body) = response.body, response.status == 200 else {
                throw Failure(.unavailable, "\(place) does not answer: status \(response.status)")
            }
            return body
        }
    }

    /// Posts a body, which has to be taken (202).
    func post(_ target: String, type: String, _ body: [UInt8]) throws(Failure) {
        guard case .web(let url, let token, let client) = kind else {
            throw Failure(.usage, "\(description) takes nothing: name a console")
        }
        var call = WebCall(url: url + target, body: body, headers: [("Content-Type", type)], allowsPrivate: true)
        if let token { call.headers.append(("Authorization", "Bearer \(token)")) }
        switch client.perform(call) {
        case .failed(let reason): throw Failure(.unavailable, "\(url) does not answer: \(reason)")
        case .answered(202, _, _): return
        case .answered(let status, _, let body): throw refused(status, body, url)
        }
    }

    private func refused(_ status: Int, _ body: [UInt8], _ url: String) -> Failure {
        let message = (try? JSONNode(body))?["detail"]?.text ?? "status \(status)"
        let advice = status == 401 ? "; give a token: --token-file FILE" : ""
        return Failure(
            status == 503 ? .unavailable : .failure, "\(url) answers \(status): \(PlainText.of(message))\(advice)")
    }
}

/// A list, page by page.
struct ListPages {
    let source: ListSource
    let path: String
    let rows: String
    let query: [(name: String, value: String)]
    private var after: String?
    private(set) var hasMore = true

    init(source: ListSource, path: String, rows: String, query: [(name: String, value: String)]) {
        (self.source, self.path, self.rows, self.query) = (source, path, rows, query)
    }

    /// The next rows, as they came and read; nil where there are none left.
    mutating func next(atMost limit: Int) throws(Failure) -> [(text: String, node: JSONNode)]? {
        guard hasMore else { return nil }
        var query = query + [(name: "limit", value: "\(min(limit, ReadLimits.pageRows))")]
        if let after { query.append(("after", after)) }
        let target = path + "?" + query.map { "\($0.name)=\(PercentCoding.encoded($0.value))" }.joined(separator: "&")
        let body = try source.get(target)
        var page: [(text: String, node: JSONNode)] = []
        after = nil
        do throws(DecodeError) {
            var reader = JSONReader(body)
            try reader.object { key, reader throws(DecodeError) in
                switch key.text {
                case rows:
                    try reader.array { _, reader throws(DecodeError) in
                        let bytes = Array(body[try reader.skip()])
                        page.append((String(decoding: bytes, as: UTF8.self), try JSONNode(bytes)))
                    }
                case "next": after = try reader.isNull() ? nil : try reader.string()
                default: try reader.skip()
                }
            }
        } catch {
            throw Failure(.failure, "the console's answer to \(path) is not what was expected: \(error.description)")
        }
        hasMore = after != nil
        return page.isEmpty ? nil : page
    }
}
