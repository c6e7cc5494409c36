import Contracts
import Fulfillment
import Operations

/// One store order, as the event topics tell it. Takes messages in any number, its own and others'.
struct OrderView {
    let key: StoreOrderKey
    /// The newest change of each outbound order, in order of their first.
    private(set) var outboundOrders: [Told<OutboundOrderChanged>] = []
    private(set) var cases: [CaseView] = []
    /// Which case published last about each request.
    private var answering: [String: String] = [:]
    /// Tasks that are not closed.
    private(set) var tasks: [Told<WarehouseTask>] = []
    /// Movements of stock for its outbound orders; these have to be known before.
    private(set) var movements: [Told<StockMoved>] = []

    init(_ key: StoreOrderKey) { self.key = key }

    /// Nothing was published about it.
    var isEmpty: Bool { outboundOrders.isEmpty && cases.isEmpty && tasks.isEmpty }

    /// The stocks that its outbound orders take from.
    var warehouses: [WarehouseKey] {
        var seen: Set<WarehouseKey> = []
        return outboundOrders.map { WarehouseKey(merchantId: $0.value.merchantId, warehouseId: $0.value.warehouseId) }
            .filter { seen.insert($0).inserted }
    }

    /// Takes a message in by its type and the JSON text of its data.
    mutating func take(_ type: MessageType, _ data: [UInt8]) {
        if let message = Message.told(type, data) { take(message, data) }
    }

    mutating func take(_ message: Message, _ data: [UInt8], principal: String? = nil) {
        switch message {
        case .outboundOrderChanged(let changed) where changed.storeOrder == key:
            take(Told(changed, data, principal: principal))
        case .cancellationChanged(let changed) where changed.storeOrder == key:
            cases[place(of: changed.caseId)].take(Told(changed, data, principal: principal))
            answering[changed.requestId] = changed.caseId
        case .cancellationContradicted(let one) where one.storeOrder == key:
            cases[place(of: one.caseId)].take(Told(one, data, principal: principal))
        case .task(let task) where task.storeOrder == key: take(Told(task, data, principal: principal))
        case .stockMoved(let moved):
            let isOurs = outboundOrders.contains { $0.value.outboundOrderId == moved.movement.outboundOrderId }
            if isOurs { movements.append(Told(moved, data, principal: principal)) }
        default: break
        }
    }

    private mutating func take(_ changed: Told<OutboundOrderChanged>) {
        let place = outboundOrders.firstIndex { $0.value.outboundOrderId == changed.value.outboundOrderId }
        guard let place else { return outboundOrders.append(changed) }
        if changed.value.revision >= outboundOrders[place].value.revision { outboundOrders[place] = changed }
    }

    private mutating func place(of caseId: String) -> Int {
        if let place = cases.firstIndex(where: { $0.id == caseId }) { return place }
        cases.append(CaseView(id: caseId))
        return cases.count - 1
    }

    /// The case under which another's requests go on: it waited for the order, and all that it asked for was being stopped
    /// when that came.
    func successor(of one: CaseView) -> CaseView? {
        let answers = one.requestIds.compactMap { answering[$0] }
        return answers.contains(one.id) ? nil : cases.first { $0.id == answers.first }
    }

    private mutating func take(_ task: Told<WarehouseTask>) {
        tasks.removeAll { $0.value.taskId == task.value.taskId }
        if task.value.result == nil { tasks.append(task) }
    }

    /// The order as HTTP and `--json` tell it.
    func encode(_ writer: inout JSONWriter) { encode(&writer, movements: false) }

    func encode(_ writer: inout JSONWriter, movements withMovements: Bool, timeline: [TimelineItem]? = nil) {
        writer.object { writer in
            writer.field("storeId", key.storeId)
            writer.field("storeOrderId", key.storeOrderId)
            writer.field("outboundOrders", texts: outboundOrders.map(\.json))
            writer.key("cases")
            writer.array { writer in for one in cases { one.encode(&writer, successor: successor(of: one)) } }
            writer.field("tasks", texts: tasks.map(\.json))
            if withMovements { writer.field("movements", texts: movements.map(\.json)) }
            if let timeline { writer.field("timeline", texts: timeline.map(\.json)) }
        }
    }
}
