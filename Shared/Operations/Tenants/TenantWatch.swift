internal import Access
public import Contracts
public import Streams
internal import Threads

/// Keeps track of the tenants of the access file and of their topics: a thread that looks every few seconds.
///
/// What is not read is named in a log line when that begins, in readiness and in the metrics as long as it lasts. It makes
/// nobody not ready: the tenants whose topics are right are served.
public final class TenantWatch: Sendable {
    /// What loops go by.
    public let topics: TenantTopics
    private let log: any Log
    private let access: AccessControl
    private let health: Health
    private let logger: Logger
    private let isOver = Monitor(false)
    private let unread = Monitor<[String: String]>([:])
    private let thread = Monitor<WorkerThread?>(nil)

    /// How often it looks: what is new is read within 10 s.
    public static let pause = Duration.seconds(5)

    /// Nil where the access file names no tenant and there is no file that may come to name one.
    /// - Parameter topologies: those of the services that go by it.
    public init?(
        _ log: any Log, _ access: AccessControl, for topologies: [ServiceTopology], health: Health,
        metrics: MetricsRegistry, logger: Logger
    ) {
        guard !access.isOpen else { return nil }
        self.log = log
        self.access = access
        self.health = health
        self.logger = logger
        topics = TenantTopics(topologies)
        metrics.collect(
            "turnback_unread_topics", help: "Topics of tenants that are left unread: readiness says why. Always 1."
        ) { [unread] in
            unread.withLock { $0 }.keys.sorted().map { MetricsRegistry.Sample(1, labels: ["topic": $0]) }
        }
    }

    /// Looks once, and then every few seconds until `stop`.
    public func start(knowing known: [String: TopicDescription]) throws(Failure) {
        update(known)
        let started = try WorkerThread("tenants") { [self] in
            while isOver.wait(until: .now + Self.pause, for: { $0 }) == nil {
                guard let known = try? log.topics(timeout: .seconds(3)) else { continue }
                update(known)
            }
        }
        thread.withLock { $0 = started }
    }

    /// Ends the thread.
    public func stop() {
        isOver.withLock { $0 = true }
        thread.withLock { $0 }?.join(until: .now + .seconds(4))
    }

    private func update(_ known: [String: TopicDescription]) {
        let (list, generation) = access.current
        guard let table = topics.update(list.tenantDirectory, generation: generation, known) else { return }
        let before = unread.withLock { unread in
            defer { unread = table.unread }
            return unread
        }
        health.remark("unread topics", table.unread.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })
        for (topic, reason) in table.unread.sorted(by: { $0.key < $1.key }) where before[topic] != reason {
            logger.warning(
                "a tenant's topic is left unread", metadata: ["topic": .string(topic), "reason": .string(reason)])
        }
        for topic in before.keys.sorted() where table.unread[topic] == nil {
            logger.info("a tenant's topic is in force", metadata: ["topic": .string(topic)])
        }
    }
}

extension AccessList {
    /// The principals with their own topics, as the runtime has to know them.
    var tenantDirectory: TenantDirectory {
        TenantDirectory(
            tenants: tenants.map { alias, principal in
                Tenant(
                    alias: alias, principal: principal.name, inputs: principal.role.inputs,
                    outputs: principal.outputs, stores: principal.ownStores, warehouses: principal.ownWarehouses)
            },
            refusal: { message, name in
                guard let principal = principals[name]?.principal else { return "\(name) is not known any more" }
                return refusal(of: message, from: principal)
            })
    }
}

extension AccessControl {
    /// The principal who has the topics of this alias, where it may say this on them; else nil.
    public func tenant(_ alias: String, mayTell message: Message, _ envelope: Envelope) -> String? {
        let list = list
        guard !envelope.isFromOwnService, let principal = list.tenant(alias) else { return nil }
        return list.refusal(of: message, from: principal) == nil ? principal.name : nil
    }
}
