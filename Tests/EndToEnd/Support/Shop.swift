import Foundation
import Testing

/// One store order in one warehouse, played on the real stack by a foreign client. Every message is sent `times` times.
struct Shop {
    private(set) var stack: Stack
    let times: Int
    /// Unique among all shops: its messages' ids end with it.
    let name: String
    let store: String
    let merchant: String
    let order: String
    let outbound: String
    let warehouse: String
    static let ordered = ["SKU-1": 2, "SKU-7": 1]
    static let received = 5

    /// A new store order, or one more outbound order of a store order, or one more order of a merchant's stock.
    init(
        _ stack: Stack, times: Int, store: String? = nil, order: String = "1001", merchant: String? = nil,
        warehouse: String = "LAX1"
    ) {
        self.stack = stack
        self.times = times
        name = String(UUID().uuidString.prefix(8)).lowercased()
        self.store = store ?? "shop-\(name)"
        self.order = order
        self.merchant = merchant ?? "acme-\(name)"
        self.warehouse = warehouse
        outbound = "OB-\(name)"
    }

    /// The same shop on the stack as it is now.
    func on(_ stack: Stack) -> Shop {
        var shop = self
        shop.stack = stack
        return shop
    }

    var key: String { "\(store)/\(order)" }
    var stockKey: String { "\(merchant)/\(warehouse)" }

    // MARK: What others send

    func send(_ topic: String, _ type: String, _ id: String, _ data: [String: Any], key: String? = nil) throws {
        try stack.kcat.publish(
            "fulfillment.\(topic).v1", key: key ?? self.key, type: "fulfillment.\(type).v1", id: id, data, times: times)
    }

    private func lines(_ quantities: [String: Int]) -> [[String: Any]] {
        quantities.sorted { $0.key < $1.key }.map { ["sku": $0.key, "quantity": $0.value] }
    }

    func stockArrives() throws {
        try send(
            "inventory.commands", "stock.receive", "receipt-\(name)",
            [
                "merchantId": merchant, "warehouseId": warehouse, "receiptId": "RC-1",
                "lines": lines(Self.ordered.mapValues { _ in Self.received }),
            ], key: stockKey)
    }

    func submit() throws {
        try send(
            "orders.commands", "outbound-order.submitted", "submit-\(name)",
            [
                "outboundOrderId": outbound, "storeId": store, "storeOrderId": order, "merchantId": merchant,
                "warehouseId": warehouse, "lines": lines(Self.ordered), "submittedAt": "2026-11-24T08:00:00.000Z",
            ])
    }

    /// Stock is there and the order awaits outbound.
    func awaitOutbound() throws {
        try stockArrives()
        try submit()
        try reaches("awaitingOutbound")
    }

    func report(_ type: String, _ fields: [String: Any]) throws {
        var data: [String: Any] = [
            "outboundOrderId": outbound, "storeId": store, "storeOrderId": order, "warehouseId": warehouse,
            "reportedAt": "2026-11-24T09:00:00.000Z", "reportedBy": "floor",
        ]
        data.merge(fields) { _, new in new }
        try send("warehouse.reports", type, "\(type)-\(fields["status"] ?? "")-\(name)", data)
    }

    /// Of its parcel.
    var trackingNumber: String { "1Z-\(name)" }

    func progress(to status: String) throws {
        for step in ["picking", "picked", "packed", "labelled", "shipped"] {
            var fields: [String: Any] = ["status": step]
            if step == "labelled" || step == "shipped" {
                fields["carrier"] = "UPS"
                fields["trackingNumber"] = trackingNumber
            }
            try report("warehouse.progressed", fields)
            if step == status { break }
        }
        try reaches(status)
    }

    /// Of the whole store order, or of these lines.
    func requestCancellation(_ id: String = "r-1", lines: [String: Int]? = nil) throws {
        try send(
            "cancellations.requests", "cancellation.requested", "\(id)-\(name)", request(id, lines: lines))
    }

