import Contracts
import Fulfillment
import Streams
import Testing

@testable import Processors

/// What others may fill a store order with fits into a record, and so does what is published about it.
@Suite("A store order that is as full as it may be", .timeLimit(.minutes(15)))
struct StoreOrderSizeTests {
    private static let key = StoreOrderKey(
        storeId: String(repeating: "s", count: Limits.idBytes),
        storeOrderId: String(repeating: "o", count: Limits.idBytes))
    private static let now = Timestamp(milliseconds: 1_790_000_000_000)

    /// The longest SKU with this number.
    private static func sku(_ number: Int) -> String {
        let digits = String(number)
        return digits + String(repeating: "x", count: Limits.idBytes - digits.utf8.count)
    }

    private static func lines(_ count: Int) -> [Line] { (0..<count).map { Line(sku($0), 1) } }

    @Test("has a state and outcomes that a record holds, and its cancellation is decided")
    func size() throws {
        var order = StoreOrder(key: Self.key)
        var largest = 0
        var identity: UInt64 = 0
        func hear(_ message: StoreOrderMessage) {
            identity += 1
            var changed = order
            let effects = try? changed.handle(
                message, identity: MessageIdentity(name: Fingerprint(value: identity), content: identity), at: Self.now,
                policies: Policies())
            guard let effects else { return }
            order = changed
            for case .cancellationChanged(let outcome) in effects {
                let body = Message.cancellationChanged(outcome).body(
                    Envelope(source: "turnback/orders", id: "1", type: .cancellationChanged, time: Self.now))
                largest = max(largest, body.bytes.count)
            }
        }
        func longId(_ name: String) -> String { name + String(repeating: "i", count: Limits.idBytes - name.utf8.count) }
        for number in 0..<(StoreOrderLimits.lines / Limits.lines) {
            let id = longId("OB-\(number)")
            hear(
                .submitted(
                    OutboundOrderSubmitted(
                        outboundOrderId: id, storeOrder: Self.key, merchantId: longId("m"), warehouseId: longId("w"),
                        lines: Self.lines(Limits.lines), submittedAt: Self.now)))
            hear(
                .stockReplied(
                    StockReply(
                        outboundOrderId: id, storeOrder: Self.key,
                        lines: Self.lines(Limits.lines).map { StockReply.ReplyLine($0) }, answer: .allocated)))
        }
        for number in 0..<StoreOrderLimits.waitingReports {
            hear(
                .reported(
                    WarehouseReport(
                        outboundOrderId: longId("unknown-\(number)"), storeOrder: Self.key, warehouseId: longId("w"),
                        reportedAt: Self.now, fact: .progressed(.packed, carrier: nil, trackingNumber: longId("t")),
                        parcel: ParcelName(parcelId: longId("p")),
                        lines: Self.lines(StoreOrderLimits.waitingLines / StoreOrderLimits.waitingReports))))
        }
        for number in 0..<StoreOrderLimits.requests {
            let lines =
                number % 20 == 0 ? Self.lines(StoreOrderLimits.requestedLines * 20 / StoreOrderLimits.requests) : nil
            hear(
                .requested(
                    CancellationRequested(
                        requestId: longId("r-\(number)"), storeOrder: Self.key, reason: "other", requestedBy: "buyer",
                        requestedAt: Self.now, lines: lines)))
        }
        #expect(order.outboundOrders.reduce(0) { $0 + $1.ordered.count } == StoreOrderLimits.lines)
        #expect(order.waitingReports.count == StoreOrderLimits.waitingReports)
        #expect(order.requests.count == StoreOrderLimits.requests)
        #expect(!order.cases.isEmpty)

        var writer = JSONWriter()
        writer.object(order.encodeState)
        let bytes = writer.bytes.count
        #expect(bytes < Topic.ordersState.largestRecord * 3 / 4, "\(bytes) bytes")
        #expect(largest > 0 && largest < Topic.cancellationOutcomes.largestRecord / 2, "\(largest) bytes")
    }
}
