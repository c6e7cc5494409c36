public import Contracts
internal import Fulfillment

/// Which topics of tenants are in force, at one moment: what is read, what it may say, and where outcomes go.
///
/// A tenant's input is in force once it has the partition count of the common topics, and so have all the topics on which
/// the tenant hears what becomes of what it sends: nothing is taken from anybody who would hear nothing of it. What goes to a
/// tenant goes to its topic once that is there; before, it goes to the common one, which no tenant may read.
public final class TenantTable: Sendable {
    /// The topics that are read, by name.
    private let inputs: [String: TopicName]
    private let principals: [String: String]
    private let stores: [String: String]
    private let warehouses: [String: String]
    /// The tenants that have a topic of rejections.
    private let told: Set<String>
    private let refusal: @Sendable (Message, String) -> String?
    /// The topics that are left alone, and why.
    public let unread: [String: String]

    /// Nobody has their own topics.
    public static let none = TenantTable(TenantDirectory(), partitions: [:], common: [:])

    /// - Parameters:
    ///   - partitions: the partition count of each topic that is there, by name.
    ///   - common: that of the common ones.
    public init(_ directory: TenantDirectory, partitions: [String: Int32], common: [Topic: Int32]) {
        var inputs: [String: TopicName] = [:]
        var principals: [String: String] = [:]
        var stores: [String: String] = [:]
        var warehouses: [String: String] = [:]
        var told: Set<String> = []
        var unread: [String: String] = [:]
        for tenant in directory.tenants {
            principals[tenant.alias] = tenant.principal
            let faults = Dictionary(
                uniqueKeysWithValues: tenant.topics.compactMap { name in
                    Self.fault(name, partitions, common).map { (name.text, $0) }
                })
            unread.merge(faults) { $1 }
            func isThere(_ topic: Topic) -> Bool { faults[TopicName(topic, alias: tenant.alias).text] == nil }
            for topic in tenant.outputs where isThere(topic) {
                switch topic {
                case .cancellationOutcomes: for store in tenant.stores { stores[store] = tenant.alias }
                case .warehouseTasks: for warehouse in tenant.warehouses { warehouses[warehouse] = tenant.alias }
                default: told.insert(tenant.alias)
                }
            }
            let deaf = tenant.outputs.filter { !isThere($0) }.map { TopicName($0, alias: tenant.alias).text }
            for topic in tenant.inputs {
                let name = TopicName(topic, alias: tenant.alias)
                guard faults[name.text] == nil else { continue }
                if deaf.isEmpty {
                    inputs[name.text] = name
                } else {
                    unread[name.text] = "its tenant cannot read what becomes of it: see \(deaf.joined(separator: ", "))"
                }
            }
        }
        self.inputs = inputs
        self.principals = principals
        self.stores = stores
        self.warehouses = warehouses
        self.told = told
        self.unread = unread
        refusal = directory.refusal
    }

    private static func fault(
        _ name: TopicName, _ partitions: [String: Int32], _ common: [Topic: Int32]
    ) -> String? {
        guard let count = partitions[name.text] else { return "it does not exist, or may not be seen" }
        let wanted = common[name.topic] ?? 0
        return count == wanted ? nil : "it has \(count) partitions, and \(name.topic.name) has \(wanted)"
    }

    /// The topics of tenants that a service reads beside its common ones, in order.
    public func inputs(of topology: ServiceTopology) -> [String] {
        inputs.values.filter { topology.inputs.contains($0.topic) }.map(\.text).sorted()
    }

    /// The tenant's topic of this name, where it is read.
    func input(_ name: String) -> TopicName? { inputs[name] }

    /// The topic that a message of Turnback's goes to.
    func topicName(of message: Message) -> String {
        let topic = message.type.ownTopic
        let alias: String? =
            switch message {
            case .cancellationChanged(let changed): stores[changed.storeOrder.storeId]
            case .cancellationContradicted(let contradicted): stores[contradicted.storeOrder.storeId]
            case .task(let task): warehouses[task.warehouseId]
            case .rejected(let rejected): TopicName(rejected.topic)?.alias.flatMap { told.contains($0) ? $0 : nil }
            default: nil
            }
        guard let alias else { return topic.name }
        return TopicName(topic, alias: alias).text
    }

    /// Who sends under this alias, by the access file of now; nil where nobody does any more.
    func principal(_ alias: String) -> String? { principals[alias] }

    /// Why what came on a tenant's topic is not taken; nil where it is.
    func refusal(of message: Message, _ envelope: Envelope, from alias: String) -> String? {
        guard let principal = principals[alias] else { return "nobody has the topics of \(alias) any more" }
        if envelope.isFromOwnService {
            return "\(principal) is not one of Turnback's services, and cannot send as \(envelope.source)"
        }
        return refusal(message, principal)
    }

    /// Whether the same is in force as there.
    func isSame(as other: TenantTable) -> Bool {
        inputs == other.inputs && principals == other.principals && stores == other.stores
            && warehouses == other.warehouses && told == other.told && unread == other.unread
    }
}
