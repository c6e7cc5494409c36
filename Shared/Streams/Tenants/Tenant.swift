public import Contracts

/// Somebody with its own topics, as far as the runtime has to know.
public struct Tenant: Sendable, Equatable {
    /// How the names of its topics end.
    public var alias: String
    /// The principal that it is: what it sends travels under this name.
    public var principal: String
    /// What it sends on.
    public var inputs: [Topic]
    /// Where it hears what became of that.
    public var outputs: [Topic]
    /// The stores whose outcomes go to its own topic.
    public var stores: [String]
    /// The warehouses whose tasks go to its own topic.
    public var warehouses: [String]

    public init(
        alias: String, principal: String, inputs: [Topic], outputs: [Topic], stores: [String], warehouses: [String]
    ) {
        self.alias = alias
        self.principal = principal
        self.inputs = inputs
        self.outputs = outputs
        self.stores = stores
        self.warehouses = warehouses
    }

    /// All of its topics.
    public var topics: [TopicName] { (inputs + outputs).map { TopicName($0, alias: alias) } }
}

/// The tenants as the access file has them, and who decides what they may say.
public struct TenantDirectory: Sendable {
    public var tenants: [Tenant]
    /// Why this principal may not send this message, as one sentence; nil where it may.
    public var refusal: @Sendable (Message, _ principal: String) -> String?

    public init(
        tenants: [Tenant] = [], refusal: @escaping @Sendable (Message, _ principal: String) -> String? = { _, _ in nil }
    ) {
        self.tenants = tenants
        self.refusal = refusal
    }
}
