internal import Contracts
internal import Kafka

/// Two transactional producers in turn, and the transaction in hand.
///
/// Both are initialised before anything is read. A producer whose last transaction was not ended by exactly one request
/// is recreated before its next one: an old request could end that (librdkafka has no KIP-890).
struct KafkaProducerPair {
    /// A producer, and whether it must be recreated before it is used.
    private struct Place {
        let id: String
        var producer: TransactionalProducer
        var isSuspect = false

        /// What was sent in this transaction may not have reached the broker. Its sequence numbers are spent: librdkafka goes
        /// on behind them (2.0.2 and 2.16 do), and the broker refuses the next transaction for the gap.
        mutating func lostMessages() { isSuspect = true }
    }

    private let group: String
    private let topics: [String]
    private let stateTopic: String
    private let settings: KafkaLogSettings
    private let transactionTimeout: Duration
    private let disturbance: Disturbance
    private var places: [Place] = []
    private var turn = 0
    private var opened = ContinuousClock.now
    /// Why no further transaction is possible.
    private var broken: LogError?
    /// Partitions of the state topic that the transaction in hand writes to.
    private var touched: Set<Int32> = []
    /// Topics that it writes to: where a right is refused, Kafka does not say on which.
    private var written: [String] = []
    /// Where the last commits have ended in the partitions of the state topic.
    private var stateEnds: [Int32: Int64] = [:]
    /// True while a transaction is in hand.
    private(set) var isOpen = false
    /// Its first records, which wait until all of its partitions are known.
    private var gathered: [OutgoingRecord] = []
    private var isGathering = false
    /// So many records are waited for: a small transaction is handed over as a whole, a large one is sent while it is filled.
    private static let mostGathered = 256

    init(_ group: GroupSettings, _ settings: KafkaLogSettings, _ disturbance: Disturbance) throws(LogError) {
        self.group = group.group
        self.disturbance = disturbance
        topics = Array(Set(group.outputs + [group.stateTopic])).sorted()
        stateTopic = group.stateTopic
        self.settings = settings
        let timeout = settings.transactionalProducer(id: "")["transaction.timeout.ms"].flatMap { Int64($0) }
        transactionTimeout = .milliseconds(timeout ?? 60_000)
        for number in 0...1 {
            let id = "\(group.group)-\(group.member)-\(number)"
            do throws(LogError) {
                places.append(Place(id: id, producer: try make(id)))
            } catch {
                close(deadline: .seconds(1))
                throw error
            }
        }
    }

    /// A producer that is ready: its topics known, the id taken over, what was open under it ended.
    private func make(_ id: String) throws(LogError) -> TransactionalProducer {
        let producer = try translated { () throws(KafkaError) in
            try TransactionalProducer(settings.transactionalProducer(id: id))
        }
        do throws(KafkaError) {
            try producer.prepare(topics: topics, timeout: .seconds(30))
            try producer.initTransactions(timeout: .seconds(60))
            return producer
        } catch {
            let cause = producer.refusal ?? error
            producer.close(deadline: .zero)
            throw MissingRights.error(cause, writing: topics, id: id, group: group)
                ?? LogError(inSession: cause, otherwise: .fatal)
        }
    }

    // MARK: Append

    /// librdkafka asks Kafka to add a partition to the transaction with the first record for it, and what comes meanwhile with
    /// another request, a millisecond after the answer; 2.0.2 spins through that millisecond. So the first records are
    /// gathered, and one for each partition goes first: they are added by one request.
    mutating func append(_ record: OutgoingRecord) throws(LogError) {
        if !isOpen { try open() }
        guard isGathering else { return try produce(record) }
        gathered.append(record)
        if gathered.count >= Self.mostGathered { try produceGathered() }
    }

    private mutating func produceGathered() throws(LogError) {
        isGathering = false
        defer { gathered.removeAll(keepingCapacity: true) }
        var met: [(topic: String, partition: Int32)] = []
        var rest: [Int] = []
        for (index, record) in gathered.enumerated() {
            if met.contains(where: { $0.partition == record.partition && $0.topic == record.topic }) {
                rest.append(index)
            } else {
                met.append((record.topic, record.partition))
                try produce(record)
            }
        }
        for index in rest { try produce(gathered[index]) }
    }

    private mutating func produce(_ record: OutgoingRecord) throws(LogError) {
        let producer = places[turn].producer
        let isState = record.topic == stateTopic
        if isState { touched.insert(record.partition) }
        if !written.contains(record.topic) { written.append(record.topic) }
        do throws(KafkaError) {
            try unsafe record.withParts { (key, value, headers) throws(KafkaError) in
                try unsafe producer.produce(
                    topic: record.topic, partition: record.partition, timestamp: record.timestamp, key: key,
                    value: value, headers: headers, mark: isState ? Int(record.partition) + 1 : 0)
            }
        } catch {
            // The state forbids it: an earlier message has failed, and only an abort leads on.
            if error.code == KafkaError.Code.state {
                guard let failure = producer.deliveryFailure else { throw LogError(.aborted, error.description) }
                places[turn].lostMessages()
                throw LogError(failure.isRefusedRecord ? .refused : .aborted, failure.description)
            }
            throw judged(error, otherwise: .aborted)
        }
    }

