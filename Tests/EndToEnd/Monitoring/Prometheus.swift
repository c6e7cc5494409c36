import Foundation
import TestSupport
import Testing

/// The distribution's own Prometheus, with the rules that are delivered.
struct Prometheus {
    static let server = URL(fileURLWithPath: "/usr/bin/prometheus")
    static let tool = URL(fileURLWithPath: "/usr/bin/promtool")
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: tool.path) }

    private let program: Program
    private let http: HTTP

    init(scraping addresses: [String]) throws {
        let folder = try Files.temporary()
        let port = try FreePorts.pair()
        let targets = addresses.map { "'\($0)'" }.joined(separator: ", ")
        let settings = """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ['\(Files.root.path)/compose/monitoring/rules.yml']
            scrape_configs:
              - job_name: turnback
                static_configs: [{targets: [\(targets)]}]
            """
        let file = folder.appending(path: "prometheus.yml")
        try Data(settings.utf8).write(to: file)
        program = try Program(
            at: Self.server,
            [
                "--config.file=\(file.path)", "--storage.tsdb.path=\(folder.appending(path: "data").path)",
                "--web.listen-address=127.0.0.1:\(port)",
            ])
        Children.all.add([program.process.processIdentifier])
        http = HTTP(base: "http://127.0.0.1:\(port)")
    }

    func stop() { program.kill() }
    var said: String { String(program.complained.suffix(2_000)) }

    /// The values that an expression has now.
    func query(_ expression: String) throws -> [Double] {
        guard let result = try answer(expression)["data"] as? [String: Any] else { return [] }
        return (result["result"] as? [[String: Any]] ?? []).compactMap { sample in
            (sample["value"] as? [Any])?.last.flatMap { $0 as? String }.flatMap(Double.init)
        }
    }

    /// Whether it is an expression at all.
    func accepts(_ expression: String) throws -> Bool { try answer(expression)["status"] as? String == "success" }

    private func answer(_ expression: String) throws -> [String: Any] {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "_.")
        let encoded = expression.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        return try http.get("/api/v1/query?query=\(encoded)").json
    }

    /// What Prometheus' own tool says of a scraped text.
    static func check(_ text: String) throws -> (code: Int32, said: String) {
        let checked = try Program(at: tool, ["check", "metrics"], input: text)
        let code = checked.end()
        return (code, checked.printed + checked.complained)
    }
}

/// The alert rules, as they are delivered.
enum Rules {
    private static func text() throws -> String {
        try String(contentsOf: Files.root.appending(path: "compose/monitoring/rules.yml"), encoding: .utf8)
    }

    static func alerts() throws -> [String] {
        try text().split(separator: "\n").compactMap { line in
            line.range(of: "- alert: ").map { String(line[$0.upperBound...]) }
        }
    }

    static func metrics() throws -> [(String, String)] { metricNames(in: try text()).map { ("a rule", $0) } }
}

/// Grafana's dashboards, as they are delivered.
enum Dashboards {
    static func expressions() throws -> [(String, String)] {
        let folder = Files.root.appending(path: "compose/monitoring/grafana/dashboards")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).flatMap { file in
            let json = try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: file)))
            let panels = try #require((json as? [String: Any])?["panels"] as? [[String: Any]])
            return panels.flatMap { panel in
                (panel["targets"] as? [[String: Any]] ?? []).compactMap { target in
                    (target["expr"] as? String).map { ("\(file): \(panel["title"] ?? "")", $0) }
                }
            }
        }
    }

    static func metrics() throws -> [(String, String)] {
        try expressions().flatMap { place, expression in metricNames(in: expression).map { (place, $0) } }
    }
}

private func metricNames(in text: String) -> Set<String> {
    let pattern = try? NSRegularExpression(pattern: "\\b(?:turnback|process)_[a-z_]+\\b")
    let range = NSRange(text.startIndex..., in: text)
    return Set((pattern?.matches(in: text, range: range) ?? []).compactMap { Range($0.range, in: text).map { String(text[$0]) } })
}
