internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel

/// The query of a request, checked.
extension HTTPRequest {
    /// A text that is not empty; nil where the parameter is not there, or says nothing.
    func text(_ name: String) -> String? {
        guard let text = query(name), !text.isEmpty else { return nil }
        return text
    }

    /// One of the words of an enumeration.
    func word<Word: RawRepresentable & CaseIterable>(_ name: String, _: Word.Type) throws(HTTPError) -> Word?
    where Word.RawValue == String {
        guard let text = query(name) else { return nil }
        return try Self.word(text, name)
    }

    /// Words, given several times or with commas between them; nil where there is none.
    func words<Word: RawRepresentable & CaseIterable>(_ name: String, _: Word.Type) throws(HTTPError) -> [Word]?
    where Word.RawValue == String {
        let texts = query.filter { $0.name == name }.flatMap { $0.value.split(separator: ",").map(String.init) }
        guard !texts.isEmpty else { return nil }
        return try texts.map { text throws(HTTPError) in try Self.word(text, name) }
    }

    private static func word<Word: RawRepresentable & CaseIterable>(_ text: String, _ name: String) throws(HTTPError)
        -> Word
    where Word.RawValue == String {
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw invalid(name, "expected one of \(words), found \"\(text.prefix(64))\"")
        }
        return word
    }

    /// `true` or `false`.
    func flag(_ name: String) throws(HTTPError) -> Bool? {
        switch query(name) {
        case nil: return nil
        case "true": return true
        case "false": return false
        case let text?: throw Self.invalid(name, "expected true or false, found \"\(text.prefix(64))\"")
        }
    }

    func time(_ name: String) throws(HTTPError) -> Timestamp? {
        guard let text = query(name) else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw Self.invalid(
                name, "expected an RFC 3339 time such as 2026-11-24T08:00:00Z, found \"\(text.prefix(64))\"")
        }
        return time
    }

    /// `limit` and `after`.
    func page() throws(HTTPError) -> PageRequest {
        guard let text = query("limit") else { return PageRequest(after: self.text("after")) }
        guard let limit = Int(text), (1...APILimits.pageRows).contains(limit) else {
            throw Self.invalid(
                "limit", "expected a whole number from 1 to \(APILimits.pageRows), found \"\(text.prefix(64))\"")
        }
        return PageRequest(limit: limit, after: self.text("after"))
    }

    static func invalid(_ name: String, _ message: String) -> HTTPError {
        HTTPError(400, code: DecodeError.Code.invalidField.rawValue, message: "\(name): \(message)", path: name)
    }

    /// The store order that the path names.
    var storeOrder: StoreOrderKey {
        StoreOrderKey(storeId: parameter("storeId"), storeOrderId: parameter("storeOrderId"))
    }

    /// The stock that the path names.
    var stock: WarehouseKey {
        WarehouseKey(merchantId: parameter("merchantId"), warehouseId: parameter("warehouseId"))
    }

    /// Nothing is known under these ids. One that can be no id is said to be none, for no other spelling is looked for.
    func notFound(_ what: String) -> HTTPError {
        for (name, id) in parameters.sorted(by: { $0.key < $1.key }) {
            do throws(DecodeError) { try id.mustBeId(maximum: Limits.returnOrderIdBytes) } catch {
                return HTTPError(400, code: error.code.rawValue, message: error.inside(name).description, path: name)
            }
        }
        return HTTPError(404, code: "notFound", message: "\(what) is not known")
    }
}
