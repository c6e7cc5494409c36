import API
import Access
import Contracts
import Fulfillment
import Operations
import ReadModel
import Replay
import Threads

/// Stores, one of two floors and a carrier, a step at a time: what they do at each is chosen from the seed alone.
struct SlowDay {
    /// How long a step takes.
    static let tick = Duration.seconds(2)
    /// The floor that nobody but the one who watches works on.
    private static let yours = "LAX1"
    private static let warehouses = [yours, "NJ2"]
    private static let skus = ["MUG-BLUE", "MUG-RED", "TEAPOT-1", "LAMP-9", "PLATE-SET", "KETTLE-2"]
    private static let stores = ["shop-de", "shop-us"]
    private static let stock = 400
    /// Orders under way at the same time; more are not opened.
    private static let mostOpen = 30
    /// So many of a hundred steps open an order, cancel one, and move one on.
    private static let (ordering, cancelling, working) = (45, 30, 70)
    /// A task of the other floor is answered in so many of a hundred steps.
    private static let answering = 35

    private struct Order {
        var key: StoreOrderKey
        var outboundOrderId: String
        var warehouseId: String
        var lines: [Line]
        var status = OutboundStatus.awaitingOutbound
        var isAsked = false
        var parcelId: String { "P-" + outboundOrderId.dropFirst(3) }
        var trackingNumber: String { "1Z999AA1" + outboundOrderId.filter(\.isNumber).suffix(9) }
    }

    private let backend: ConsoleAPI.Backend
    private let write: (String) -> Void
    private var draw: SplitMix64
    private var orders: [Order] = []
    private var number = 1000
    private var sayings = 0

    init(backend: ConsoleAPI.Backend, seed: UInt64, write: @escaping (String) -> Void) {
        self.backend = backend
        self.write = write
        draw = SplitMix64(seed: seed)
    }

    private var now: Timestamp { Timestamp(milliseconds: WallTime.now()) }

    /// Fills the shelves.
    mutating func receiveStock() throws(Failure) {
        for warehouse in Self.warehouses {
            try say(
                .stockCommand(
                    StockCommand(
                        warehouse: WarehouseKey(merchantId: "acme", warehouseId: warehouse),
                        action: .receive(receiptId: "RC-\(warehouse)", lines: Self.skus.map { Line($0, Self.stock) }))))
        }
    }

    /// One step.
    mutating func goOn() throws(Failure) {
        if draw.happens(percent: Self.ordering), orders.count < Self.mostOpen { try open() }
        if draw.happens(percent: Self.working) { try work() }
        if draw.happens(percent: Self.cancelling) { try cancel() }
        try answer()
    }

    // MARK: Stores

    private mutating func open() throws(Failure) {
        number += 1
        let key = StoreOrderKey(storeId: Self.stores[draw.below(Self.stores.count)], storeOrderId: String(number))
        let parts = draw.happens(percent: 25) ? 2 : 1
        for part in 1...parts {
            let lines = (0...draw.below(2)).map { _ in Line(Self.skus[draw.below(Self.skus.count)], 1 + draw.below(2)) }
                .merged()
            let order = Order(
                key: key, outboundOrderId: "OB-\(number)-\(part)",
                warehouseId: Self.warehouses[draw.below(Self.warehouses.count)],
                lines: lines)
            orders.append(order)
            try say(
                .outboundOrderSubmitted(
                    OutboundOrderSubmitted(
                        outboundOrderId: order.outboundOrderId, storeOrder: key, merchantId: "acme",
                        warehouseId: order.warehouseId,
                        lines: lines, submittedAt: now)))
        }
        tell("\(key) is ordered, in \(ReportText.count(parts, "outbound order"))")
    }

    private mutating func cancel() throws(Failure) {
        let open = orders.indices.filter { !orders[$0].isAsked }
        guard !open.isEmpty else { return }
        let key = orders[open[draw.below(open.count)]].key
        // What was asked to be cancelled rests; what the carrier has goes on.
        orders.removeAll { $0.key == key && $0.status != .inTransit }
        for index in orders.indices where orders[index].key == key { orders[index].isAsked = true }
        let reasons = ["buyerChangedMind", "duplicateOrder", "wrongAddress", "outOfStock"]
        try say(
            .cancellationRequested(
                CancellationRequested(
                    requestId: "r-\(key.storeOrderId)", storeOrder: key, reason: reasons[draw.below(reasons.count)],
                    requestedBy: "buyer", requestedAt: now)))
        tell("the buyer of \(key) cancels")
    }

