import Access
import Contracts
import Fulfillment
import Operations
import Threads

/// `turnback token new`.
struct TokenGrant {
    private let name: String
    private let role: Role?
    private let stores: Names?
    private let merchants: Names?
    private let warehouses: Names?
    private let days: Int?

    init(_ invocation: Invocation) throws(Failure) {
        func names(_ option: String) throws(Failure) -> Names? {
            let given = invocation.strings(option)
            guard !given.isEmpty else { return nil }
            if given.contains("*") { return .all }
            for id in given { try Self.requireId(id, "--\(option)") }
            return .some(Set(given))
        }
        name = invocation.argument("PRINCIPAL")
        try Self.requireId(name, "PRINCIPAL")
        role = invocation.choiceIfGiven("role", as: Role.self)
        stores = try names("store")
        merchants = try names("merchant")
        warehouses = try names("warehouse")
        days = invocation.intIfGiven("expires")
    }

    private static func requireId(_ id: String, _ place: String) throws(Failure) {
        do throws(DecodeError) { try id.mustBeId() } catch { throw Failure(.usage, "\(place): \(error.description)") }
    }

    func run(_ path: String) throws(Failure) {
        var file = try AccessFileEdit(path)
        var entry = try entry(in: file.list, path)
        let token = Token.random()
        let now = WallTime.now()
        entry.tokens.append(StoredToken(token, expiresAt: days.map { now + Int64($0) * 24 * 3_600_000 }))
        file.list.principals[name] = entry
        try file.write()
        Output.write([token.text])
        StandardStream.error.writeLine(
            "The token of \(name) (\(entry.principal.role.rawValue)) is shown this one time. Send it as "
                + "'Authorization: Bearer TOKEN'. A running service reads \(path) again on SIGHUP.")
    }

    /// The principal as it is to be.
    private func entry(in list: AccessList, _ path: String) throws(Failure) -> AccessList.Entry {
        var entry: AccessList.Entry
        if let known = list.principals[name] {
            entry = known
            if let role { entry.principal.role = role }
        } else {
            guard let role else {
                throw Failure(
                    .usage,
                    "\(path) has no principal \(name): give --role, one of "
                        + Role.allCases.map(\.rawValue).joined(separator: ", "))
            }
            let rest = role.unlisted
            entry = AccessList.Entry(Principal(name: name, role: role, stores: rest, merchants: rest, warehouses: rest))
        }
        if let stores { entry.principal.stores = stores }
        if let merchants { entry.principal.merchants = merchants }
        if let warehouses { entry.principal.warehouses = warehouses }
        do throws(DecodeError) { try entry.principal.mustActForSomething() } catch {
            throw Failure(.usage, "\(name) would act for nothing: \(error.description)")
        }
        return entry
    }
}

/// `turnback token list`.
enum TokenList {
    static func run(_ path: String, json: Bool) throws(Failure) {
        let list = try AccessFileEdit(path).list
        let entries = list.principals.sorted { $0.key < $1.key }.map(\.value)
        guard !json else { return Output.write(entries.map(line)) }
        var table = TextTable(["PRINCIPAL", "ROLE", "ACTS FOR", "TOKENS"])
        for entry in entries {
            table.add([
                entry.principal.name, entry.principal.role.rawValue, scope(entry.principal),
                entry.tokens.map(shown).joined(separator: ", "),
            ])
        }
        Output.write([table.render()])
    }

    private static func scope(_ principal: Principal) -> String {
        let parts = [
            ("store", principal.stores), ("merchant", principal.merchants), ("warehouse", principal.warehouses),
        ]
        if parts.allSatisfy({ $0.1 == .all }) { return "all" }
        return parts.filter { $0.1 != .none }
            .map { "\($0.0) \($0.1.sorted?.joined(separator: " ") ?? "*")" }.joined(separator: ", ")
    }

    private static func shown(_ token: StoredToken) -> String {
        token.expiresAt.map { "\(token.id) until \(Timestamp(milliseconds: $0).rfc3339)" } ?? token.id
    }

    private static func line(_ entry: AccessList.Entry) -> String {
        JSONLine.object { writer in
            let principal = entry.principal
            writer.field("principal", principal.name)
            writer.field("role", principal.role)
            writer.field("stores", principal.stores.sorted ?? ["*"])
            writer.field("merchants", principal.merchants.sorted ?? ["*"])
            writer.field("warehouses", principal.warehouses.sorted ?? ["*"])
            writer.field("tokens", entry.tokens.map(\.id))
        }
    }
}