    private mutating func open() throws(LogError) {
        if let broken { throw broken }
        if places[turn].isSuspect { try renew() }
        do throws(KafkaError) { try places[turn].producer.begin() } catch { throw judged(error, otherwise: .unknown) }
        opened = .now
        touched = []
        written = []
        isOpen = true
        isGathering = true
    }

    /// Ends the producer whose turn it is and makes another of the same id, which voids all that the old one has sent.
    private mutating func renew() throws(LogError) {
        places[turn].producer.close(deadline: .zero)
        do throws(LogError) {
            places[turn].producer = try make(places[turn].id)
            places[turn].isSuspect = false
        } catch {
            // The old one is closed: only a new session leads on.
            let failure = LogError(error.outcome == .configuration ? .configuration : .unknown, error.message)
            broken = failure
            throw failure
        }
    }

    // MARK: Commit

    mutating func commit(_ offsets: [PartitionOffset], of consumer: Consumer) throws(LogError) {
        if !isOpen { try open() }
        try produceGathered()
        let producer = places[turn].producer
        let deadline = opened + transactionTimeout + .seconds(20)
        if !offsets.isEmpty {
            let group = try translated(otherwise: .unknown) { () throws(KafkaError) in try consumer.groupMetadata() }
            try attempt(until: deadline) { () throws(KafkaError) in
                try producer.sendOffsets(offsets, group: group, timeout: .seconds(10))
            }
        }
        try attempt(until: deadline) { () throws(KafkaError) in try producer.commit(timeout: .seconds(10)) }
        for partition in touched {
            if let end = producer.position(mark: Int(partition) + 1) { stateEnds[partition] = end }
        }
        finish()
    }

    /// The offset after the last committed record of a partition of the state topic.
    func committedStateEnd(_ partition: Int32) -> Int64? { stateEnds[partition] }

    /// Forgets partitions that are given up: others write there now.
    mutating func forget(_ partitions: [Int32]) {
        for partition in partitions { stateEnds[partition] = nil }
    }

    /// Makes one call of a commit: again where that is allowed, or aborts where it is required.
    private mutating func attempt(
        until deadline: ContinuousClock.Instant, _ call: () throws(KafkaError) -> Void
    ) throws(LogError) {
        while true {
            do throws(KafkaError) { return try call() } catch {
                if error.requiresAbort {
                    places[turn].lostMessages()
                    let id = places[turn].id
                    try abort(timeout: .seconds(30))
                    // Processed again, it would be refused again.
                    if let lacking = MissingRights.error(error, writing: written.sorted(), id: id, group: group) {
                        throw lacking
                    }
                    let isFenced = error.code == KafkaError.Code.fencedInstance
                    throw disturbance.judge(
                        LogError(isFenced ? .fenced : error.isRefusedRecord ? .refused : .aborted, error.description))
                }
                if error.isRetriable, !error.isFatal, ContinuousClock.now < deadline {
                    places[turn].isSuspect = true
                    places[turn].producer.pause(.milliseconds(20))
                    continue
                }
                let failure = judged(error, otherwise: .unknown)
                let outcome: LogError.Outcome = failure.outcome == .retriable ? .unknown : failure.outcome
                broken = LogError(outcome, failure.message)
                throw LogError(outcome, failure.message)
            }
        }
    }

    // MARK: Abort

    /// Ends the transaction with nothing of it visible.
    mutating func abort(timeout: Duration) throws(LogError) {
        gathered.removeAll(keepingCapacity: true)
        guard isOpen else { return }
        let deadline = ContinuousClock.now + timeout
        while true {
            do throws(KafkaError) {
                try places[turn].producer.abort(timeout: max(.zero, deadline - .now))
                return finish()
            } catch {
                if error.isFatal { throw judged(error, otherwise: .unknown) }
                if error.isRetriable, ContinuousClock.now < deadline {
                    places[turn].isSuspect = true
                    places[turn].producer.pause(.milliseconds(20))
                    continue
                }
            }
            // No commit was asked for, so nothing of it ever shows; a new producer ends it for certain.
            isOpen = false
            return try renew()
        }
    }

    /// The other producer's turn, whose last transaction has its markers by now.
    private mutating func finish() {
        if places[turn].producer.endRequests != 1 { places[turn].isSuspect = true }
        isOpen = false
        turn = 1 - turn
    }

    // MARK: Errors

    /// What follows from an error; a fatal one is the end of the session.
    private mutating func judged(_ error: KafkaError, otherwise outcome: LogError.Outcome) -> LogError {
        let cause = places[turn].producer.fatalError ?? error
        guard cause.isFatal else { return LogError(cause, otherwise: outcome) }
        var failure = LogError(cause, otherwise: .unknown)
        if cause.code == KafkaError.Code.fenced {
            // The broker fences in the same words a transaction that took too long.
            let isLate = isOpen && ContinuousClock.now - opened >= transactionTimeout
            failure.outcome = isLate ? .unknown : .fenced
            failure = disturbance.judge(failure)
        }
        broken = failure
        return failure
    }

    /// Ends both clients; what is open is not committed.
    mutating func close(deadline: Duration) {
        let end = ContinuousClock.now + deadline
        isOpen = false
        broken = broken ?? LogError(.fatal, "the session is closed")
        for place in places { place.producer.close(deadline: max(.zero, end - .now)) }
    }
}