    // MARK: Floors and carrier

    /// Work goes on with one order: a step of the floor, or a scan of the carrier.
    private mutating func work() throws(Failure) {
        guard !orders.isEmpty else { return }
        let index = draw.below(orders.count)
        let steps: [OutboundStatus] = [
            .awaitingOutbound, .picking, .picked, .packed, .labelled, .shipped, .inTransit, .delivered,
        ]
        guard let at = steps.firstIndex(of: orders[index].status), at + 1 < steps.count else {
            orders.remove(at: index)
            return
        }
        let next = steps[at + 1]
        orders[index].status = next
        let order = orders[index]
        let isNamed = next.rank >= OutboundStatus.labelled.rank
        let fact: WarehouseReport.Fact =
            switch next {
            case .inTransit: .carrierScanned(.pickedUp, trackingNumber: order.trackingNumber)
            case .delivered: .carrierScanned(.delivered, trackingNumber: order.trackingNumber)
            default:
                .progressed(next, carrier: isNamed ? "UPS" : nil, trackingNumber: isNamed ? order.trackingNumber : nil)
            }
        try report(
            order.key, order.outboundOrderId, order.warehouseId, fact,
            parcel: next.rank >= OutboundStatus.packed.rank ? order.parcelId : nil)
    }

    /// The other floor answers a task that it was asked, and receives what comes back.
    private mutating func answer() throws(Failure) {
        for row in try tasks() where row.task.warehouseId != Self.yours {
            guard draw.happens(percent: Self.answering) else { continue }
            let task = row.task
            let fact: WarehouseReport.Fact?
            switch task.kind {
            case .verifyGoods: fact = .goodsVerified(draw.happens(percent: 75) ? .inWarehouse : .withCarrier)
            case .interceptParcel, .stopWork: fact = .parcelIntercepted(succeeded: true, reason: nil)
            case .voidLabel:
                fact = .labelVoided(
                    succeeded: draw.happens(percent: 90), trackingNumber: task.trackingNumber, reason: nil)
            case .putAway:
                fact = nil
                try receive(task)
            }
            if let fact {
                try report(task.storeOrder, task.outboundOrderId, task.warehouseId, fact, parcel: row.parcelId)
            }
            tell("\(task.warehouseId) answers for \(task.outboundOrderId)")
        }
    }

    private func tasks() throws(Failure) -> [TaskRow] {
        do throws(ReadModelError) { return try backend.model.tasks(TaskFilter(), PageRequest(limit: 100)).rows } catch {
            throw Failure(.software, error.message)
        }
    }

    private mutating func receive(_ task: WarehouseTask) throws(Failure) {
        let lines = task.lines.map { line in
            ReturnOrderReceived.ReceivedLine(line, condition: draw.happens(percent: 85) ? .good : .damaged)
        }
        let id = ReturnOrder.interceptionId(task.outboundOrderId)
        try say(
            .returnOrderCommand(
                .receive(
                    ReturnOrderReceived(
                        returnOrderId: id, storeOrder: task.storeOrder, receiptId: "R-" + task.taskId, lines: lines,
                        complete: false))))
    }

    private mutating func report(
        _ key: StoreOrderKey, _ outboundOrderId: String, _ warehouseId: String, _ fact: WarehouseReport.Fact,
        parcel: String?
    ) throws(Failure) {
        try say(
            .warehouseReported(
                WarehouseReport(
                    outboundOrderId: outboundOrderId, storeOrder: key, warehouseId: warehouseId, reportedAt: now,
                    reportedBy: fact.source == .carrier ? nil : "floor-\(1 + draw.below(4))", fact: fact,
                    parcel: ParcelName(parcelId: parcel))))
    }

    private mutating func say(_ message: Message) throws(Failure) {
        sayings += 1
        do throws(HTTPError) {
            _ = try backend.intake.accept(message, sender: "/demo", id: "d-\(sayings)", time: now, from: .local)
        } catch { throw Failure(.software, "the embedded log does not take what the demo says") }
    }

    private func tell(_ text: String) { write("\(now.rfc3339.dropFirst(11).prefix(8))  \(text)") }
}
