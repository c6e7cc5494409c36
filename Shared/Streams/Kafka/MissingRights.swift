internal import Kafka

/// Rights that this process's principal lacks on Kafka, in words that name what is to be granted.
enum MissingRights {
    /// An error that says so; the rights as "Read on group orders".
    static func error(_ rights: [String], because error: KafkaError? = nil) -> LogError {
        let cause = error.map { " (\($0))" } ?? ""
        return LogError(
            .configuration, "this principal lacks a right on Kafka: \(rights.joined(separator: "; ")); grant it\(cause)"
        )
    }

    /// What a refused right was for, where the error is one; credentials that were refused are not.
    static func error(_ error: KafkaError, reading topic: String?, group: String) -> LogError? {
        switch error.refusedResource {
        case .group: Self.error(["Read on group \(group)"], because: error)
        case .topic: Self.error(["Read on topic \(topic ?? "")"], because: error)
        case .transactionalId, nil: nil
        }
    }

    /// The same, of what a producer did; on which of the topics that it wrote to, the error does not always say.
    static func error(_ error: KafkaError, writing topics: [String], id: String, group: String) -> LogError? {
        switch error.refusedResource {
        case .group: Self.error(["Read on group \(group)"], because: error)
        case .topic:
            Self.error(
                ["Write on topic \((error.topic.map { [$0] } ?? topics).joined(separator: " or "))"], because: error)
        case .transactionalId: Self.error(["Write on transactional id \(id)"], because: error)
        case nil: nil
        }
    }
}

extension KafkaLog {
    /// Of these topics, which do not seem to exist, those that this process may not see.
    public func hidden(_ topics: [String]) throws(LogError) -> [String] {
        try translated(otherwise: .retriable) { () throws(KafkaError) in
            try admin.open().hidden(topics, timeout: .seconds(3))
        }
    }

    /// The error for topics that may not be seen: what this process has to be allowed on each.
    public static func missingRights(reading: [String], writing: [String]) -> LogError {
        MissingRights.error(
            reading.map { "Read on topic \($0)" } + writing.map { "Write on topic \($0)" })
    }
}
