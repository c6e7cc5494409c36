import Contracts
import Fulfillment

/// One store order, as the event topics tell it. Takes messages in any number, its own and others'.
struct OrderView {
    let key: StoreOrderKey
    /// The newest change of each outbound order, in order of their first.
    private(set) var outboundOrders: [Told<OutboundOrderChanged>] = []
    private(set) var cases: [CaseView] = []
    /// Which case told last of each request.
    private var answering: [String: String] = [:]
    /// Tasks that are not closed.
    private(set) var tasks: [Told<WarehouseTask>] = []
    /// Movements of stock for its outbound orders; these have to be known before.
    private(set) var movements: [Told<StockMoved>] = []

    init(_ key: StoreOrderKey) { self.key = key }

    /// Nothing was told about it.
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

    mutating func take(_ message: Message, _ data: [UInt8]) {
        switch message {
        case .outboundOrderChanged(let changed) where changed.storeOrder == key: take(changed, data)
        case .cancellationChanged(let changed) where changed.storeOrder == key: take(changed, data)
        case .cancellationContradicted(let one) where one.storeOrder == key: cases[place(of: one.caseId)].take(one, data)
        case .task(let task) where task.storeOrder == key: take(task, data)
        case .stockMoved(let moved):
            let isOurs = outboundOrders.contains { $0.value.outboundOrderId == moved.movement.outboundOrderId }
            if isOurs { movements.append(Told(moved, data)) }
        default: break
        }
    }

    private mutating func take(_ changed: OutboundOrderChanged, _ data: [UInt8]) {
        let place = outboundOrders.firstIndex { $0.value.outboundOrderId == changed.outboundOrderId }
        guard let place else { return outboundOrders.append(Told(changed, data)) }
        if changed.revision >= outboundOrders[place].value.revision { outboundOrders[place] = Told(changed, data) }
    }

    private mutating func take(_ changed: CancellationChanged, _ data: [UInt8]) {
        cases[place(of: changed.caseId)].take(changed, data)
        answering[changed.requestId] = changed.caseId
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

    private mutating func take(_ task: WarehouseTask, _ data: [UInt8]) {
        tasks.removeAll { $0.value.taskId == task.taskId }
        if task.result == nil { tasks.append(Told(task, data)) }
    }

    /// The order as HTTP and `--json` tell it.
    func encode(_ writer: inout JSONWriter) { encode(&writer, movements: false) }

    func encode(_ writer: inout JSONWriter, movements withMovements: Bool) {
        writer.object { writer in
            writer.field("storeId", key.storeId)
            writer.field("storeOrderId", key.storeOrderId)
            writer.field("outboundOrders", texts: outboundOrders.map(\.data))
            writer.key("cases")
            writer.array { writer in for one in cases { one.encode(&writer, successor: successor(of: one)) } }
            writer.field("tasks", texts: tasks.map(\.data))
            if withMovements { writer.field("movements", texts: movements.map(\.data)) }
        }
    }
}
