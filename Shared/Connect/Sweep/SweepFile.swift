public import Contracts

/// A shop's list of cancelled orders, as it gives it out: JSON or CSV.
public enum SweepFile {
    /// One order of a list.
    public struct Row: Sendable {
        /// Its number in the list, from 1; of CSV the line.
        public var number: Int
        public var order: JSONNode
    }

    /// The orders. JSON: a list, an object with one list in it, or an object a line. CSV: a line of names, then an order a line.
    /// - Throws: where it is none of these.
    public static func rows(_ bytes: [UInt8]) throws(DecodeError) -> [Row] {
        var bytes = bytes
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
        switch bytes.first(where: { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }) {
        case nil: return []
        case UInt8(ascii: "["), UInt8(ascii: "{"): return try json(bytes)
        default: return try csv(bytes)
        }
    }

    private static func json(_ bytes: [UInt8]) throws(DecodeError) -> [Row] {
        do {
            let node = try JSONNode(bytes)
            if let elements = node.elements { return numbered(elements) }
            guard case .object(let fields) = node else { return [] }
            // Shopify: orders; Amazon: payload.Orders; others: data, results.
            let lists = fields.values.compactMap { $0.elements ?? $0["Orders"]?.elements }
            let ofObjects = lists.filter { list in list.allSatisfy { if case .object = $0 { true } else { false } } }
            if fields["id"] == nil, fields["AmazonOrderId"] == nil, fields["orderId"] == nil, ofObjects.count == 1 {
                return numbered(ofObjects[0])
            }
            return [Row(number: 1, order: node)]
        } catch {
            // With one object per line the whole is not JSON.
            let lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
            guard lines.count > 1 else { throw error }
            var rows: [Row] = []
            for (index, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
                do { rows.append(Row(number: index + 1, order: try JSONNode(line))) } catch {
                    throw error.inside("line \(index + 1)")
                }
            }
            return rows
        }
    }

    private static func numbered(_ orders: [JSONNode]) -> [Row] {
        orders.enumerated().map { Row(number: $0.offset + 1, order: $0.element) }
    }

    // MARK: CSV (RFC 4180)

    private static func csv(_ bytes: [UInt8]) throws(DecodeError) -> [Row] {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw DecodeError(.invalidField, "", "the file is not UTF-8") }
        var records = try CSVReader(text).records()
        guard !records.isEmpty else { return [] }
        let names = records.removeFirst().cells
        // Shopify's export has an order's further lines below it, with its name and little else.
        var previous = ""
        var rows: [Row] = []
        for record in records {
            var fields: [String: JSONNode] = [:]
            for (name, cell) in zip(names, record.cells) where !cell.isEmpty {
                fields[name] = .string(cell)
                fields[plain(name)] = .string(cell)
            }
            guard !fields.isEmpty else { continue }
            let name = fields["name"]?.text ?? ""
            let continues = !name.isEmpty && name == previous && fields["id"] == nil
            previous = name
            if !continues { rows.append(Row(number: record.line, order: .object(fields))) }
        }
        return rows
    }

    /// `Cancelled at` is `cancelled_at`.
    private static func plain(_ name: String) -> String {
        String(name.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
    }
}

/// Comma-separated values, or such with semicolons or tabs where the first line has those and no comma.
struct CSVReader {
    private let text: [Character]
    private let separator: Character

    init(_ text: String) {
        self.text = Array(text)
        let head = self.text.prefix { !$0.isNewline }
        separator = head.contains(",") ? "," : head.contains(";") ? ";" : head.contains("\t") ? "\t" : ","
    }

    /// Lines of cells, each with the number of the line that it begins on.
    func records() throws(DecodeError) -> [(line: Int, cells: [String])] {
        var records: [(line: Int, cells: [String])] = []
        var cells: [String] = []
        var cell = ""
        var line = 1
        var start = 1
        var at = 0
        var isQuoted = false
        func end() -> Bool { at >= text.count }
        while !end() {
            let character = text[at]
            at += 1
            if isQuoted {
                if character == "\"" {
                    if !end(), text[at] == "\"" {
                        cell.append("\"")
                        at += 1
                    } else {
                        isQuoted = false
                    }
                } else {
                    if character.isNewline { line += 1 }
                    cell.append(character)
                }
            } else if character == "\"", cell.isEmpty {
                isQuoted = true
            } else if character == separator {
                cells.append(cell)
                cell = ""
            } else if character.isNewline {
                records.append((start, cells + [cell]))
                cells = []
                cell = ""
                line += 1
                start = line
            } else {
                cell.append(character)
            }
        }
        guard !isQuoted else { throw DecodeError(.invalidField, "line \(start)", "a quotation mark is not closed") }
        if !cells.isEmpty || !cell.isEmpty { records.append((start, cells + [cell])) }
        return records.filter { $0.cells != [""] }
    }
}
