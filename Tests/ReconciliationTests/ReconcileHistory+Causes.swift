import Contracts
import Fulfillment

@testable import Reconciliation

extension ReconcileHistory {
    /// The history with each message's cause, where it has one: a command's answer follows from the command, what orders
    /// says first of an outbound order from its submission.
    /// What nothing follows from is refused.
    var caused: ReconcileHistory {
        var history = self
        for index in entries.indices where entries[index].body == nil {
            let causes = history.entries.filter { cause in
                cause.isCause(of: entries[index])
                    && (entries[index].mayBeOneOfSeveral || !history.entries.contains { $0.cause == cause.id })
            }
            // What is published about several releases follows from the last of them.
            let cause = entries[index].message.type == .cancellationChanged ? causes.last : causes.first
            history.entries[index].cause = cause?.id
        }
        for entry in entries {
            let isDone = history.entries.contains { $0.cause == entry.id && !$0.isRefused }
            guard let refuser = entry.refuser, !isDone else { continue }
            history.add(
                .rejected(
                    MessageRejected(
                        rejection: Rejection(.unknownSku, "no such SKU"), key: entry.message.key,
                        messageSource: entry.source, messageId: entry.id, messageType: entry.message.type.rawValue,
                        topic: entry.message.type.topic.name, partition: 0, offset: 0)),
                source: refuser)
            history.entries[history.entries.count - 1].cause = entry.id
        }
        var counts: [String: Int] = [:]
        for entry in history.entries {
            if let cause = entry.cause { counts["\(entry.source) \(cause)", default: 0] += 1 }
        }
        for index in history.entries.indices {
            let entry = history.entries[index]
            history.entries[index].count = entry.cause.flatMap { counts["\(entry.source) \($0)"] }
        }
        return history
    }
}

extension ReconcileHistory.Entry {
    /// Inventory gives one answer; it may refuse some units beside.
    fileprivate var mayBeOneOfSeveral: Bool { isRefused || source == "turnback/orders" }

    fileprivate var isRefused: Bool {
        if case .stockReply(let reply) = message, case .refused = reply.answer { true } else { false }
    }

    /// The service that has to answer it.
    fileprivate var refuser: String? {
        switch message {
        case _ where body != nil: nil
        case .stockCommand(let command): command.duty == nil ? nil : "turnback/inventory"
        case .stockReply(let reply): reply.dutyOfReturns == nil ? nil : "turnback/returns"
        default: nil
        }
    }

    fileprivate func isCause(of other: Self) -> Bool {
        switch (message, other.message) {
        case (.outboundOrderSubmitted(let one), .outboundOrderChanged(let changed)):
            one.outboundOrderId == changed.outboundOrderId && one.storeOrder == changed.storeOrder
                && changed.revision == 1
        case (.stockCommand(let command), .stockReply(let reply)): command.isAnswered(by: reply)
        case (.stockReply(let reply), .cancellationChanged(let outcome)):
            reply.answer == .released && reply.storeOrder == outcome.storeOrder && outcome.revision > 1
                && outcome.outboundOrders.contains {
                    $0.outboundOrderId == reply.outboundOrderId && $0.code == .cancelledBeforeWork
                }
        default: false
        }
    }
}

extension StockCommand {
    fileprivate func isAnswered(by reply: StockReply) -> Bool {
        func isOf(_ move: StockMove) -> Bool {
            move.outboundOrderId == reply.outboundOrderId && move.replyTo == reply.storeOrder
        }
        return switch (action, reply.answer) {
        case (.allocate(let move), .allocated), (.allocate(let move), .backordered), (.release(let move), .released),
            (.issue(let move), .issued), (.issue(let move), .refused), (.hold(let move), .held):
            isOf(move)
        default: false
        }
    }
}
