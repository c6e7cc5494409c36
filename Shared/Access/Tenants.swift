public import Contracts

/// Principals with their own topics in Kafka: an `alias` in the access file. What comes on these topics is theirs, and is
/// held to what they may say.
extension AccessList {
    /// Each by the alias that its topics end in, in the order of these.
    public var tenants: [(alias: String, principal: Principal)] {
        principals.values.compactMap { entry in entry.principal.alias.map { ($0, entry.principal) } }
            .sorted { ($0.0, $0.1.name) < ($1.0, $1.1.name) }
    }

    /// Who has the topics of this alias.
    public func tenant(_ alias: String) -> Principal? {
        principals.values.first { $0.principal.alias == alias }?.principal
    }

    /// All topics of tenants.
    public var tenantTopics: [TopicName] {
        tenants.flatMap { alias, principal in
            (principal.role.inputs + principal.outputs).map { TopicName($0, alias: alias) }
        }
    }

    /// Throws where two tenants would share topics, or the outcomes of one store would have two topics to go to.
    func requireDistinctTenants() throws(DecodeError) {
        var owners: [String: String] = [:]
        func claim(_ what: String, _ name: String, _ field: String) throws(DecodeError) {
            guard let owner = owners.updateValue(name, forKey: what) else { return }
            throw DecodeError(
                .invalidField, "principals.\(name).\(field)",
                "\(what) is that of \(owner) already: what is published about it goes to the topic of one alone")
        }
        for (alias, principal) in tenants {
            try claim("alias \(alias)", principal.name, "alias")
            for store in principal.ownStores { try claim("store \(store)", principal.name, "stores") }
            for warehouse in principal.ownWarehouses {
                try claim("warehouse \(warehouse)", principal.name, "warehouses")
            }
        }
    }
}

extension Role {
    /// The topics on which a principal of it sends, where it has its own topics.
    public var inputs: [Topic] {
        var seen: Set<Topic> = []
        return MessageType.allCases.filter { $0.isSentByOthers && maySend($0) }.map(\.topic)
            .filter { seen.insert($0).inserted }
    }
}

extension Principal {
    /// The stores whose outcomes go to its own topic.
    public var ownStores: [String] {
        alias == nil || role == .warehouse ? [] : stores.sorted ?? []
    }

    /// The warehouses whose tasks go to its own topic.
    public var ownWarehouses: [String] {
        alias == nil || role != .warehouse ? [] : warehouses.sorted ?? []
    }

    /// The topics on which it hears what became of what it sends, where it has its own topics.
    public var outputs: [Topic] {
        (ownStores.isEmpty ? [] : [.cancellationOutcomes]) + (ownWarehouses.isEmpty ? [] : [.warehouseTasks])
            + [.rejections]
    }

    /// Throws where this principal cannot have its own topics.
    func mustBeTenant() throws(DecodeError) {
        guard let alias else { return }
        guard TopicName.isAlias(alias) else {
            throw DecodeError(
                .invalidField, "alias",
                "expected 1…\(TopicName.longestAlias) of a…z, 0…9 and -, found \"\(alias.prefix(60))\"")
        }
        guard !role.isOperating else {
            throw DecodeError(
                .invalidField, "alias", "a principal of role \(role.rawValue) cannot have its own topics")
        }
        guard ![stores, merchants, warehouses].contains(.all) else {
            throw DecodeError(
                .invalidField, "alias", "who has its own topics names what it acts for, and not \"*\"")
        }
    }
}
