import Fulfillment

/// Texts that people write, and that name people: `note`, `actor`, `reportedBy`, and the `reason` of what did not succeed or was
/// taken back. Nothing is decided by them.
extension Message {
    /// It says something in such a text.
    public var hasTexts: Bool {
        switch self {
        case .cancellationRequested(let request): request.note != nil
        case .warehouseReported(let report): report.reportedBy != nil || report.fact.hasReason
        case .stockCommand(let command):
            if case .adjust(let adjustment) = command.action { !adjustment.actor.isEmpty } else { false }
        case .stockMoved(let moved): moved.movement.actor != nil
        case .returnOrderCommand(.reverse(let reversed)): reversed.reason != nil
        case .outboundOrderSubmitted, .outboundOrderChanged, .cancellationChanged, .cancellationContradicted, .task,
            .stockReply, .returnOrderCommand, .returnOrderChanged, .rejected:
            false
        }
    }

    /// The same without them. An adjustment must have an actor: it is empty then.
    public var withoutTexts: Message {
        guard hasTexts else { return self }
        switch self {
        case .cancellationRequested(var request):
            request.note = nil
            return .cancellationRequested(request)
        case .warehouseReported(let report): return .warehouseReported(report.withoutTexts)
        case .stockCommand(var command):
            guard case .adjust(var adjustment) = command.action else { return self }
            adjustment.actor = ""
            command.action = .adjust(adjustment)
            return .stockCommand(command)
        case .stockMoved(var moved):
            moved.movement.actor = nil
            return .stockMoved(moved)
        case .returnOrderCommand(.reverse(var reversed)):
            reversed.reason = nil
            return .returnOrderCommand(.reverse(reversed))
        case .outboundOrderSubmitted, .outboundOrderChanged, .cancellationChanged, .cancellationContradicted, .task,
            .stockReply, .returnOrderCommand, .returnOrderChanged, .rejected:
            return self
        }
    }
}

extension WarehouseReport.Fact {
    fileprivate var hasReason: Bool {
        switch self {
        case .parcelIntercepted(_, let reason), .labelVoided(_, _, let reason): reason != nil
        case .progressed, .goodsVerified, .carrierScanned: false
        }
    }
}
