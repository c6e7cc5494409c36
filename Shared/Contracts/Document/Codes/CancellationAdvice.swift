import Fulfillment

extension CancellationCode {
    /// What the code means, and what the store should do.
    var advice: CodeAdvice { CodeAdvice(self, meaning, "nextAction `\(nextAction.rawValue)`: \(nextAction.meaning)") }

    private var meaning: String {
        switch self {
        case .cancelledBeforeWork: "Cancelled while awaiting outbound; the quantities are available again."
        case .interceptedAndRestocked: "The parcel was stopped, and every unit is back or written off."
        case .inTransit: "The carrier has the goods: it cannot be cancelled."
        case .delivered: "The goods were delivered: it cannot be cancelled."
        case .leftBeforeInterception: "The parcel left before it could be stopped."
        case .unknownOrder: "The order did not come within the policy's grace."
        case .partialAfterWorkStarted: "Once work began, only a whole outbound order can be stopped."
        case .goodsMissing: "The warehouse does not find the goods."
        case .noAnswerFromWarehouse: "The warehouse answered at neither deadline."
        case .alreadyCancelled: "An earlier case cancelled the same goods; this is its answer."
        case .alreadyBack: "Every unit is back in stock already: there is nothing left to cancel."
        case .waitingForOrder: "The order is not known yet."
        case .awaitingRelease: "Inventory is freeing the quantities."
        case .awaitingVerification: "The warehouse is looking for the goods."
        case .awaitingInterception: "The warehouse is pulling the parcel."
        case .awaitingRestock: "The parcel was stopped; its units are on their way back to the shelf."
        case .escalated: "A deadline passed without an answer; the case is still open."
        }
    }
}

extension NextAction {
    fileprivate var meaning: String {
        switch self {
        case .none: "nothing is left to do."
        case .wait: "a further message will come."
        case .createReturn: "let the buyer return the goods; create a return order."
        case .contactWarehouse: "talk to the warehouse."
        case .resubmit: "request again: for the whole outbound order, or once the order is there."
        }
    }
}
