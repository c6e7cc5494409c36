import Contracts
import Fulfillment

/// A whole record there and back: key, CloudEvents headers and JSON.
extension DecisionBench {
    static func codecs(_ bench: Stopwatch) -> [Result] {
        codec("outbound order, 4 lines", .outboundOrderSubmitted(submitted), bench)
            + codec("outcome", .cancellationChanged(outcome), bench) + codec("movement", movement, bench)
    }

    private static var movement: Message {
        var stock = Stock(sku: "SKU-1")
        stock.onHand = 100
        return .stockMoved(
            StockMoved(
                movementId: "inventory-0-1001-1", warehouse: warehouse,
                movement: StockMovement(
                    kind: .released, sku: stock.sku, quantity: 2, onHandDelta: 0, allocatedDelta: -2,
                    quarantinedDelta: 0,
                    balance: stock, cause: StockMovement.Cause(.outboundOrder, submitted.outboundOrderId),
                    outboundOrderId: submitted.outboundOrderId, caseId: "\(key)/c1"),
                movedAt: now))
    }

    private static func codec(_ name: String, _ message: Message, _ bench: Stopwatch) -> [Result] {
        let envelope = Envelope(
            source: "turnback/bench", id: "bench-1", type: message.type, time: now, subject: message.subject,
            correlationId: message.caseId)
        let body = message.body(envelope)
        let topic = message.type.topic
        return [
            bench.measure("encode \(name)") { message.body(envelope) },
            bench.measure("decode \(name)") {
                must { () throws(DecodeError) in try Message.decode(body, topic: topic) }
            },
            bench.measure("identify \(name)") { envelope.identity(of: message) },
        ]
    }
}
