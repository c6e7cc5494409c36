/// Somebody who has logged in: a person, a shop or warehouse system.
public struct Principal: Sendable, Equatable {
    /// What it is called in the access file, and in what it has done.
    public var name: String
    public var role: Role
    /// The stores, merchants and warehouses that it acts for. An operator or admin who names none acts for all.
    public var stores = Names.none
    public var merchants = Names.none
    public var warehouses = Names.none
    /// How the names of its own topics in Kafka end; nil where it has none.
    public var alias: String?

    public init(
        name: String, role: Role, stores: Names = .none, merchants: Names = .none, warehouses: Names = .none,
        alias: String? = nil
    ) {
        self.name = name
        self.role = role
        self.stores = stores
        self.merchants = merchants
        self.warehouses = warehouses
        self.alias = alias
    }

    /// Who uses this machine itself, where no access file is configured: HTTP is answered on loopback alone then.
    public static let local = Principal(
        name: "local", role: .admin, stores: .all, merchants: .all, warehouses: .all)
}
