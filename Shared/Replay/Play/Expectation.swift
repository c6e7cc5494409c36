import Contracts
import Fulfillment

/// What a step waits for before the next one is played.
enum Expectation: Equatable, Sendable, CustomStringConvertible {
    /// The outbound order stands there, or further on.
    case status(OutboundStatus)
    case custody(Custody)
    /// The request was answered, in whichever way.
    case answered(String)
    /// The request's case stands so.
    case state(String, CancellationState)
    /// The request has its final outcome.
    case final(String)
    case taskOpened(WarehouseTask.Kind, caseId: String)
    case taskClosed(WarehouseTask.Kind, caseId: String)
    case returnOrder(String, ReturnOrder.State)
    /// The request heard that the goods were shipped all the same.
    case contradicted(String)
    /// So many units were moved so.
    case moved(StockMovement.Kind, Int)
    /// The clock of the run has come to this time.
    case clock(Int64)

    var description: String {
        switch self {
        case .status(let status): "outbound order \(status.rawValue)"
        case .custody(let custody): "custody \(custody.rawValue)"
        case .answered(let id): "an answer to request \(id)"
        case .state(let id, let state): "request \(id) \(state.rawValue)"
        case .final(let id): "the final outcome of request \(id)"
        case .taskOpened(let kind, _): "task \(kind.rawValue)"
        case .taskClosed(let kind, _): "the end of task \(kind.rawValue)"
        case .returnOrder(let id, let state): "return order \(id) \(state.rawValue)"
        case .contradicted(let id): "what contradicts request \(id)"
        case .moved(let kind, let units): "movements \(kind.rawValue) of \(units) units"
        case .clock: "its deadline"
        }
    }
}

/// All that was heard of one store order.
struct OrderKnowledge: Sendable {
    private struct TaskKey: Hashable {
        var kind: WarehouseTask.Kind
        var caseId: String
    }

    /// Where the clock of the run stands.
    var clock: Int64 = 0
    private(set) var status: OutboundStatus?
    private var custody: Custody?
    private var revision = 0
    private(set) var outcomes: [String: CancellationChanged] = [:]
    private var opened: Set<TaskKey> = []
    private var closed: Set<TaskKey> = []
    private(set) var returnOrders: [String: ReturnOrder] = [:]
    private var contradicted: Set<String> = []
    private(set) var units: [StockMovement.Kind: Int] = [:]

    mutating func take(_ message: Message) {
        switch message {
        case .outboundOrderChanged(let changed):
            guard changed.revision > revision else { return }
            revision = changed.revision
            status = changed.status
            custody = changed.custody
        case .cancellationChanged(let changed):
            if let known = outcomes[changed.requestId], known.revision > changed.revision { return }
            outcomes[changed.requestId] = changed
        case .task(let task):
            let key = TaskKey(kind: task.kind, caseId: task.caseId)
            opened.insert(key)
            if task.result != nil { closed.insert(key) }
        case .returnOrderChanged(let order): returnOrders[order.created.returnOrderId] = order
        case .cancellationContradicted(let one): contradicted.insert(one.requestId)
        case .stockMoved(let moved): units[moved.movement.kind, default: 0] += moved.movement.quantity
        case .outboundOrderSubmitted, .cancellationRequested, .warehouseReported, .stockCommand, .stockReply,
            .returnOrderCommand, .rejected:
            break
        }
    }

    func satisfies(_ expectation: Expectation) -> Bool {
        switch expectation {
        case .status(let wanted): (status?.rank ?? -1) >= wanted.rank
        case .custody(let wanted): custody == wanted
        case .answered(let id): outcomes[id] != nil
        case .state(let id, let wanted): outcomes[id].map { $0.state == wanted || $0.state.isFinal } ?? false
        case .final(let id): outcomes[id]?.state.isFinal ?? false
        case .taskOpened(let kind, let caseId): opened.contains(TaskKey(kind: kind, caseId: caseId))
        case .taskClosed(let kind, let caseId): closed.contains(TaskKey(kind: kind, caseId: caseId))
        case .returnOrder(let id, let wanted): returnOrders[id]?.state == wanted
        case .contradicted(let id): contradicted.contains(id)
        case .moved(let kind, let wanted): units[kind, default: 0] >= wanted
        case .clock(let time): clock >= time
        }
    }
}
