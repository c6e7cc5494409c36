internal import Threads

/// Messages that one caller waits for together.
///
/// Each has its own lock: whoever waits is woken for its own messages alone, however many wait at the same time.
final class DeliveryTicket: Sendable {
    /// What became of some messages.
    struct News {
        var delivered = 0
        var failed = 0
        var failure: KafkaError?
        /// A failed message may be in the log all the same.
        var isUncertain = false

        mutating func add(_ failure: KafkaError?, isUncertain: Bool) {
            guard let failure else {
                delivered += 1
                return
            }
            failed += 1
            if self.failure == nil { self.failure = failure }
            if isUncertain { self.isUncertain = true }
        }
    }

    private struct State {
        /// Handed over and not reported yet.
        var open = 0
        var news = News()
    }

    /// What librdkafka carries with each message.
    let number: Int
    private let state = Monitor(State())

    fileprivate init(number: Int) { self.number = number }

    /// One message is handed over.
    func begin() { state.withLock { $0.open += 1 } }

    /// It was not taken.
    func withdraw() { state.withLock { $0.open -= 1 } }

    func report(_ news: News) {
        state.withLock { state in
            state.open -= news.delivered + news.failed
            state.news.delivered += news.delivered
            state.news.failed += news.failed
            if state.news.failure == nil { state.news.failure = news.failure }
            if news.isUncertain { state.news.isUncertain = true }
        }
    }

    /// What became of all of them; nil where the deadline came first.
    func wait(until deadline: ContinuousClock.Instant) -> News? {
        state.result(until: deadline) { $0.open == 0 ? $0.news : nil }
    }
}

/// The tickets that are open, by number.
final class DeliveryTickets: Sendable {
    private struct State {
        var next = 1
        var open: [Int: DeliveryTicket] = [:]
    }

    // A `Monitor` and not a `Mutex`: the thread sanitizer does not see that one's lock where callers contend for it.
    private let state = Monitor(State())

    func make() -> DeliveryTicket {
        state.withLock { state in
            let ticket = DeliveryTicket(number: state.next)
            state.next += 1
            state.open[ticket.number] = ticket
            return ticket
        }
    }

    func end(_ ticket: DeliveryTicket) { state.withLock { $0.open[ticket.number] = nil } }

    /// Says to each what became of its messages. Who has given up waiting is gone.
    func report(_ news: [(ticket: Int, news: DeliveryTicket.News)]) {
        guard !news.isEmpty else { return }
        let known = state.withLock { state in news.map { state.open[$0.ticket] } }
        for (ticket, one) in zip(known, news) { ticket?.report(one.news) }
    }
}
