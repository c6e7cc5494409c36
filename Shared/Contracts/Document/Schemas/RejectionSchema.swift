import Fulfillment

/// A valid message that the domain refused.
enum RejectionSchema {
    static let rejected = Schema.object(
        [
            .required("code", Schema.code(Rejection.Code.self, "Why; x-rejection-codes says what to do.")),
            .required("message", Schema.text("For people: what, where, and what is possible.")),
            .optional("path", Schema.text("The field it is about, such as lines[2].quantity.")),
            .optional("claimedBy", Schema.ref(.claim, "For alreadyRestored: the way that brought the last of that SKU.")),
            .required("messageSource", Schema.text("The refused message's ce_source.")),
            .required("messageId", Schema.text("The refused message's ce_id.")),
            .required("messageType", Schema.text("The refused message's ce_type.")),
            .required("key", Schema.text("The refused message's key, which is this one's too.")),
            .required("topic", Schema.text("Where it stood.")), .required("partition", Schema.count("Where it stood.")),
            .required("offset", Schema.count("Where it stood.")),
        ], "A valid message was refused: it changed nothing. The same ce_source and ce_id again is silent.")
}
