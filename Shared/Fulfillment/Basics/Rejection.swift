/// A valid message that the domain refuses. It changes nothing, and its sender is notified.
public struct Rejection: Error, Sendable, Equatable {
    /// Why, as other systems read it.
    public enum Code: String, Sendable, CaseIterable {
        case outboundOrderExists, requestIdReused, receiptIdReused, adjustmentIdReused, returnOrderExists
        case quantityExceedsOrder, unknownSku, unknownOutboundOrder, unknownReturnOrder, returnOrderClosed
        case notCancellable, unknownReceipt, notReversible
        case alreadyRestored, exceedsIssued, exceedsAllocated, insufficientStock
        case unknownCase, notHeld, releaseIdReused, messageIdReused, tooManyForOrder, notAllowed
    }

    public var code: Code
    /// One sentence for a person: what, where, and what is possible.
    public var message: String
    /// The field it is about, such as `lines[2].quantity`.
    public var path: String?
    /// For `alreadyRestored`: which way won.
    public var claimedBy: RestockClaim?

    public init(_ code: Code, _ message: String, path: String? = nil, claimedBy: RestockClaim? = nil) {
        self.code = code
        self.message = message
        self.path = path
        self.claimedBy = claimedBy
    }
}
