import Contracts
import Fulfillment

extension Message {
    /// The outbound order of a run that a message of the services is about, nil where it is about none.
    var playedOrder: String? {
        switch self {
        case .outboundOrderChanged(let changed): changed.outboundOrderId
        case .cancellationChanged(let changed): "OB-" + changed.storeOrder.storeOrderId
        case .cancellationContradicted(let contradicted): contradicted.outboundOrderId
        case .task(let task): task.outboundOrderId
        case .stockMoved(let moved): moved.movement.outboundOrderId
        case .returnOrderChanged(let order): order.created.outboundOrderId
        case .rejected(let rejected): Self.playedOrder(ofMessage: rejected.messageId)
        case .outboundOrderSubmitted, .cancellationRequested, .warehouseReported, .stockCommand, .stockReply,
            .returnOrderCommand:
            nil
        }
    }

    /// Ids of messages of a run are `<run>:<outbound order>:<what>`; what the services said has ids of another form.
    private static func playedOrder(ofMessage id: String) -> String? {
        let parts = id.split(separator: ":")
        return parts.count == 3 ? String(parts[1]) : nil
    }
}
