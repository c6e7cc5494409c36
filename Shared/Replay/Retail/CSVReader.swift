import Operations

/// Reads comma-separated values as RFC 4180 has them, or with semicolons or tabs where the heading has them: quoted fields, doubled quotes, line breaks within quotes, LF and
/// CR LF. What real files bring besides is taken as it is: a byte order mark, bytes that are not UTF-8 (read as
/// Windows-1252), a quote in the middle of a field.
package struct CSVReader {
    /// A record, or the line that is none.
    enum Entry: Equatable {
        case record(line: Int, fields: [String])
        case unreadable(line: Int, reason: String)
    }

    /// A quoted field that goes on for more lines than this was never closed: the line is given up, not the file.
    static let linesOfRecord = 20

    private var lines: LineReader
    /// Lines that were read ahead and are still to be parsed.
    private var ahead: [[UInt8]] = []
    private var number = 0
    /// What stands between fields, as the first line shows.
    private var separator: UInt8?

    package init(_ lines: LineReader) { self.lines = lines }

    /// The next entry; empty lines are passed over. Nil at the end.
    mutating func next() throws(Failure) -> Entry? {
        while let first = try nextLine() {
            let line = number
            if first.isEmpty { continue }
            var text = first
            let separator = separator ?? Self.separator(of: first)
            self.separator = separator
            var parser = FieldParser(separator: separator)
            var taken: [[UInt8]] = []
            while !parser.take(text) {
                guard taken.count < Self.linesOfRecord, let more = try nextLine() else {
                    ahead = taken + ahead
                    number -= taken.count
                    return .unreadable(line: line, reason: "a quoted field is not closed")
                }
                taken.append(more)
                text = more
            }
            return .record(line: line, fields: parser.fields.map(Self.text))
        }
        return nil
    }

    package func close() { lines.close() }

    private mutating func nextLine() throws(Failure) -> [UInt8]? {
        let line = ahead.isEmpty ? try lines.next() : ahead.removeFirst()
        guard var line else { return nil }
        number += 1
        if number == 1, line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
        return line
    }

    /// What the heading has most of, outside quotes: programs write semicolons where a comma stands in numbers.
    private static func separator(of heading: [UInt8]) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in heading {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        let comma = UInt8(ascii: ",")
        let others = [UInt8(ascii: ";"), UInt8(ascii: "\t")].filter { (counts[$0] ?? 0) > (counts[comma] ?? 0) }
        return others.max { (counts[$0] ?? 0) < (counts[$1] ?? 0) } ?? comma
    }

    /// UTF-8, else Windows-1252, in which every byte is some character.
    static func text(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return String(String.UnicodeScalarView(bytes.map { windows1252[Int($0)] }))
    }

    private static let windows1252: [Unicode.Scalar] = {
        var table = (0..<256).map { Unicode.Scalar(UInt8($0)) }
        let high: [Int: UInt16] = [
            0x80: 0x20ac, 0x82: 0x201a, 0x83: 0x0192, 0x84: 0x201e, 0x85: 0x2026, 0x86: 0x2020, 0x87: 0x2021,
            0x88: 0x02c6, 0x89: 0x2030, 0x8a: 0x0160, 0x8b: 0x2039, 0x8c: 0x0152, 0x8e: 0x017d, 0x91: 0x2018,
            0x92: 0x2019, 0x93: 0x201c, 0x94: 0x201d, 0x95: 0x2022, 0x96: 0x2013, 0x97: 0x2014, 0x98: 0x02dc,
            0x99: 0x2122, 0x9a: 0x0161, 0x9b: 0x203a, 0x9c: 0x0153, 0x9e: 0x017e, 0x9f: 0x0178,
        ]
        for (byte, scalar) in high { table[byte] = Unicode.Scalar(scalar)! }
        return table
    }()
}

/// Splits the lines of one record into its fields.
private struct FieldParser {
    let separator: UInt8
    private(set) var fields: [[UInt8]] = []
    private var field: [UInt8] = []
    private var isQuoted = false

    init(separator: UInt8) { self.separator = separator }

    /// Takes in a line. False where the record goes on in the next one.
    mutating func take(_ line: [UInt8]) -> Bool {
        var at = 0
        if isQuoted { field.append(UInt8(ascii: "\n")) }
        while at < line.count {
            let byte = line[at]
            at += 1
            if isQuoted {
                guard byte == UInt8(ascii: "\"") else {
                    field.append(byte)
                    continue
                }
                if at < line.count, line[at] == UInt8(ascii: "\"") {
                    field.append(byte)
                    at += 1
                } else {
                    isQuoted = false
                }
            } else if byte == separator {
                fields.append(field)
                field.removeAll(keepingCapacity: true)
            } else if byte == UInt8(ascii: "\""), field.isEmpty {
                isQuoted = true
            } else {
                field.append(byte)
            }
        }
        guard !isQuoted else { return false }
        fields.append(field)
        return true
    }
}
