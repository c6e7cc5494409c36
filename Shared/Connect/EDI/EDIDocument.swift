public import Contracts
public import Fulfillment

/// One message of an EDI file that was understood or left out: what `turnback import edi` reports line by line.
public struct EDIEntry: Sendable, Equatable {
    /// Where it stands: the number of its first segment in the file, from 1.
    public var segment: Int
    /// What it is: `860`, `940`, `ORDCHG`.
    public var kind: String
    public var outcome: Outcome

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

/// A cancellation as a file has it.
public struct EDIChange: Sendable, Equatable {
    /// The sender in the interchange, by which the connection is found.
    public var sender: String
    /// What the request id is made of: never a control number, which differs in a resend.
    public var ids: [String]
    public var order: String
    /// nil: the whole order.
    public var lines: [Line]?
    /// The partner's time; of a date alone the end of that day.
    public var at: Timestamp?
    public var approximation: String?

    /// A line that changes.
    public struct Line: Sendable, Equatable {
        public var sku: String
        public var amount: Amount
    }

    /// How much of a line.
    public enum Amount: Sendable, Equatable {
        /// So many units are taken away.
        case removed(Int)
        /// So many are still ordered.
        case remaining(Int)
    }

    /// The cancellation, once it is known what was ordered.
    /// - Parameter ordered: units by SKU, of all outbound orders of the store order; asked for where a line says what remains.
    /// - Throws: where more remains than was ordered, or nothing was.
    public func cancellation(_ connection: Connection, ordered: [String: Int]) throws(DecodeError) -> ShopCancellation? {
        var found: [(sku: String?, quantity: Int64?)] = []
        for line in lines ?? [] {
            switch line.amount {
            case .removed(let units): if units > 0 { found.append((line.sku, Int64(units))) }
            case .remaining(let units):
                guard let before = ordered[line.sku] else {
                    throw DecodeError(
                        .invalidField, "", "\(line.sku) is not in the order as Turnback knows it, so what remains says nothing")
                }
                guard units <= before else {
                    throw DecodeError(.invalidField, "", "\(units) of \(line.sku) remain, and \(before) were ordered")
                }
                if units < before { found.append((line.sku, Int64(before - units))) }
            }
        }
        if lines != nil, found.isEmpty { return nil }
        return ShopCancellation(
            ids: [connection.store] + ids, storeOrderId: try connection.order.storeOrderId(order),
            lines: lines == nil ? nil : try ShopLines.make(found, at: "lines"), reason: "other", requestedBy: "seller", at: at,
            approximation: approximation)
    }

    /// Whether it has to be known what was ordered.
    public var needsOrder: Bool {
        lines?.contains { if case .remaining = $0.amount { true } else { false } } ?? false
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
