import Contracts
import Fulfillment
import Hooks
import Operations
import Threads

/// What a running program says of itself over HTTP.
struct InstanceFacts: Equatable {
    var url: String
    /// Nil where it is ready, else why not.
    var notReady: String?
    /// Names and values of its metrics that matter here.
    var version: String?
    var policy: String?
    /// How far its clock is from ours, in seconds; nil where it does not say.
    var clockAhead: Int?

    /// Asks the program.
    static func ask(_ url: String, _ client: WebClient) -> Result<InstanceFacts, InstanceFindings.Silent> {
        func get(_ path: String) -> WebResult {
            var call = WebCall(url: url + path, body: nil, headers: [], allowsPrivate: true)
            call.answerBytes = 8 << 20
            return client.perform(call)
        }
        let (status, headers, body): (Int, [String: String], [UInt8])
        switch get("/readyz") {
        case .answered(let code, let fields, let text): (status, headers, body) = (code, fields, text)
        case .failed(let reason): return .failure(InstanceFindings.Silent(url: url, reason: reason))
        }
        var facts = InstanceFacts(url: url)
        if status != 200 {
            let line = String(decoding: body, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
            facts.notReady = line.isEmpty ? "it answers \(status)" : line
        }
        if let date = headers["date"].flatMap(HTTPDate.seconds) {
            facts.clockAhead = date - Int(WallTime.now() / 1_000)
        }
        if case .answered(200, _, let text) = get("/metrics") { facts.read(String(decoding: text, as: UTF8.self)) }
        return .success(facts)
    }

    /// Takes what matters from Prometheus' text.
    mutating func read(_ metrics: String) {
        for line in metrics.split(separator: "\n") {
            if line.hasPrefix("turnback_build_info{") { version = Self.label("version", in: line) }
            if line.hasPrefix("turnback_policy_info{") { policy = Self.label("fingerprint", in: line) }
        }
    }

    private static func label(_ name: String, in line: Substring) -> String? {
        guard let start = line.firstRange(of: "\(name)=\"")?.upperBound else { return nil }
        return String(line[start...].prefix { $0 != "\"" })
    }
}

/// The date of an HTTP header: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110).
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970; nil where it is not such a date.
    static func seconds(_ text: String) -> Int? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int(words[1]), let year = Int(words[3]),
            let month = months.firstIndex(of: String(words[2]))
        else { return nil }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return Timestamp(rfc3339: "\(year)-\(two(month + 1))-\(two(day))T\(words[4])Z").map {
            Int($0.milliseconds / 1_000)
        }
    }
}
