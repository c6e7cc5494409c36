import Fulfillment

extension Rejection.Code {
    /// What the code means, and what the sender of the rejected message should do.
    var advice: CodeAdvice {
        switch self {
        case .outboundOrderExists:
            CodeAdvice(
                self, "This outboundOrderId is known with other content.",
                "The first one stands. Submit the new content under a new outboundOrderId.")
        case .requestIdReused:
            CodeAdvice(
                self, "This requestId is known with other content.",
                "The first request stands and is answered. Send another request under a new requestId.")
        case .receiptIdReused:
            CodeAdvice(
                self, "This receiptId is known with other content.",
                "The first receipt counts. Report further goods under a new receiptId.")
        case .adjustmentIdReused:
            CodeAdvice(
                self, "This adjustmentId is known with other content.",
                "The first adjustment counts. Make another one under a new adjustmentId.")
        case .returnOrderExists:
            CodeAdvice(
                self, "This returnOrderId is known with other content.",
                "The first one stands. Create another one under a new returnOrderId.")
        case .quantityExceedsOrder:
            CodeAdvice(
                self,
                "More was to be cancelled than was ordered, and no case was opened; or to be issued than is left of it.",
                "Request at most what the store order has, under a new requestId. What was issued or is back needs nothing."
            )
        case .unknownSku:
            CodeAdvice(
                self, "The SKU is not in the order; no case was opened, nothing moved.",
                "Look at the path, correct the SKU, and send it under new ids.")
        case .unknownOutboundOrder:
            CodeAdvice(
                self, "The outbound order is not known, or a report's order never came.",
                "Check outboundOrderId, store order, merchant and warehouse; submit the order, then send it again.")
        case .unknownReturnOrder:
            CodeAdvice(
                self, "No return order of this id was created for this store order, or not in time for its receipt.",
                "Create the return order, or correct the id; a receipt that waited may be sent again as it is.")
        case .returnOrderClosed:
            CodeAdvice(
                self, "The return order is received or cancelled, or can no longer be cancelled.",
                "Create a new return order for goods that still come.")
        case .notCancellable:
            CodeAdvice(
                self, "Turnback opened this return order, and units can still come to it.",
                "Receive what comes, or close it as complete; Turnback cancels it where nothing can come any more.")
        case .unknownReceipt:
            CodeAdvice(
                self, "The return order has no receipt of this id.",
                "Correct the receiptId or the returnOrderId.")
        case .notReversible:
            CodeAdvice(
                self, "The receipt cannot be taken back as one: the goods came to another warehouse, or it is too long.",
                "Correct the stock by adjustments.")
        case .alreadyRestored:
            CodeAdvice(
                self, "These units came back another way already; claimedBy names it.",
                "Nothing: the units are counted. Do not bring them back again.")
        case .exceedsIssued:
            CodeAdvice(
                self, "More would come back than went out and is not back yet.",
                "Bring back at most what is left; book a surplus as a receipt of its own.")
        case .exceedsAllocated:
            CodeAdvice(
                self, "More would be released or issued than the outbound order holds.",
                "Correct the quantity to what is allocated.")
        case .insufficientStock:
            CodeAdvice(
                self, "On-hand would fall below what is allocated, or below zero, or quarantined below zero.",
                "Count again, or free allocations first; then adjust, or take the receipt back, under a new id.")
        }
    }
}
