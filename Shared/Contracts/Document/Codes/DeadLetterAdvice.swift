extension DecodeError.Code {
    /// What the code means, and what the sender of the message should do.
    var advice: CodeAdvice {
        switch self {
        case .notJSON:
            CodeAdvice(
                self, "The value is not JSON text in UTF-8, or there is none (a tombstone).",
                "Fix the serialiser and send the message again.")
        case .missingField:
            CodeAdvice(
                self, "A field that is required is not there; the message names its path.",
                "Add the field and send the message again.")
        case .invalidField:
            CodeAdvice(
                self, "A field has another type or value than allowed; the message names its path.",
                "Correct the field and send the message again.")
        case .unknownType:
            CodeAdvice(
                self, "The type is not of this contract, or is read on another topic, which the message names.",
                "Correct ce_type, or send it to the topic of its type.")
        case .missingAttribute:
            CodeAdvice(
                self, "A CloudEvents attribute is missing, or specversion is not 1.0 (or 1).",
                "Set ce_specversion, ce_id, ce_source and ce_type; or send a bare request with its requestId.")
        case .tooLarge:
            CodeAdvice(
                self, "The value, the whole record, or ce_id or ce_source is too large.",
                "Split the message, or shorten the attribute.")
        case .tooDeep:
            CodeAdvice(
                self, "Objects and arrays are nested too deep.", "Leave out what is not of this contract.")
        case .badKey:
            CodeAdvice(
                self, "Reserved, and never given in v1: a message under any key is sent on to the right partition.",
                "Nothing today. Writing the key that the message's own ids make saves the detour.")
        case .notWritable:
            CodeAdvice(
                self, "The message is valid, but Kafka refused again and again what follows from it. Nothing was done.",
                "Read the reason: a topic may take smaller records than it should. Fix that, then replay the message.")
        case .notProcessable:
            CodeAdvice(
                self,
                "The message is valid, but the service could not decide it: the process ended while it tried, three times, or "
                    + "the state it is about was written by a newer version. Nothing was done.",
                "Start the version that fixes it, or the newer one; then replay the message.")
        }
    }
}
