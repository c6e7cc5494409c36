internal import Kafka

extension LogError {
    /// What follows from an error of Kafka's, where that does not depend on what was being done.
    init(_ error: KafkaError, otherwise outcome: Outcome) {
        self.init(LogError.outcome(of: error) ?? outcome, error.description)
    }

    /// What follows from an error within a session, whose topics were there when it was joined: one that is not known now
    /// is asked for again, and the next join says what is really missing.
    init(inSession error: KafkaError, otherwise outcome: Outcome) {
        self.init(error.isUnknownPlace ? .retriable : LogError.outcome(of: error) ?? outcome, error.description)
    }

    private static func outcome(of error: KafkaError) -> Outcome? {
        if error.isRefusal { return .configuration }
        if error.isUnknownPlace { return .configuration }
        switch error.code {
        case KafkaError.Code.invalidArgument:
            return .configuration
        case KafkaError.Code.fencedInstance:
            return .fenced
        case _ where error.isRefusedRecord:
            return .refused
        default:
            if error.isFatal { return .unknown }
            return error.isRetriable ? .retriable : nil
        }
    }
}

/// Runs a call of Kafka's and turns its error into a `LogError`.
func translated<Result>(
    otherwise outcome: LogError.Outcome = .fatal, _ body: () throws(KafkaError) -> Result
) throws(LogError) -> Result {
    do throws(KafkaError) { return try body() } catch { throw LogError(error, otherwise: outcome) }
}
