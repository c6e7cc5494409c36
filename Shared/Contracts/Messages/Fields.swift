public import Fulfillment

/// How the kinds of fields that many messages share are read and written.
extension JSONReader {
    /// An id: 1…128 bytes of printable UTF-8 in Unicode's composed form (NFC), without `/` and without white space at either end.
    public mutating func id(maximum: Int = Limits.idBytes) throws(DecodeError) -> String {
        let text = try string()
        try text.mustBeId(maximum: maximum, isOwn: isOwn)
        return text
    }

    /// A return order's id, which may be an outbound order's with a prefix.
    public mutating func returnOrderId() throws(DecodeError) -> String { try id(maximum: Limits.returnOrderIdBytes) }

    /// A case's id, whose parts are ids.
    public mutating func caseId() throws(DecodeError) -> String {
        let text = try string()
        guard !text.isEmpty, text.utf8.count <= Limits.caseIdBytes else {
            throw DecodeError(.invalidField, "", "expected a case's id, found \"\(text.visible)\"")
        }
        if !isOwn, let fault = IdFault(of: text, separator: true) {
            throw DecodeError(.invalidField, "", "expected a case's id, found \"\(text.visible)\": \(fault.description)")
        }
        return text
    }

    /// A free text of at most 1,024 bytes.
    public mutating func text() throws(DecodeError) -> String {
        let text = try string()
        guard isOwn || text.utf8.count <= Limits.textBytes else {
            throw DecodeError(.invalidField, "", "expected at most \(Limits.textBytes) bytes, found \(text.utf8.count)")
        }
        return text
    }

    /// A free text, or nil for `null`.
    public mutating func optionalText() throws(DecodeError) -> String? { try isNull() ? nil : try text() }

    /// An RFC 3339 time.
    public mutating func time() throws(DecodeError) -> Timestamp {
        skipSpace()
        let before = at
        if peek == UInt8(ascii: "\""), let range = plainASCII(), let time = Timestamp(rfc3339: bytes[range]) {
            return time
        }
        at = before
        let text = try string()
        guard let time = Timestamp(rfc3339: text) else {
            throw DecodeError(
                .invalidField, "",
                "expected an RFC 3339 time such as 2026-11-24T08:00:00.000Z, found \"\(text.shortened())\"")
        }
        return time
    }

    /// One of the words of an enumeration.
    ///
    /// - Parameter allowed: which of them; nil for all.
    public mutating func word<Word: RawRepresentable & CaseIterable>(
        _: Word.Type, allowed: [Word]? = nil
    ) throws(DecodeError) -> Word where Word.RawValue == String {
        let text = try string()
        guard let word = Word(rawValue: text), allowed?.contains(where: { $0.rawValue == text }) ?? true else {
            let words = (allowed ?? Array(Word.allCases)).map(\.rawValue).joined(separator: ", ")
            throw DecodeError(.invalidField, "", "expected one of \(words), found \"\(text.shortened())\"")
        }
        return word
    }

    /// A code that Turnback wrote. Codes may be added: a newer version writes some that this one does not know.
    mutating func code<Code: RawRepresentable>(_: Code.Type) throws(DecodeError) -> Code where Code.RawValue == String {
        let text = try string()
        guard let code = Code(rawValue: text) else {
            throw DecodeError(.invalidField, "", "is a code of another version: \"\(text.shortened())\"")
        }
        return code
    }

    /// 1…2,000 ids; the same one again is left out.
    mutating func ids() throws(DecodeError) -> [String] {
        var ids: [String] = []
        var count = 0
        try array { _, reader throws(DecodeError) in
            count += 1
            guard count <= Limits.lines else {
                throw DecodeError(.invalidField, "", "a message names at most \(Limits.lines) ids")
            }
            let id = try reader.id()
            if !ids.contains(id) { ids.append(id) }
        }
        guard !ids.isEmpty else { throw DecodeError(.invalidField, "", "expected 1…\(Limits.lines) ids, found none") }
        return ids
    }

    /// A number of units, 1…1,000,000.
    public mutating func quantity() throws(DecodeError) -> Int {
        let value = try integer()
        guard let quantity = Int(exactly: value), Limits.quantity.contains(quantity) else {
            throw DecodeError(
                .invalidField, "",
                "expected a whole number from \(Limits.quantity.lowerBound) to \(Limits.quantity.upperBound), found \(value)")
        }
        return quantity
    }

    /// A count that Turnback wrote.
    mutating func count() throws(DecodeError) -> Int { Int(try integer()) }

