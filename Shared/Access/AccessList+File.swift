public import Contracts
internal import Fulfillment

/// The access file: JSON that `turnback token` writes and people edit.
///
/// ```json
/// {"stores": {"shop-de": {"merchant": "acme"}},
///  "warehouses": {"LAX1": {"contacts": [{"name": "Floor desk", "phone": "+1 555 0100", "hours": "Mon–Fri 6–22"}]}},
///  "principals": {
///    "desk-berlin": {"role": "store", "stores": ["shop-de"],
///      "tokens": [{"id": "…", "salt": "…", "sha256": "…", "expiresAt": "2027-11-24T08:00:00.000Z"}]},
///    "lax1": {"role": "warehouse", "warehouses": ["LAX1"], "alias": "lax1"}}}
/// ```
/// `stores`, `merchants` and `warehouses` are lists of ids, or `"*"` for all. An operator or admin without a list acts for
/// all. Who has an `alias` has its own topics in Kafka, `<topic>.<alias>`.
extension AccessList {
    /// Reads it.
    /// - Throws: what is wrong, with its place in the file and what is allowed.
    public static func decode(_ bytes: [UInt8]) throws(DecodeError) -> AccessList {
        var list = AccessList()
        var reader = JSONReader(bytes)
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "stores":
                try reader.object { store, reader throws(DecodeError) in
                    try store.text.mustBeId()
                    list.merchants[store.text] = try merchant(&reader)
                }
            case "warehouses":
                try reader.object { warehouse, reader throws(DecodeError) in
                    try warehouse.text.mustBeId()
                    let contacts = try contacts(&reader)
                    if !contacts.isEmpty { list.contacts[warehouse.text] = contacts }
                }
            case "principals":
                try reader.object { name, reader throws(DecodeError) in
                    try name.text.mustBeId()
                    guard list.principals[name.text] == nil else {
                        throw DecodeError(.invalidField, "", "is named twice")
                    }
                    list.principals[name.text] = try entry(name.text, &reader)
                }
            default: throw unknown("stores, warehouses, principals")
            }
        }
        try reader.finish()
        try list.requireDistinctTokens()
        try list.requireDistinctTenants()
        return list
    }

    private static func unknown(_ allowed: String) -> DecodeError {
        DecodeError(.invalidField, "", "is not a setting; allowed are \(allowed)")
    }

    private static func merchant(_ reader: inout JSONReader) throws(DecodeError) -> String? {
        var merchant: String?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "merchant": merchant = try reader.id()
            default: throw unknown("merchant")
            }
        }
        return merchant
    }

    private static func contacts(_ reader: inout JSONReader) throws(DecodeError) -> [WarehouseContact] {
        var contacts: [WarehouseContact] = []
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "contacts":
                try reader.array { _, reader throws(DecodeError) in contacts.append(try WarehouseContact(&reader)) }
            default: throw unknown("contacts")
            }
        }
        return contacts
    }

    private static func entry(_ name: String, _ reader: inout JSONReader) throws(DecodeError) -> Entry {
        var role: Role?
        var stores: Names?
        var merchants: Names?
        var warehouses: Names?
        var alias: String?
        var tokens: [StoredToken] = []
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "role": role = try reader.word(Role.self)
            case "stores": stores = try names(&reader)
            case "merchants": merchants = try names(&reader)
            case "warehouses": warehouses = try names(&reader)
            case "alias": alias = try reader.string()
            case "tokens":
                try reader.array { _, reader throws(DecodeError) in tokens.append(try token(&reader)) }
            default: throw unknown("role, stores, merchants, warehouses, alias, tokens")
            }
        }
        guard let role else {
            throw DecodeError(
                .missingField, "role",
                "is missing; allowed are " + Role.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let rest = role.unlisted
        let principal = Principal(
            name: name, role: role, stores: stores ?? rest, merchants: merchants ?? rest, warehouses: warehouses ?? rest,
            alias: alias)
        try principal.mustBeTenant()
        try principal.mustActForSomething()
        return Entry(principal, tokens: tokens)
    }

    private static func names(_ reader: inout JSONReader) throws(DecodeError) -> Names {
        var ahead = reader
        if let text = try? ahead.string() {
            reader = ahead
            guard text == "*" else {
                throw DecodeError(.invalidField, "", "expected a list of ids or \"*\" for all, found \"\(text)\"")
            }
            return .all
        }
        var names: Set<String> = []
        try reader.array { _, reader throws(DecodeError) in names.insert(try reader.id()) }
        return .some(names)
    }

    private static func token(_ reader: inout JSONReader) throws(DecodeError) -> StoredToken {
        var id: String?
        var salt: [UInt8]?
        var hash: [UInt8]?
        var expiresAt: Int64?
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "id": id = Hex.text(try hex(&reader, Token.idBytes))
            case "salt": salt = try hex(&reader, StoredToken.saltBytes)
            case "sha256": hash = try hex(&reader, 32)
            case "expiresAt": expiresAt = try reader.time().milliseconds
            default: throw unknown("id, salt, sha256, expiresAt")
            }
        }
        func required<Value>(_ value: Value?, _ name: String) throws(DecodeError) -> Value {
            guard let value else { throw DecodeError(.missingField, name, "is missing: turnback token new writes it") }
            return value
        }
        return StoredToken(
            id: try required(id, "id"), salt: try required(salt, "salt"), hash: try required(hash, "sha256"),
            expiresAt: expiresAt)
    }

    private static func hex(_ reader: inout JSONReader, _ count: Int) throws(DecodeError) -> [UInt8] {
        guard let bytes = Hex.bytes(try reader.string()), bytes.count == count else {
            throw DecodeError(.invalidField, "", "expected \(2 * count) lowercase hexadecimal digits")
        }
        return bytes
    }

    private func requireDistinctTokens() throws(DecodeError) {
        var owners: [String: String] = [:]
        for (name, entry) in principals.sorted(by: { $0.key < $1.key }) {
            for (index, token) in entry.tokens.enumerated() {
                if let owner = owners.updateValue(name, forKey: token.id) {
                    throw DecodeError(
                        .invalidField, "principals.\(name).tokens[\(index)].id",
                        "\(token.id) is a token of \(owner) too")
                }
            }
        }
    }

    /// The file's text: what `decode` reads, in one order.
    public var text: [UInt8] {
        var text = "{\"stores\": {"
        text += merchants.sorted { $0.key < $1.key }
            .map { "\n  \(Self.quoted($0.key)): {\"merchant\": \(Self.quoted($0.value))}" }.joined(separator: ",")
        if !contacts.isEmpty {
            text += "},\n \"warehouses\": {"
            text += contacts.sorted { $0.key < $1.key }.map { warehouse, contacts in
                let list = contacts.map { contact in
                    "{" + contact.fields.map { "\"\($0.name)\": \(Self.quoted($0.value))" }.joined(separator: ", ") + "}"
                }
                return "\n  \(Self.quoted(warehouse)): {\"contacts\": [\(list.joined(separator: ", "))]}"
            }.joined(separator: ",")
        }
        text += "},\n \"principals\": {"
        text += principals.sorted { $0.key < $1.key }
            .map { "\n  \(Self.quoted($0.key)): {\(Self.fields(of: $0.value))}" }.joined(separator: ",")
        text += "}}\n"
        return Array(text.utf8)
    }

    private static func fields(of entry: Entry) -> String {
        let principal = entry.principal
        var fields = ["\"role\": \(quoted(principal.role.rawValue))"]
        let rest = principal.role.unlisted
        for (name, names) in [
            ("stores", principal.stores), ("merchants", principal.merchants), ("warehouses", principal.warehouses),
        ] where names != rest {
            fields.append(
                "\"\(name)\": " + (names.sorted.map { "[\($0.map(quoted).joined(separator: ", "))]" } ?? "\"*\""))
        }
        if let alias = principal.alias { fields.append("\"alias\": \(quoted(alias))") }
        let tokens = entry.tokens.map { token in
            "\n    {\"id\": \"\(token.id)\", \"salt\": \"\(Hex.text(token.salt))\", "
                + "\"sha256\": \"\(Hex.text(token.hash))\"" + expiry(token) + "}"
        }
        if !tokens.isEmpty { fields.append("\"tokens\": [\(tokens.joined(separator: ","))]") }
        return fields.joined(separator: ", ")
    }

    private static func expiry(_ token: StoredToken) -> String {
        token.expiresAt.map { ", \"expiresAt\": \"\(Timestamp(milliseconds: $0).rfc3339)\"" } ?? ""
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension Principal {
    /// A principal that can do nothing is a mistake in the file.
    public func mustActForSomething() throws(DecodeError) {
        let (names, field, list) =
            switch role {
            case .store: ([stores], "stores", "stores")
            case .warehouse: ([warehouses], "warehouses", "warehouses")
            case .oms: ([stores, merchants], "merchants", "merchants or stores")
            case .operator, .admin: ([Names.all], "", "")
            }
        guard names.allSatisfy({ $0 == .none }) else { return }
        throw DecodeError(
            .missingField, field, "is missing: a principal of role \(role.rawValue) names the \(list) it acts for")
    }
}
