import Fulfillment

extension Rejection.Code {
    /// What the code means, and what the sender of the rejected message should do.
    var advice: CodeAdvice {
        switch self {
        case .outboundOrderExists:
            CodeAdvice(
                self, "This outboundOrderId is known with other content.",
                "The first one stands. Submit the new content under a new outboundOrderId.")
        case .messageIdReused:
            CodeAdvice(
                self,
                "A message of this ce_source and ce_id was accepted before, of another type or with other content.",
                "The first one counts. Send this one under its own ce_id.")
        case .tooManyForOrder:
            CodeAdvice(
                self, "The store order would have more of something than is allowed; the message says of what.",
                "All that came before stands. Look for the sender that repeats itself under new ids.")
        case .notAllowed:
            CodeAdvice(
                self, "The sender does not act for that store, merchant or warehouse, or does not send such messages.",
                "Nothing happened. Check the ids; else ask the operator, whose access file says who may say what.")
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
                "More was to be cancelled than was ordered, and no case was opened. Or more was to leave than the order still has.",
                "Request at most what was ordered, under a new requestId. Units that have left, or are back, need nothing."
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
                self, "Turnback opened this return order. Some of its units may still arrive.",
                "Receive what arrives, and say `complete` when nothing more will. Turnback closes it where nothing can arrive any more.")
        case .unknownReceipt:
            CodeAdvice(
                self, "The return order has no receipt of this id that could be taken back.",
                "Correct the receiptId or the returnOrderId, and send it under a new id.")
        case .notReversible:
            CodeAdvice(
                self,
                "The receipt cannot be taken back as one: its goods came to another warehouse, or it is too long or too old.",
                "Correct the stock by adjustments; book what really comes as a receipt of stock.")
        case .alreadyRestored:
            CodeAdvice(
                self, "All of these units are back; claimedBy names the way that brought the last.",
                "Nothing: the units are counted. Do not bring them back again.")
        case .exceedsIssued:
            CodeAdvice(
                self, "More units would come back than are still out.",
                "Send at most what is still out. Book extra units as a receipt of stock (`stock.receive`).")
        case .exceedsAllocated:
            CodeAdvice(
                self, "More would be released or issued than the outbound order holds.",
                "Correct the quantity to what is allocated.")
        case .unknownCase:
            CodeAdvice(
                self, "The case that is named is not a case of that outbound order, or none is named.",
                "Take the caseId from the warehouse task or the outcome, and send it under a new id.")
        case .notHeld:
            CodeAdvice(
                self,
                "No case holds these units. Units that never left come back for a case only. So are units that left written off.",
                "First request the cancellation, or report the parcel as intercepted. Units on their way to the buyer need nothing."
            )
        case .releaseIdReused:
            CodeAdvice(
                self, "This releaseId is known with other content.",
                "The first release counts. Release more under a new releaseId.")
        case .insufficientStock:
            CodeAdvice(
                self, "On-hand would fall below what is allocated, or below zero; or less is quarantined.",
                "Count again, or free allocations first; then send it again, an adjustment under a new adjustmentId.")
        }
    }
}
