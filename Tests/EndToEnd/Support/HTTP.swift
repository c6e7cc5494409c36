import Foundation

/// HTTP by curl: a client that shares nothing with the server.
struct HTTP {
    let base: String
    /// More of curl's options: `--cacert FILE`.
    var options: [String] = []

    struct Answer {
        var status: Int
        var body: String
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
        }
    }

    func get(_ path: String, headers: [String] = []) throws -> Answer {
        try curl(headers.flatMap { ["-H", $0] } + ["\(base)\(path)"], input: nil)
    }

    func post(_ path: String, _ body: String, headers: [String] = ["content-type: application/json"]) throws -> Answer {
        try curl(headers.flatMap { ["-H", $0] } + ["--data-binary", "@-", "\(base)\(path)"], input: body)
    }

    /// Status 0 where nothing answered.
    private func curl(_ arguments: [String], input: String?) throws -> Answer {
        let program = try Program(
            at: URL(fileURLWithPath: "/usr/bin/curl"), ["-s", "-m", "20", "-w", "\n%{http_code}"] + options + arguments, input: input)
        program.end()
        let printed = program.printed
        guard let end = printed.lastIndex(of: "\n") else { return Answer(status: 0, body: "") }
        return Answer(
            status: Int(printed[printed.index(after: end)...]) ?? 0, body: String(printed[..<end]))
    }
}
