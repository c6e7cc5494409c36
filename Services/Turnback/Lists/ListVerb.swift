import Contracts
import Fulfillment
import Operations
import Threads

/// A verb that prints a list of the read model: `cases`, `tasks`, `returns`.
protocol ListVerb: Verb {
    /// The list of the API that it prints.
    static var path: String { get }
    /// The field of the answer that holds the rows.
    static var rows: String { get }
    static var columns: [ListColumn] { get }
    /// What is asked for, as the API's query.
    static func query(_ invocation: Invocation, now: Timestamp) -> [(name: String, value: String)]
}

extension ListVerb {
    static var commonOptions: [Option] {
        [
            ListSource.console, ListSource.data, ListSource.kafka, ServiceSettings.kafkaConfig, ListSource.tokenFile,
            Option("limit", "N", default: "200", help: "At most so many.", rule: .integer(1...1_000_000)),
        ]
    }

    static var alternatives: [Alternatives] { [ServiceSettings.dataConsoleOrKafka.first("console")] }

    static var commonFlags: [Flag] { [Broker.json, Flag("csv", help: "Print comma-separated values (RFC 4180).")] }

    /// The options that were given, under the API's names for them.
    static func filters(
        _ invocation: Invocation, _ names: KeyValuePairs<String, String>
    ) -> [(name: String, value: String)] {
        names.compactMap { option, name in invocation.stringIfGiven(option).map { (name, $0) } }
    }

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        if invocation.flag("json"), invocation.flag("csv") {
            throw Failure(.usage, "--json and --csv exclude each other: give one of them")
        }
        let source = try ListSource(invocation, shutdown)
        defer { source.close() }
        let now = Timestamp(milliseconds: WallTime.now())
        let limit = invocation.int("limit")
        let style = ListStyle(invocation)
        var pages = ListPages(source: source, path: path, rows: rows, query: query(invocation, now: now))
        var printed: [JSONNode] = []
        var count = 0
        while count < limit, !shutdown.isRequested, let page = try pages.next(atMost: limit - count) {
            count += page.count
            switch style {
            case .json: Output.write(page.map(\.text))
            case .csv:
                let heading = count == page.count ? [ListCSV.line(columns.map(\.name))] : []
                Output.write(heading + page.map { row in ListCSV.line(columns.map { $0.value(row.node) }) })
            case .table: printed += page.map(\.node)
            }
            if Output.isUnread { return }
        }
        if style == .table, !printed.isEmpty {
            var table = TextTable(columns.map { .init($0.name.uppercased(), $0.isNumber ? .right : .left) })
            for row in printed { table.add(columns.map { PlainText.of($0.value(row)) }) }
            Output.write([table.render(style: TextStyle(for: .output))])
        }
        if count == 0 {
            StandardStream.error.writeLine("this list is empty in \(PlainText.of(source.description))")
        }
        if pages.hasMore { StandardStream.error.writeLine("there are more: --limit takes more than \(limit)") }
    }
}

/// How a list is printed.
private enum ListStyle {
    case table, json, csv

    init(_ invocation: Invocation) { self = invocation.flag("json") ? .json : invocation.flag("csv") ? .csv : .table }
}

/// A column of a list: its name, and what a row of the API's answer has for it.
struct ListColumn: Sendable {
    let name: String
    var isNumber = false
    let value: @Sendable (JSONNode) -> String

    /// A field of the row, or one within others.
    init(_ name: String, _ fields: String..., isNumber: Bool = false) {
        self.name = name
        self.isNumber = isNumber
        value = { row in
            var node: JSONNode? = row
            for field in fields { node = node?[field] }
            return node?.text ?? ""
        }
    }

    init(_ name: String, isNumber: Bool = false, of value: @escaping @Sendable (JSONNode) -> String) {
        (self.name, self.isNumber, self.value) = (name, isNumber, value)
    }
}

extension JSONNode {
    /// The sum of a number of all elements of a list.
    func sum(_ list: String, _ field: String) -> String {
        String((self[list]?.elements ?? []).reduce(0) { $0 + ($1[field]?.integer ?? 0) })
    }
}

/// Comma-separated values.
enum ListCSV {
    static func line(_ cells: [String]) -> String {
        cells.map { cell in
            let isPlain = !cell.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
            return isPlain
                ? cell
                : "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        }.joined(separator: ",")
    }
}