    /// 1…2,000 lines; lines of the same SKU are added up.
    public mutating func lines() throws(DecodeError) -> [Line] {
        var lines: [Line] = []
        try eachLine { index, reader throws(DecodeError) in
            var sku: String?
            var quantity: Int?
            try reader.object { key, reader throws(DecodeError) in
                switch key {
                case "sku": sku = try reader.id()
                case "quantity": quantity = try reader.quantity()
                default: try reader.skip()
                }
            }
            lines.append(Line(try sku.required("sku"), try quantity.required("quantity")))
        }
        let merged = lines.merged()
        if merged.count < lines.count, let tooMany = merged.first(where: { !Limits.quantity.contains($0.quantity) }) {
            let last = lines.lastIndex { $0.sku == tooMany.sku } ?? 0
            throw DecodeError(
                .invalidField, "[\(last)].quantity",
                "the lines of this SKU add up to \(tooMany.quantity), at most \(Limits.quantity.upperBound) are allowed")
        }
        return merged
    }

    /// Reads an array of 1…2,000 lines, each by `line`.
    /// - Parameter allowsNone: an empty array is read as well.
    mutating func eachLine(
        allowsNone: Bool = false, _ line: (Int, inout JSONReader) throws(DecodeError) -> Void
    ) throws(DecodeError) {
        var count = 0
        try array { index, reader throws(DecodeError) in
            guard index < Limits.lines else {
                throw DecodeError(.invalidField, "", "a message has at most \(Limits.lines) lines")
            }
            try line(index, &reader)
            count += 1
        }
        guard count > 0 || allowsNone else { throw DecodeError(.invalidField, "", "expected 1…\(Limits.lines) lines, found none") }
    }
}

extension Optional {
    /// The value of a field that has to be there.
    public func required(_ name: String) throws(DecodeError) -> Wrapped {
        guard let self else { throw DecodeError(.missingField, name, "is missing") }
        return self
    }
}

extension JSONWriter {
    mutating func field(_ name: StaticString, _ time: Timestamp) {
        key(name)
        unsafe plainString(Timestamp.length) { unsafe time.write(to: $0) }
    }

    public mutating func field(_ name: StaticString, _ texts: [String]) {
        key(name)
        array { writer in for text in texts { writer.string(text) } }
    }

    mutating func field(_ name: StaticString, _ lines: [Line]) {
        key(name)
        array { writer in
            for line in lines {
                writer.object {
                    $0.field("sku", line.sku)
                    $0.field("quantity", line.quantity)
                }
            }
        }
    }

    mutating func storeOrder(_ key: StoreOrderKey) {
        field("storeId", key.storeId)
        field("storeOrderId", key.storeOrderId)
    }

    mutating func warehouse(_ key: WarehouseKey) {
        field("merchantId", key.merchantId)
        field("warehouseId", key.warehouseId)
    }

    mutating func field(_ name: StaticString, object: (inout JSONWriter) -> Void) {
        key(name)
        self.object(object)
    }
}

/// A store order's key, as its two fields come.
struct StoreOrderFields {
    var storeId: String?
    var storeOrderId: String?

    func key() throws(DecodeError) -> StoreOrderKey {
        StoreOrderKey(storeId: try storeId.required("storeId"), storeOrderId: try storeOrderId.required("storeOrderId"))
    }

    /// Reads the object that a `replyTo` is.
    init(_ reader: inout JSONReader) throws(DecodeError) {
        var fields = StoreOrderFields()
        try reader.object { key, reader throws(DecodeError) in
            if try !fields.take(key, &reader) { try reader.skip() }
        }
        self = fields
    }

    init() {}

    /// Reads the field if it is one of these.
    mutating func take(_ key: JSONReader.Key, _ reader: inout JSONReader) throws(DecodeError) -> Bool {
        switch key {
        case "storeId": storeId = try reader.id()
        case "storeOrderId": storeOrderId = try reader.id()
        default: return false
        }
        return true
    }
}

/// A stock's key, as its two fields come.
struct WarehouseFields {
    var merchantId: String?
    var warehouseId: String?

    func key() throws(DecodeError) -> WarehouseKey {
        WarehouseKey(merchantId: try merchantId.required("merchantId"), warehouseId: try warehouseId.required("warehouseId"))
    }

    /// Reads the field if it is one of these.
    mutating func take(_ key: JSONReader.Key, _ reader: inout JSONReader) throws(DecodeError) -> Bool {
        switch key {
        case "merchantId": merchantId = try reader.id()
        case "warehouseId": warehouseId = try reader.id()
        default: return false
        }
        return true
    }
}
