internal import Contracts

/// Whom to call at a warehouse, as the access file names them: what a person needs where nothing but a call helps.
public struct WarehouseContact: Sendable, Equatable {
    /// A person, or a desk.
    public var name: String
    public var phone: String?
    public var email: String?
    /// When somebody is there, in words: `Mon–Fri 6–22, Los Angeles`.
    public var hours: String?

    public init(name: String, phone: String? = nil, email: String? = nil, hours: String? = nil) {
        self.name = name
        self.phone = phone
        self.email = email
        self.hours = hours
    }

    /// Bytes of one field: it stands on a page beside others.
    private static let longest = 200

    /// Reads one of the file's list.
    init(_ reader: inout JSONReader) throws(DecodeError) {
        var found: [String: String] = [:]
        let fields = ["name", "phone", "email", "hours"]
        try reader.object { key, reader throws(DecodeError) in
            guard fields.contains(key.text) else {
                throw DecodeError(.invalidField, "", "is not a setting; allowed are \(fields.joined(separator: ", "))")
            }
            let text = try reader.string()
            guard !text.isEmpty, text.utf8.count <= Self.longest else {
                throw DecodeError(.invalidField, "", "expected 1 to \(Self.longest) bytes of text")
            }
            found[key.text] = text
        }
        guard let name = found["name"] else {
            throw DecodeError(.missingField, "name", "is missing: a person, or a desk")
        }
        self.init(name: name, phone: found["phone"], email: found["email"], hours: found["hours"])
    }

    /// Its fields in the file, in one order.
    var fields: [(name: String, value: String)] {
        [("name", name)]
            + [("phone", phone), ("email", email), ("hours", hours)].compactMap { name, value in
                value.map { (name, $0) }
            }
    }
}
