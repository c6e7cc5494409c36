import Contracts
import Fulfillment
import Streams

@testable import ReadModel
@testable import turnback

/// What the console says about a log, from its records.
struct Reread {
    private var said: [(key: StoreOrderKey, entry: TimelineEntry)] = []
    private var movements: [MovementRow] = []
    /// The store orders that something was published about, in order of the first of it.
    private(set) var keys: [StoreOrderKey] = []

    init(_ records: [Record]) {
        for record in records {
            guard let logged = try? LoggedMessage(record), logged.envelope.type.topic.name == record.topic else {
                continue
            }
            let recordedAt = Timestamp(milliseconds: record.timestamp)
            let place = LogPosition(
                topic: logged.envelope.type.topic, partition: record.partition, offset: record.offset)
            let message = logged.message
            if case .stockMoved(let moved) = message {
                movements.append(MovementRow(moved: moved, recordedAt: recordedAt, place: place))
            } else if let key = Self.storeOrder(message) {
                let entry = TimelineEntry(
                    message: message, at: message.saidAt ?? recordedAt, madeAt: logged.envelope.time,
                    recordedAt: recordedAt,
                    sender: logged.envelope.source, messageId: logged.envelope.id, place: place,
                    caseId: message.caseId, outboundOrderId: message.outboundOrderId, person: message.person)
                said.append((key, entry))
                if case .outboundOrderChanged = message, !keys.contains(key) { keys.append(key) }
            }
        }
    }

    private static func storeOrder(_ message: Message) -> StoreOrderKey? {
        switch message {
        case .outboundOrderSubmitted(let one): one.storeOrder
        case .cancellationRequested(let one): one.storeOrder
        case .warehouseReported(let one): one.storeOrder
        case .outboundOrderChanged(let one): one.storeOrder
        case .cancellationChanged(let one): one.storeOrder
        case .cancellationContradicted(let one): one.storeOrder
        case .task(let one): one.storeOrder
        case .returnOrderCommand(let one): one.storeOrder
        case .returnOrderChanged(let one): one.created.storeOrder
        case .rejected(let one): StoreOrderKey(record: one.key)
        case .stockMoved, .stockCommand, .stockReply: nil
        }
    }

    private func reading(_ key: StoreOrderKey, _ policies: Policies) -> OrderReading {
        let own = said.filter { $0.key == key }.map(\.entry)
        let ids = Set(own.compactMap(\.outboundOrderId))
        return OrderReading(
            key, policies, said: own,
            movements: movements.filter { ids.contains($0.moved.movement.outboundOrderId ?? "") })
    }

    // MARK: The balance

    /// Every unit of every order has its place; and those of the orders that a hand names have the place that it names.
    ///
    /// - Parameter hands: of several right ends each.
    func differences(_ hands: [[String: [String: Int]]], _ policies: Policies) throws -> [String] {
        var places: [String: [String: Int]] = [:]
        var differences: [String] = []
        for key in keys {
            let view = try balance(of: key)
            let left = view.rows.reduce(0) { $0 + ($1.place == .left ? $1.quantity : 0) }
            differences += Headlines.differences(reading(key, policies).orderView, left: left)
            if !view.addsUp { differences.append("balance of \(key): \(view.wrong) do not add up") }
            for row in view.rows {
                places[row.outboundOrderId, default: [:]][row.place.rawValue, default: 0] += row.quantity
            }
        }
        let all = hands.map { hand in
            hand.sorted { $0.key < $1.key }.filter { places[$0.key] ?? [:] != $0.value }.map {
                "balance of \($0.key): expected \(Rules.text($0.value)), seen \(Rules.text(places[$0.key] ?? [:]))"
            }
        }
        return differences + (all.min { $0.count < $1.count } ?? [])
    }

    private func balance(of key: StoreOrderKey) throws -> BalanceView {
        try BalanceReading(reading(key, Policies())).view { stock, sku, since in
            let own = movements.filter { $0.moved.warehouse == stock && $0.moved.movement.sku == sku }
            let first = own.firstIndex { $0.moved.movement.outboundOrderId == since } ?? own.count
            return own[first...].filter { $0.moved.movement.quarantinedDelta < 0 }
        } _: { _, _ in
            nil
        }
    }

    // MARK: The forecast

    /// What would become of a cancellation of all of a store order.
    func forecasts(of key: StoreOrderKey, _ policies: Policies) -> [CancellationForecast] {
        reading(key, policies).forecast(lines: nil, ids: nil)
    }

    static let requestId = "forecast"

    /// A cancellation of all of a store order.
    static func cancellation(of key: StoreOrderKey, partitions: [Topic: Int32]) throws -> OutgoingRecord {
        let line = """
            {"specversion":"1.0","id":"forecast-\(key.storeId)-\(key.storeOrderId)","source":"/forecast",
            "type":"fulfillment.cancellation.requested.v1","data":{"requestId":"\(requestId)","storeId":"\(key.storeId)",
            "storeOrderId":"\(key.storeOrderId)","reason":"other","requestedBy":"staff",
            "requestedAt":"2027-06-01T00:00:00Z"}}
            """
        return try EventLine(Array(line.replacing("\n", with: "").utf8), partitions: partitions).record
    }

    /// What was forecast of a cancellation, and is answered otherwise.
    static func differences(_ told: [CancellationForecast], _ answer: Seen.Outcome?) -> [String] {
        guard let answer else { return ["forecast \(told), and there is no answer"] }
        // The orders service has forgotten the order, or it does not belong to it: no message says so.
        if answer.state == "waitingForOrder", answer.outboundOrders.isEmpty { return [] }
        var differences: [String] = []
        for one in told {
            let part = answer.outboundOrders.first { $0.outboundOrderId == one.outboundOrderId }
            let words =
                "\(one.outboundOrderId): forecast \(one.step) of \(one.units), answered \(answer.caseId) "
                + "\(answer.state) \(part?.code ?? "nothing") of \(part?.quantities?["requested"] ?? 0)"
            if case .covered(let caseId, _) = one.step {
                // Another case is opened for the rest, and says nothing of it.
                if answer.caseId != caseId, part != nil { differences.append(words) }
            } else if !codes(one.step).contains(part?.code ?? "") || part?.quantities?["requested"] != one.units {
                differences.append(words)
            }
        }
        for part in answer.outboundOrders where !told.contains(where: { $0.outboundOrderId == part.outboundOrderId }) {
            differences.append("\(part.outboundOrderId): nothing forecast, answered \(part.code)")
        }
        return differences
    }

    private static func codes(_ step: CancellationForecast.Step) -> [String] {
        switch step {
        case .cancel: ["awaitingRelease", "cancelledBeforeWork"]
        case .verify: ["awaitingVerification"]
        case .putBack: ["awaitingInterception", "awaitingRestock", "interceptedAndRestocked"]
        case .refuse(let code): [code.rawValue]
        case .covered: []
        }
    }
}
