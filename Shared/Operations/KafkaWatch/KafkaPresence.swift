/// Whether Kafka is there, by what its clients complain of and by what it answers.
///
///     there ──complaint──▶ suspected ──answer──▶ there          nothing is said: one broker of several, a short break
///                              │
///                              └──silence──▶ away ──answer──▶ there
struct KafkaPresence: Equatable {
    enum State: Equatable {
        case there
        /// A client has lost a broker: Kafka has to be asked.
        case suspected
        /// It does not answer, since then.
        case away(ContinuousClock.Instant)
    }

    /// What there is to say.
    enum Line: Equatable {
        case gone
        case back(after: Duration)
    }

    private(set) var state = State.there

    /// Whether somebody has to ask.
    var isInDoubt: Bool { state != .there }

    /// A client complains that a broker is not there.
    mutating func complains() { if state == .there { state = .suspected } }

    /// Kafka has answered.
    mutating func answers(at now: ContinuousClock.Instant) -> Line? {
        defer { state = .there }
        guard case .away(let since) = state else { return nil }
        return .back(after: now - since)
    }

    /// Kafka was asked, and has not answered.
    mutating func isSilent(at now: ContinuousClock.Instant) -> Line? {
        guard state == .suspected else { return nil }
        state = .away(now)
        return .gone
    }

    private static let codes = ["_TRANSPORT", "_ALL_BROKERS_DOWN", "_TIMED_OUT", "_RESOLVE"]

    /// Whether a text of librdkafka says that brokers are not there, and nothing else.
    static func saysAbsence(_ text: String) -> Bool { codes.contains { text.contains("(\($0))") } }

    /// The same text for people: without the names of codes.
    static func words(of text: String) -> String {
        codes.reduce(text) { $0.replacing(" (\($1))", with: "") }
    }
}
