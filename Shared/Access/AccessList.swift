/// Who may do what, as the access file says.
public struct AccessList: Sendable, Equatable {
    /// Each principal and its tokens, by name.
    public var principals: [String: Entry]
    /// The merchant that a store belongs to, where the file says so.
    public var merchants: [String: String]
    /// Whom to call at a warehouse, by its id.
    public var contacts: [String: [WarehouseContact]]

    public init(
        principals: [String: Entry] = [:], merchants: [String: String] = [:], contacts: [String: [WarehouseContact]] = [:]
    ) {
        self.principals = principals
        self.merchants = merchants
        self.contacts = contacts
    }

    /// A principal, and by what it is known.
    public struct Entry: Sendable, Equatable {
        public var principal: Principal
        public var tokens: [StoredToken]

        public init(_ principal: Principal, tokens: [StoredToken] = []) {
            self.principal = principal
            self.tokens = tokens
        }
    }

    /// Whose token this is; nil where it is nobody's, or no longer valid.
    ///
    /// - Parameter now: milliseconds since 1970.
    public func principal(token text: String, now: Int64) -> Principal? {
        guard let token = Token(text) else { return nil }
        for entry in principals.values {
            for stored in entry.tokens where stored.id == token.id {
                return stored.isValid(at: now) && stored.matches(token) ? entry.principal : nil
            }
        }
        return nil
    }
}
