internal import Contracts
internal import Fulfillment

/// The word for each value that a person is shown. None of the wire's own words reaches a page.
extension Phrase {
    init(_ status: OutboundStatus) {
        self =
            switch status {
            case .allocating: .statusAllocating
            case .backordered: .statusBackordered
            case .awaitingOutbound: .statusAwaiting
            case .releasing: .statusReleasing
            case .picking: .statusPicking
            case .picked: .statusPicked
            case .packed: .statusPacked
            case .labelled: .statusLabelled
            case .shipped: .statusShipped
            case .inTransit: .statusInTransit
            case .delivered: .statusDelivered
            case .returnedToSender: .statusReturned
            case .cancelled: .statusCancelled
            case .intercepted: .statusIntercepted
            }
    }

    init(_ state: CancellationState) {
        self =
            switch state {
            case .waitingForOrder: .stateWaiting
            case .releasing: .stateReleasing
            case .verifying: .stateVerifying
            case .intercepting: .stateIntercepting
            case .restocking: .stateRestocking
            case .escalated: .stateEscalated
            case .cancelled: .stateCancelled
            case .restocked: .stateRestocked
            case .refused: .stateRefused
            case .partlyStopped: .statePartly
            }
    }

    init(_ state: ReturnOrder.State) {
        self =
            switch state {
            case .awaitingArrival: .returnAwaiting
            case .partlyReceived: .returnPartly
            case .received: .returnReceived
            case .cancelled: .returnCancelled
            }
    }

    init(task kind: WarehouseTask.Kind) {
        self =
            switch kind {
            case .stopWork: .taskStop
            case .verifyGoods: .taskVerify
            case .interceptParcel: .taskPull
            case .voidLabel: .taskVoid
            case .putAway: .taskPutAway
            }
    }

    init(owed kind: WarehouseTask.Kind?) {
        self =
            switch kind {
            case .stopWork: .owedStop
            case .verifyGoods: .owedVerify
            case .interceptParcel: .owedPull
            case .voidLabel: .owedVoid
            case .putAway: .owedPutAway
            case nil: .owedOrder
            }
    }

    init(_ handling: Handling) {
        self =
            switch handling {
            case .putAway: .handlingShelf
            case .quarantine: .handlingQuarantine
            case .dispose: .handlingDispose
            }
    }

    init(_ condition: ReturnOrderReceived.Condition) {
        self =
            switch condition {
            case .good: .conditionGood
            case .damaged: .conditionDamaged
            case .wrongItem: .conditionWrong
            }
    }

    /// A request's reason; a word that is not in the contract is kept on the wire and shown as something else.
    init(reason: String) { self = Self.reasons.first { $0.word == reason }?.phrase ?? .reasonOther }

    /// The reasons in the order in which they are offered.
    static let reasons: [(word: String, phrase: Phrase)] = [
        ("buyerChangedMind", .reasonBuyerChangedMind), ("duplicateOrder", .reasonDuplicateOrder),
        ("wrongAddress", .reasonWrongAddress), ("wrongItem", .reasonWrongItem),
        ("paymentFailed", .reasonPaymentFailed), ("fraud", .reasonFraud), ("outOfStock", .reasonOutOfStock),
        ("other", .reasonOther),
    ]

    init(requestedBy: String) { self = Self.requesters.first { $0.word == requestedBy }?.phrase ?? .bySystem }

    static let requesters: [(word: String, phrase: Phrase)] = [
        ("buyer", .byBuyer), ("seller", .bySeller), ("staff", .byStaff), ("system", .bySystem),
    ]

    /// An adjustment's reason; other systems write their own words, which are shown as they are.
    static let adjustments: [(word: String, phrase: Phrase)] = [
        ("counted", .adjustCounted), ("damaged", .adjustDamaged), ("found", .adjustFound), ("lost", .adjustLost),
        ("other", .adjustOther),
    ]

    init(_ kind: StockMovement.Kind) {
        self =
            switch kind {
            case .received: .movedReceived
            case .allocated: .movedAllocated
            case .released, .reversed: .movedReleased
            case .issued: .movedIssued
            case .restored, .claimed: .movedRestored
            case .quarantined: .movedQuarantined
            case .disposed: .movedDisposed
            case .adjusted: .movedAdjusted
            }
    }

    init(deadLetter code: String) {
        self =
            switch code {
            case "notJSON": .codeNotJSON
            case "missingField": .codeMissingField
            case "invalidField": .codeInvalidField
            case "unknownType": .codeUnknownType
            case "missingAttribute": .codeMissingAttribute
            case "tooLarge": .codeTooLarge
            case "tooDeep": .codeTooDeep
            case "notWritable": .codeNotWritable
            case "notProcessable": .codeNotProcessable
            default: .codeOther
            }
    }

    init(topic: Topic?) {
        self =
            switch topic {
            case .cancellationRequests: .topicRequests
            case .orderCommands: .topicOrders
            case .warehouseReports: .topicReports
            case .inventoryCommands: .topicStock
            case .returnCommands: .topicReturns
            case .some(let topic): .topicOther(name: HTML(text: topic.name))
            case nil: .topicOther(name: "–")
            }
    }
}

extension PageContext {
    /// Why stock was adjusted: one of ours in the viewer's words, another system's as it is.
    func adjustmentReason(_ word: String) -> HTML {
        Phrase.adjustments.first { $0.word == word }.map { say($0.phrase) } ?? foreign(word)
    }

    /// Who reported: the person, else the warehouse or the carrier.
    func reporter(_ person: String?, warehouse: String?, isCarrier: Bool = false) -> HTML {
        if isCarrier { return say(.whoCarrier) }
        guard let warehouse else { return person.map { foreign($0) } ?? say(.someone) }
        return person.map { say(.whoAt(person: foreign($0), w: id(warehouse))) } ?? id(warehouse)
    }
}
