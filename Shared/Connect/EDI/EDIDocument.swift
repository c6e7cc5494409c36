public import Contracts
public import Fulfillment

/// One message of an EDI file that was understood or left out: what `turnback import edi` reports line by line.
public struct EDIEntry: Sendable, Equatable {
    /// Where it stands: the number of its first segment in the file, from 1.
    public var segment: Int
    /// What it is: `860`, `940`, `ORDCHG`.
    public var kind: String
    public var outcome: Outcome
    /// Its lines that ask for something else, each with the reason why it was left out.
    public var leftOut: [EDILeftOut] = []

    /// What it comes to.
    public enum Outcome: Sendable, Equatable {
        /// This is to be cancelled.
        case change(EDIChange)
        /// It asks for nothing, or for what is not done by a file, for this reason.
        case leftOut(String)
        /// It cannot be read.
        case wrong(String)
    }
}

/// A line that was left out: of a message that was read, or of a replaced order.
public struct EDILeftOut: Sendable, Equatable {
    /// Where it stands; nil of what no line names.
    public var segment: Int?
    public var reason: String

    init(_ segment: Int?, _ reason: String) {
        self.segment = segment
        self.reason = reason
    }
}

/// A cancellation as a file has it.
public struct EDIChange: Sendable, Equatable {
    /// The sender in the interchange, by which the connection is found.
    public var sender: String
    /// What the request id is made of: never a control number, which differs in a resend.
    public var ids: [String]
    public var order: String
    /// nil: the whole order.
    public var lines: [Line]?
    /// The lines are all that is still ordered: what they do not name is cancelled.
    public var isReplacement = false
    /// The partner's time; of a date alone the end of that day.
    public var at: Timestamp?
    public var approximation: String?

    /// A line that changes.
    public struct Line: Sendable, Equatable {
        public var sku: String
        public var amount: Amount
        /// Where it stands in the file.
        public var segment: Int?
    }

    /// How much of a line.
    public enum Amount: Sendable, Equatable {
        /// So many units are taken away.
        case removed(Int)
        /// So many are still ordered, and more were before.
        case remaining(Int)
        /// So many are ordered from now on, more or fewer than before.
        case ordered(Int)
    }

    /// The cancellation, once it is known what was ordered.
    /// - Parameter ordered: units by SKU, of all outbound orders of the store order; asked for where a line says what remains.
    /// - Throws: where more remains than was ordered, or nothing was.
    public func cancellation(_ connection: Connection, ordered: [String: Int]) throws(DecodeError) -> ShopCancellation? {
        guard !isReplacement else { return try replacement(connection, ordered) }
        var found: [(sku: String?, quantity: Int64?)] = []
        for line in lines ?? [] {
            switch line.amount {
            case .removed(let units): if units > 0 { found.append((line.sku, Int64(units))) }
            case .remaining(let units):
                guard let before = ordered[line.sku] else { throw Self.unknown(line.sku) }
                guard units <= before else {
                    throw DecodeError(.invalidField, "", "\(units) of \(line.sku) remain, and \(before) were ordered")
                }
                if units < before { found.append((line.sku, Int64(before - units))) }
            case .ordered(let units):
                guard let before = ordered[line.sku] else { throw Self.unknown(line.sku) }
                if units < before { found.append((line.sku, Int64(before - units))) }
            }
        }
        if lines != nil, found.isEmpty { return nil }
        return try cancellation(connection, lines: lines == nil ? nil : found)
    }

    private static func unknown(_ sku: String) -> DecodeError {
        DecodeError(.invalidField, "", "\(sku) is not in the order as Turnback knows it, so what remains says nothing")
    }

    private func cancellation(
        _ connection: Connection, lines: [(sku: String?, quantity: Int64?)]?
    ) throws(DecodeError) -> ShopCancellation {
        ShopCancellation(
            ids: [connection.store] + ids, storeOrderId: try connection.order.storeOrderId(order),
            lines: try lines.map { lines throws(DecodeError) in try ShopLines.make(lines, at: "lines") }, reason: "other",
            requestedBy: "seller", at: at, approximation: approximation)
    }

