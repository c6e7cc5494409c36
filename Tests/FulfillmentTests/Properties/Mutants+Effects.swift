import Fulfillment

@testable import TestWorld

/// What the mutants ask of an effect, and make of it.
extension StoreOrderEffect {
    var outcome: CancellationChanged? { if case .cancellationChanged(let changed) = self { changed } else { nil } }

    var isContradiction: Bool { if case .contradicted = self { true } else { false } }

    var contradiction: ContradictionCode? { if case .contradicted(let one) = self { one.code } else { nil } }

    private var action: StockCommand.Action? { if case .stock(let command) = self { command.action } else { nil } }

    var isRelease: Bool { if case .release? = action { true } else { false } }

    var isHold: Bool { if case .hold? = action { true } else { false } }

    var isUnhold: Bool { if case .unhold? = action { true } else { false } }

    var isIssue: Bool { if case .issue? = action { true } else { false } }

    var isReturnToSender: Bool {
        if case .returnOrder(let command) = self { command.returnOrderId.hasPrefix("RTS-") } else { false }
    }

    /// An interception that is called a cancellation.
    var cancelledInstead: StoreOrderEffect {
        guard case .outboundOrderChanged(var changed) = self, changed.status == .intercepted else { return self }
        changed.status = .cancelled
        return .outboundOrderChanged(changed)
    }

    /// An outcome whose pending units are nowhere.
    var withoutPending: StoreOrderEffect {
        guard case .cancellationChanged(var changed) = self else { return self }
        changed.quantities.pending = 0
        return .cancellationChanged(changed)
    }

    /// A case in restocking that is given up.
    var refusedInstead: StoreOrderEffect {
        guard case .cancellationChanged(var changed) = self, changed.quantities.pending > 0, changed.state == .escalated
        else { return self }
        changed.state = .refused
        changed.code = .noAnswerFromWarehouse
        return .cancellationChanged(changed)
    }

    /// A task that is opened again where it should be closed.
    var reopened: StoreOrderEffect {
        guard case .taskClosed(var task) = self else { return self }
        task.result = nil
        return .taskOpened(task)
    }
}

extension StockMovement {
    /// Oversold, and does not say so.
    var silent: StockMovement {
        var silent = self
        silent.oversold = false
        return silent
    }

    /// Raises on-hand by units that are on hand already.
    var raised: StockMovement {
        guard kind == .restored else { return self }
        var raised = self
        raised.onHandDelta = quantity
        return raised
    }
}
