internal import Connect
internal import Contracts

/// Asks what a call left open, by the connection's command or address.
struct LookUpClient {
    /// Why there is no answer.
    struct Trouble: Error { let reason: String }

    /// - Parameter facts: what fills the `{places}` of the address, and is the command's input as a JSON object.
    func ask(_ lookUp: LookUp, _ facts: [String: String]) throws(Trouble) -> [UInt8] {
        switch lookUp {
        case .url(let pattern, let headers): try fetch(pattern, headers, facts)
        case .command(let words): try run(words, facts)
        }
    }

    private func fetch(_ pattern: String, _ headers: [String: String], _ facts: [String: String]) throws(Trouble) -> [UInt8] {
        guard let client = WebClient() else { throw Trouble(reason: "libcurl cannot be used") }
        let call = WebCall(
            url: Self.filled(pattern, facts), body: nil, headers: headers.map { ($0.key, $0.value) }, allowsPrivate: true,
            time: HookLimits.lookUpTime, answerBytes: HookLimits.lookUpBytes)
        switch client.perform(call) {
        case .failed(let reason): throw Trouble(reason: reason)
        case .answered(200, _, let body): return body
        case .answered(let status, _, _): throw Trouble(reason: "the look-up answered with \(status), not 200")
        }
    }

    /// The address with its `{places}` filled, each as one segment.
    static func filled(_ pattern: String, _ facts: [String: String]) -> String {
        var url = ""
        var rest = pattern[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            url += rest[..<open]
            url += URIText.escaped(facts[String(rest[rest.index(after: open)..<close])] ?? "")
            rest = rest[rest.index(after: close)...]
        }
        return url + rest
    }

    private func run(_ words: [String], _ facts: [String: String]) throws(Trouble) -> [UInt8] {
        let input = JSONObject.text(facts)
        do throws(ChildProgram.Trouble) {
            return try ChildProgram.run(words, input: input, time: HookLimits.lookUpTime, limit: HookLimits.lookUpBytes)
        } catch { throw Trouble(reason: error.reason) }
    }
}

/// A JSON object of texts.
enum JSONObject {
    static func text(_ fields: [String: String]) -> [UInt8] {
        var parts: [String] = []
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) { parts.append(quoted(name) + ":" + quoted(value)) }
        return Array(("{" + parts.joined(separator: ",") + "}\n").utf8)
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