    /// The data of a request.
    func request(_ id: String, lines: [String: Int]? = nil) -> [String: Any] {
        var data: [String: Any] = [
            "requestId": id, "storeId": store, "storeOrderId": order, "reason": "buyerChangedMind",
            "requestedBy": "buyer", "requestedAt": "2026-11-24T10:00:00.000Z",
        ]
        data["lines"] = lines.map(self.lines)
        return data
    }

    func adjust(_ sku: String, by units: Int, id: String) throws {
        try send(
            "inventory.commands", "stock.adjust", "\(id)-\(name)",
            [
                "merchantId": merchant, "warehouseId": warehouse, "adjustmentId": id, "sku": sku, "delta": units,
                "reasonCode": "intercepted", "actor": "wang", "caseId": "\(key)/c1", "outboundOrderId": outbound,
            ], key: stockKey)
    }

    func receiveReturn(receipt: String = "RR-1") throws {
        try send(
            "returns.commands", "return-order.receive", "\(receipt)-\(name)",
            [
                "returnOrderId": "RO-\(outbound)", "storeId": store, "storeOrderId": order, "receiptId": receipt,
                "lines": lines(Self.ordered).map { line in line.merging(["condition": "good"]) { $1 } }, "complete": true,
            ])
    }

    // MARK: What Turnback publishes

    func read(_ topic: String, key: String? = nil) throws -> [Kcat.Received] {
        try stack.read(topic, key: key ?? self.key)
    }

    func reaches(_ status: String) throws {
        try eventually("outbound order \(outbound) is \(status)") {
            try statuses().contains(status) ? true : nil
        } state: { "it was \((try? statuses()) ?? [])" }
    }

    /// What was published about its outbound order, one after the other.
    func statuses() throws -> [String] {
        try read("orders.events").filter { $0.data["outboundOrderId"] as? String == outbound }
            .compactMap { $0.data["status"] as? String }
    }

    func task(_ kind: String) throws {
        try eventually("task \(kind) is open") {
            try read("warehouse.tasks").contains {
                $0.data["kind"] as? String == kind && $0.data["outboundOrderId"] as? String == outbound
            } ? true : nil
        }
    }

    /// The final outcome of a request, which is the only one.
    func final(_ id: String = "r-1") throws -> [String: Any] {
        try eventually("request \(id) has its final outcome") {
            try finals(id).first?.data
        }
    }

    func finals(_ id: String) throws -> [Kcat.Received] {
        try read("cancellations.outcomes").filter {
            $0.data["requestId"] as? String == id && $0.data["final"] as? Bool == true
        }
    }

    /// Every movement of this stock.
    func movements() throws -> [[String: Any]] { try read("inventory.movements", key: stockKey).map(\.data) }

    /// The balance of a SKU, as the sum of its movements.
    func balance(_ sku: String) throws -> (onHand: Int, allocated: Int, quarantined: Int) {
        try movements().filter { $0["sku"] as? String == sku }.reduce((0, 0, 0)) { sum, one in
            (
                sum.0 + (one["onHandDelta"] as? Int ?? 0), sum.1 + (one["allocatedDelta"] as? Int ?? 0),
                sum.2 + (one["quarantinedDelta"] as? Int ?? 0)
            )
        }
    }

    /// Waits until every SKU of the order stands so, and holds the last movement against the sum of all.
    func stock(onHand: [String: Int], allocated: Int = 0) throws {
        for (sku, units) in onHand {
            try eventually("\(sku) has \(units) on hand") {
                let now = try balance(sku)
                return now.onHand == units && now.allocated == allocated ? true : nil
            } state: { "movements: \((try? movements()) ?? [])" }
            let last = try #require(try movements().last { $0["sku"] as? String == sku })
            #expect(last["onHand"] as? Int == units)
            #expect(last["available"] as? Int == units - allocated)
        }
    }
}
