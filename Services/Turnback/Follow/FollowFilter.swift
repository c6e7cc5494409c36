import Contracts
import Fulfillment

/// Picks what concerns one store order or one case. Movements, replies and receipts need not name it: they are known by
/// their outbound orders and return orders, which the filter learns from what it sees.
struct FollowFilter {
    private let key: String?
    private let caseId: String?
    /// How the keys of a store's orders begin.
    private var storePrefix: String?
    /// Only what is on these topics; all where it is empty.
    var topics: Set<Topic> = []
    /// Only what the log received then or later.
    var since: Timestamp?
    private var outboundOrderIds: Set<String> = []
    private var returnOrderIds: Set<String> = []

    /// Everything.
    init() {
        key = nil
        caseId = nil
    }

    init(order: StoreOrderKey) {
        key = order.description
        caseId = nil
    }

    /// Orders of a store, and movements for those of its outbound orders that were seen.
    init(store: String) {
        key = nil
        caseId = nil
        storePrefix = store + "/"
    }

    /// What names the case, what happened to its outbound orders, and requests, reports and refusals of its store order,
    /// which cannot name a case.
    init(caseId: String) {
        key = KeyRule.storeOrder(caseId).description
        self.caseId = caseId
    }

    /// The key whose past names the outbound orders; nil where nothing is to be learned.
    var keyToLearn: String? { key }

    /// Looks whether the record is wanted, and learns from it.
    mutating func takes(_ followed: FollowedRecord) -> Bool {
        guard concerns(followed) else { return false }
        if let since, followed.record.timestamp < since.milliseconds { return false }
        return topics.isEmpty || Topic(named: followed.record.topic).map(topics.contains) ?? false
    }

    private mutating func concerns(_ followed: FollowedRecord) -> Bool {
        if let storePrefix { return concerns(storePrefix, followed) }
        guard let key else { return true }
        guard case .message(let logged) = followed.content else { return followed.key == key }
        learn(logged.message, key)
        switch logged.message {
        case .stockMoved(let moved):
            if let id = moved.movement.outboundOrderId, outboundOrderIds.contains(id) { return true }
            return moved.movement.caseId.map { caseId == nil ? $0.hasPrefix(key + "/") : $0 == caseId } ?? false
        case _ where logged.message.key != key: return false
        case _ where caseId == nil: return true
        case .cancellationRequested, .warehouseReported, .rejected: return true
        case .stockReply(let reply): return outboundOrderIds.contains(reply.outboundOrderId)
        case .returnOrderCommand(let command) where returnOrderIds.contains(command.returnOrderId): return true
        default: return logged.message.caseId == caseId || logged.envelope.correlationId == caseId
        }
    }

    private mutating func concerns(_ storePrefix: String, _ followed: FollowedRecord) -> Bool {
        guard case .message(let logged) = followed.content else { return followed.key?.hasPrefix(storePrefix) ?? false }
        switch logged.message {
        case .outboundOrderSubmitted(let submitted) where logged.message.key.hasPrefix(storePrefix):
            outboundOrderIds.insert(submitted.outboundOrderId)
        case .outboundOrderChanged(let changed) where logged.message.key.hasPrefix(storePrefix):
            outboundOrderIds.insert(changed.outboundOrderId)
        case .stockMoved(let moved):
            if let id = moved.movement.outboundOrderId, outboundOrderIds.contains(id) { return true }
            return moved.movement.caseId?.hasPrefix(storePrefix) ?? false
        default: break
        }
        return logged.message.key.hasPrefix(storePrefix)
    }

    private mutating func learn(_ message: Message, _ key: String) {
        guard message.key == key else { return }
        switch message {
        case .outboundOrderSubmitted(let submitted) where caseId == nil:
            outboundOrderIds.insert(submitted.outboundOrderId)
        case .outboundOrderChanged(let changed) where caseId == nil || changed.caseId == caseId:
            outboundOrderIds.insert(changed.outboundOrderId)
        case .cancellationChanged(let changed) where caseId == nil || changed.caseId == caseId:
            outboundOrderIds.formUnion(changed.outboundOrders.map(\.outboundOrderId))
        case .returnOrderCommand(.create(let created)) where created.caseId == caseId:
            returnOrderIds.insert(created.returnOrderId)
        case .returnOrderChanged(let order) where order.created.caseId == caseId:
            returnOrderIds.insert(order.created.returnOrderId)
        default: break
        }
    }
}