    /// What the new order has less of than the one before.
    private func replacement(_ connection: Connection, _ ordered: [String: Int]) throws(DecodeError) -> ShopCancellation? {
        guard !ordered.isEmpty else {
            throw DecodeError(.invalidField, "", "Turnback does not know the order, so what replaces it says nothing of what is gone")
        }
        let wanted = wanted
        let gone = ordered.sorted { $0.key < $1.key }.compactMap { sku, before in
            let rest = wanted[sku]?.units ?? 0
            return rest < before ? (sku: String?.some(sku), quantity: Int64?.some(Int64(before - rest))) : nil
        }
        return gone.isEmpty ? nil : try cancellation(connection, lines: gone)
    }

    /// The lines that have more than was ordered: a cancellation adds nothing.
    public func leftOut(ordered: [String: Int]) -> [EDILeftOut] {
        guard !ordered.isEmpty else { return [] }
        return wanted.sorted { ($0.value.segment ?? 0, $0.key) < ($1.value.segment ?? 0, $1.key) }.compactMap { sku, line in
            let before = ordered[sku] ?? 0
            guard line.units > before else { return nil }
            let found = before == 0 ? "it was not ordered before" : "\(before) were ordered before"
            return EDILeftOut(
                line.segment, "\(line.units) of \(sku): \(found), and nothing is added by this: submit an outbound order")
        }
    }

    /// The units of each SKU that are ordered from now on, and the first line that says so.
    private var wanted: [String: (units: Int, segment: Int?)] {
        var wanted: [String: (units: Int, segment: Int?)] = [:]
        for line in lines ?? [] {
            guard case .ordered(let units) = line.amount else { continue }
            wanted[line.sku] = ((wanted[line.sku]?.units ?? 0) + units, wanted[line.sku]?.segment ?? line.segment)
        }
        return wanted
    }

    /// Whether it has to be known what was ordered.
    public var needsOrder: Bool {
        lines?.contains { if case .removed = $0.amount { false } else { true } } ?? false
    }
}

/// Reads EDI files: X12 and EDIFACT, distinguished by how they begin.
public enum EDIFile {
    /// What a file holds, message by message.
    /// - Parameter settings: of the connection whose partner has this id; nil where there is none.
    /// - Throws: where it is neither.
    public static func read(_ bytes: [UInt8], settings: (String) -> EDISettings?) throws(DecodeError) -> [EDIEntry] {
        // UTF-8, else ISO 8859-1, which UNOC and most X12 partners write.
        let text = String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        var scalars = Array(text.unicodeScalars)
        if scalars.first?.value == 0xfeff { scalars.removeFirst() }
        let start = scalars.prefix { $0.properties.isWhitespace }.count
        scalars.removeFirst(start)
        let head = String(String.UnicodeScalarView(scalars.prefix(3)))
        switch head {
        case "ISA": return try X12.read(scalars, settings)
        case "UNA", "UNB": return try EDIFACT.read(scalars, settings)
        default:
            throw DecodeError(
                .invalidField, "", "expected an interchange that begins with ISA (X12), UNA or UNB (EDIFACT), found \"\(head)\"")
        }
    }
}

/// Dates as EDI writes them.
enum EDIDate {
    /// The moment that digits name; of a date alone the last of that day, in UTC: a partner's day is over then at the latest,
    /// and what was submitted on it is meant.
    static func end(_ digits: String, now: Int64 = .max) -> Timestamp? {
        guard digits.allSatisfy(\.isNumber) else { return nil }
        let full = digits.count == 6 || digits.count == 10 ? "20" + digits : digits
        let parts = Array(full)
        func part(_ range: Range<Int>) -> String { String(parts[range]) }
        guard [8, 12, 14].contains(parts.count) else { return nil }
        let date = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))"
        switch parts.count {
        case 8: return Timestamp(rfc3339: date + "T23:59:59.999Z")
        case 12: return Timestamp(rfc3339: date + "T\(part(8..<10)):\(part(10..<12)):59.999Z")
        default: return Timestamp(rfc3339: date + "T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))Z")
        }
    }

    static let approximation = "the file's date has no zone: the end of it in UTC is taken"
}
