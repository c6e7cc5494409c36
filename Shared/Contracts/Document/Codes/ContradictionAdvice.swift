import Fulfillment

extension ContradictionCode {
    /// What the code means, and what the store should do.
    var advice: CodeAdvice { CodeAdvice(self, meaning, "nextAction `\(nextAction.rawValue)`: \(whatToDo)") }

    private var meaning: String {
        switch self {
        case .lateShipment: "It was cancelled, and was shipped all the same."
        case .laterPart:
            "The final outcome was already out when one more outbound order of this request came. The case `followedBy` "
                + "stops it."
        case .stoppedAfterAll: "The cancellation was refused, but the parcel was stopped: its units come back."
        case .leftAfterAll: "It was stopped as the outcome says, and has left all the same."
        case .foundAfterAll: "It was written off, and was found."
        }
    }

    private var whatToDo: String {
        switch self {
        case .lateShipment, .leftAfterAll: "let the buyer return the goods; create a return order."
        case .laterPart: "do not send the request again. If the goods leave all the same, a further message says so."
        case .stoppedAfterAll: "do not create a return for it, and cancel one that was proposed; refund the buyer."
        case .foundAfterAll: "nothing is left to do: the units are in stock again."
        }
    }
}
